// SPDX-License-Identifier: GPL-2.0
/*
 * irqmask tracer: the longest time in which an interrupt line could not deliver
 *
 * A device's interrupt is served late when its CPU had interrupts off (see
 * irqsoff), when the handler's thread was not scheduled (see wakeup_rt), or
 * when its own line was disabled or masked. This is the tracer for the third.
 *
 * It is told of each section by irqmask_section.c. When a section is the longest
 * so far, or as long as tracing_thresh, it logs both ends and takes a snapshot of
 * all CPUs' buffers. A line has too many others to log them all: whoever wants
 * them has the event irqmask_section.
 */
#include <linux/ftrace.h>
#include <linux/irqmask.h>
#include <linux/spinlock.h>
#include <linux/timekeeping.h>
#include <linux/trace_recursion.h>

#include "irqmask_cpu.h"
#include "irqmask_output.h"
#include "trace.h"

#include <trace/events/irqmask.h>

/* The instance that the tracer runs in. Changed under trace_types_lock, while off. */
static struct trace_array *irqmask_trace;
static bool irqmask_in_use;
static u64 irqmask_saved_flags;

/* Set under trace_types_lock. A section that began earlier than that is not reported. */
static bool irqmask_enabled;
static u64 irqmask_enabled_since;

/* Whether functions are traced within sections, and how many of those are open */
static bool irqmask_functions_traced;
static atomic_t irqmask_open;

/* The last clock of the trace that was found to count ns */
static int irqmask_ns_clock = -1;

/* Protects max_latency, the report, and when the snapshot was taken */
static DEFINE_RAW_SPINLOCK(irqmask_max_lock);
static struct irqmask_report irqmask_report;
static u64 irqmask_swapped_ts;

/* On 32 bit it ends with 4.29 s, and the file shows all bits set as -1 */
#define IRQMASK_MAX_LATENCY	(ULONG_MAX - 1)

static bool irqmask_tracing(struct trace_array *tr)
{
	return READ_ONCE(irqmask_enabled) && !READ_ONCE(tr->buffer_disabled);
}

static void irqmask_log(struct trace_array *tr, const struct irqmask_section *section,
			enum irqmask_entry_kind kind, u64 ns, unsigned int trace_ctx)
{
	struct trace_buffer *buffer = tr->array_buffer.buffer;
	struct ring_buffer_event *event;
	struct irqmask_entry *entry;

	event = trace_buffer_lock_reserve(buffer, TRACE_IRQMASK, sizeof(*entry), trace_ctx);
	if (!event)
		return;

	entry = ring_buffer_event_data(event);
	entry->irq = section->irq;
	entry->cause = section->cause;
	entry->kind = kind;
	entry->ns = ns;
	entry->masked_ns = section->masked_ns;
	trace_buffer_unlock_commit_nostack(buffer, event);
}

static void irqmask_log_stack(struct trace_array *tr, const unsigned long *stack,
			      unsigned int nr_entries, unsigned int trace_ctx)
{
	struct trace_buffer *buffer = tr->array_buffer.buffer;
	size_t size = nr_entries * sizeof(*stack);
	struct ring_buffer_event *event;
	struct stack_entry *entry;

	if (!nr_entries)
		return;

	event = trace_buffer_lock_reserve(buffer, TRACE_STACK,
					  offsetof(struct stack_entry, caller) + size,
					  trace_ctx);
	if (!event)
		return;

	entry = ring_buffer_event_data(event);
	entry->size = nr_entries;
	memcpy(&entry->caller, stack, size);
	trace_buffer_unlock_commit_nostack(buffer, event);
}

/* What an entry would be stamped with. An instance may have another clock than ftrace_now() */
static u64 irqmask_trace_now(struct trace_array *tr)
{
	struct trace_buffer *buffer = tr->array_buffer.buffer;
	u64 ts = ring_buffer_time_stamp(buffer);

	ring_buffer_normalize_time_stamp(buffer, smp_processor_id(), &ts);
	return ts;
}

