// SPDX-License-Identifier: GPL-2.0
/*
 * irqmask sections: the times in which an interrupt line could not deliver
 *
 * The irq_line events report single changes of a line's state. Here they are
 * paired: a section begins when a started line gets disabled or masked,
 * whichever comes first, and ends when it is neither any more. It crosses
 * CPUs and tasks.
 *
 * What is kept of a line is protected by its desc->lock, under which all
 * irq_line events come, with interrupts off. (kexec shuts lines down without
 * it, when nobody else runs.) Storage stands before the probes do and goes
 * after them: a probe allocates nothing, frees nothing and takes no lock.
 */
#include <linux/interrupt.h>
#include <linux/irq.h>
#include <linux/irqdesc.h>
#include <linux/irqmask.h>
#include <linux/percpu.h>
#include <linux/rcupdate.h>
#include <linux/timekeeping.h>

#include "irqmask_frame.h"
#include "irqmask_line.h"

#include <trace/events/irq_line.h>
#include <trace/events/irqmask.h>

/* Written on their own CPU with interrupts off, summed up by readers */
static DEFINE_PER_CPU(struct irqmask_uncounted, irqmask_uncounted);
static DEFINE_PER_CPU(bool, irqmask_busy);

/*
 * Every probe goes through here. What a probe calls might come back to a
 * probe: that one is counted, and finds the line's state out of step later.
 */
static struct irqmask_line *irqmask_line_enter(struct irq_desc *desc,
					       unsigned long probe_caller)
{
	struct irqmask_line *line;

	if (__this_cpu_read(irqmask_busy)) {
		__this_cpu_inc(irqmask_uncounted.recursion);
		return NULL;
	}

	line = irqmask_find_line(irq_desc_get_irq(desc));
	if (unlikely(!line)) {
		__this_cpu_inc(irqmask_uncounted.no_storage);
		return NULL;
	}

	__this_cpu_write(irqmask_busy, true);
	line->probe_caller = probe_caller;
	return line;
}

static void irqmask_line_leave(void)
{
	__this_cpu_write(irqmask_busy, false);
}

static void irqmask_line_stamp(struct irqmask_end *end, u64 now)
{
	end->ts = now;
	end->ip = 0;
	end->cpu = smp_processor_id();
	end->pid = current->pid;
	memcpy(end->comm, current->comm, sizeof(end->comm));
}

static bool irqmask_is_flow(enum irqmask_cause cause)
{
	return cause == IRQMASK_FLOW || cause == IRQMASK_ONESHOT;
}

static void irqmask_line_save_stack(struct irqmask_line *line)
{
	struct irqmask_section *section = &line->section;

	section->nr_entries = irqmask_frame_save(section->stack,
						 ARRAY_SIZE(section->stack),
						 line->probe_caller);
}

static void irqmask_line_begin(struct irqmask_line *line, struct irq_desc *desc,
			       enum irqmask_cause cause, u64 now)
{
	struct irqmask_section *section = &line->section;
	const struct irqmask_watcher *watcher;

	section->irq = irq_desc_get_irq(desc);
	section->hwirq = desc->irq_data.hwirq;
	section->cause = cause;
	section->ns = 0;
	section->masked_ns = 0;
	section->disable.cpu = -1;
	irqmask_line_stamp(&section->begin, now);

	if (irqmask_is_flow(cause)) {
		section->begin.ip = (unsigned long)desc->handle_irq;
		section->nr_entries = 0;
	} else {
		irqmask_line_save_stack(line);
	}

	line->context = irq_count();
	line->state = IRQMASK_OPEN;
	line->watch = 0;

	watcher = rcu_dereference_sched(irqmask_watcher);
	if (watcher) {
		line->watch = irqmask_watch_nr;
		watcher->begin(section);
	}
}

