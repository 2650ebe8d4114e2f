/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the parts of the module irqmask_delay_test call of each other, its lines,
 * and what its parameters say.
 */
#ifndef _TRACE_IRQMASK_DELAY_H
#define _TRACE_IRQMASK_DELAY_H

#include <linux/atomic.h>
#include <linux/completion.h>
#include <linux/irq_work.h>
#include <linux/spinlock.h>
#include <linux/time64.h>
#include <linux/types.h>

#define IRQMASK_TEST_NAME		"irqmask_delay_test"

enum irqmask_test_action {
	ACTION_DISABLE, ACTION_NOSYNC, ACTION_NESTED, ACTION_HANDLER, ACTION_FLOW, ACTION_ONESHOT,
	ACTION_NO_WAKE, ACTION_LAZY, ACTION_LAZY_IRQ, ACTION_CROSS_CPU, ACTION_FREE, ACTION_TYPE,
	ACTION_SPURIOUS, ACTION_OTHER, ACTION_UNBALANCED, NR_ACTIONS,
};

enum irqmask_test_flow { FLOW_LEVEL, FLOW_FASTEOI, FLOW_EDGE, NR_FLOWS };

enum irqmask_test_ops { CHIP_LAZY, CHIP_HARD, CHIP_MASK_ACK, NR_CHIPS };

enum irqmask_test_count {
	COUNT_MASK, COUNT_UNMASK, COUNT_MASK_ACK, COUNT_DISABLE, COUNT_ENABLE, COUNT_ACK,
	COUNT_EOI, COUNT_SET_TYPE, COUNT_RETRIGGER, COUNT_RAISED, COUNT_DELIVERED,
	COUNT_HANDLED, COUNT_UNHANDLED, COUNT_THREAD, NR_COUNTS,
};

/* One line: what the device, the interrupt controller and the driver know of it. */
struct irqmask_test_line {
	/* Protects the simulated hardware and the counts. */
	raw_spinlock_t		lock;
	bool			asserted;
	bool			masked;
	bool			in_service;
	unsigned long		counts[NR_COUNTS];

	struct irq_work		work;
	unsigned int		irq;

	/* The rest is written by who runs an action on the line, while it is quiet. */
	bool			requested;
	bool			threaded;
	bool			unhandled;
	bool			disables;
	bool			wakes;
	u64			hold_ns;
	u64			start;
	u64			end;
	struct completion	done;
};

/**
 * struct irqmask_test_settings - what the module's parameters of the same names say
 * @action:		an enum irqmask_test_action
 * @flow:		an enum irqmask_test_flow
 * @chip:		an enum irqmask_test_ops
 * @lines:		number of lines
 * @force_resume:	whether the lines stay on while the system suspends
 * @us:			length of a section in us
 * @arrive_us:		when the interrupt of lazy_irq arrives, in us, 0 for a fifth of @us
 * @repeat:		number of sections on each line
 * @threads:		number of threads
 * @gap_us:		pause between repeats in us
 * @sleeping:		whether to sleep where the context allows
 * @cpu:		CPU on which cross_cpu disables the line
 * @end_cpu:		CPU on which it enables the line, -1 for the last one online
 */
struct irqmask_test_settings {
	int	action;
	int	flow;
	int	chip;
	int	lines;
	int	force_resume;
	int	us;
	int	arrive_us;
	int	repeat;
	int	threads;
	int	gap_us;
	int	sleeping;
	int	cpu;
	int	end_cpu;
};

/* irqmask_delay_main.c: none of them changes while an action runs */
extern struct irqmask_test_settings irqmask_test;
extern struct irqmask_test_line *irqmask_test_lines;

static inline u64 irqmask_test_ns(int us)
{
	return (u64)us * NSEC_PER_USEC;
}

/* irqmask_delay_chip.c: the simulated hardware */
extern const char * const irqmask_test_flow_names[NR_FLOWS];

void irqmask_test_event(struct irqmask_test_line *line, enum irqmask_test_count event);
unsigned long irqmask_test_read(struct irqmask_test_line *line, enum irqmask_test_count event);
unsigned int irqmask_test_types(void);
void irqmask_test_spin(u64 ns);
void irqmask_test_init_chip(void);
void irqmask_test_init_line(struct irqmask_test_line *line, unsigned int irq, int hwirq);

/* irqmask_delay_action.c: the driver of the simulated devices, and what it does */
extern bool irqmask_test_stop;
extern atomic64_t irqmask_test_min;
extern atomic64_t irqmask_test_max;
extern int (* const irqmask_test_actions[NR_ACTIONS])(struct irqmask_test_line *line);

bool irqmask_test_ends_early(void);
int irqmask_test_wait(u64 ns);
int irqmask_test_request_all(void);
void irqmask_test_release(struct irqmask_test_line *line);

#endif /* _TRACE_IRQMASK_DELAY_H */
