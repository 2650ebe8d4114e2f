// SPDX-License-Identifier: GPL-2.0
/*
 * text: sections, as a person reads them
 */
#include <ctype.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "text.h"

/* In the order of the kernel's enum irqmask_cause, which is part of the event's format */
static const struct {
	const char *name;
	const char *text;
} causes[] = {
	{ "disable", "a driver called disable_irq() or one of its kin" },
	{ "flow", "the flow handler masked it while the hard handlers ran" },
	{ "oneshot", "masked until the handler's thread has run" },
	{ "move", "its affinity was changed" },
	{ "type", "its trigger type was changed" },
	{ "spurious", "nobody handled its interrupts, so the kernel disabled it" },
	{ "percpu", "disabled on one CPU by disable_percpu_irq()" },
	{ "cpu", "the CPU had all its interrupts off" },
	{ "other", "masked by irq_set_irqchip_state()" },
};

const char *cause_name(unsigned int number)
{
	return number < ARRAY_SIZE(causes) ? causes[number].name : "unknown";
}

/* What a cause means */
const char *cause_text(const char *cause)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(causes); i++) {
		if (!strcmp(cause, causes[i].name))
			return causes[i].text;
	}
	return NULL;
}

/* What a process chose must not look like a line of ours, nor steer a terminal */
char *text_escape(const char *raw)
{
	char *text = xcalloc(strlen(raw) * 4 + 1, 1), *p = text;

	for (; *raw; raw++)
		p += sprintf(p, iscntrl((unsigned char)*raw) || *raw == '\\' ? "\\%03o" : "%c",
			     (unsigned char)*raw);
	return text;
}

/* "irq 26  eth0 (IO-APIC 26-fasteoi)" */
void text_name(int irq, int cpu, const struct line_name *name)
{
	if (irq == ALL_LINES)
		printf("cpu %d  all interrupts\n", cpu);
	else if (cpu >= 0)
		printf("irq %d on CPU#%d  %s (%s)\n", irq, cpu, name->actions, name->chip);
	else
		printf("irq %d  %s (%s)\n", irq, name->actions ? name->actions : "-",
		       name->chip ? name->chip : "chip unknown");
}

void text_field(const char *name, const char *format, ...)
{
	va_list ap;

	printf("  %-13s", name);
	va_start(ap, format);
	vprintf(format, ap);
	va_end(ap);
	putchar('\n');
}

void text_place(const char *what, const struct place *place)
{
	if (!place->where)
		return;
	text_field(what, "%s  (CPU#%d %s-%d) at %llu.%09llu s", place->where, place->cpu,
		   place->comm ? place->comm : "?", place->pid,
		   (unsigned long long)(place->ts / NSEC_PER_SEC),
		   (unsigned long long)(place->ts % NSEC_PER_SEC));
}

void text_stack(const struct stack *stack)
{
	size_t i;

	for (i = 0; i < stack->nr; i++)
		printf("    => %s\n", stack->frames[i]);
}

void text_cause(const char *cause)
{
	const char *meaning = cause_text(cause);

	text_field("cause:", "%s%s%s", cause, meaning ? ": " : "", meaning ? meaning : "");
}

static void text_lengths(const struct section *section)
{
	char *ns = format_us(section->ns), *masked = format_us(section->masked_ns);

	text_field(section->end.where ? "length:" : "open for:", "%s us", ns);
	text_field("masked:", "%s us", masked);
	free(ns);
	free(masked);
}

static void text_handler(const struct handler *thread)
{
	char *waited;

	if (!thread->comm)
		return;
	waited = format_us(thread->waited);
	text_field("thread:", "%s-%d (CPU#%d, prio %d) waited for %s us", thread->comm,
		   thread->pid, thread->cpu, thread->prio, waited);
	free(waited);
}

/* A record of worst or open */
void text_section(const struct section *section)
{
	text_name(section->irq, section->cpu, &section->name);
	if (section->is_blind) {
		text_field("since:", "unknown: it began before anything was measured");
		return;
	}
	text_lengths(section);
	text_cause(section->cause);
	if (section->count)
		text_field("count:", "%llu of this line, cause and place",
			   (unsigned long long)section->count);
	text_place("started at:", &section->begin);
	text_place("disabled at:", &section->disable);
	text_stack(&section->begin_stack);
	if (section->locks)
		text_field("locks held:", "%s", section->locks);
	text_handler(&section->thread);
	text_place("ended at:", &section->end);
	text_stack(&section->end_stack);
}
