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
#include <linux/irq_work.h>
#include <linux/irqdesc.h>
#include <linux/irqmask.h>
#include <linux/mm.h>
#include <linux/mutex.h>
#include <linux/percpu.h>
#include <linux/rcupdate.h>
#include <linux/stacktrace.h>
#include <linux/timekeeping.h>
#include <linux/trace_events.h>
#include <linux/workqueue.h>

#include "irqmask_frame.h"

#include <trace/events/irq_line.h>

#define CREATE_TRACE_POINTS
#include <trace/events/irqmask.h>

/* Lines are stored in chunks, so that a probe finds one in two loads */
#define IRQMASK_CHUNK_LINES	256
#define IRQMASK_MAX_CHUNKS	256
#define IRQMASK_MAX_LINES	(IRQMASK_MAX_CHUNKS * IRQMASK_CHUNK_LINES)

/**
 * enum irqmask_state - what is known of a line
 * @IRQMASK_IDLE:	not started, or not looked at yet
 * @IRQMASK_LIVE:	can deliver
 * @IRQMASK_OPEN:	cannot deliver, and the section's begin was seen
 * @IRQMASK_BLIND:	cannot deliver, and that is not to be measured: its begin
 *			was not seen, or the system suspends
 */
enum irqmask_state {
	IRQMASK_IDLE,
	IRQMASK_LIVE,
	IRQMASK_OPEN,
	IRQMASK_BLIND,
};

/**
 * struct irqmask_line - what is kept of a line
 * @section:		the section that is open
 * @masked_since:	when the chip masked the line, in ns
 * @context:		irq_count() at the section's begin
 * @probe_caller:	where the probe of the last change returns to
 * @watch:		irqmask_watch_nr of the watcher who was told of its begin
 * @state:		what is known of it
 * @disabled:		disabled by software
 * @masked:		masked at the chip, for a move included
 */
struct irqmask_line {
	struct irqmask_section	section;
	u64			masked_since;
	unsigned long		context;
	unsigned long		probe_caller;
	unsigned int		watch;
	enum irqmask_state	state;
	bool			disabled;
	bool			masked;
};

/* Changed under irqmask_mutex. Probes see an entry whole or not at all. */
static struct irqmask_line *irqmask_chunks[IRQMASK_MAX_CHUNKS];

/* Protects switching on and off, and the number of users */
static DEFINE_MUTEX(irqmask_mutex);
static unsigned int irqmask_users;

/* Set and cleared under irqmask_mutex, followed under RCU by the probes */
static const struct irqmask_watcher __rcu *irqmask_watcher;

/* Which watcher it is, never 0. Changes only while there is none. */
static unsigned int irqmask_watch_nr;

/* Written on their own CPU with interrupts off, summed up by readers */
static DEFINE_PER_CPU(struct irqmask_uncounted, irqmask_uncounted);
static DEFINE_PER_CPU(bool, irqmask_busy);

static void irqmask_request_storage(struct irq_work *work);
static DEFINE_IRQ_WORK(irqmask_storage_request, irqmask_request_storage);

static struct irqmask_line *irqmask_find_line(unsigned int irq)
{
	struct irqmask_line *chunk;

	if (irq >= IRQMASK_MAX_LINES)
		return NULL;

	/* Pairs with smp_store_release() in irqmask_add_chunk() */
	chunk = smp_load_acquire(&irqmask_chunks[irq / IRQMASK_CHUNK_LINES]);
	return chunk ? &chunk[irq % IRQMASK_CHUNK_LINES] : NULL;
}

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
static void irqmask_line_note_disable(struct irqmask_line *line)
{
	struct irqmask_section *section = &line->section;
	const struct irqmask_watcher *watcher;

	if (line->state != IRQMASK_OPEN || !irqmask_is_flow(section->cause))
		return;

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
	if (line->state == IRQMASK_IDLE)
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
		irqmask_line_note_disable(line);
out:
	irqmask_line_leave();
}