/* The watcher who saw the section begin, if that is the one who watches now */
static const struct irqmask_watcher *irqmask_line_watcher(struct irqmask_line *line)
{
	const struct irqmask_watcher *watcher = rcu_dereference_sched(irqmask_watcher);

	return watcher && line->watch == irqmask_watch_nr ? watcher : NULL;
}

/*
 * Many handlers disable their own line, and leave it to something else to enable
 * it. Where the flow handler masked the line before, the section is older, but
 * who made it long is to be told.
 */
static void irqmask_line_note_disable(struct irqmask_line *line, enum irq_line_reason reason)
{
	struct irqmask_section *section = &line->section;
	const struct irqmask_watcher *watcher;

	if (line->state != IRQMASK_OPEN || !irqmask_is_flow(section->cause))
		return;

	/* What began as an interrupt like any other is the end of the line */
	if (reason == IRQ_LINE_SPURIOUS)
		section->cause = IRQMASK_SPURIOUS;

	irqmask_line_stamp(&section->disable, ktime_get_mono_fast_ns());
	irqmask_line_save_stack(line);

	watcher = irqmask_line_watcher(line);
	if (watcher)
		watcher->disable(section);
}

static void irqmask_line_forget(struct irqmask_line *line)
{
	const struct irqmask_watcher *watcher = irqmask_line_watcher(line);

	if (watcher)
		watcher->drop(&line->section);
}

/* The open section will have no end that is worth measuring */
static void irqmask_line_drop(struct irqmask_line *line)
{
	if (line->state != IRQMASK_OPEN)
		return;

	__this_cpu_inc(irqmask_uncounted.dropped);
	irqmask_line_forget(line);
	line->state = IRQMASK_BLIND;
}

/*
 * An event doesn't go with what the line was thought to be, so one before it was
 * missed. The caller knows from this one what the line was and says it first.
 */
static void irqmask_line_resync(struct irqmask_line *line)
{
	if (line->state == IRQMASK_OPEN) {
		__this_cpu_inc(irqmask_uncounted.lost);
		irqmask_line_forget(line);
	}
	line->state = line->disabled || line->masked ? IRQMASK_BLIND : IRQMASK_LIVE;
}

static void irqmask_line_end(struct irqmask_line *line, struct irq_desc *desc, u64 now)
{
	struct irqmask_section *section = &line->section;
	const struct irqmask_watcher *watcher;

	irqmask_line_stamp(&section->end, now);
	line->state = IRQMASK_LIVE;

	/* The clocks of two CPUs may differ by a little */
	if (likely(now >= section->begin.ts)) {
		section->ns = now - section->begin.ts;
	} else {
		section->ns = 0;
		__this_cpu_inc(irqmask_uncounted.backwards);
	}

	/*
	 * A flow handler can't know beforehand whether the hard handler of a
	 * ONESHOT line will wake its thread. Where the very flow handler that
	 * masked the line unmasks it too, no thread was waited for.
	 */
	if (section->cause == IRQMASK_ONESHOT && section->disable.cpu < 0 &&
	    line->context == irq_count() &&
	    section->begin.cpu == section->end.cpu &&
	    section->begin.pid == section->end.pid)
		section->cause = IRQMASK_FLOW;

	if (trace_irqmask_section_enabled()) {
		unsigned long stack[IRQMASK_STACK_DEPTH];

		irqmask_section_locate(section, stack, ARRAY_SIZE(stack));
		trace_irqmask_section(section);
	}

	watcher = irqmask_line_watcher(line);
	if (watcher)
		watcher->end(section, desc);
}

/*
 * Tracepoints are dead on a CPU that goes offline, and managed lines are shut down
 * there. It shows when such a line is started again: it isn't marked as started yet.
 */
static bool irqmask_line_is_idle(struct irqmask_line *line, struct irq_desc *desc)
{
	if (unlikely(!irqd_is_started(&desc->irq_data))) {
		irqmask_line_drop(line);
		line->state = IRQMASK_IDLE;
	}
	return line->state == IRQMASK_IDLE;
}

