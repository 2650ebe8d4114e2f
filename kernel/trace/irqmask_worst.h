/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _TRACE_IRQMASK_WORST_H
#define _TRACE_IRQMASK_WORST_H

#include <linux/atomic.h>
#include <linux/irqmask.h>
#include <linux/seqlock.h>

struct irqmask_line;

#define IRQMASK_NR_RECORDS	64
#define IRQMASK_COUNT_BITS	44

/**
 * struct irqmask_offender - a line, why it could not deliver, and the place from
 *			     which that began
 * @section:	the longest section
 * @names:	what is called how on its line
 * @place:	what began it, or disabled the line within it
 * @count:	number of sections since there is a record of them. Only in copies: in
 *		the pool they are counted in &irqmask_record.tenancy_count
 * @nr_entries:	number of addresses in @stack
 * @stack:	the stack that ended the longest, innermost call first
 */
struct irqmask_offender {
	struct irqmask_section	section;
	struct irqmask_names	names;
	unsigned long		place;
	u64			count;
	unsigned int		nr_entries;
	unsigned long		stack[IRQMASK_STACK_DEPTH];
};

/**
 * struct irqmask_record - a place for an offender in the pool
 * @seq:	odd while it is written, for readers, who take no lock
 * @tenancy_count: number of sections, 0 while it is free; above IRQMASK_COUNT_BITS,
 *		the number of the tenancy: how often it got another offender. Who
 *		knows that counts without the lock, and never for another.
 * @offender:	who is in it
 */
struct irqmask_record {
	seqcount_t		seq;
	atomic64_t		tenancy_count;
	struct irqmask_offender	offender;
};

int irqmask_worst_alloc(void);
void irqmask_worst_free(void);
void irqmask_worst_count(struct irqmask_line *line);
void irqmask_worst_clear(void);
unsigned int irqmask_worst_copy(struct irqmask_offender *offenders);
unsigned long irqmask_worst_unkept(void);

#endif /* _TRACE_IRQMASK_WORST_H */
