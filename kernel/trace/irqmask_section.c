// SPDX-License-Identifier: GPL-2.0
/*
 * irqmask sections: the times in which an interrupt line could not deliver
 *
 * A section begins when a line gets disabled or masked, whichever comes first,
 * and ends when it is neither any more. Here it is measured, counted and handed
 * on; what begins and ends it is in irqmask_probe.c for the lines,
 * irqmask_percpu.c for those that each CPU has for itself, and irqmask_cpu.c for
 * all interrupts of a CPU.
 *
 * Everything runs in probes: with interrupts off, and for a line under its
 * desc->lock, which protects what is kept of it. (kexec shuts lines down
 * without it, when nobody else runs.) Storage stands before the probes do and
 * goes after them: a probe allocates nothing, frees nothing, and takes no lock
 * but those of irqmask_worst.c and of the watcher, for what is reported.
 */
#include <linux/hardirq.h>
#include <linux/interrupt.h>
#include <linux/irq.h>
#include <linux/irqdesc.h>
#include <linux/irqmask.h>
#include <linux/percpu.h>
#include <linux/seq_file.h>
#include <linux/string.h>
#include <linux/trace_events.h>

#include "irqmask_clock.h"
#include "irqmask_frame.h"
#include "irqmask_line.h"
#include "irqmask_worst.h"

#include <trace/events/irqmask.h>

/* See irqmask_line.h */
DEFINE_PER_CPU(struct irqmask_uncounted, irqmask_uncounted);
DEFINE_PER_CPU(bool, irqmask_busy);

/* Only with interrupts off */
void irqmask_count_no_storage(void)
{
	__this_cpu_inc(irqmask_uncounted.no_storage);
}

/**
 * irqmask_line_rename - copy what is called how on a line, if that has changed
 * @line: the line
 * @desc: its descriptor
 * @first: its first handler, NULL for none
 *
 * Context: Under @desc->lock, or without handlers.
 */
void irqmask_line_rename(struct irqmask_line *line, struct irq_desc *desc,
			 const struct irqaction *first)
{
	const struct irq_chip *chip = desc->irq_data.chip;
	struct irqmask_names *names = &line->names;
	const struct irqaction *action;
	const char *last_name = NULL;
	unsigned long handlers = 0;
	size_t len = 0;

	for (action = first; action; action = action->next) {
		handlers += (unsigned long)action;
		last_name = action->name;
	}
	/* The last one may have gone, and another come to the same address */
	if (likely(line->chip == chip && line->first == first && line->handlers == handlers &&
		   line->last_name == last_name))
		return;

	line->chip = chip;
	line->first = first;
	line->handlers = handlers;
	line->last_name = last_name;

	strscpy(names->chip, chip && chip->name ? chip->name : "none", sizeof(names->chip));
	strscpy(names->flow, desc->name ? desc->name : "", sizeof(names->flow));
	names->actions[0] = '\0';
	for (action = first; action; action = action->next) {
		len += scnprintf(names->actions + len, sizeof(names->actions) - len, "%s%s",
				 len ? "," : "", action->name ? action->name : "");
		if (len == sizeof(names->actions) - 1)
			break;
	}
}

static void irqmask_stamp(struct irqmask_end *end, u64 now)
{
	end->ts = now;
	end->cpu = smp_processor_id();
	end->pid = current->pid;
	end->preempt_count = preempt_count();
	end->need_resched = tif_need_resched();
	memcpy(end->comm, current->comm, sizeof(end->comm));
}

/**
 * irqmask_line_begin - a line can't deliver from now on
 * @line: the line. Its section's irq and hwirq are set already.
 * @cause: why
 * @ip: the address that began it, 0 where it is to be looked up in the stack that
 *	the caller saves in the section after this
 * @now: when, in ns of irqmask_now()
 *
 * Context: Between irqmask_line_enter() and irqmask_line_leave().
 */
