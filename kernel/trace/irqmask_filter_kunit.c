// SPDX-License-Identifier: GPL-2.0
/*
 * KUnit tests of irqmask: which lines are watched
 */
#include <linux/bitmap.h>
#include <linux/errno.h>
#include <linux/irq.h>
#include <linux/kernel.h>

#include "irqmask_filter.h"
#include "irqmask_kunit.h"
#include "irqmask_line.h"

static struct irqmask_kunit_line * const line_a = &irqmask_kunit_lines[0];
static struct irqmask_kunit_line * const line_b = &irqmask_kunit_lines[1];

/* The parser */

static void all_lines(struct kunit *test)
{
	static const char * const lists[] = { "all", "all\n" };
	unsigned long bit, *watched;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(lists); i++) {
		watched = &bit;
		KUNIT_EXPECT_EQ_MSG(test, 0, irqmask_filter_parse(lists[i], &watched), "%s",
				    lists[i]);
		KUNIT_EXPECT_NULL_MSG(test, watched, "%s", lists[i]);
	}
}

/* A list, the number of lines that it names, and its lowest and highest one */
static const struct {
	const char	*list;
	unsigned int	nr;
	unsigned int	lowest;
	unsigned int	highest;
} valid[] = {
	{ "0",			1,			0,	0 },
	{ "4\n",		1,			4,	4 },
	{ "11,4",		2,			4,	11 },
	{ "4,11,24-27",		6,			4,	27 },
	{ "24-27,4",		5,			4,	27 },
	{ "3,3,3",		1,			3,	3 },
	{ "5-5",		1,			5,	5 },
	{ "1-4,3-6",		6,			1,	6 },
	{ "63-64",		2,			63,	64 },
	{ "007",		1,			7,	7 },
	{ "65535",		1,			65535,	65535 },
	{ "0-65535\n",		IRQMASK_MAX_LINES,	0,	65535 },
};

static void valid_lists(struct kunit *test)
{
	unsigned long *watched;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(valid); i++) {
		const char *list = valid[i].list;

		watched = NULL;
		KUNIT_EXPECT_EQ_MSG(test, 0, irqmask_filter_parse(list, &watched), "%s", list);
		KUNIT_ASSERT_NOT_NULL_MSG(test, watched, "%s", list);
		KUNIT_EXPECT_EQ_MSG(test, valid[i].nr, bitmap_weight(watched, IRQMASK_MAX_LINES),
				    "%s", list);
		KUNIT_EXPECT_EQ_MSG(test, valid[i].lowest,
				    find_first_bit(watched, IRQMASK_MAX_LINES), "%s", list);
		KUNIT_EXPECT_EQ_MSG(test, valid[i].highest,
				    find_last_bit(watched, IRQMASK_MAX_LINES), "%s", list);
		bitmap_free(watched);
	}
}

static const char * const invalid[] = {
	"", "\n", " ", ",", "-", "none", "ALL", "all,4", "4,all", "all\n\n", "all ", "al",
	" 4", "4 ", "4\n\n", "4\n5", "4,", ",4", "4,,5", "-4", "4-", "4-\n", "4--5", "4-5-6",
	"4-,5", "5-4", "4, 5", "4;5", "4.5", "+4", "^4", "0x10", "4a", "N", "4-N", "1-9:2/4",
	"65536", "0-65536", "65536-65537", "4294967296", "4294967300", "18446744073709551620",
};

static void invalid_lists(struct kunit *test)
{
	unsigned long bit, *watched;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(invalid); i++) {
		watched = &bit;
		KUNIT_EXPECT_EQ_MSG(test, -EINVAL, irqmask_filter_parse(invalid[i], &watched),
				    "%s", invalid[i]);
		KUNIT_EXPECT_PTR_EQ_MSG(test, watched, &bit, "%s", invalid[i]);
	}
}

/* As long as what may be written to a file, but for the last one */
static void long_list(struct kunit *test)
{
	unsigned long *watched = NULL;
	unsigned int i, len = 0;
	char *list;

	list = kunit_kzalloc(test, 20000, GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, list);
	for (i = 0; i < 3000; i++)
		len += scnprintf(list + len, 20000 - len, i ? ",%u" : "%u", 2 * i);
	KUNIT_EXPECT_EQ(test, 0, irqmask_filter_parse(list, &watched));
	KUNIT_ASSERT_NOT_NULL(test, watched);
	KUNIT_EXPECT_EQ(test, 3000, bitmap_weight(watched, IRQMASK_MAX_LINES));
	KUNIT_EXPECT_TRUE(test, test_bit(2 * 2999, watched));
	KUNIT_EXPECT_FALSE(test, test_bit(2 * 2999 - 1, watched));
	bitmap_free(watched);
}

