// SPDX-License-Identifier: GPL-2.0
/*
 * irqmask statistics: how many sections a line had, and how long they were
 */
#include <linux/bitops.h>
#include <linux/compiler.h>
#include <linux/minmax.h>
#include <linux/string.h>

#include "irqmask_stat.h"

/*
 * How often the statistics were cleared. Who counts or reads takes what is older
 * for nothing, so that clearing needs nobody's lock.
 */
static unsigned int irqmask_stat_clear_nr;

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
 * irqmask_stat_is_cleared - see whether nothing was counted since the last clear
 * @stat: what was counted
 *
 * Context: Any.
 * Return: whether @stat says nothing.
 */
bool irqmask_stat_is_cleared(const struct irqmask_stat *stat)
{
	return stat->clear_nr != READ_ONCE(irqmask_stat_clear_nr);
}

static void irqmask_stat_renew(struct irqmask_stat *stat)
{
	if (likely(!irqmask_stat_is_cleared(stat)))
		return;

	memset(stat, 0, sizeof(*stat));
	stat->clear_nr = READ_ONCE(irqmask_stat_clear_nr);
}

static unsigned int irqmask_stat_slot(u64 ns)
{
	int slot = fls64(ns) - IRQMASK_HIST_SHIFT;

	return clamp(slot, 0, IRQMASK_HIST_SLOTS - 1);
}

/**
 * irqmask_stat_count - count a section that ended
 * @stat: where to count it
 * @section: the section
 *
 * Context: Any, one at a time for the same @stat.
 */
void irqmask_stat_count(struct irqmask_stat *stat, const struct irqmask_section *section)
{
	u64 ns = section->ns;

	irqmask_stat_renew(stat);
	if (!stat->count || ns < stat->min)
		stat->min = ns;
	if (ns > stat->max)
		stat->max = ns;
	if (section->masked_ns > stat->masked_max)
		stat->masked_max = section->masked_ns;
	stat->count++;
	stat->total += ns;
	stat->hist[irqmask_stat_slot(ns)]++;
}

/**
 * irqmask_stat_count_dropped - count a section that was cut short
 * @stat: where to count it
 *
 * Context: Any, one at a time for the same @stat.
 */
void irqmask_stat_count_dropped(struct irqmask_stat *stat)
{
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
