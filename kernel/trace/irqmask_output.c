// SPDX-License-Identifier: GPL-2.0
/*
 * What the files trace and trace_pipe show of the irqmask tracer: the entries in the
 * buffers, and the header of the snapshot, which is the report of one section
 */
#include <linux/irqmask.h>
#include <linux/math64.h>
#include <linux/slab.h>
#include <linux/trace_seq.h>

#include "irqmask_output.h"
#include "trace.h"
#include "trace_output.h"

static void irqmask_print_end(struct seq_file *m, const char *what,
			      const struct irqmask_end *end)
{
	seq_printf(m, "#  => %s %ps (CPU#%d ", what, (void *)end->ip, end->cpu);
	irqmask_print_task(m, end);
	seq_puts(m, ")\n");
}

/* How long the line waited for the scheduler, and then for the handler */
static void irqmask_print_thread(struct seq_file *m, const struct irqmask_section *section)
{
	const struct irqmask_end *thread = &section->thread;
	u64 wait = irqmask_thread_wait(section);

	seq_puts(m, "#  => thread:     ");
	irqmask_print_task(m, thread);
	seq_printf(m, " (CPU#%d prio=%d)  waited: %llu us", thread->cpu, section->thread_prio,
		   div_u64(wait, NSEC_PER_USEC));
	/* A line that was disabled besides may have been so for longer */
	if (section->disable.cpu < 0 && section->ns >= wait)
		seq_printf(m, "  ran: %llu us", div_u64(section->ns - wait, NSEC_PER_USEC));
	seq_putc(m, '\n');
}

static void irqmask_print_report(struct seq_file *m, const struct irqmask_report *report)
{
	const struct irqmask_section *section = &report->section;
	struct irqmask_uncounted uncounted;

	seq_printf(m, "#  => irq:        %d ", section->irq);
	if (section->irq == IRQMASK_ALL_LINES)
		seq_printf(m, "all interrupts of CPU#%d", section->begin.cpu);
	else
		irqmask_print_line(m, &report->names, section->hwirq);
	seq_printf(m, "  cause: %s  masked: %llu us\n", irqmask_cause_name(section->cause),
		   div_u64(section->masked_ns, NSEC_PER_USEC));
	irqmask_print_end(m, "started at:", &section->begin);
	if (section->disable.cpu >= 0)
		irqmask_print_end(m, "disabled at:", &section->disable);
	irqmask_print_end(m, "ended at:  ", &section->end);
	if (section->thread.cpu >= 0)
		irqmask_print_thread(m, section);
	if (report->swapped_ts)
		seq_printf(m, "#  => incomplete: another section was reported %llu us after this one began\n",
			   div_u64(report->swapped_ts - section->begin.ts, NSEC_PER_USEC));

	irqmask_sum_uncounted(&uncounted);
	if (uncounted.dropped || uncounted.lost || uncounted.recursion ||
	    uncounted.no_storage || uncounted.backwards)
		seq_printf(m, "#  => uncounted:  dropped %lu  lost %lu  recursion %lu  no storage %lu  backwards %lu\n",
			   uncounted.dropped, uncounted.lost, uncounted.recursion,
			   uncounted.no_storage, uncounted.backwards);
	seq_puts(m, "#\n");
}

static enum print_line_t irqmask_print_entry(struct trace_iterator *iter, int flags,
					     struct trace_event *event)
{
	struct trace_seq *s = &iter->seq;
	struct irqmask_entry *field;
	bool disable;

	trace_assign_type(field, iter->ent);
	disable = field->cause == IRQMASK_DISABLE || field->cause == IRQMASK_SPURIOUS ||
		  field->cause == IRQMASK_PERCPU || field->cause == IRQMASK_CPU ||
		  field->kind == IRQMASK_ENTRY_DISABLE;

	trace_seq_printf(s, "irqmask: irq=%d ", field->irq);
	if (field->kind == IRQMASK_ENTRY_END)
		trace_seq_printf(s, "%s ns=%llu masked_ns=%llu", disable ? "enable" : "unmask",
				 field->ns, field->masked_ns);
	else
		trace_seq_puts(s, disable ? "disable" : "mask");
	if (field->cause != IRQMASK_DISABLE && field->kind != IRQMASK_ENTRY_DISABLE)
		trace_seq_printf(s, " cause=%s", irqmask_cause_name(field->cause));
	if (field->kind != IRQMASK_ENTRY_END && field->ns)
		trace_seq_printf(s, " ns_ago=%llu", field->ns);
	trace_seq_putc(s, '\n');

