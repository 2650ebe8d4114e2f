// SPDX-License-Identifier: GPL-2.0
/*
 * irqmask filter: which lines are watched
 *
 * Every line has a copy of what the filter says of it, as the probes test it. The
 * filter is kept here, for lines that are added later.
 */
#include <linux/bitmap.h>
#include <linux/ctype.h>
#include <linux/init.h>
#include <linux/minmax.h>
#include <linux/mm.h>
#include <linux/printk.h>
#include <linux/string.h>

#include "irqmask_filter.h"
#include "irqmask_line.h"

/* Protected by irqmask_lock(). NULL where all lines are watched, as they are at first. */
static unsigned long *irqmask_watched;

/**
 * irqmask_is_watched - see what the filter says of a line
 * @irq: its interrupt number
 *
 * Context: Under irqmask_lock().
 * Return: whether the line is watched.
 */
bool irqmask_is_watched(unsigned int irq)
{
	return !irqmask_watched || test_bit(irq, irqmask_watched);
}

/*
 * Numbers and ranges, with a comma between two of them: bitmap_parselist() also
 * takes empty lists, stray commas, and patterns of ranges, which nobody means.
 */
static bool irqmask_is_list(const char *list)
{
	bool digit = false;

	for (; *list; list++) {
		if (isdigit(*list)) {
			digit = true;
			continue;
		}
		if (!digit || (*list != ',' && *list != '-'))
			return false;
		digit = false;
	}
	return digit;
}

/**
 * irqmask_filter_parse - find out which lines a list names
 * @list: "all", or numbers and ranges: "4,11,24-27". A newline may follow.
 * @watched: where to store the bitmap of %IRQMASK_MAX_LINES lines, for the caller
 *	     to free with bitmap_free(); NULL for all lines
 *
 * Context: Process context, may sleep.
 * Return: 0, -EINVAL for anything else than such a list or for lines that can't
 *	   be, -ENOMEM.
 */
int irqmask_filter_parse(const char *list, unsigned long **watched)
{
	size_t len = strcspn(list, "\n");
	unsigned long *bitmap;
	char *copy;
	int ret;

	/* Nothing but one newline may follow */
	if (list[len] && list[len + 1])
		return -EINVAL;

	if (sysfs_streq(list, "all")) {
		*watched = NULL;
		return 0;
	}

	copy = kvmalloc(len + 1, GFP_KERNEL);
	bitmap = bitmap_zalloc(IRQMASK_MAX_LINES, GFP_KERNEL);
	ret = -ENOMEM;
	if (!copy || !bitmap)
		goto out;

	memcpy(copy, list, len);
	copy[len] = '\0';
	ret = -EINVAL;
	if (irqmask_is_list(copy) && !bitmap_parselist(copy, bitmap, IRQMASK_MAX_LINES))
		ret = 0;
out:
	kvfree(copy);
	if (ret)
		bitmap_free(bitmap);
	else
		*watched = bitmap;
	return ret;
}

/**
 * irqmask_filter_swap - exchange which lines are watched
 * @watched: a bitmap of %IRQMASK_MAX_LINES lines, NULL for all; it is the filter's now
 *
 * Takes effect at once: the section of a line that is not watched any more, if it
 * is open, is dropped.
 *
 * Context: Process context, may sleep.
 * Return: the one before, which is the caller's now.
 */
unsigned long *irqmask_filter_swap(unsigned long *watched)
{
	irqmask_lock();
	swap(irqmask_watched, watched);
	irqmask_refilter();
	irqmask_unlock();
	return watched;
}

/**
 * irqmask_filter_set - set which lines are watched
 * @list: see irqmask_filter_parse()
 *
 * Takes effect at once, see irqmask_filter_swap().
 *
 * Context: Process context, may sleep.
 * Return: 0, or an error of irqmask_filter_parse(): then nothing has changed.
 */
int irqmask_filter_set(const char *list)
{
	unsigned long *watched;
	int ret;

	ret = irqmask_filter_parse(list, &watched);
	if (ret)
		return ret;

	bitmap_free(irqmask_filter_swap(watched));
	return 0;
}

/**
 * irqmask_filter_get - see which lines are watched
 *
 * Context: Under irqmask_lock().
 * Return: a bitmap of %IRQMASK_MAX_LINES lines, NULL for all.
 */
const unsigned long *irqmask_filter_get(void)
{
	return irqmask_watched;
}

/* The kernel command line, for what is watched from early boot on */
static char *irqmask_boot_list __initdata;

static int __init irqmask_boot_irqs(char *list)
{
	irqmask_boot_list = list;
	return 1;
}
__setup("irqmask_irqs=", irqmask_boot_irqs);

static int __init irqmask_boot_filter(void)
{
	int ret;

	if (!irqmask_boot_list)
		return 0;

	ret = irqmask_filter_set(irqmask_boot_list);
	if (ret)
		pr_err("irqmask_irqs=%s is neither all nor a list of lines like 4,11,24-27: all are watched\n",
		       irqmask_boot_list);
	return 0;
}
early_initcall(irqmask_boot_filter);
