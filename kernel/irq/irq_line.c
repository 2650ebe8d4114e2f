// SPDX-License-Identifier: GPL-2.0
/*
 * The irq_line trace events: what happens to the state of an interrupt line
 *
 * The state changes in inline helpers of internals.h and at a few places more.
 * Each tests its tracepoint's static key there and calls a function of this
 * file when it is on, so that a place costs one NOP while it is off.
 */
#include <linux/cpumask.h>
#include <linux/interrupt.h>
#include <linux/irq.h>
#include <linux/kernel.h>
#include <linux/lockdep.h>
#include <linux/printk.h>

#include "internals.h"

#define CREATE_TRACE_POINTS
#include <trace/events/irq_line.h>

/* What the state of a line has while the system suspends */
#define IRQ_LINE_SUSPENDED	(IRQD_WAKEUP_ARMED | IRQD_IRQ_ENABLED_ON_SUSPEND)

static bool irq_line_is_suspended(struct irq_desc *desc)
{
	return (desc->istate & IRQS_SUSPENDED) ||
	       (irqd_get(&desc->irq_data) & IRQ_LINE_SUSPENDED);
}

/*
 * %IRQS_SPURIOUS_DISABLED alone doesn't tell: it stays when a driver enables
 * the line again. note_interrupt() clears irq_count before it disables a line
 * and irqs_unhandled after it, and else the first is never the smaller one.
 */
static bool irq_line_is_spurious(struct irq_desc *desc)
{
	return (desc->istate & IRQS_SPURIOUS_DISABLED) &&
	       desc->irqs_unhandled > desc->irq_count + 1;
}

static enum irq_line_reason irq_line_disable_reason(struct irq_desc *desc)
{
	if (unlikely(irq_line_is_suspended(desc)))
		return IRQ_LINE_SUSPEND;
	if (unlikely(irq_line_is_spurious(desc)))
		return IRQ_LINE_SPURIOUS;
	/* Whoever disables a line counts depth up first, but for this one */
	if (unlikely(!desc->depth))
		return IRQ_LINE_UNINSTALL;
	return IRQ_LINE_DISABLE;
}

static enum irq_line_reason irq_line_mask_reason(struct irq_desc *desc)
{
	if (unlikely(irq_line_is_suspended(desc)))
		return IRQ_LINE_SUSPEND;
	if (irqd_irq_disabled(&desc->irq_data))
		return IRQ_LINE_DISABLE;
	if (unlikely(desc->istate & IRQS_SET_TYPE))
		return IRQ_LINE_TYPE;
	/* An edge that comes while the handler runs waits for that, not for a thread */
	if ((desc->istate & IRQS_ONESHOT) && !irqd_irq_inprogress(&desc->irq_data))
		return IRQ_LINE_ONESHOT;
	return IRQ_LINE_FLOW;
}

/*
 * kexec shuts lines down without the lock, when no other CPU runs any more; and
 * after a crash nobody wants to hear of it.
 */
static void irq_line_assert_locked(struct irq_desc *desc)
{
	if (system_state == SYSTEM_RUNNING && !oops_in_progress)
		lockdep_assert_held(&desc->lock);
}

/*
 * The helpers set and clear what may be so already: only a change is reported,
 * and it is made here, so that who listens sees the line as it is now.
 */
void irq_line_disabled(struct irq_desc *desc)
{
	struct irq_data *d = irq_desc_get_irq_data(desc);

	irq_line_assert_locked(desc);
	if (irqd_irq_disabled(d))
		return;

	irqd_set(d, IRQD_IRQ_DISABLED);
	trace_irq_line_disable(desc, irq_line_disable_reason(desc));
}

void irq_line_enabled(struct irq_desc *desc)
{
	struct irq_data *d = irq_desc_get_irq_data(desc);

	irq_line_assert_locked(desc);
	if (!irqd_irq_disabled(d))
		return;

	irqd_clear(d, IRQD_IRQ_DISABLED);
	trace_irq_line_enable(desc);
}

void irq_line_masked(struct irq_desc *desc)
{
	struct irq_data *d = irq_desc_get_irq_data(desc);

	irq_line_assert_locked(desc);
	if (irqd_irq_masked(d))
		return;

	irqd_set(d, IRQD_IRQ_MASKED);
	trace_irq_line_mask(desc, irq_line_mask_reason(desc));
}

void irq_line_unmasked(struct irq_desc *desc)
{
	struct irq_data *d = irq_desc_get_irq_data(desc);

	irq_line_assert_locked(desc);
	if (!irqd_irq_masked(d))
		return;

	irqd_clear(d, IRQD_IRQ_MASKED);
	trace_irq_line_unmask(desc);
}

/* A disable_irq() or enable_irq() that changed no more than the depth */
void irq_line_disabled_again(struct irq_desc *desc)
{
	trace_irq_line_disable(desc, irq_line_disable_reason(desc));
}

void irq_line_still_disabled(struct irq_desc *desc)
{
	trace_irq_line_enable(desc);
}

/* The chip was called around an affinity change, the state bits were not touched */
void irq_line_masked_for_move(struct irq_desc *desc)
{
	trace_irq_line_mask(desc, IRQ_LINE_MOVE);
}

void irq_line_unmasked_after_move(struct irq_desc *desc)
{
	trace_irq_line_unmask(desc);
}

/* The same, through irq_set_irqchip_state() */
void irq_line_set_chip_masked(struct irq_desc *desc, bool masked)
{
	if (masked)
		trace_irq_line_mask(desc, IRQ_LINE_OTHER);
	else
		trace_irq_line_unmask(desc);
}

/* A per-CPU line is enabled or not on each CPU, and is changed by that CPU only */
void irq_line_percpu_disabled(struct irq_desc *desc, unsigned int cpu)
{
	if (!cpumask_test_cpu(cpu, desc->percpu_enabled))
		return;

	cpumask_clear_cpu(cpu, desc->percpu_enabled);
	trace_irq_line_disable(desc, IRQ_LINE_PERCPU);
}

void irq_line_percpu_enabled(struct irq_desc *desc, unsigned int cpu)
{
	if (cpumask_test_and_set_cpu(cpu, desc->percpu_enabled))
		return;

	trace_irq_line_enable(desc);
}

/* In the handler's thread, which holds no lock */
void irq_line_thread_runs(struct irq_desc *desc)
{
	trace_irq_line_thread(desc);
}

void irq_line_started(struct irq_desc *desc)
{
	trace_irq_line_startup(desc);
}

void irq_line_shutting_down(struct irq_desc *desc)
{
	trace_irq_line_shutdown(desc);
}