void irqmask_line_begin(struct irqmask_line *line, enum irqmask_cause cause,
			unsigned long ip, u64 now)
{
	struct irqmask_section *section = &line->section;
	const struct irqmask_watcher *watcher;

	section->cause = cause;
	section->masked_ns = 0;
	section->disable.cpu = -1;
	section->thread.cpu = -1;
	section->nr_entries = 0;
	section->begin.ip = ip;
	irqmask_stamp(&section->begin, now);
	irqmask_frame_clear_locks(section);
	line->state = IRQMASK_OPEN;
	line->watch = 0;

	/* Pairs with smp_store_release() in irqmask_watch(), after irqmask_watch_nr */
	watcher = smp_load_acquire(&irqmask_watcher);
	if (watcher) {
		line->watch = irqmask_watch_nr;
		watcher->begin(section);
	}
}

/* The watcher who saw the section begin, if that is the one who watches now */
static const struct irqmask_watcher *irqmask_line_watcher(struct irqmask_line *line)
{
	/* Pairs with smp_store_release() in irqmask_watch(), after irqmask_watch_nr */
	const struct irqmask_watcher *watcher = smp_load_acquire(&irqmask_watcher);

	return watcher && line->watch == irqmask_watch_nr ? watcher : NULL;
}

/**
 * irqmask_line_note_disable - a line was disabled that can't deliver already
 * @line: the line
 * @spurious: because nobody handled its interrupts
 *
 * Many handlers disable their own line, and leave it to something else to enable
 * it. Where the flow handler masked the line before, the section is older, but
 * who made it long is to be told.
 *
 * Context: Between irqmask_line_enter() and irqmask_line_leave().
 */
void irqmask_line_note_disable(struct irqmask_line *line, bool spurious)
{
	struct irqmask_section *section = &line->section;

	if (line->state != IRQMASK_OPEN || !irqmask_is_flow(section->cause))
		return;

	/* What began as an interrupt like any other is the end of the line */
	if (spurious)
		section->cause = IRQMASK_SPURIOUS;

	section->disable.ip = 0;
	irqmask_stamp(&section->disable, irqmask_now());
	irqmask_frame_save_begin(section, line->probe_caller);
}

/**
 * irqmask_line_note_thread - a handler's thread runs
 * @line: its line
 *
 * Of a ONESHOT line's section this is where it stops waiting for the scheduler.
 *
 * Context: Between irqmask_line_enter() and irqmask_line_leave().
 */
void irqmask_line_note_thread(struct irqmask_line *line)
{
	struct irqmask_section *section = &line->section;

	if (line->state != IRQMASK_OPEN || section->cause != IRQMASK_ONESHOT ||
	    section->thread.cpu >= 0)
		return;

	irqmask_stamp(&section->thread, irqmask_now());
	section->thread_prio = current->prio;
}

static void irqmask_line_forget(struct irqmask_line *line)
{
	const struct irqmask_watcher *watcher = irqmask_line_watcher(line);

	if (watcher)
		watcher->drop(&line->section);
}

/**
 * irqmask_line_drop - the open section will have no end that is worth measuring
 * @line: the line, which need not have one
 *
 * Context: Between irqmask_line_enter() and irqmask_line_leave().
 */
void irqmask_line_drop(struct irqmask_line *line)
{
	if (line->state != IRQMASK_OPEN)
		return;

	__this_cpu_inc(irqmask_uncounted.dropped);
	irqmask_stat_count_dropped(&line->stat);
	irqmask_line_forget(line);
	line->state = IRQMASK_BLIND;
}

/**
 * irqmask_line_lose - the end of the open section was not seen
 * @line: the line, which need not have one
 *
 * Context: Between irqmask_line_enter() and irqmask_line_leave().
 */
void irqmask_line_lose(struct irqmask_line *line)
{
	if (line->state != IRQMASK_OPEN)
		return;

	__this_cpu_inc(irqmask_uncounted.lost);
	irqmask_stat_count_lost(&line->stat);
	irqmask_line_forget(line);
	line->state = IRQMASK_BLIND;
}

/* Which of a CPU's contexts it is: the interrupts that it handles */
static unsigned int irqmask_context(unsigned int count)
{
	return count & (NMI_MASK | HARDIRQ_MASK | SOFTIRQ_MASK);
}

