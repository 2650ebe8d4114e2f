// SPDX-License-Identifier: GPL-2.0
/*
 * json: writes JSON to the standard output
 *
 * One document is one line, so that a reader can take a stream of them apart.
 */
#include <string.h>

#include "json.h"

static unsigned int depth;
static bool has_members;

/* Bytes of the UTF-8 character at @s, 0 where there is none: names may be any bytes */
static size_t utf8_length(const unsigned char *s)
{
	size_t i, len;

	if (s[0] >= 0xc2 && s[0] <= 0xdf)
		len = 2;
	else if (s[0] >= 0xe0 && s[0] <= 0xef)
		len = 3;
	else if (s[0] >= 0xf0 && s[0] <= 0xf4)
		len = 4;
	else
		return 0;
	for (i = 1; i < len; i++) {
		if ((s[i] & 0xc0) != 0x80)
			return 0;
	}
	/* Overlong forms, surrogates and what is beyond Unicode */
	if ((s[0] == 0xe0 && s[1] < 0xa0) || (s[0] == 0xed && s[1] > 0x9f) ||
	    (s[0] == 0xf0 && s[1] < 0x90) || (s[0] == 0xf4 && s[1] > 0x8f))
		return 0;
	return len;
}

static void put_string(const char *text)
{
	const unsigned char *s = (const unsigned char *)text;
	size_t len;

	putchar('"');
	while (*s) {
		len = utf8_length(s);
		if (len) {
			fwrite(s, 1, len, stdout);
			s += len;
			continue;
		}
		if (*s == '"' || *s == '\\')
			printf("\\%c", *s);
		else if (*s < 0x20 || *s >= 0x7f)
			printf("\\u%04x", *s);
		else
			putchar(*s);
		s++;
	}
	putchar('"');
}

static void begin_value(const char *key)
{
	if (has_members)
		fputs(", ", stdout);
	has_members = true;
	if (key) {
		put_string(key);
		fputs(": ", stdout);
	}
}

static void open_nest(const char *key, char bracket)
{
	begin_value(key);
	putchar(bracket);
	has_members = false;
	depth++;
}

static void close_nest(char bracket)
{
	putchar(bracket);
	has_members = true;
	if (--depth)
		return;
	putchar('\n');
	fflush(stdout);
	has_members = false;
}

void json_open_object(const char *key)
{
	open_nest(key, '{');
}

void json_close_object(void)
{
	close_nest('}');
}

void json_open_array(const char *key)
{
	open_nest(key, '[');
}

void json_close_array(void)
{
	close_nest(']');
}

void json_number(const char *key, uint64_t value)
{
	begin_value(key);
	printf("%llu", (unsigned long long)value);
}

void json_integer(const char *key, long long value)
{
	begin_value(key);
	printf("%lld", value);
}

void json_real(const char *key, double value)
{
	begin_value(key);
	printf("%.3f", value);
}

void json_bool(const char *key, bool value)
{
	begin_value(key);
	fputs(value ? "true" : "false", stdout);
}

/* NULL is null */
void json_string(const char *key, const char *value)
{
	begin_value(key);
	if (value)
		put_string(value);
	else
		fputs("null", stdout);
}

void json_name(const struct line_name *name)
{
	json_string("actions", name->actions);
	json_string("chip", name->chip);
}

/* With the stack, if there is one; nothing where there is no such place */
void json_place(const char *key, const struct place *place, const struct stack *stack)
{
	size_t i;

	if (!place->where)
		return;
	json_open_object(key);
	json_string("where", place->where);
	json_number("ts_ns", place->ts);
	json_integer("cpu", place->cpu);
	json_string("comm", place->comm);
	json_integer("pid", place->pid);
	if (stack) {
		json_open_array("stack");
		for (i = 0; i < stack->nr; i++)
			json_string(NULL, stack->frames[i]);
		json_close_array();
	}
	json_close_object();
}

static void put_handler(const struct handler *thread)
{
	if (!thread->comm)
		return;
	json_open_object("thread");
	json_string("comm", thread->comm);
	json_integer("pid", thread->pid);
	json_integer("cpu", thread->cpu);
	json_integer("prio", thread->prio);
	json_number("waited_ns", thread->waited);
	json_close_object();
}

/* The members of an object for it */
void json_section(const struct section *section)
{
	bool disabled = section->disable.where;

	json_integer("irq", section->irq);
	if (section->cpu >= 0)
		json_integer("cpu", section->cpu);
	json_name(&section->name);
	if (section->is_blind) {
		json_bool("since_known", false);
		return;
	}
	json_string("cause", section->cause);
	json_number("ns", section->ns);
	json_number("masked_ns", section->masked_ns);
	if (section->count)
		json_number("count", section->count);
	json_place("begin", &section->begin, disabled ? NULL : &section->begin_stack);
	json_place("disable", &section->disable, &section->begin_stack);
	if (section->locks)
		json_string("locks", section->locks);
	put_handler(&section->thread);
	json_place("end", &section->end, &section->end_stack);
}