/* Remembered, as each section asks whether the clock is still this one */
static bool irqmask_clock_in_ns(struct trace_array *tr)
{
	bool in_ns = trace_clock_in_ns(tr);

	if (in_ns)
		WRITE_ONCE(irqmask_ns_clock, tr->clock_id);
	return in_ns;
}

/*
 * What a CPU does to itself holds up no others, and may be for good: a per-CPU line
 * that isn't used is disabled.
 */
static bool irqmask_holds_up_all(const struct irqmask_section *section)
{
	return section->cause != IRQMASK_CPU && section->cause != IRQMASK_PERCPU;
}

/* A function of its own: most sections save no registers for it */
static noinline void irqmask_section_note(struct trace_array *tr, struct irqmask_section *section)
{
	/* Only where it can't be told from the section's length, later */
	if (!irqmask_clock_in_ns(tr))
		section->trace_ts = irqmask_trace_now(tr);

	if (READ_ONCE(irqmask_functions_traced) && irqmask_holds_up_all(section)) {
		section->functions_traced = true;
		atomic_inc(&irqmask_open);
	}
}

static void irqmask_section_begin(struct irqmask_section *section)
{
	struct trace_array *tr = irqmask_trace;

	section->functions_traced = false;
	section->trace_ts = 0;
	section->traced = irqmask_tracing(tr);
	if (section->traced && unlikely(READ_ONCE(tr->clock_id) != READ_ONCE(irqmask_ns_clock) ||
					READ_ONCE(irqmask_functions_traced)))
		irqmask_section_note(tr, section);
}

static void irqmask_section_drop(const struct irqmask_section *section)
{
	if (section->functions_traced)
		atomic_dec(&irqmask_open);
}

/* As for the other latency tracers: all above the threshold, or the maximum */
static bool irqmask_is_reported(struct trace_array *tr, u64 ns)
{
	unsigned long max_latency, thresh = READ_ONCE(tracing_thresh);

	if (thresh)
		return ns >= thresh;

	/* Without the lock at first; with it once more, before it is reported */
	max_latency = data_race(tr->max_latency);
	if (BITS_PER_LONG == 32 && max_latency == IRQMASK_MAX_LATENCY)
		return ns > irqmask_report.section.ns;
	return ns > max_latency;
}

static struct trace_buffer *irqmask_snapshot(struct trace_array *tr)
{
	return tr->snapshot_buffer.buffer;
}

/*
 * Buffers are swapped as a whole: what happened before, within sections that end later,
 * is in the snapshot, and not in theirs.
 */
static void irqmask_take_snapshot(struct trace_array *tr, const struct irqmask_section *section,
				  const struct irqmask_names *names)
{
	struct trace_buffer *snapshot = irqmask_snapshot(tr);
	unsigned long max_latency = tr->max_latency;
	int cpu = smp_processor_id();
	struct trace_array_cpu *data;

	/* Somebody reads the last one */
	if (tr->stop_count)
		return;

	/* The begin is where the snapshot's time starts, and its header is our own */
	data = per_cpu_ptr(tr->array_buffer.data, cpu);
	data->preempt_timestamp = section->trace_ts;
	data->critical_start = 0;
	tr->max_latency = min_t(u64, section->ns, IRQMASK_MAX_LATENCY);
	update_max_tr(tr, current, cpu, NULL);

	/* Somebody has begun to */
	if (irqmask_snapshot(tr) == snapshot) {
		tr->max_latency = max_latency;
		return;
	}

	irqmask_report.section = *section;
	irqmask_report.names = *names;
	irqmask_report.swapped_ts = 0;
	if (section->begin.ts < irqmask_swapped_ts)
		irqmask_report.swapped_ts = irqmask_swapped_ts;
	irqmask_swapped_ts = ktime_get_mono_fast_ns();
}