/* What it does to lines */

static void set_filter(struct kunit *test, const struct irqmask_kunit_line *line)
{
	char list[16];

	scnprintf(list, sizeof(list), "%u\n", line->irq);
	KUNIT_ASSERT_EQ(test, 0, irqmask_filter_set(list));
}

static void start_two(struct kunit *test)
{
	irqmask_kunit_alloc(test, line_b, -1);
	irqmask_kunit_request(test, line_b, handle_level_irq, 0);
	irqmask_kunit_start(test, handle_level_irq, 0);
}

static void both_are_watched(struct kunit *test)
{
	start_two(test);
	irqmask_expect_measured(test, line_a);
	irqmask_expect_measured(test, line_b);
}

static void one_is_watched(struct kunit *test)
{
	start_two(test);
	set_filter(test, line_b);
	irqmask_kunit_disable(line_a, 1000);
	irqmask_kunit_raise(line_a);
	irqmask_kunit_enable(line_a);
	irqmask_expect_none(test, line_a);
	irqmask_expect_measured(test, line_b);
	KUNIT_EXPECT_EQ(test, irqmask_kunit_uncounted().dropped, 0);
	KUNIT_EXPECT_EQ(test, irqmask_kunit_uncounted().no_storage, 0);
}

/* Before there is any storage that it could be written to */
static void set_before_watching(struct kunit *test)
{
	irqmask_kunit_alloc(test, line_a, -1);
	irqmask_kunit_alloc(test, line_b, -1);
	set_filter(test, line_b);
	irqmask_kunit_request(test, line_a, handle_level_irq, 0);
	irqmask_kunit_request(test, line_b, handle_level_irq, 0);
	irqmask_kunit_watch(test);
	irqmask_kunit_disable(line_a, 1000);
	irqmask_kunit_enable(line_a);
	irqmask_expect_none(test, line_a);
	irqmask_expect_measured(test, line_b);
}

/* A line that is left out may be freed and come again: it is left out still */
static void left_out_and_requested_again(struct kunit *test)
{
	start_two(test);
	set_filter(test, line_b);
	irqmask_kunit_free(line_a);
	irqmask_kunit_request(test, line_a, handle_level_irq, 0);
	irqmask_kunit_disable(line_a, 1000);
	irqmask_kunit_enable(line_a);
	irqmask_expect_none(test, line_a);
}

static void left_out_while_open(struct kunit *test)
{
	start_two(test);
	irqmask_kunit_disable(line_a, 1000);
	irqmask_kunit_disable(line_b, 1000);
	set_filter(test, line_b);
	KUNIT_EXPECT_EQ(test, line_a->drops, 1);
	KUNIT_EXPECT_EQ(test, line_b->drops, 0);
	KUNIT_EXPECT_EQ(test, irqmask_kunit_uncounted().dropped, 1);
	irqmask_kunit_enable(line_a);
	irqmask_kunit_enable(line_b);
	KUNIT_EXPECT_EQ(test, line_a->ends, 0);
	irqmask_expect_section(test, line_b, 1, IRQMASK_DISABLE, 1000, 0);
	KUNIT_EXPECT_EQ(test, irqmask_kunit_uncounted().dropped, 1);
}

/* Its begin was not seen, whether it ever had been watched or not */
static void taken_in_while_disabled(struct kunit *test)
{
	start_two(test);
	set_filter(test, line_b);
	irqmask_kunit_disable(line_a, 1000);
	irqmask_kunit_raise(line_a);
	irqmask_kunit_pass(1000);
	KUNIT_ASSERT_EQ(test, 0, irqmask_filter_set("all"));
	irqmask_kunit_pass(1000);
	irqmask_kunit_enable(line_a);
	irqmask_expect_none(test, line_a);
	irqmask_expect_measured(test, line_a);
	KUNIT_EXPECT_EQ(test, irqmask_kunit_uncounted().lost, 0);
}