static void irqmask_line_check_end(struct irqmask_line *line, struct irq_desc *desc, u64 now)
{
	if (line->disabled || line->masked)
		return;

	if (line->state == IRQMASK_OPEN)
		irqmask_line_end(line, desc, now);
	else
		line->state = IRQMASK_LIVE;
}

/* Whether a line gets unable to deliver for a reason that is to be measured */
static bool irqmask_line_measured(struct irqmask_line *line, enum irq_line_reason reason)
{
	switch (reason) {
	case IRQ_LINE_SUSPEND:
		irqmask_line_drop(line);
		line->state = IRQMASK_BLIND;
		return false;
	case IRQ_LINE_UNINSTALL:
		irqmask_line_drop(line);
		line->state = IRQMASK_IDLE;
		return false;
	default:
		return line->state == IRQMASK_LIVE;
	}
}

static enum irqmask_cause irqmask_line_cause(enum irq_line_reason reason)
{
	switch (reason) {
	case IRQ_LINE_FLOW:
		return IRQMASK_FLOW;
	case IRQ_LINE_ONESHOT:
		return IRQMASK_ONESHOT;
	case IRQ_LINE_MOVE:
		return IRQMASK_MOVE;
	case IRQ_LINE_TYPE:
		return IRQMASK_TYPE;
	case IRQ_LINE_SPURIOUS:
		return IRQMASK_SPURIOUS;
	default:
		return IRQMASK_DISABLE;
	}
}

static void irqmask_line_disable(void *data, struct irq_desc *desc,
				 enum irq_line_reason reason)
{
	struct irqmask_line *line = irqmask_line_enter(desc, _RET_IP_);

	if (!line)
		return;
	if (irqmask_line_is_idle(line, desc))
		goto out;

	/* A nested one changes nothing, but it may be the system's suspend */
	if (desc->depth > 1) {
		if (!line->disabled) {
			line->disabled = true;
			irqmask_line_resync(line);
		}
		irqmask_line_measured(line, reason);
		goto out;
	}

	if (line->disabled) {
		line->disabled = false;
		irqmask_line_resync(line);
	}
	line->disabled = true;
	if (irqmask_line_measured(line, reason))
		irqmask_line_begin(line, desc, irqmask_line_cause(reason),
				   ktime_get_mono_fast_ns());
	else
		irqmask_line_note_disable(line, reason);
out:
	irqmask_line_leave();
}

static void irqmask_line_enable(void *data, struct irq_desc *desc)
{
	struct irqmask_line *line = irqmask_line_enter(desc, _RET_IP_);

	if (!line)
		return;
	/* With a depth left it stays disabled */
	if (irqmask_line_is_idle(line, desc) || irqd_irq_disabled(&desc->irq_data))
		goto out;

	if (!line->disabled)
		irqmask_line_resync(line);
	line->disabled = false;

	/* Only to be a source of wakeup while the system sleeps */
	if (irqd_is_wakeup_armed(&desc->irq_data))
		irqmask_line_drop(line);

	irqmask_line_check_end(line, desc, ktime_get_mono_fast_ns());
out:
	irqmask_line_leave();
}

static void irqmask_line_mask(void *data, struct irq_desc *desc,
			      enum irq_line_reason reason)
{
	struct irqmask_line *line = irqmask_line_enter(desc, _RET_IP_);
	u64 now;

	if (!line)
		return;
	if (irqmask_line_is_idle(line, desc))
		goto out;

	if (line->masked) {
		line->masked = false;
		irqmask_line_resync(line);
	}
	now = ktime_get_mono_fast_ns();
	line->masked = true;
	line->masked_since = now;
	if (irqmask_line_measured(line, reason))
		irqmask_line_begin(line, desc, irqmask_line_cause(reason), now);
out:
	irqmask_line_leave();
}

