// SPDX-License-Identifier: GPL-2.0
/*
 * irqmask statistics: how many sections a line had, and how long they were
 */
#include <linux/compiler.h>
#include <linux/minmax.h>
#include <linux/string.h>

#include "irqmask_stat.h"

/*
 * How often the statistics were cleared. Who counts or reads takes what is older
 * for nothing, so that clearing needs nobody's lock.
 */
unsigned int irqmask_stat_clear_nr;

/**
 * irqmask_stat_clear - forget what was counted, of all lines
 *
 * Context: Any, one at a time.
 */
void irqmask_stat_clear(void)
{
	WRITE_ONCE(irqmask_stat_clear_nr, irqmask_stat_clear_nr + 1);
}

/**
 * irqmask_stat_renew - begin anew after a clear
 * @stat: what was counted before
 *
 * Context: Any, one at a time for the same @stat.
 */
void irqmask_stat_renew(struct irqmask_stat *stat)
{
	memset(stat, 0, sizeof(*stat));
	stat->clear_nr = READ_ONCE(irqmask_stat_clear_nr);
}

/**
 * irqmask_stat_count_dropped - count a section that was cut short
 * @stat: where to count it
 *
 * Context: Any, one at a time for the same @stat.
 */
void irqmask_stat_count_dropped(struct irqmask_stat *stat)
{
	if (irqmask_stat_is_cleared(stat))
		irqmask_stat_renew(stat);
	stat->dropped++;
}

/**
 * irqmask_stat_count_lost - count a section of which an end was not seen
 * @stat: where to count it
 *
 * Context: Any, one at a time for the same @stat.
 */
void irqmask_stat_count_lost(struct irqmask_stat *stat)
{
	if (irqmask_stat_is_cleared(stat))
		irqmask_stat_renew(stat);
	stat->lost++;
}

/**
 * irqmask_stat_add - add up what was counted apart, on different CPUs
 * @sum: where to add it
 * @stat: what to add
 *
 * Context: Any.
 */
void irqmask_stat_add(struct irqmask_stat *sum, const struct irqmask_stat *stat)
{
	unsigned int slot;

	if (stat->count && (!sum->count || stat->min < sum->min))
		sum->min = stat->min;
	sum->max = max(sum->max, stat->max);
	sum->masked_max = max(sum->masked_max, stat->masked_max);
	sum->count += stat->count;
	sum->dropped += stat->dropped;
	sum->lost += stat->lost;
	sum->total += stat->total;
	for (slot = 0; slot < IRQMASK_HIST_SLOTS; slot++)
		sum->hist[slot] += stat->hist[slot];
}