/*
 * A flow handler can't know beforehand whether the hard handler of a ONESHOT line
 * will wake its thread. Where the very flow handler that masked the line unmasks it
 * too, no thread was waited for.
 */
static bool irqmask_is_without_thread(const struct irqmask_section *section)
{
	return section->disable.cpu < 0 &&
	       irqmask_context(section->begin.preempt_count) == irqmask_context(preempt_count()) &&
	       section->begin.cpu == smp_processor_id() &&
	       section->begin.pid == current->pid;
}

/* A function of its own, as the stack is large */
static noinline void irqmask_line_trace(struct irqmask_section *section)
{
	unsigned long stack[IRQMASK_STACK_DEPTH];

	if (section->end.ip)
		irqmask_stamp(&section->end, section->end.ts);
	else
		irqmask_section_locate(section, stack, ARRAY_SIZE(stack));
	trace_irqmask_section(section);
}

/**
 * irqmask_line_end - a line can deliver again
 * @line: the line, which has an open section
 * @ip: the address that ended it, 0 where only a stack tells
 * @now: when, in ns of irqmask_now()
 *
 * Context: Between irqmask_line_enter() and irqmask_line_leave().
 */
void irqmask_line_end(struct irqmask_line *line, unsigned long ip, u64 now)
{
	struct irqmask_section *section = &line->section;
	enum irqmask_cause cause = section->cause;
	const struct irqmask_watcher *watcher;

	section->end.ts = now;
	section->end.ip = ip;
	line->state = IRQMASK_LIVE;

	/* The clocks of two CPUs may differ by a little */
	if (likely(now >= section->begin.ts)) {
		section->ns = now - section->begin.ts;
	} else {
		section->ns = 0;
		__this_cpu_inc(irqmask_uncounted.backwards);
	}

	/* Most are neither */
	if (cause > IRQMASK_FLOW) {
		/* These are off in hardware from their begin to their end */
		if (cause == IRQMASK_CPU || cause == IRQMASK_PERCPU)
			section->masked_ns = section->ns;
		else if (cause == IRQMASK_ONESHOT && irqmask_is_without_thread(section))
			section->cause = IRQMASK_FLOW;
	}

	irqmask_stat_count(&line->stat, section);

	if (trace_irqmask_section_enabled())
		irqmask_line_trace(section);

	/* A CPU has too many, and the trace shows the longest */
	if (cause != IRQMASK_CPU)
		irqmask_worst_count(line);

	watcher = irqmask_line_watcher(line);
	if (watcher)
		watcher->end(section, &line->names);
}

/**
 * irqmask_section_locate_begin - find out where a section began
 * @section: a section that just ended
 *
 * The first time that an address is seen this is expensive, but it doesn't make
 * the section longer: that ended before.
 *
 * Context: Before a watcher's end() returns.
 */
void irqmask_section_locate_begin(struct irqmask_section *section)
{
	struct irqmask_end *disabler = &section->begin;

	if (section->disable.cpu >= 0)
		disabler = &section->disable;
	if (!disabler->ip)
		disabler->ip = irqmask_frame_caller(irqmask_section_stack(section),
						    section->nr_entries);
}

/**
 * irqmask_section_locate - find out where a section began and ended
 * @section: a section that just ended
 * @stack: where to store the stack that ended it, innermost call first
 * @size: number of addresses that @stack has room for
 *
 * This is expensive, so it is left to who really reports the section.
 *
 * Context: Before a watcher's end() returns.
 * Return: the number of addresses in @stack. The addresses of @section's ends
 *	   are set, and who ended it.
 */
unsigned int irqmask_section_locate(struct irqmask_section *section,
				    unsigned long *stack, unsigned int size)
{
	struct irqmask_line *line = container_of(section, struct irqmask_line, section);
	unsigned int nr_entries;

	irqmask_section_locate_begin(section);
	irqmask_stamp(&section->end, section->end.ts);
	nr_entries = irqmask_frame_save(stack, size, line->probe_caller);
	if (!section->end.ip)
		section->end.ip = irqmask_frame_caller(stack, nr_entries);
	return nr_entries;
}