static void irqmask_line_enable(void *data, struct irq_desc *desc)
{
	struct irqmask_line *line = irqmask_line_enter(desc, _RET_IP_);

	if (!line)
		return;
	/* With a depth left it stays disabled */
	if (line->state == IRQMASK_IDLE || irqd_irq_disabled(&desc->irq_data))
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
	if (line->state == IRQMASK_IDLE)
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
	if (line->state == IRQMASK_IDLE)
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

/* Take the line as it is: where it can't deliver now, the begin was not seen */
static void irqmask_line_arm(struct irqmask_line *line, struct irq_desc *desc)
{
	struct irq_data *d = irq_desc_get_irq_data(desc);

	line->disabled = irqd_irq_disabled(d);
	line->masked = irqd_irq_masked(d);
	if (!irqd_is_started(d))
		line->state = IRQMASK_IDLE;
	else if (line->disabled || line->masked)
		line->state = IRQMASK_BLIND;
	else
		line->state = IRQMASK_LIVE;
}

static void irqmask_line_startup(void *data, struct irq_desc *desc)
{
	unsigned int irq = irq_desc_get_irq(desc);
	struct irqmask_line *line;

	/* A line that was added after the layer was switched on */
	if (irq < IRQMASK_MAX_LINES && !irqmask_find_line(irq))
		irq_work_queue(&irqmask_storage_request);

	line = irqmask_line_enter(desc, _RET_IP_);
	if (!line)
		return;
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

/*
 * A line is armed under its desc->lock, so that the layer never starts in the
 * middle of a change.
 */
static void irqmask_arm_chunk(unsigned int nr)
{
	unsigned int irq, first = nr * IRQMASK_CHUNK_LINES;

	for (irq = first; irq < first + IRQMASK_CHUNK_LINES; irq++) {
		struct irq_desc *desc;
		unsigned long flags;

		/* The descriptor is freed by RCU */
		rcu_read_lock();
		desc = irq_to_desc(irq);
		if (desc) {
			raw_spin_lock_irqsave(&desc->lock, flags);
			irqmask_line_arm(irqmask_find_line(irq), desc);
			raw_spin_unlock_irqrestore(&desc->lock, flags);
		}
		rcu_read_unlock();
	}
}

static int irqmask_add_chunk(unsigned int nr)
{
	struct irqmask_line *chunk;

	chunk = kvcalloc(IRQMASK_CHUNK_LINES, sizeof(*chunk), GFP_KERNEL);
	if (!chunk)
		return -ENOMEM;

	/* Pairs with smp_load_acquire() in irqmask_find_line() */
	smp_store_release(&irqmask_chunks[nr], chunk);
	return 0;
}

static void irqmask_free_chunks(void)
{
	unsigned int nr;

	for (nr = 0; nr < IRQMASK_MAX_CHUNKS; nr++) {
		kvfree(irqmask_chunks[nr]);
		irqmask_chunks[nr] = NULL;
	}
}

/* Storage for all lines that may exist by now. Lines beyond are counted as lost. */
static int irqmask_add_storage(bool arm)
{
	unsigned int nr, count = DIV_ROUND_UP(irq_get_nr_irqs(), IRQMASK_CHUNK_LINES);
	int ret;

	for (nr = 0; nr < min_t(unsigned int, count, IRQMASK_MAX_CHUNKS); nr++) {
		if (irqmask_chunks[nr])
			continue;
		ret = irqmask_add_chunk(nr);
		if (ret)
			return ret;
		if (arm)
			irqmask_arm_chunk(nr);
	}
	return 0;
}

/* Lines may be added at any time, with numbers that did not exist before */
static void irqmask_grow(struct work_struct *work)
{
	mutex_lock(&irqmask_mutex);
	if (irqmask_users)
		irqmask_add_storage(true);
	mutex_unlock(&irqmask_mutex);
}

static DECLARE_WORK(irqmask_grow_work, irqmask_grow);

static void irqmask_request_storage(struct irq_work *work)
{
	schedule_work(&irqmask_grow_work);
}

static void irqmask_unregister_probes(void)
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
static int irqmask_register_probes(void)
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

/* All lines are idle until the probes stand: only then may a section begin */
static int irqmask_switch_on(void)
{
	unsigned int nr;
	int cpu, ret;

	for_each_possible_cpu(cpu)
		memset(per_cpu_ptr(&irqmask_uncounted, cpu), 0,
		       sizeof(struct irqmask_uncounted));

	irqmask_frame_init();
	ret = irqmask_add_storage(false);
	if (!ret)
		ret = irqmask_register_probes();
	if (ret) {
		irqmask_free_chunks();
		return ret;
	}

	for (nr = 0; nr < IRQMASK_MAX_CHUNKS; nr++) {
		if (irqmask_chunks[nr])
			irqmask_arm_chunk(nr);
	}
	return 0;
}

static void irqmask_switch_off(void)
{
	irqmask_unregister_probes();
	irqmask_free_chunks();
}

static int irqmask_get(void)
{
	int ret = 0;

	lockdep_assert_held(&irqmask_mutex);
	if (!irqmask_users)
		ret = irqmask_switch_on();
	if (!ret)
		irqmask_users++;
	return ret;
}

static void irqmask_put(void)
{
	lockdep_assert_held(&irqmask_mutex);
	if (!--irqmask_users)
		irqmask_switch_off();
}

/**
 * irqmask_watch - be told of every section
 * @watcher: what to call
 *
 * Switches the section layer on, when nobody else did.
 *
 * Context: Process context, may sleep.
 * Return: 0, -EBUSY when there is another watcher, -ENOMEM.
 */
int irqmask_watch(const struct irqmask_watcher *watcher)
{
	int ret = -EBUSY;

	mutex_lock(&irqmask_mutex);
	if (!rcu_access_pointer(irqmask_watcher)) {
		ret = irqmask_get();
		if (!ret) {
			irqmask_watch_nr += irqmask_watch_nr == UINT_MAX ? 2 : 1;
			rcu_assign_pointer(irqmask_watcher, watcher);
		}
	}
	mutex_unlock(&irqmask_mutex);
	return ret;
}

/**
 * irqmask_unwatch - end what irqmask_watch() began
 * @watcher: what it was called with
 *
 * Context: Process context, may sleep. No function of @watcher is called any
 *	    more when this returns.
 */
void irqmask_unwatch(const struct irqmask_watcher *watcher)
{
	mutex_lock(&irqmask_mutex);
	if (!WARN_ON_ONCE(rcu_access_pointer(irqmask_watcher) != watcher)) {
		rcu_assign_pointer(irqmask_watcher, NULL);
		/* Probes that run on for the event may still call @watcher */
		if (irqmask_users > 1)
			synchronize_rcu();
		irqmask_put();
	}
	mutex_unlock(&irqmask_mutex);
}

/*
 * The event irqmask_section keeps the layer switched on by itself. Its register
 * function is called under tracepoints_mutex, where no other tracepoint can be
 * touched: a work does it. irqmask_event_wanted is written under that mutex,
 * the other two by the work only, which never runs twice at a time.
 */
static bool irqmask_event_wanted;
static bool irqmask_event_user;
static int irqmask_event_error;

static void irqmask_event_switch(struct work_struct *work)
{
	bool wanted = READ_ONCE(irqmask_event_wanted);

	mutex_lock(&irqmask_mutex);
	if (wanted && !irqmask_event_user) {
		irqmask_event_error = irqmask_get();
		irqmask_event_user = !irqmask_event_error;
	} else if (!wanted && irqmask_event_user) {
		irqmask_put();
		irqmask_event_user = false;
	}
	mutex_unlock(&irqmask_mutex);
}

static DECLARE_WORK(irqmask_event_work, irqmask_event_switch);

/**
 * irqmask_event_register - the event irqmask_section got its first user
 *
 * Context: Under tracepoints_mutex.
 * Return: 0. Failures come later, see irqmask_event_reg().
 */
int irqmask_event_register(void)
{
	WRITE_ONCE(irqmask_event_wanted, true);
	schedule_work(&irqmask_event_work);
	return 0;
}

/**
 * irqmask_event_unregister - the event irqmask_section lost its last user
 *
 * Context: Under tracepoints_mutex.
 */
void irqmask_event_unregister(void)
{
	WRITE_ONCE(irqmask_event_wanted, false);
	schedule_work(&irqmask_event_work);
}

/*
 * ftrace and perf enable the event through its class: here they wait for the
 * work, so that the event is on, or off, or the error known, when they return.
 */
static int irqmask_event_reg(struct trace_event_call *call, enum trace_reg type, void *data)
{
	int ret = trace_event_reg(call, type, data);

	switch (type) {
	case TRACE_REG_REGISTER:
#ifdef CONFIG_PERF_EVENTS
	case TRACE_REG_PERF_REGISTER:
#endif
		flush_work(&irqmask_event_work);
		if (ret || irqmask_event_user)
			return ret;
		/* In the enum, each kind of register is followed by its undoing */
		trace_event_reg(call, type + 1, data);
		flush_work(&irqmask_event_work);
		return irqmask_event_error;
	case TRACE_REG_UNREGISTER:
#ifdef CONFIG_PERF_EVENTS
	case TRACE_REG_PERF_UNREGISTER:
#endif
		flush_work(&irqmask_event_work);
		return ret;
	default:
		return ret;
	}
}

/* Events that the kernel command line enabled were registered without waiting */
static int __init irqmask_event_init(void)
{
	event_irqmask_section.class->reg = irqmask_event_reg;
	return 0;
}
early_initcall(irqmask_event_init);