	return trace_handle_return(s);
}

static enum print_line_t irqmask_print_raw(struct trace_iterator *iter, int flags,
					   struct trace_event *event)
{
	struct trace_seq *s = &iter->seq;
	struct irqmask_entry *field;

	trace_assign_type(field, iter->ent);
	trace_seq_printf(s, "%d %u %u %llu %llu\n", field->irq, field->cause, field->kind,
			 field->ns, field->masked_ns);

	return trace_handle_return(s);
}

/* What tracing_gen_ctx() would have said there, where it was too expensive to ask */
static unsigned int irqmask_trace_ctx(const struct irqmask_end *place)
{
	unsigned int count = place->preempt_count, flags = TRACE_FLAG_IRQS_OFF;

	if (count & NMI_MASK)
		flags |= TRACE_FLAG_NMI;
	if (count & HARDIRQ_MASK)
		flags |= TRACE_FLAG_HARDIRQ;
	if (count & SOFTIRQ_OFFSET)
		flags |= TRACE_FLAG_SOFTIRQ;
	if ((count & SOFTIRQ_MASK) >= SOFTIRQ_DISABLE_OFFSET)
		flags |= TRACE_FLAG_BH_OFF;
	if (place->need_resched)
		flags |= TRACE_FLAG_NEED_RESCHED;
	return (flags << 16) | min(count & PREEMPT_MASK, 0xfu);
}

/* As for an entry that comes out of the buffer */
static void irqmask_print_place(struct trace_iterator *iter, struct irqmask_entry *entry,
				const struct irqmask_section *section,
				const struct irqmask_end *place)
{
	tracing_generic_entry_update(&entry->ent, TRACE_IRQMASK, irqmask_trace_ctx(place));
	entry->ent.pid = place->pid;
	iter->ent = &entry->ent;
	iter->ent_size = sizeof(*entry);
	iter->cpu = place->cpu;
	iter->ts = section->trace_ts;
	if (iter->iter_flags & TRACE_FILE_TIME_IN_NS)
		iter->ts += place->ts - section->begin.ts;
	trace_print_lat_context(iter);
	iter->ent = &entry->ent;
}

/*
 * How the section began is logged when it has ended: nobody knows before that it is
 * to be reported. Here it is shown where it belongs, as the first that happened.
 */
static void irqmask_print_begin(struct seq_file *m, const struct irqmask_section *section)
{
	struct irqmask_entry entry = { .irq = section->irq, .cause = section->cause };
	const struct irqmask_end *place = &section->begin;
	struct trace_iterator *iter = m->private;
	struct trace_seq *s = &iter->seq;
	unsigned int i;

	/* The header is printed again if it was too long for seq_file's buffer */
	trace_seq_init(s);

	entry.kind = IRQMASK_ENTRY_BEGIN;
	irqmask_print_place(iter, &entry, section, place);
	irqmask_print_entry(iter, 0, NULL);

	if (section->disable.cpu >= 0) {
		place = &section->disable;
		entry.kind = IRQMASK_ENTRY_DISABLE;
		irqmask_print_place(iter, &entry, section, place);
		irqmask_print_entry(iter, 0, NULL);
	}

	if (section->nr_entries) {
		irqmask_print_place(iter, &entry, section, place);
		trace_seq_puts(s, "<stack trace>\n");
	}
	for (i = 0; i < section->nr_entries; i++) {
		trace_seq_puts(s, " => ");
		seq_print_ip_sym(s, irqmask_section_stack(section)[i],
				 iter->tr->trace_flags & TRACE_ITER_SYM_MASK);
		trace_seq_putc(s, '\n');
	}

	/* Nothing was iterated over yet */
	iter->ent = NULL;
	trace_print_seq(m, s);
}

