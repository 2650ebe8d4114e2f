/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the irq_line trace events say of an interrupt line's state.
 */
#ifndef _LINUX_IRQ_LINE_H
#define _LINUX_IRQ_LINE_H

/**
 * enum irq_line_reason - why a line stopped being able to deliver
 * @IRQ_LINE_DISABLE:	a driver disabled it, it is masked because it is disabled, or it
 *			is being shut down
 * @IRQ_LINE_FLOW:	masked by its flow handler while the hard handlers run
 * @IRQ_LINE_ONESHOT:	masked by its flow handler, to stay so until the thread
 *			that the hard handler may wake has run (%IRQF_ONESHOT)
 * @IRQ_LINE_MOVE:	masked while its affinity is changed
 * @IRQ_LINE_TYPE:	masked while its trigger type is changed
 * @IRQ_LINE_SPURIOUS:	disabled because nobody handled its interrupts
 * @IRQ_LINE_SUSPEND:	disabled for a suspend of the system
 * @IRQ_LINE_UNINSTALL:	disabled because its flow handler was taken away
 * @IRQ_LINE_PERCPU:	a per-CPU line was disabled on one CPU
 * @IRQ_LINE_OTHER:	masked from outside of its flow handler, by
 *			irq_set_irqchip_state()
 */
enum irq_line_reason {
	IRQ_LINE_DISABLE,
	IRQ_LINE_FLOW,
	IRQ_LINE_ONESHOT,
	IRQ_LINE_MOVE,
	IRQ_LINE_TYPE,
	IRQ_LINE_SPURIOUS,
	IRQ_LINE_SUSPEND,
	IRQ_LINE_UNINSTALL,
	IRQ_LINE_PERCPU,
	IRQ_LINE_OTHER,
};

#endif /* _LINUX_IRQ_LINE_H */