static void irqmask_take_maximum(struct trace_array *tr, struct irqmask_section *section,
				 const struct irqmask_names *names, unsigned int trace_ctx)
{
	unsigned long stack[IRQMASK_STACK_DEPTH];
	unsigned int nr_entries;

	if (trace_clock_in_ns(tr))
		section->trace_ts = irqmask_trace_now(tr) -
				    (ktime_get_mono_fast_ns() - section->begin.ts);
	/* Another clock was chosen within it: nothing is known of its begin */
	else if (!section->trace_ts)
		section->trace_ts = irqmask_trace_now(tr);

	irqmask_log(tr, section, IRQMASK_ENTRY_END, section->ns, trace_ctx);
	nr_entries = irqmask_section_locate(section, stack, ARRAY_SIZE(stack));
	irqmask_log_stack(tr, stack, nr_entries, trace_ctx);

	irqmask_log(tr, section, IRQMASK_ENTRY_BEGIN, section->ns, trace_ctx);
	if (section->disable.cpu >= 0)
		irqmask_log(tr, section, IRQMASK_ENTRY_DISABLE,
			    section->end.ts - section->disable.ts, trace_ctx);
	irqmask_log_stack(tr, irqmask_section_stack(section), section->nr_entries, trace_ctx);

	irqmask_take_snapshot(tr, section, names);
}

/*
 * With a low threshold a CPU could do nothing but report how long its interrupts were
 * off: the interrupt by which update_max_tr() wakes who waits for the buffer is more of
 * that, and so is the next timer's. So none is reported that begins before the time that
 * the last report took has passed again with interrupts on, unless it is longer; twice
 * that time whenever the next one begins as soon again. And a CPU doesn't wait for
 * another one's report to report what was shorter than its own last report took. For a
 * maximum there is no need: each is longer than the last one.
 */
#define IRQMASK_CPU_QUIET_MAX	64U

struct irqmask_cpu_quiet {
	u64		until;
	u64		reported_ns;
	u64		report_ns;
	unsigned int	times;
};

static DEFINE_PER_CPU(struct irqmask_cpu_quiet, irqmask_cpu_quiet);

static bool irqmask_cpu_keeps_quiet(const struct irqmask_section *section)
{
	struct irqmask_cpu_quiet *quiet = this_cpu_ptr(&irqmask_cpu_quiet);

	if (section->cause != IRQMASK_CPU || !READ_ONCE(tracing_thresh) ||
	    section->begin.ts >= quiet->until || section->ns > quiet->reported_ns)
		return false;

	quiet->until += section->ns;
	return true;
}

static void irqmask_cpu_be_quiet(const struct irqmask_section *section)
{
	struct irqmask_cpu_quiet *quiet = this_cpu_ptr(&irqmask_cpu_quiet);
	u64 now = ktime_get_mono_fast_ns();

	if (section->begin.ts < quiet->until + quiet->report_ns * quiet->times)
		quiet->times = min(2 * quiet->times, IRQMASK_CPU_QUIET_MAX);
	else
		quiet->times = 1;
	quiet->reported_ns = section->ns;
	quiet->report_ns = now - section->end.ts;
	quiet->until = now + quiet->report_ns * quiet->times;
}

static bool irqmask_is_worth_waiting(const struct irqmask_section *section)
{
	return section->cause != IRQMASK_CPU || !READ_ONCE(tracing_thresh) ||
	       section->ns >= __this_cpu_read(irqmask_cpu_quiet.report_ns);
}

/* A function of its own: most sections are not reported, and save no registers for it */
static noinline void irqmask_report_section(struct trace_array *tr,
					    struct irqmask_section *section,
					    const struct irqmask_names *names)
{
	unsigned int trace_ctx;

	/* A trigger may have turned tracing on since it began, of which nobody is told */
	if (!section->traced || !irqmask_tracing(tr) ||
	    section->begin.ts < READ_ONCE(irqmask_enabled_since) ||
	    !cpumask_test_cpu(section->begin.cpu, tr->tracing_cpumask) ||
	    !cpumask_test_cpu(smp_processor_id(), tr->tracing_cpumask) ||
	    irqmask_cpu_keeps_quiet(section))
		return;

	/* Without the lock that is taken here */
	trace_ctx = tracing_gen_ctx();
	if (irqmask_is_worth_waiting(section))
		raw_spin_lock(&irqmask_max_lock);
	else if (!raw_spin_trylock(&irqmask_max_lock))
		return;

	/* Another CPU may have had a longer one in the meantime */
	if (irqmask_is_reported(tr, section->ns))
		irqmask_take_maximum(tr, section, names, trace_ctx);
	raw_spin_unlock(&irqmask_max_lock);

	if (section->cause == IRQMASK_CPU)
		irqmask_cpu_be_quiet(section);
}