static void irqmask_line_unmask(void *data, struct irq_desc *desc)
{
	struct irqmask_line *line = irqmask_line_enter(desc, _RET_IP_);
	u64 now;

	if (!line)
		return;
	if (irqmask_line_is_idle(line, desc))
		goto out;

	now = ktime_get_mono_fast_ns();
	if (!line->masked)
		irqmask_line_resync(line);
	else if (now > line->masked_since)
		line->section.masked_ns += now - line->masked_since;
	line->masked = false;
	irqmask_line_check_end(line, desc, now);
out:
	irqmask_line_leave();
}

static void irqmask_line_startup(void *data, struct irq_desc *desc)
{
	struct irqmask_line *line = irqmask_line_enter(desc, _RET_IP_);

	if (!line) {
		/* It may have been added after the layer was switched on */
		irqmask_request_line(irq_desc_get_irq(desc));
		return;
	}
	irqmask_line_drop(line);
	irqmask_line_arm(line, desc);
	irqmask_line_leave();
}

static void irqmask_line_shutdown(void *data, struct irq_desc *desc)
{
	struct irqmask_line *line = irqmask_line_enter(desc, _RET_IP_);

	if (!line)
		return;
	irqmask_line_drop(line);
	line->state = IRQMASK_IDLE;
	irqmask_line_leave();
}

/**
 * irqmask_section_locate - find out where a section began and ended
 * @section: a section that just ended
 * @stack: where to store the stack that ended it, innermost call first
 * @size: number of addresses that @stack has room for
 *
 * Finding this out is expensive, so it is left to who really reports the section,
 * and it doesn't make the section longer: that ended before.
 *
 * Context: From a watcher's end() only.
 * Return: the number of addresses in @stack. The addresses of @section's ends
 *	   are set.
 */
unsigned int irqmask_section_locate(struct irqmask_section *section,
				    unsigned long *stack, unsigned int size)
{
	struct irqmask_line *line = container_of(section, struct irqmask_line, section);
	struct irqmask_end *disabler = &section->begin;
	unsigned int nr_entries;

	if (section->disable.cpu >= 0)
		disabler = &section->disable;
	if (!disabler->ip)
		disabler->ip = irqmask_frame_caller(section->stack, section->nr_entries);

	nr_entries = irqmask_frame_save(stack, size, line->probe_caller);
	section->end.ip = irqmask_frame_caller(stack, nr_entries);
	return nr_entries;
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

/* Only while no probe is registered */
void irqmask_clear_uncounted(void)
{
	int cpu;

	for_each_possible_cpu(cpu)
		memset(per_cpu_ptr(&irqmask_uncounted, cpu), 0,
		       sizeof(struct irqmask_uncounted));
}

/* When it returns, no probe runs any more */
void irqmask_unregister_probes(void)
{
	unregister_trace_irq_line_startup(irqmask_line_startup, NULL);
	unregister_trace_irq_line_shutdown(irqmask_line_shutdown, NULL);
	unregister_trace_irq_line_disable(irqmask_line_disable, NULL);
	unregister_trace_irq_line_enable(irqmask_line_enable, NULL);
	unregister_trace_irq_line_mask(irqmask_line_mask, NULL);
	unregister_trace_irq_line_unmask(irqmask_line_unmask, NULL);
	tracepoint_synchronize_unregister();
}

/* Unregistering a probe that was never registered does nothing but return an error */
int irqmask_register_probes(void)
{
	int ret;

	ret = register_trace_irq_line_startup(irqmask_line_startup, NULL);
	if (!ret)
		ret = register_trace_irq_line_shutdown(irqmask_line_shutdown, NULL);
	if (!ret)
		ret = register_trace_irq_line_disable(irqmask_line_disable, NULL);
	if (!ret)
		ret = register_trace_irq_line_enable(irqmask_line_enable, NULL);
	if (!ret)
		ret = register_trace_irq_line_mask(irqmask_line_mask, NULL);
	if (!ret)
		ret = register_trace_irq_line_unmask(irqmask_line_unmask, NULL);
	if (ret)
		irqmask_unregister_probes();
	return ret;
}
