/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What fuzz.c writes to, and what has to come of it, by rules that are not the kernel's
 */
#ifndef _TESTS_GUEST_FUZZ_MODEL_H
#define _TESTS_GUEST_FUZZ_MODEL_H

#include "program.h"

#include <ctype.h>
#include <limits.h>

#define MAX_LINES	65536
#define BIG		1048576
#define PAGE		4096
#define BAD_POINTER	((const char *)8)
#define INSTANCE	TRACING "instances/fuzz"
#define SECTION		"events/irqmask/irqmask_section/"
#define LINE_EVENTS	TRACING "events/irq_line/"

enum kind {
	KIND_ENABLE,	/* 0 or 1, in less than 8 characters */
	KIND_IRQS,	/* all, or a list of lines */
	KIND_CLEAR,	/* takes all, keeps nothing */
	KIND_READ_ONLY,
	KIND_FLAG,	/* 0 or 1, as the options and events of ftrace */
	KIND_USEC,	/* a number, of ftrace */
	KIND_MAXIMUM,	/* the same, which changes by itself while a tracer is on */
	KIND_FILTER,	/* of an event: the words are what right ones begin with */
	KIND_SYSTEM_FILTER,	/* of all events of a system, likewise; says something else */
	KIND_COMMAND,	/* of an event, its triggers; nothing that is written is one */
	KIND_NUMBER,	/* of the module */
	KIND_WORD,	/* of the module */
	KIND_TRIGGER,	/* of the module; a 1, which it gets at the end only */
};

/* What has to have been written to each of them */
enum form {
	FORM_EMPTY, FORM_BYTE, FORM_PAGE, FORM_MEGABYTE, FORM_BINARY, FORM_NEGATIVE,
	FORM_OVERFLOW, FORM_UNKNOWN, FORM_NUL, NR_FORMS
};

static const char *const form_names[NR_FORMS] = {
	"empty", "1 byte", "4 KB", "1 MB", "binary", "negative", "overflow", "unknown",
	"NUL inside"
};

struct target {
	const char *path;
	enum kind kind;
	long min;
	long max;
	const char *const *words;
	int fd;
	unsigned long taken;
	unsigned long refused;
	unsigned long forms[NR_FORMS];
	/* What it says, where it says what was written */
	char *now;
};

static const char *const actions[] = {
	"disable", "nosync", "nested", "handler", "flow", "oneshot", "no_wake", "lazy",
	"lazy_irq", "cross_cpu", "free", "type", "spurious", "other", "unbalanced", NULL
};

static const char *const section_filters[] = { "irq == ", "ns > ", NULL };
static const char *const line_filters[] = { "irq == ", "hwirq > ", NULL };

static struct target parameters[] = {
	{ PARAMETERS "action", KIND_WORD, .words = actions },
	{ PARAMETERS "us", KIND_NUMBER, 1, INT_MAX },
	{ PARAMETERS "arrive_us", KIND_NUMBER, 0, 60000000 },
	{ PARAMETERS "repeat", KIND_NUMBER, 1, 1000000 },
	{ PARAMETERS "threads", KIND_NUMBER, 1, 64 },
	{ PARAMETERS "gap_us", KIND_NUMBER, 0, 60000000 },
	{ PARAMETERS "sleeping", KIND_NUMBER, 0, 1 },
	{ PARAMETERS "cpu", KIND_NUMBER, 0, INT_MAX },
	{ PARAMETERS "end_cpu", KIND_NUMBER, -1, INT_MAX },
	{ DELAY "trigger", KIND_TRIGGER },
};

static struct target files[] = {
	{ TRACING "irqmask/enable", KIND_ENABLE },
	{ TRACING "irqmask/irqs", KIND_IRQS },
	{ TRACING "irqmask/stat", KIND_CLEAR },
	{ TRACING "irqmask/worst", KIND_CLEAR },
	{ TRACING "irqmask/open", KIND_READ_ONLY },
	{ TRACING "tracing_max_latency", KIND_MAXIMUM },
	{ TRACING "tracing_thresh", KIND_USEC },
	{ TRACING SECTION "enable", KIND_FLAG },
	{ TRACING SECTION "filter", KIND_FILTER, .words = section_filters },
	{ TRACING SECTION "trigger", KIND_COMMAND },
	{ TRACING "options/irqmask-cpu", KIND_FLAG },
};