static void left_out_and_taken_in_while_open(struct kunit *test)
{
	start_two(test);
	irqmask_kunit_disable(line_a, 1000);
	set_filter(test, line_b);
	set_filter(test, line_a);
	irqmask_kunit_pass(1000);
	irqmask_kunit_enable(line_a);
	KUNIT_EXPECT_EQ(test, line_a->drops, 1);
	KUNIT_EXPECT_EQ(test, line_a->ends, 0);
	irqmask_expect_measured(test, line_a);
	KUNIT_EXPECT_EQ(test, irqmask_kunit_uncounted().dropped, 1);
	KUNIT_EXPECT_EQ(test, irqmask_kunit_uncounted().lost, 0);
}

/* Enabled and disabled again while nobody looked: the section that ends is another one */
static void changed_while_left_out(struct kunit *test)
{
	start_two(test);
	irqmask_kunit_disable(line_a, 1000);
	set_filter(test, line_b);
	irqmask_kunit_enable(line_a);
	irqmask_kunit_disable(line_a, 1000);
	KUNIT_ASSERT_EQ(test, 0, irqmask_filter_set("all"));
	irqmask_kunit_enable(line_a);
	KUNIT_EXPECT_EQ(test, line_a->ends, 0);
	irqmask_expect_measured(test, line_a);
}

/* What was and still is watched goes on */
static void changed_for_others(struct kunit *test)
{
	start_two(test);
	irqmask_kunit_disable(line_a, 1000);
	set_filter(test, line_a);
	KUNIT_ASSERT_EQ(test, 0, irqmask_filter_set("all"));
	set_filter(test, line_a);
	irqmask_kunit_enable(line_a);
	irqmask_expect_section(test, line_a, 1, IRQMASK_DISABLE, 1000, 0);
	KUNIT_EXPECT_EQ(test, irqmask_kunit_uncounted().dropped, 0);
}

static void invalid_changes_nothing(struct kunit *test)
{
	start_two(test);
	set_filter(test, line_b);
	KUNIT_EXPECT_EQ(test, -EINVAL, irqmask_filter_set("4,,5"));
	irqmask_kunit_disable(line_a, 1000);
	irqmask_kunit_enable(line_a);
	irqmask_expect_none(test, line_a);
	irqmask_expect_measured(test, line_b);
}

static void percpu_left_out(struct kunit *test)
{
	irqmask_kunit_alloc(test, line_a, -1);
	irqmask_kunit_alloc(test, line_b, -1);
	irqmask_kunit_request_percpu(test, line_a);
	irqmask_kunit_watch(test);
	migrate_disable();
	enable_percpu_irq(line_a->irq, IRQ_TYPE_NONE);
	disable_percpu_irq(line_a->irq);
	KUNIT_EXPECT_EQ(test, line_a->begins, 1);
	set_filter(test, line_b);
	set_filter(test, line_a);
	irqmask_kunit_pass(1000);
	enable_percpu_irq(line_a->irq, IRQ_TYPE_NONE);
	migrate_enable();
	KUNIT_EXPECT_EQ(test, line_a->ends, 0);
	KUNIT_EXPECT_EQ(test, irqmask_kunit_uncounted().dropped, 1);
}

/* What the user had set before the tests is not kept */
static void irqmask_filter_exit(struct kunit *test)
{
	irqmask_kunit_exit(test);
	irqmask_filter_set("all");
}

static struct kunit_case irqmask_filter_cases[] = {
	KUNIT_CASE(all_lines),
	KUNIT_CASE(valid_lists),
	KUNIT_CASE(invalid_lists),
	KUNIT_CASE(long_list),
	KUNIT_CASE(both_are_watched),
	KUNIT_CASE(one_is_watched),
	KUNIT_CASE(set_before_watching),
	KUNIT_CASE(left_out_and_requested_again),
	KUNIT_CASE(left_out_while_open),
	KUNIT_CASE(taken_in_while_disabled),
	KUNIT_CASE(left_out_and_taken_in_while_open),
	KUNIT_CASE(changed_while_left_out),
	KUNIT_CASE(changed_for_others),
	KUNIT_CASE(invalid_changes_nothing),
	KUNIT_CASE(percpu_left_out),
	{}
};

static struct kunit_suite irqmask_filter_suite = {
	.name		= "irqmask_filter",
	.init		= irqmask_kunit_init,
	.exit		= irqmask_filter_exit,
	.test_cases	= irqmask_filter_cases,
};

kunit_test_suite(irqmask_filter_suite);
