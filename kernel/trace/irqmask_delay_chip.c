// SPDX-License-Identifier: GPL-2.0
/*
 * irqmask_delay_test: the simulated hardware of its lines
 *
 * Of each line it is known whether it is asserted, masked or in service. What may be
 * delivered is delivered in hard interrupt context, and every call that the chip gets
 * is counted.
 */
#include <linux/interrupt.h>
#include <linux/irq.h>
#include <linux/lockdep.h>
#include <linux/timekeeping.h>

#include "irqmask_delay.h"

const char * const irqmask_test_flow_names[NR_FLOWS] = { "level", "fasteoi", "edge" };

static bool irqmask_test_deliverable(struct irqmask_test_line *line)
{
	lockdep_assert_held(&line->lock);
	return line->asserted && !line->masked && !line->in_service;
}

static void irqmask_test_deliver(struct irq_work *work)
{
	struct irqmask_test_line *line = container_of(work, struct irqmask_test_line, work);
	unsigned long flags;
	bool deliver;

	raw_spin_lock_irqsave(&line->lock, flags);
	deliver = irqmask_test_deliverable(line);
	if (deliver) {
		line->counts[COUNT_DELIVERED]++;
		/* An edge is latched once, a level stays until its device is served. */
		if (irqmask_test.flow == FLOW_EDGE)
			line->asserted = false;
		/* A controller that gets an EOI waits for it before the next interrupt. */
		if (irqmask_test.flow == FLOW_FASTEOI)
			line->in_service = true;
	}
	raw_spin_unlock_irqrestore(&line->lock, flags);

	if (deliver)
		generic_handle_irq(line->irq);
}

/**
 * irqmask_test_event - count what happened, and do what it does to the line
 * @line: the line
 * @event: what happened
 *
 * Delivers what that lets through.
 *
 * Context: Any but NMI.
 */
void irqmask_test_event(struct irqmask_test_line *line, enum irqmask_test_count event)
{
	unsigned long flags;

	raw_spin_lock_irqsave(&line->lock, flags);
	line->counts[event]++;
	switch (event) {
	case COUNT_MASK:
	case COUNT_MASK_ACK:
	case COUNT_DISABLE:
		line->masked = true;
		break;
	case COUNT_UNMASK:
	case COUNT_ENABLE:
		line->masked = false;
		break;
	case COUNT_EOI:
		line->in_service = false;
		break;
	case COUNT_RAISED:
	case COUNT_RETRIGGER:
		line->asserted = true;
		break;
	case COUNT_HANDLED:
	case COUNT_UNHANDLED:
	case COUNT_THREAD:
		/* The device was served, unless that is left to the thread. */
		if (irqmask_test.flow != FLOW_EDGE && (event == COUNT_THREAD || !line->wakes))
			line->asserted = false;
		break;
	default:
		break;
	}
	if (irqmask_test_deliverable(line))
		irq_work_queue(&line->work);
	raw_spin_unlock_irqrestore(&line->lock, flags);
}

/**
 * irqmask_test_read - see how often something happened
 * @line: the line
 * @event: what
 *
 * Context: Any but NMI.
 * Return: how often, since the module was loaded.
 */
unsigned long irqmask_test_read(struct irqmask_test_line *line, enum irqmask_test_count event)
{
	unsigned long flags, n;

	raw_spin_lock_irqsave(&line->lock, flags);
	n = line->counts[event];
	raw_spin_unlock_irqrestore(&line->lock, flags);
	return n;
}

#define IRQMASK_TEST_CHIP_OP(op, event)							\
	static void irqmask_test_chip_##op(struct irq_data *data)			\
	{										\
		irqmask_test_event(irq_data_get_irq_chip_data(data), event);		\
	}

IRQMASK_TEST_CHIP_OP(mask, COUNT_MASK)
IRQMASK_TEST_CHIP_OP(unmask, COUNT_UNMASK)
IRQMASK_TEST_CHIP_OP(mask_ack, COUNT_MASK_ACK)
IRQMASK_TEST_CHIP_OP(disable, COUNT_DISABLE)
IRQMASK_TEST_CHIP_OP(enable, COUNT_ENABLE)
IRQMASK_TEST_CHIP_OP(ack, COUNT_ACK)
IRQMASK_TEST_CHIP_OP(eoi, COUNT_EOI)