/**
 * irqmask_cause_name - name a cause as the event does
 * @cause: what began a section
 *
 * Context: Any.
 * Return: its name.
 */
const char *irqmask_cause_name(enum irqmask_cause cause)
{
	static const struct trace_print_flags causes[] = { IRQMASK_CAUSES };

	return cause < ARRAY_SIZE(causes) ? causes[cause].name : "?";
}

/**
 * irqmask_print_line - print what is called how on a line
 * @m: where to print it
 * @names: the names
 * @hwirq: the line's number at its interrupt chip
 *
 * Context: Any.
 */
void irqmask_print_line(struct seq_file *m, const struct irqmask_names *names,
			unsigned long hwirq)
{
	seq_escape(m, names->actions[0] ? names->actions : "-", "\n\\");
	seq_printf(m, " (%s %lu%s%s)", names->chip, hwirq, names->flow[0] ? "-" : "",
		   names->flow);
}

/**
 * irqmask_print_task - print who ran at an end of a section
 * @m: where to print it
 * @end: the end
 *
 * Anybody may call his task as he likes: it must not look like another line.
 *
 * Context: Any.
 */
void irqmask_print_task(struct seq_file *m, const struct irqmask_end *end)
{
	seq_escape(m, end->comm, "\n\\");
	seq_printf(m, "-%d", end->pid);
}

/**
 * irqmask_thread_wait - see how long a section waited for its thread to be scheduled
 * @section: the section
 *
 * Context: Any.
 * Return: the time from its begin until a handler's thread ran, in ns, 0 where
 *	   none did.
 */
u64 irqmask_thread_wait(const struct irqmask_section *section)
{
	/* The clocks of two CPUs may differ by a little */
	if (section->thread.cpu < 0 || section->thread.ts < section->begin.ts)
		return 0;
	return section->thread.ts - section->begin.ts;
}

/**
 * irqmask_sum_uncounted - sum up what was not measured, over all CPUs
 * @sum: where to store the sums, counted since the section layer was last
 *	 switched on
 *
 * Context: Any.
 */
void irqmask_sum_uncounted(struct irqmask_uncounted *sum)
{
	int cpu;

	memset(sum, 0, sizeof(*sum));
	for_each_possible_cpu(cpu) {
		const struct irqmask_uncounted *u = per_cpu_ptr(&irqmask_uncounted, cpu);

		sum->dropped += READ_ONCE(u->dropped);
		sum->lost += READ_ONCE(u->lost);
		sum->recursion += READ_ONCE(u->recursion);
		sum->no_storage += READ_ONCE(u->no_storage);
		sum->backwards += READ_ONCE(u->backwards);
	}
}

/* Protected by irqmask_lock(): what was counted when the statistics were last cleared */
static struct irqmask_uncounted irqmask_uncounted_before;

/**
 * irqmask_forget_uncounted - count from now on for irqmask_sum_uncounted_since()
 *
 * Context: Under irqmask_lock().
 */
void irqmask_forget_uncounted(void)
{
	irqmask_sum_uncounted(&irqmask_uncounted_before);
}

/**
 * irqmask_sum_uncounted_since - sum up what was not measured since it was forgotten
 * @sum: where to store the sums
 *
 * Context: Under irqmask_lock().
 */
void irqmask_sum_uncounted_since(struct irqmask_uncounted *sum)
{
	const struct irqmask_uncounted *before = &irqmask_uncounted_before;

	irqmask_sum_uncounted(sum);
	sum->dropped -= before->dropped;
	sum->lost -= before->lost;
	sum->recursion -= before->recursion;
	sum->no_storage -= before->no_storage;
	sum->backwards -= before->backwards;
}

/* Only while no probe is registered */
void irqmask_clear_uncounted(void)
{
	int cpu;

	memset(&irqmask_uncounted_before, 0, sizeof(irqmask_uncounted_before));

	for_each_possible_cpu(cpu)
		memset(per_cpu_ptr(&irqmask_uncounted, cpu), 0,
		       sizeof(struct irqmask_uncounted));
}
