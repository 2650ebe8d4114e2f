/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the KUnit tests of irqmask have in common: interrupt lines of their own,
 * a clock that stands still until a test moves it on, and a watcher that notes
 * what it is told of these lines.
 */
#ifndef _TRACE_IRQMASK_KUNIT_H
#define _TRACE_IRQMASK_KUNIT_H

#include <linux/interrupt.h>
#include <linux/irq.h>
#include <linux/irqmask.h>
#include <kunit/test.h>

/**
 * struct irqmask_kunit_line - an interrupt line of a test
 * @irq:	its interrupt number, 0 while it has none
 * @requested:	whether it has a handler
 * @percpu:	whether each CPU enables and disables it for itself
 * @chip:	the chip that it is on
 * @masks:	how often the chip was told to mask it
 * @unmasks:	how often the chip was told to unmask it
 * @ret:	what its handler returns
 * @chip_ns:	how long the chip takes to change type or affinity
 * @handler_ns:	how long its handler takes
 * @thread_ns:	how long its handler's thread takes
 * @in_handler:	what its handler does when that time is over
 * @in_thread:	what its thread does when that time is over
 * @on_begin:	what the watcher does the next time that a section begins
 * @begins:	how many sections began
 * @ends:	how many sections ended
 * @drops:	how many sections will never end
 * @last:	the last section that ended, with both its addresses
 * @names:	what was called how on its line
 *
 * What the chip and the watcher write is protected by the line's desc->lock.
 */
struct irqmask_kunit_line {
	unsigned int		irq;
	bool			requested;
	bool			percpu;
	struct irq_chip		chip;
	unsigned int		masks;
	unsigned int		unmasks;
	irqreturn_t		ret;
	u64			chip_ns;
	u64			handler_ns;
	u64			thread_ns;
	void			(*in_handler)(struct irqmask_kunit_line *line);
	void			(*in_thread)(struct irqmask_kunit_line *line);
	void			(*on_begin)(void);
	unsigned int		begins;
	unsigned int		ends;
	unsigned int		drops;
	struct irqmask_section	last;
	struct irqmask_names	names;
};

#define IRQMASK_KUNIT_LINES	2

extern struct irqmask_kunit_line irqmask_kunit_lines[IRQMASK_KUNIT_LINES];
extern const struct irqmask_watcher irqmask_kunit_watcher;

int irqmask_kunit_init(struct kunit *test);
void irqmask_kunit_exit(struct kunit *test);

void irqmask_kunit_pass(s64 ns);
void irqmask_kunit_fail_nth(unsigned int nth);
bool irqmask_kunit_has_failed(void);
void irqmask_kunit_on_alloc(void (*on_alloc)(void));
void irqmask_kunit_alloc(struct kunit *test, struct irqmask_kunit_line *line, int irq);
void irqmask_kunit_request(struct kunit *test, struct irqmask_kunit_line *line,
			   irq_flow_handler_t flow, unsigned long flags);
void irqmask_kunit_request_percpu(struct kunit *test, struct irqmask_kunit_line *line);
void irqmask_kunit_free(struct irqmask_kunit_line *line);
void irqmask_kunit_raise(struct irqmask_kunit_line *line);
void irqmask_kunit_watch(struct kunit *test);
void irqmask_kunit_unwatch(void);
struct irqmask_uncounted irqmask_kunit_uncounted(void);
void irqmask_kunit_start(struct kunit *test, irq_flow_handler_t flow, unsigned long flags);
void irqmask_kunit_disable(struct irqmask_kunit_line *line, s64 ns);
void irqmask_kunit_enable(struct irqmask_kunit_line *line);
void irqmask_kunit_disable_percpu(struct irqmask_kunit_line *line, s64 ns);

void __irqmask_expect_section(struct kunit *test, int where, struct irqmask_kunit_line *line,
			      unsigned int ends, enum irqmask_cause cause, u64 ns, u64 masked_ns);
void __irqmask_expect_none(struct kunit *test, int where, struct irqmask_kunit_line *line);
void __irqmask_expect_measured(struct kunit *test, int where, struct irqmask_kunit_line *line);

/* So many sections ended on a line, and the last of them was of this cause and length */
#define irqmask_expect_section(test, ...) \
	__irqmask_expect_section(test, __LINE__, __VA_ARGS__)

/* No section even began on a line */
#define irqmask_expect_none(test, line) \
	__irqmask_expect_none(test, __LINE__, line)

/* After whatever happened, the next section of a line is like any other */
#define irqmask_expect_measured(test, line) \
	__irqmask_expect_measured(test, __LINE__, line)

#endif /* _TRACE_IRQMASK_KUNIT_H */