/**
 * irqmask_copy_report - what the last maximum was
 * @report:	gets it; all zero if there was none
 *
 * Context: Any but NMI. Takes a raw spinlock, with interrupts off.
 */
void irqmask_copy_report(struct irqmask_report *report)
{
	unsigned long flags;

	raw_spin_lock_irqsave(&irqmask_max_lock, flags);
	*report = irqmask_report;
	raw_spin_unlock_irqrestore(&irqmask_max_lock, flags);
}

static void irqmask_section_end(struct irqmask_section *section,
				const struct irqmask_names *names)
{
	struct trace_array *tr = irqmask_trace;

	if (section->functions_traced)
		atomic_dec(&irqmask_open);
	if (unlikely(irqmask_is_reported(tr, section->ns)))
		irqmask_report_section(tr, section, names);
}

static const struct irqmask_watcher irqmask_tracer_watcher = {
	.begin	 = irqmask_section_begin,
	.end	 = irqmask_section_end,
	.drop	 = irqmask_section_drop,
};

#ifdef CONFIG_FUNCTION_TRACER
/* What runs anywhere while a line can't deliver is what may hold it up */
static void irqmask_tracer_call(unsigned long ip, unsigned long parent_ip,
				struct ftrace_ops *op, struct ftrace_regs *fregs)
{
	struct trace_array *tr = op->private;
	int bit;

	if (!READ_ONCE(irqmask_enabled) ||
	    (!atomic_read(&irqmask_open) && !irqmask_cpu_is_off()))
		return;

	bit = ftrace_test_recursion_trylock(ip, parent_ip);
	if (bit < 0)
		return;

	trace_function(tr, ip, parent_ip, tracing_gen_ctx_dec(), fregs);
	ftrace_test_recursion_unlock(bit);
}

static int irqmask_function_set(struct trace_array *tr, bool set)
{
	int ret = 0;

	if (set == irqmask_functions_traced)
		return 0;

	if (set)
		ret = register_ftrace_function(tr->ops);
	else
		unregister_ftrace_function(tr->ops);
	if (!ret)
		WRITE_ONCE(irqmask_functions_traced, set);
	return ret;
}

static bool irqmask_function_flag(u64 flags)
{
	return flags & TRACE_ITER(FUNCTION);
}
#else
static inline int irqmask_function_set(struct trace_array *tr, bool set)
{
	return 0;
}

static inline bool irqmask_function_flag(u64 flags)
{
	return false;
}
#endif /* CONFIG_FUNCTION_TRACER */

static int irqmask_flag_changed(struct trace_array *tr, u64 mask, int set)
{
	if (irqmask_function_flag(mask))
		return irqmask_function_set(tr, set);

	return trace_keep_overwrite(tr->current_trace, mask, set);
}

#define IRQMASK_OPT_CPU	0x1

/* Never without a list, even if it is empty: ftrace would take any word for an option then */
static struct tracer_opt irqmask_opts[] = {
#ifdef CONFIG_IRQMASK_CPU
	/* Also measure how long CPUs have all their interrupts off */
	{ .name = "irqmask-cpu", .bit = IRQMASK_OPT_CPU },
#endif
	{ }
};

static struct tracer_flags irqmask_flags = {
	.opts = irqmask_opts,
};

static bool irqmask_cpu_wanted(void)
{
	return irqmask_flags.val & IRQMASK_OPT_CPU;
}

/* There is no other flag. Before the tracer is on, it only says what is wanted. */
static int irqmask_set_flag(struct trace_array *tr, u32 old_flags, u32 bit, int set)
{
	if (!irqmask_in_use || !!set == irqmask_cpu_wanted())
		return 0;
	if (set)
		return irqmask_cpu_start();
	irqmask_cpu_stop();
	return 0;
}

static void irqmask_tracer_start(struct trace_array *tr)
{
	WRITE_ONCE(irqmask_enabled_since, ktime_get_mono_fast_ns());
	WRITE_ONCE(irqmask_enabled, true);
}