static int irqmask_test_chip_retrigger(struct irq_data *data)
{
	irqmask_test_event(irq_data_get_irq_chip_data(data), COUNT_RETRIGGER);
	return 1;
}

/**
 * irqmask_test_spin - wait where interrupts are off
 * @ns: how long, in ns
 *
 * Context: Any.
 */
void irqmask_test_spin(u64 ns)
{
	u64 start = ktime_get_mono_fast_ns();

	while ((s64)(start + ns - ktime_get_mono_fast_ns()) > 0)
		cpu_relax();
}

/**
 * irqmask_test_types - see which trigger types the lines may have
 *
 * Context: Any.
 * Return: two of them, as bits.
 */
unsigned int irqmask_test_types(void)
{
	return irqmask_test.flow == FLOW_EDGE ? IRQ_TYPE_EDGE_BOTH : IRQ_TYPE_LEVEL_MASK;
}

static int irqmask_test_chip_set_type(struct irq_data *data, unsigned int type)
{
	struct irqmask_test_line *line = irq_data_get_irq_chip_data(data);

	if (!type || (type & ~irqmask_test_types()))
		return -EINVAL;
	irqmask_test_event(line, COUNT_SET_TYPE);
	irqmask_test_spin(line->hold_ns);
	return IRQ_SET_MASK_OK;
}

static int irqmask_test_chip_set_state(struct irq_data *data, enum irqchip_irq_state which,
				       bool state)
{
	if (which != IRQCHIP_STATE_MASKED)
		return -EINVAL;
	irqmask_test_event(irq_data_get_irq_chip_data(data), state ? COUNT_MASK : COUNT_UNMASK);
	return 0;
}

static struct irq_chip irqmask_test_chip __ro_after_init = {
	.name		= "irqmask-test",
	.irq_mask	= irqmask_test_chip_mask,
	.irq_unmask	= irqmask_test_chip_unmask,
	.irq_ack	= irqmask_test_chip_ack,
	.irq_eoi	= irqmask_test_chip_eoi,
	.irq_set_type	= irqmask_test_chip_set_type,
	.irq_retrigger	= irqmask_test_chip_retrigger,
	.irq_set_irqchip_state = irqmask_test_chip_set_state,
	.flags		= IRQCHIP_SET_TYPE_MASKED | IRQCHIP_SKIP_SET_WAKE,
};

/**
 * irqmask_test_init_chip - have the chip do what the parameter chip says
 *
 * Context: Process context, before it has any lines.
 */
void __init irqmask_test_init_chip(void)
{
	if (irqmask_test.chip == CHIP_HARD) {
		irqmask_test_chip.irq_disable = irqmask_test_chip_disable;
		irqmask_test_chip.irq_enable = irqmask_test_chip_enable;
	} else if (irqmask_test.chip == CHIP_MASK_ACK) {
		irqmask_test_chip.irq_mask_ack = irqmask_test_chip_mask_ack;
	}
}

/**
 * irqmask_test_init_line - have a line on the chip
 * @line: what is kept of it, all zero
 * @irq: its interrupt number, which has a descriptor
 * @hwirq: its number at the chip
 *
 * Context: Process context, before the line is requested.
 */
void __init irqmask_test_init_line(struct irqmask_test_line *line, unsigned int irq, int hwirq)
{
	static const irq_flow_handler_t handlers[NR_FLOWS] __initconst = {
		handle_level_irq, handle_fasteoi_irq, handle_edge_irq,
	};

	raw_spin_lock_init(&line->lock);
	init_completion(&line->done);
	line->work = IRQ_WORK_INIT_HARD(irqmask_test_deliver);
	line->masked = true;
	line->irq = irq;
	irq_get_irq_data(irq)->hwirq = hwirq;
	irq_set_chip_and_handler_name(irq, &irqmask_test_chip, handlers[irqmask_test.flow],
				      irqmask_test_flow_names[irqmask_test.flow]);
	irq_set_chip_data(irq, line);
	/* Some architectures start with lines that cannot be requested. */
	irq_modify_status(irq, IRQ_NOREQUEST, IRQ_NOPROBE);
}