/* Each has the files enable, filter and trigger */
static const struct event {
	const char *path;
	const char *const *filters;
} events[] = {
	{ LINE_EVENTS "irq_line_disable", line_filters },
	{ LINE_EVENTS "irq_line_enable", line_filters },
	{ LINE_EVENTS "irq_line_mask", line_filters },
	{ LINE_EVENTS "irq_line_unmask", line_filters },
	{ LINE_EVENTS "irq_line_thread", line_filters },
	{ LINE_EVENTS "irq_line_startup", line_filters },
	{ LINE_EVENTS "irq_line_shutdown", line_filters },
	{ INSTANCE "/events/irqmask/irqmask_section", section_filters },
	{ INSTANCE "/events/irq_line/irq_line_disable", line_filters },
};

/* Each switches what others do on its own, so it says what was written only alone */
static struct target systems[] = {
	{ TRACING "events/irqmask/enable", KIND_FLAG },
	{ TRACING "events/irq_line/enable", KIND_FLAG },
	{ TRACING "events/irqmask/filter", KIND_SYSTEM_FILTER, .words = section_filters },
	{ TRACING "events/irq_line/filter", KIND_SYSTEM_FILTER, .words = line_filters },
};

/* What is written, and what the file has to say after it */
static char *input, *expected;
static bool tracer_is_on;

/* A whole number as the kernel's kstrto*() take one; a newline may follow */
static bool parse_number(const char *text, bool negative, long *number)
{
	bool minus = negative && *text == '-';
	unsigned long n = 0;

	if (minus || *text == '+')
		text++;
	if (!isdigit(*text))
		return false;
	for (; isdigit(*text); text++) {
		if (__builtin_mul_overflow(n, 10, &n) ||
		    __builtin_add_overflow(n, *text - '0', &n))
			return false;
	}
	if (*text == '\n')
		text++;
	if (*text || n > LONG_MAX)
		return false;
	*number = minus ? -n : n;
	return true;
}

/* As the kernel's kstrtoul_from_user(), which looks at so many characters. Cuts the text. */
static int parse_unsigned(size_t len, unsigned long *number)
{
	const char *text = input;
	bool overflow = false;

	if (len > 66)
		input[66] = '\0';
	if (*text == '+')
		text++;
	if (!isdigit(*text))
		return -EINVAL;
	for (*number = 0; isdigit(*text); text++) {
		overflow |= __builtin_mul_overflow(*number, 10, number);
		overflow |= __builtin_add_overflow(*number, *text - '0', number);
	}
	if (overflow)
		return -ERANGE;
	if (*text == '\n')
		text++;
	return *text ? -EINVAL : 0;
}

/* Equal, but for a newline at the end of what was written */
static bool is_word(const char *text, const char *word)
{
	size_t len = strlen(word);

	return !strncmp(text, word, len) &&
	       (!text[len] || (text[len] == '\n' && !text[len + 1]));
}

static bool list_number(const char **text, unsigned int *number)
{
	unsigned int n = 0;

	if (!isdigit(**text))
		return false;
	for (; isdigit(**text); (*text)++) {
		n = 10 * n + **text - '0';
		if (n >= MAX_LINES)
			return false;
	}
	*number = n;
	return true;
}

/* A comma between two, a newline at the end, perhaps */
static bool parse_list(const char *text, unsigned char *lines)
{
	unsigned int first, last;

	memset(lines, 0, MAX_LINES + 1);
	for (;; text++) {
		if (!list_number(&text, &first))
			return false;
		last = first;
		if (*text == '-') {
			text++;
			if (!list_number(&text, &last) || last < first)
				return false;
		}
		memset(lines + first, 1, last - first + 1);
		if (*text != ',')
			break;
	}
	if (*text == '\n')
		text++;
	return !*text;
}

static void print_list(const unsigned char *lines)
{
	char *p = expected;
	int i, end;

	for (i = 0; i < MAX_LINES; i = end + 1) {
		end = i;
		if (!lines[i])
			continue;
		while (lines[end + 1])
			end++;
		p += sprintf(p, p == expected ? "%d" : ",%d", i);
		if (end > i)
			p += sprintf(p, "-%d", end);
	}
	strcpy(p, "\n");
}