/**
 * irqmask_print_header - print_header of the tracer: the report, and how it began
 * @m:	the file trace, or snapshot
 *
 * Context: Process context, with the iterator opened by irqmask_trace_open().
 */
void irqmask_print_header(struct seq_file *m)
{
	struct trace_iterator *iter = m->private;
	struct irqmask_report *report = iter->private;

	if (!(iter->iter_flags & TRACE_FILE_LAT_FMT)) {
		trace_default_header(m);
		return;
	}
	if (trace_empty(iter))
		return;

	print_trace_header(m, iter);
	if (report) {
		irqmask_copy_report(report);
		irqmask_print_report(m, report);
	} else {
		seq_puts(m, "#  => no memory for the report\n#\n");
	}
	if (!(iter->tr->trace_flags & TRACE_ITER(VERBOSE)))
		print_lat_help_header(m);
	if (report)
		irqmask_print_begin(m, &report->section);
}

/* Whether the header has shown it */
static bool irqmask_is_shown(const struct trace_iterator *iter,
			     const struct irqmask_section *section)
{
	struct irqmask_entry *entry;
	struct stack_entry *stack;

	switch (iter->ent->type) {
	case TRACE_IRQMASK:
		trace_assign_type(entry, iter->ent);
		return entry->kind != IRQMASK_ENTRY_END;
	case TRACE_STACK:
		trace_assign_type(stack, iter->ent);
		return stack->size == section->nr_entries &&
		       !memcmp(&stack->caller, irqmask_section_stack(section),
			       section->nr_entries * sizeof(section->stack[0]));
	default:
		return false;
	}
}

/**
 * irqmask_print_trace_line - print_line of the tracer: drops what the header has shown
 * @iter:	at the entry to be printed
 *
 * Context: Any: ftrace_dump() prints by it.
 * Return: %TRACE_TYPE_UNHANDLED for what is printed as any entry is.
 */
enum print_line_t irqmask_print_trace_line(struct trace_iterator *iter)
{
	const struct irqmask_report *report = iter->private;

	/*
	 * What function_graph has left, on a CPU that was offline meanwhile. Who prints it
	 * takes ->private for data of its own.
	 */
	if (iter->ent->type == TRACE_GRAPH_ENT || iter->ent->type == TRACE_GRAPH_RETADDR_ENT ||
	    iter->ent->type == TRACE_GRAPH_RET)
		return TRACE_TYPE_HANDLED;

	/* Where the header was printed, and in the latency format */
	if (report && report->section.begin.ts && irqmask_is_shown(iter, &report->section))
		return TRACE_TYPE_HANDLED;
	return TRACE_TYPE_UNHANDLED;
}

/**
 * irqmask_trace_open - open of the tracer: makes room for a copy of the report
 * @iter:	of the file
 *
 * What is read goes on being about the same section. Without memory, the header says so.
 * ftrace_dump() prints no header, may come in any context and closes nothing.
 *
 * Context: Process context, may sleep; for ftrace_dump() any, with interrupts off.
 */
void irqmask_trace_open(struct trace_iterator *iter)
{
	struct irqmask_report *report = NULL;

	if (!irqs_disabled())
		report = kvzalloc_obj(*report, GFP_KERNEL);
	iter->private = report;
}

/**
 * irqmask_trace_close - close of the tracer
 * @iter:	of the file
 *
 * Context: Process context, may sleep.
 */
void irqmask_trace_close(struct trace_iterator *iter)
{
	kvfree(iter->private);
	iter->private = NULL;
}

static struct trace_event_functions irqmask_entry_funcs = {
	.trace	= irqmask_print_entry,
	.raw	= irqmask_print_raw,
};

static struct trace_event irqmask_entry_event = {
	.type	= TRACE_IRQMASK,
	.funcs	= &irqmask_entry_funcs,
};

/**
 * irqmask_register_entries - has the tracer's entries printed
 *
 * Context: Process context, once, before the tracer is registered.
 * Return: 0, or -ENOMEM if ftrace has no room for a further type of entry.
 */
int __init irqmask_register_entries(void)
{
	if (!register_trace_event(&irqmask_entry_event)) {
		pr_warn("Could not register the entries of the irqmask tracer\n");
		return -ENOMEM;
	}
	return 0;
}
