/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _TRACE_IRQMASK_STAT_H
#define _TRACE_IRQMASK_STAT_H

#include <linux/irqmask.h>

/*
 * The first slot of a histogram counts what is shorter than 1,024 ns, each one
 * after it twice the length of the one before, and the last all that is longer.
 */
#define IRQMASK_HIST_SHIFT	10
#define IRQMASK_HIST_SLOTS	32

/**
 * struct irqmask_stat - the sections of a line
 * @clear_nr:	how often the statistics had been cleared when it was begun
 * @count:	number of sections that were measured
 * @dropped:	number of sections that were cut short
 * @lost:	number of sections of which an end was not seen
 * @total:	sum of their lengths, in ns
 * @min:	length of the shortest, in ns
 * @max:	length of the longest, in ns
 * @masked_max:	the longest time that the chip masked the line within one, in ns
 * @hist:	how many sections had which length, see %IRQMASK_HIST_SHIFT
 */
struct irqmask_stat {
	unsigned int clear_nr;
	u64 count;
	u64 dropped;
	u64 lost;
	u64 total;
	u64 min;
	u64 max;
	u64 masked_max;
	u64 hist[IRQMASK_HIST_SLOTS];
};

void irqmask_stat_clear(void);
bool irqmask_stat_is_cleared(const struct irqmask_stat *stat);
void irqmask_stat_count_dropped(struct irqmask_stat *stat);
void irqmask_stat_count_lost(struct irqmask_stat *stat);
void irqmask_stat_count(struct irqmask_stat *stat, const struct irqmask_section *section);
void irqmask_stat_add(struct irqmask_stat *sum, const struct irqmask_stat *stat);

#endif /* _TRACE_IRQMASK_STAT_H */
