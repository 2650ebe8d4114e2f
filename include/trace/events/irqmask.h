/* SPDX-License-Identifier: GPL-2.0 */
#undef TRACE_SYSTEM
#define TRACE_SYSTEM irqmask

#if !defined(_TRACE_IRQMASK_H) || defined(TRACE_HEADER_MULTI_READ)
#define _TRACE_IRQMASK_H

#include <linux/irqmask.h>
#include <linux/tracepoint.h>

TRACE_DEFINE_ENUM(IRQMASK_DISABLE);
TRACE_DEFINE_ENUM(IRQMASK_FLOW);
TRACE_DEFINE_ENUM(IRQMASK_ONESHOT);
TRACE_DEFINE_ENUM(IRQMASK_MOVE);
TRACE_DEFINE_ENUM(IRQMASK_TYPE);
TRACE_DEFINE_ENUM(IRQMASK_SPURIOUS);
TRACE_DEFINE_ENUM(IRQMASK_PERCPU);
TRACE_DEFINE_ENUM(IRQMASK_CPU);
TRACE_DEFINE_ENUM(IRQMASK_OTHER);

#define IRQMASK_CAUSES				\
	{ IRQMASK_DISABLE,	"disable" },	\
	{ IRQMASK_FLOW,		"flow" },	\
	{ IRQMASK_ONESHOT,	"oneshot" },	\
	{ IRQMASK_MOVE,		"move" },	\
	{ IRQMASK_TYPE,		"type" },	\
	{ IRQMASK_SPURIOUS,	"spurious" },	\
	{ IRQMASK_PERCPU,	"percpu" },	\
	{ IRQMASK_CPU,		"cpu" },	\
	{ IRQMASK_OTHER,	"other" }

/*
 * irqmask_section - a line can deliver again after it could not
 * @section: the finished section, see &struct irqmask_section
 *
 * Called with interrupts off under desc->lock of the line, at the end of the
 * section, on the CPU that ended it; for a per-CPU line and for a CPU perhaps
 * without a lock. The fields ns, masked_ns and thread_wait_ns are in ns, the last
 * from the section's begin until a handler's thread ran, 0 where none did. irq is
 * -1 for a CPU.
 */
TRACE_EVENT_FN(irqmask_section,

	TP_PROTO(const struct irqmask_section *section),

	TP_ARGS(section),

	TP_STRUCT__entry(
		__field(	int,		irq		)
		__field(	unsigned int,	cause		)
		__field(	unsigned long,	hwirq		)
		__field(	u64,		ns		)
		__field(	u64,		masked_ns	)
		__field(	unsigned long,	begin_ip	)
		__field(	unsigned long,	end_ip		)
		__field(	int,		begin_cpu	)
		__field(	int,		end_cpu		)
		__field(	pid_t,		begin_pid	)
		__field(	pid_t,		end_pid		)
		__field(	u64,		thread_wait_ns	)
	),

	TP_fast_assign(
		__entry->irq		= section->irq;
		__entry->cause		= section->cause;
		__entry->hwirq		= section->hwirq;
		__entry->ns		= section->ns;
		__entry->masked_ns	= section->masked_ns;
		__entry->begin_ip	= section->begin.ip;
		__entry->end_ip		= section->end.ip;
		__entry->begin_cpu	= section->begin.cpu;
		__entry->end_cpu	= section->end.cpu;
		__entry->begin_pid	= section->begin.pid;
		__entry->end_pid	= section->end.pid;
		__entry->thread_wait_ns	= irqmask_thread_wait(section);
	),

	TP_printk("irq=%d hwirq=%lu cause=%s ns=%llu masked_ns=%llu begin_cpu=%d begin_pid=%d begin_ip=%pS end_cpu=%d end_pid=%d end_ip=%pS thread_wait_ns=%llu",
		  __entry->irq, __entry->hwirq,
		  __print_symbolic(__entry->cause, IRQMASK_CAUSES), __entry->ns,
		  __entry->masked_ns, __entry->begin_cpu, __entry->begin_pid,
		  (void *)__entry->begin_ip, __entry->end_cpu,
		  __entry->end_pid, (void *)__entry->end_ip, __entry->thread_wait_ns),

	irqmask_event_register, irqmask_event_unregister
);

#endif /* _TRACE_IRQMASK_H */

/* This part must be outside protection */
#include <trace/define_trace.h>
