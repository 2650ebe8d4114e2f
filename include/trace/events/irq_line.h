/* SPDX-License-Identifier: GPL-2.0 */
#undef TRACE_SYSTEM
#define TRACE_SYSTEM irq_line

#if !defined(_TRACE_IRQ_LINE_H) || defined(TRACE_HEADER_MULTI_READ)
#define _TRACE_IRQ_LINE_H

#include <linux/irq.h>
#include <linux/irq_line.h>
#include <linux/irqdesc.h>
#include <linux/tracepoint.h>

TRACE_DEFINE_ENUM(IRQ_LINE_DISABLE);
TRACE_DEFINE_ENUM(IRQ_LINE_FLOW);
TRACE_DEFINE_ENUM(IRQ_LINE_ONESHOT);
TRACE_DEFINE_ENUM(IRQ_LINE_MOVE);
TRACE_DEFINE_ENUM(IRQ_LINE_TYPE);
TRACE_DEFINE_ENUM(IRQ_LINE_SPURIOUS);
TRACE_DEFINE_ENUM(IRQ_LINE_SUSPEND);
TRACE_DEFINE_ENUM(IRQ_LINE_UNINSTALL);
TRACE_DEFINE_ENUM(IRQ_LINE_PERCPU);
TRACE_DEFINE_ENUM(IRQ_LINE_OTHER);

#define show_irq_line_reason(val)				\
	__print_symbolic(val,					\
			 { IRQ_LINE_DISABLE,	"disable" },	\
			 { IRQ_LINE_FLOW,	"flow" },	\
			 { IRQ_LINE_ONESHOT,	"oneshot" },	\
			 { IRQ_LINE_MOVE,	"move" },	\
			 { IRQ_LINE_TYPE,	"type" },	\
			 { IRQ_LINE_SPURIOUS,	"spurious" },	\
			 { IRQ_LINE_SUSPEND,	"suspend" },	\
			 { IRQ_LINE_UNINSTALL,	"uninstall" },	\
			 { IRQ_LINE_PERCPU,	"percpu" },	\
			 { IRQ_LINE_OTHER,	"other" })

DECLARE_EVENT_CLASS(irq_line_off,

	TP_PROTO(struct irq_desc *desc, enum irq_line_reason reason),

	TP_ARGS(desc, reason),

	TP_STRUCT__entry(
		__field(	unsigned int,	irq	)
		__field(	unsigned int,	depth	)
		__field(	unsigned long,	hwirq	)
		__field(	unsigned int,	reason	)
	),

	TP_fast_assign(
		__entry->irq	= irq_desc_get_irq(desc);
		__entry->depth	= desc->depth;
		__entry->hwirq	= desc->irq_data.hwirq;
		__entry->reason	= reason;
	),

	TP_printk("irq=%u hwirq=%lu depth=%u reason=%s", __entry->irq,
		  __entry->hwirq, __entry->depth,
		  show_irq_line_reason(__entry->reason))
);

/**
 * irq_line_disable - a line was disabled by software
 * @desc: the line's descriptor
 * @reason: why, see &enum irq_line_reason
 *
 * Called under @desc->lock with interrupts off, after the state has changed,
 * and also for each disable_irq() of a line that is disabled already: the
 * state is then what it was and @desc->depth is more than 1. And for the suspend
 * of a disabled line that may wake the system, which changes neither.
 *
 * A per-CPU line is disabled on the CPU of the event. @desc->lock need not be
 * held then: handle_percpu_devid_irq() disables one without.
 */
DEFINE_EVENT(irq_line_off, irq_line_disable,
	TP_PROTO(struct irq_desc *desc, enum irq_line_reason reason),
	TP_ARGS(desc, reason)
);

/**
 * irq_line_mask - a line was masked at its interrupt chip
 * @desc: the line's descriptor
 * @reason: why, see &enum irq_line_reason
 *
 * Called under @desc->lock with interrupts off, after the chip was told. The
 * chip masks a line for %IRQ_LINE_MOVE and %IRQ_LINE_OTHER without
 * %IRQD_IRQ_MASKED being set.
 */
DEFINE_EVENT(irq_line_off, irq_line_mask,
	TP_PROTO(struct irq_desc *desc, enum irq_line_reason reason),
	TP_ARGS(desc, reason)
);

DECLARE_EVENT_CLASS(irq_line,

	TP_PROTO(struct irq_desc *desc),

	TP_ARGS(desc),

	TP_STRUCT__entry(
		__field(	unsigned int,	irq	)
		__field(	unsigned int,	depth	)
		__field(	unsigned long,	hwirq	)
	),

	TP_fast_assign(
		__entry->irq	= irq_desc_get_irq(desc);
		/* irq_line_thread is called without desc->lock */
		__entry->depth	= data_race(desc->depth);
		__entry->hwirq	= desc->irq_data.hwirq;
	),

	TP_printk("irq=%u hwirq=%lu depth=%u", __entry->irq, __entry->hwirq,
		  __entry->depth)
);

/**
 * irq_line_enable - a line was enabled by software
 * @desc: the line's descriptor
 *
 * Called under @desc->lock with interrupts off, after the state has changed,
 * and also for each enable_irq() that leaves the line disabled: the state is
 * then what it was and @desc->depth is more than 0. A per-CPU line is enabled
 * on the CPU of the event.
 */
DEFINE_EVENT(irq_line, irq_line_enable,
	TP_PROTO(struct irq_desc *desc),
	TP_ARGS(desc)
);

/**
 * irq_line_unmask - a line was unmasked at its interrupt chip
 * @desc: the line's descriptor
 *
 * Called under @desc->lock with interrupts off, after the chip was told.
 */
DEFINE_EVENT(irq_line, irq_line_unmask,
	TP_PROTO(struct irq_desc *desc),
	TP_ARGS(desc)
);

/**
 * irq_line_thread - the thread of one of the line's handlers begins to handle
 * @desc: the line's descriptor
 *
 * Called in that thread, without @desc->lock and with interrupts on: of what else
 * the event says, only irq and hwirq are sure to be true. Between the hard handler
 * that woke it and this, it waited to be scheduled. Not of the second thread that a
 * handler with a thread of its own has where handlers are forced into threads: no line
 * waits for that, see irq_finalize_oneshot().
 */
DEFINE_EVENT(irq_line, irq_line_thread,
	TP_PROTO(struct irq_desc *desc),
	TP_ARGS(desc)
);

/**
 * irq_line_startup - a line was started
 * @desc: the line's descriptor
 *
 * Called under @desc->lock with interrupts off, when the line is up.
 */
DEFINE_EVENT(irq_line, irq_line_startup,
	TP_PROTO(struct irq_desc *desc),
	TP_ARGS(desc)
);

/**
 * irq_line_shutdown - a started line is about to be shut down
 * @desc: the line's descriptor
 *
 * Called under @desc->lock with interrupts off, before the line's state
 * changes; for a per-CPU line, when a handler of it is gone.
 * machine_kexec_mask_interrupts() calls it without the lock, when no other
 * CPU runs.
 */
DEFINE_EVENT(irq_line, irq_line_shutdown,
	TP_PROTO(struct irq_desc *desc),
	TP_ARGS(desc)
);

#endif /* _TRACE_IRQ_LINE_H */

/* This part must be outside protection */
#include <trace/define_trace.h>