/* Those of some_filter(). Others may be filters as well: then *known gets false. */
static bool is_filter(const char *const *begins, bool *known)
{
	size_t begin, digits;

	for (; *begins; begins++) {
		begin = strlen(*begins);
		if (strncmp(input, *begins, begin))
			continue;
		digits = strspn(input + begin, "0123456789");
		if (digits < 1 || digits > 5 || (digits > 1 && input[begin] == '0'))
			continue;
		if (!is_word(input + begin + digits, ""))
			continue;
		sprintf(expected, "%.*s\n", (int)(begin + digits), input);
		return true;
	}
	strcpy(expected, "none\n");
	if (is_word(input, "0"))
		return true;
	*known = false;
	return false;
}

/*
 * Whether the text changes the value, which is printed to expected then. If not, *error
 * is what is said.
 */
static bool is_taken(const struct target *target, size_t len, int *error)
{
	static unsigned char lines[MAX_LINES + 1];
	unsigned long usec;
	long number;
	int i;

	*error = -EINVAL;
	switch (target->kind) {
	case KIND_ENABLE:
		if (len >= 8 || strlen(input) != len || !parse_number(input, false, &number))
			return false;
		sprintf(expected, "%ld\n", number);
		return number <= 1;
	case KIND_IRQS:
		if (len > 6 * MAX_LINES || strlen(input) != len)
			return false;
		if (len >= PAGE && input[len - 1] != '\n')
			return false;
		if (is_word(input, "all")) {
			strcpy(expected, "all\n");
			return true;
		}
		if (!parse_list(input, lines))
			return false;
		print_list(lines);
		return true;
	case KIND_FLAG:
		*error = parse_unsigned(len, &usec);
		if (*error)
			return false;
		*error = -EINVAL;
		sprintf(expected, "%lu\n", usec);
		return usec <= 1;
	case KIND_USEC:
	case KIND_MAXIMUM:
		*error = parse_unsigned(len, &usec);
		/* It is kept in ns, of which so many are left */
		sprintf(expected, "%ld\n", (long)(usec * 1000 / 1000));
		return !*error;
	case KIND_NUMBER:
		if (!parse_number(input, true, &number))
			return false;
		sprintf(expected, "%ld\n", number);
		return number >= target->min && number <= target->max;
	case KIND_WORD:
		for (i = 0; target->words[i]; i++) {
			if (is_word(input, target->words[i])) {
				sprintf(expected, "%s\n", target->words[i]);
				return true;
			}
		}
		return false;
	default:
		return false;
	}
}

static bool is_sysfs(const struct target *target)
{
	return target->kind == KIND_NUMBER || target->kind == KIND_WORD ||
	       target->kind == KIND_TRIGGER;
}

/* Whether it is refused for its length alone */
static bool is_too_long(const struct target *target, size_t len)
{
	switch (target->kind) {
	case KIND_ENABLE:
		return len >= 8;
	case KIND_IRQS:
		return len > 6 * MAX_LINES;
	case KIND_FILTER:
	case KIND_SYSTEM_FILTER:
	case KIND_COMMAND:
		return len >= PAGE;
	default:
		return false;
	}
}

/*
 * What write() has to return; *taken says whether the value changes, *known whether that
 * is for sure
 */
static long outcome(const struct target *target, size_t len, bool bad, bool *taken, bool *known)
{
	int error;

	*taken = false;
	*known = true;
	if (target->kind == KIND_CLEAR)
		return len;
	if (target->kind == KIND_READ_ONLY)
		return -EINVAL;
	/* sysfs takes a page at most, and is not told of nothing at all */
	if (is_sysfs(target) && len > PAGE)
		len = PAGE;
	if (!len && (is_sysfs(target) || target->kind == KIND_COMMAND))
		return 0;
	if (is_too_long(target, len))
		return -EINVAL;
	if (bad && len)
		return -EFAULT;

	input[len] = '\0';
	if (target->kind == KIND_FILTER || target->kind == KIND_SYSTEM_FILTER) {
		*taken = is_filter(target->words, known);
		return *taken ? (long)len : -EINVAL;
	}
	*taken = is_taken(target, len, &error);
	return *taken ? (long)len : error;
}

#endif /* _TESTS_GUEST_FUZZ_MODEL_H */
