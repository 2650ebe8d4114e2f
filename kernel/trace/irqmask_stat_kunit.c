// SPDX-License-Identifier: GPL-2.0
/*
 * KUnit tests of irqmask: the statistics of a line
 */
#include <linux/string.h>
#include <linux/types.h>
#include <kunit/test.h>

#include "irqmask_stat.h"

static struct irqmask_stat stat;

/* As the layer does: storage begins with zeroes, and what was cleared before is over */
static int irqmask_stat_init(struct kunit *test)
{
	memset(&stat, 0, sizeof(stat));
	irqmask_stat_clear();
	return 0;
}

static void count(struct irqmask_stat *in, u64 ns, u64 masked_ns)
{
	struct irqmask_section section = { .ns = ns, .masked_ns = masked_ns };

	irqmask_stat_count(in, &section);
}

static void one_section(struct kunit *test)
{
	count(&stat, 500, 20);
	KUNIT_EXPECT_EQ(test, stat.count, 1);
	KUNIT_EXPECT_EQ(test, stat.total, 500);
	KUNIT_EXPECT_EQ(test, stat.min, 500);
	KUNIT_EXPECT_EQ(test, stat.max, 500);
	KUNIT_EXPECT_EQ(test, stat.masked_max, 20);
}

static void several_sections(struct kunit *test)
{
	count(&stat, 500, 500);
	count(&stat, 7000000000, 0);
	count(&stat, 20, 1);
	count(&stat, 30, 30);
	KUNIT_EXPECT_EQ(test, stat.count, 4);
	KUNIT_EXPECT_EQ(test, stat.total, 7000000550);
	KUNIT_EXPECT_EQ(test, stat.min, 20);
	KUNIT_EXPECT_EQ(test, stat.max, 7000000000);
	KUNIT_EXPECT_EQ(test, stat.masked_max, 500);
}

/* It is the shortest, and not none */
static void section_of_no_length(struct kunit *test)
{
	count(&stat, 0, 0);
	count(&stat, 10, 0);
	KUNIT_EXPECT_EQ(test, stat.count, 2);
	KUNIT_EXPECT_EQ(test, stat.min, 0);
	KUNIT_EXPECT_EQ(test, stat.hist[0], 2);
}

static void dropped_and_lost(struct kunit *test)
{
	irqmask_stat_count_dropped(&stat);
	irqmask_stat_count_lost(&stat);
	irqmask_stat_count_lost(&stat);
	KUNIT_EXPECT_EQ(test, stat.dropped, 1);
	KUNIT_EXPECT_EQ(test, stat.lost, 2);
	KUNIT_EXPECT_EQ(test, stat.count, 0);
	KUNIT_EXPECT_FALSE(test, irqmask_stat_is_cleared(&stat));
}

/* Lengths at both ends of slots */
static const struct {
	u64		ns;
	unsigned int	slot;
} lengths[] = {
	{ 1,			0 },
	{ 1023,			0 },
	{ 1024,			1 },
	{ 2047,			1 },
	{ 2048,			2 },
	{ 1048575,		10 },
	{ 1048576,		11 },
	{ (1ULL << 40) - 1,	30 },
	{ 1ULL << 40,		31 },
	{ U64_MAX,		31 },
};

static void histogram(struct kunit *test)
{
	unsigned int i, slot;

	for (i = 0; i < ARRAY_SIZE(lengths); i++) {
		memset(&stat, 0, sizeof(stat));
		count(&stat, lengths[i].ns, 0);
		for (slot = 0; slot < IRQMASK_HIST_SLOTS; slot++)
			KUNIT_EXPECT_EQ_MSG(test, stat.hist[slot], slot == lengths[i].slot,
					    "%llu ns, slot %u", lengths[i].ns, slot);
	}
}

static void cleared(struct kunit *test)
{
	count(&stat, 500, 500);
	irqmask_stat_count_dropped(&stat);
	KUNIT_EXPECT_FALSE(test, irqmask_stat_is_cleared(&stat));
	irqmask_stat_clear();
	KUNIT_EXPECT_TRUE(test, irqmask_stat_is_cleared(&stat));
	count(&stat, 700, 0);
	KUNIT_EXPECT_FALSE(test, irqmask_stat_is_cleared(&stat));
	KUNIT_EXPECT_EQ(test, stat.count, 1);
	KUNIT_EXPECT_EQ(test, stat.dropped, 0);
	KUNIT_EXPECT_EQ(test, stat.min, 700);
	KUNIT_EXPECT_EQ(test, stat.masked_max, 0);
	KUNIT_EXPECT_EQ(test, stat.hist[0], 1);
}

/* A drop or a loss may be what comes first after a clear */
static void cleared_before_drop(struct kunit *test)
{
	count(&stat, 500, 500);
	irqmask_stat_count_lost(&stat);
	irqmask_stat_clear();
	irqmask_stat_count_dropped(&stat);
	KUNIT_EXPECT_EQ(test, stat.dropped, 1);
	KUNIT_EXPECT_EQ(test, stat.lost, 0);
	KUNIT_EXPECT_EQ(test, stat.count, 0);
	irqmask_stat_clear();
	irqmask_stat_count_lost(&stat);
	KUNIT_EXPECT_EQ(test, stat.dropped, 0);
	KUNIT_EXPECT_EQ(test, stat.lost, 1);
}

static void sum_of_cpus(struct kunit *test)
{
	static struct irqmask_stat cpus[4], sum;
	unsigned int i;

	memset(cpus, 0, sizeof(cpus));
	memset(&sum, 0, sizeof(sum));
	count(&cpus[1], 500, 30);
	count(&cpus[1], 5000, 0);
	count(&cpus[2], 20, 20);
	irqmask_stat_count_dropped(&cpus[2]);
	irqmask_stat_count_lost(&cpus[3]);
	for (i = 0; i < ARRAY_SIZE(cpus); i++)
		irqmask_stat_add(&sum, &cpus[i]);
	KUNIT_EXPECT_EQ(test, sum.count, 3);
	KUNIT_EXPECT_EQ(test, sum.total, 5520);
	KUNIT_EXPECT_EQ(test, sum.min, 20);
	KUNIT_EXPECT_EQ(test, sum.max, 5000);
	KUNIT_EXPECT_EQ(test, sum.masked_max, 30);
	KUNIT_EXPECT_EQ(test, sum.dropped, 1);
	KUNIT_EXPECT_EQ(test, sum.lost, 1);
	KUNIT_EXPECT_EQ(test, sum.hist[0], 2);
	KUNIT_EXPECT_EQ(test, sum.hist[3], 1);
}

static struct kunit_case irqmask_stat_cases[] = {
	KUNIT_CASE(one_section),
	KUNIT_CASE(several_sections),
	KUNIT_CASE(section_of_no_length),
	KUNIT_CASE(dropped_and_lost),
	KUNIT_CASE(histogram),
	KUNIT_CASE(cleared),
	KUNIT_CASE(cleared_before_drop),
	KUNIT_CASE(sum_of_cpus),
	{}
};

static struct kunit_suite irqmask_stat_suite = {
	.name		= "irqmask_stat",
	.init		= irqmask_stat_init,
	.test_cases	= irqmask_stat_cases,
};

kunit_test_suite(irqmask_stat_suite);
