/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _TRACE_IRQMASK_STAT_H
#define _TRACE_IRQMASK_STAT_H

#include <linux/bitops.h>
#include <linux/compiler.h>
#include <linux/irqmask.h>
#include <linux/minmax.h>

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

extern unsigned int irqmask_stat_clear_nr;

void irqmask_stat_clear(void);
void irqmask_stat_renew(struct irqmask_stat *stat);
void irqmask_stat_count_dropped(struct irqmask_stat *stat);
void irqmask_stat_count_lost(struct irqmask_stat *stat);
void irqmask_stat_add(struct irqmask_stat *sum, const struct irqmask_stat *stat);

/**
 * irqmask_stat_is_cleared - see whether nothing was counted since the last clear
 * @stat: what was counted
 *
 * Context: Any.
 * Return: whether @stat says nothing.
 */
static inline bool irqmask_stat_is_cleared(const struct irqmask_stat *stat)
{
	return stat->clear_nr != READ_ONCE(irqmask_stat_clear_nr);
}

static inline unsigned int irqmask_stat_slot(u64 ns)
{
	return min_t(unsigned int, fls64(ns >> IRQMASK_HIST_SHIFT), IRQMASK_HIST_SLOTS - 1);
}

/**
 * irqmask_stat_count - count a section that ended
 * @stat: where to count it
 * @section: the section
 *
 * Context: Any, one at a time for the same @stat.
 */
static __always_inline void irqmask_stat_count(struct irqmask_stat *stat,
					       const struct irqmask_section *section)
{
	u64 ns = section->ns;

	if (unlikely(irqmask_stat_is_cleared(stat)))
		irqmask_stat_renew(stat);
	if (unlikely(ns < stat->min) || unlikely(!stat->count))
		stat->min = ns;
	if (unlikely(ns > stat->max))
		stat->max = ns;
	if (unlikely(section->masked_ns > stat->masked_max))
		stat->masked_max = section->masked_ns;
	stat->count++;
	stat->total += ns;
	stat->hist[irqmask_stat_slot(ns)]++;
}

#endif /* _TRACE_IRQMASK_STAT_H */