static void irqmask_tracer_stop(struct trace_array *tr)
{
	WRITE_ONCE(irqmask_enabled, false);
}

static void irqmask_restore_flags(struct trace_array *tr)
{
	set_tracer_flag(tr, TRACE_ITER(LATENCY_FMT),
			!!(irqmask_saved_flags & TRACE_ITER(LATENCY_FMT)));
	set_tracer_flag(tr, TRACE_ITER(OVERWRITE),
			!!(irqmask_saved_flags & TRACE_ITER(OVERWRITE)));
	set_tracer_flag(tr, TRACE_ITER(PAUSE_ON_TRACE),
			!!(irqmask_saved_flags & TRACE_ITER(PAUSE_ON_TRACE)));
}

static int irqmask_tracer_init(struct trace_array *tr)
{
	int ret;

	/* The function tracer and the section layer serve one instance at a time */
	if (irqmask_in_use)
		return -EBUSY;

	/* A snapshot must not lose what is newest, nor change while it is read */
	irqmask_saved_flags = tr->trace_flags;
	set_tracer_flag(tr, TRACE_ITER(OVERWRITE), 1);
	set_tracer_flag(tr, TRACE_ITER(LATENCY_FMT), 1);
	set_tracer_flag(tr, TRACE_ITER(PAUSE_ON_TRACE), 1);

	/* What it has of another tracer is no maximum of this one */
	ring_buffer_reset(irqmask_snapshot(tr));
	tr->max_latency = 0;
	irqmask_trace = tr;
	atomic_set(&irqmask_open, 0);
	memset(&irqmask_report, 0, sizeof(irqmask_report));
	irqmask_swapped_ts = 0;

	ftrace_init_array_ops(tr, irqmask_tracer_call);
	ret = irqmask_function_set(tr, irqmask_function_flag(tr->trace_flags));
	if (ret)
		goto err_ops;

	ret = irqmask_watch(&irqmask_tracer_watcher);
	if (ret)
		goto err_function;

	if (irqmask_cpu_wanted()) {
		ret = irqmask_cpu_start();
		if (ret)
			goto err_watch;
	}

	/* The trace shows tasks on both ends, and the snapshot records one only */
	tracing_start_cmdline_record();
	if (tracer_tracing_is_on(tr))
		irqmask_tracer_start(tr);
	irqmask_in_use = true;
	return 0;

err_watch:
	irqmask_unwatch(&irqmask_tracer_watcher);
err_function:
	irqmask_function_set(tr, false);
err_ops:
	ftrace_reset_array_ops(tr);
	irqmask_restore_flags(tr);
	return ret;
}

static void irqmask_tracer_reset(struct trace_array *tr)
{
	irqmask_tracer_stop(tr);
	tracing_stop_cmdline_record();
	if (irqmask_cpu_wanted())
		irqmask_cpu_stop();
	irqmask_unwatch(&irqmask_tracer_watcher);
	irqmask_function_set(tr, false);
	ftrace_reset_array_ops(tr);
	irqmask_restore_flags(tr);
	irqmask_in_use = false;
}

static struct tracer irqmask_tracer __read_mostly = {
	.name		 = "irqmask",
	.init		 = irqmask_tracer_init,
	.reset		 = irqmask_tracer_reset,
	.start		 = irqmask_tracer_start,
	.stop		 = irqmask_tracer_stop,
	.open		 = irqmask_trace_open,
	.close		 = irqmask_trace_close,
	.print_header	 = irqmask_print_header,
	.print_line	 = irqmask_print_trace_line,
	.flag_changed	 = irqmask_flag_changed,
	.flags		 = &irqmask_flags,
	.set_flag	 = irqmask_set_flag,
	.print_max	 = true,
	.allow_instances = true,
	.use_max_tr	 = true,
};

static int __init init_irqmask_tracer(void)
{
	int ret;

	ret = irqmask_register_entries();
	if (ret)
		return ret;

	return register_tracer(&irqmask_tracer);
}
core_initcall(init_irqmask_tracer);
