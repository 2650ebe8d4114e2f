// SPDX-License-Identifier: GPL-2.0
/*
 * KUnit tests of irqmask: the records of the longest sections
 *
 * The sections are of lines that don't exist, so that their places and lengths can
 * be chosen. No other line is watched meanwhile: the records are all of these.
 */
#include <linux/irqflags.h>
#include <linux/kernel.h>
#include <linux/preempt.h>
#include <linux/seqlock.h>

#include "irqmask_clock.h"
#include "irqmask_filter.h"
#include "irqmask_kunit.h"
#include "irqmask_line.h"
#include "irqmask_worst.h"

/* A line that nobody has, to be the only one that is watched */
#define IRQMASK_KUNIT_NO_LINE	"65535"

/* The last one has the number of the first, as the CPUs of a per-CPU line have one */
static struct irqmask_line *line_a, *line_b, *same_as_a;
static struct irqmask_offender *offenders;

static struct irqmask_line *add_line(struct kunit *test, int irq)
{
	struct irqmask_line *line = kunit_kzalloc(test, sizeof(*line), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, line);
	seqcount_init(&line->seq);
	line->section.irq = irq;
	return line;
}

static int irqmask_worst_init(struct kunit *test)
{
	irqmask_kunit_init(test);
	line_a = add_line(test, 60001);
	line_b = add_line(test, 60002);
	same_as_a = add_line(test, 60001);
	offenders = kunit_kcalloc(test, IRQMASK_NR_RECORDS, sizeof(*offenders), GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, offenders);
	KUNIT_ASSERT_EQ(test, 0, irqmask_filter_set(IRQMASK_KUNIT_NO_LINE));
	irqmask_kunit_watch(test);
	return 0;
}

static void irqmask_worst_exit(struct kunit *test)
{
	irqmask_kunit_exit(test);
	irqmask_filter_set("all");
}

/* A section from a place, which is an address for those who read it only */
static void section(struct irqmask_line *line, enum irqmask_cause cause, unsigned long place,
		    u64 ns)
{
	unsigned long flags;
	u64 now;

	irqmask_kunit_pass(1);
	now = irqmask_now();
	local_irq_save(flags);
	if (irqmask_line_enter(line, _RET_IP_)) {
		irqmask_line_begin(line, cause, place, now);
		irqmask_line_end(line, 0, now + ns);
		irqmask_line_leave(line);
	}
	local_irq_restore(flags);
}

static unsigned int copy_worst(void)
{
	unsigned int nr;

	irqmask_lock();
	nr = irqmask_worst_copy(offenders);
	irqmask_unlock();
	return nr;
}

static unsigned long count_unkept(void)
{
	unsigned long nr;

	irqmask_lock();
	nr = irqmask_worst_unkept();
	irqmask_unlock();
	return nr;
}

/* As many offenders as there are records, at places from 1 on, 1000 ns long and more */
static void fill(void)
{
	unsigned int i;

	for (i = 1; i <= IRQMASK_NR_RECORDS; i++)
		section(line_a, IRQMASK_DISABLE, i, 1000 + i);
}

static struct irqmask_offender *find(unsigned long place)
{
	unsigned int i, nr = copy_worst();

	for (i = 0; i < nr; i++) {
		if (offenders[i].place == place)
			return &offenders[i];
	}
	return NULL;
}

static void expect_record(struct kunit *test, unsigned long place, u64 ns, u64 count)
{
	struct irqmask_offender *offender = find(place);

	KUNIT_EXPECT_NOT_NULL_MSG(test, offender, "place %lu", place);
	if (!offender)
		return;
	KUNIT_EXPECT_EQ_MSG(test, offender->section.ns, ns, "place %lu", place);
	KUNIT_EXPECT_EQ_MSG(test, offender->count, count, "place %lu", place);
}

static void none_at_first(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, 0, copy_worst());
	KUNIT_EXPECT_EQ(test, 0, count_unkept());
}

static void at_least_32(struct kunit *test)
{
	fill();
	KUNIT_EXPECT_GE(test, copy_worst(), 32);
}

static void one_offender(struct kunit *test)
{
	u64 begin;

	section(line_a, IRQMASK_DISABLE, 1, 500);
	section(line_a, IRQMASK_DISABLE, 1, 700);
	begin = line_a->section.begin.ts;
	section(line_a, IRQMASK_DISABLE, 1, 600);
	section(line_a, IRQMASK_DISABLE, 1, 700);
	KUNIT_ASSERT_EQ(test, 1, copy_worst());
	expect_record(test, 1, 700, 4);
	KUNIT_EXPECT_EQ(test, offenders[0].section.begin.ts, begin);
	KUNIT_EXPECT_EQ(test, offenders[0].section.irq, line_a->section.irq);
	KUNIT_EXPECT_EQ(test, (int)offenders[0].section.cause, (int)IRQMASK_DISABLE);
	KUNIT_EXPECT_GT(test, offenders[0].nr_entries, 0);
	KUNIT_EXPECT_EQ(test, 0, count_unkept());
}

static void lines_are_distinct(struct kunit *test)
{
	section(line_a, IRQMASK_DISABLE, 1, 500);
	section(line_b, IRQMASK_DISABLE, 1, 600);
	KUNIT_EXPECT_EQ(test, 2, copy_worst());
}

/* They are more than a line has room to remember: two of them are in the same place */
static void causes_are_distinct(struct kunit *test)
{
	static const enum irqmask_cause causes[] = {
		IRQMASK_DISABLE, IRQMASK_FLOW, IRQMASK_MOVE,
		IRQMASK_TYPE, IRQMASK_SPURIOUS, IRQMASK_PERCPU,
	};
	unsigned int nr, i;

	BUILD_BUG_ON(ARRAY_SIZE(causes) <= IRQMASK_NR_FOUND);
	for (nr = 0; nr < ARRAY_SIZE(causes); nr++)
		section(line_a, causes[nr], 1, 500 - nr);
	KUNIT_EXPECT_EQ(test, nr, copy_worst());
	for (i = 0; i < nr; i++)
		KUNIT_EXPECT_EQ(test, offenders[i].count, 1);
}

static void places_are_distinct(struct kunit *test)
{
	section(line_a, IRQMASK_DISABLE, 1, 500);
	section(line_a, IRQMASK_DISABLE, 2, 600);
	KUNIT_EXPECT_EQ(test, 2, copy_worst());
}

/* More than a line remembers where they are */
static void many_offenders_by_turns(struct kunit *test)
{
	unsigned int i, round;

	for (round = 0; round < 3; round++) {
		for (i = 1; i <= 20; i++)
			section(line_a, IRQMASK_DISABLE, i, 1000 * i + round);
	}
	KUNIT_EXPECT_EQ(test, 20, copy_worst());
	for (i = 1; i <= 20; i++)
		expect_record(test, i, 1000 * i + 2, 3);
	KUNIT_EXPECT_EQ(test, 0, count_unkept());
}

/* What disabled the line within the section is the place, not the flow handler */
static void place_of_disabler(struct kunit *test)
{
	unsigned long flags;

	local_irq_save(flags);
	if (irqmask_line_enter(line_a, _RET_IP_)) {
		irqmask_line_begin(line_a, IRQMASK_FLOW, 1, irqmask_now());
		irqmask_line_note_disable(line_a, false);
		line_a->section.disable.ip = 2;
		irqmask_line_end(line_a, 0, irqmask_now() + 500);
		irqmask_line_leave(line_a);
	}
	local_irq_restore(flags);
	KUNIT_EXPECT_NULL(test, find(1));
	expect_record(test, 2, 500, 1);
}

static void longest_first(struct kunit *test)
{
	static const u64 lengths[] = { 300, 9, 5000000000, 77, 4294967297, 300, 1, 4000 };
	unsigned int i, nr;

	for (i = 0; i < ARRAY_SIZE(lengths); i++)
		section(line_a, IRQMASK_DISABLE, i + 1, lengths[i]);
	nr = copy_worst();
	KUNIT_ASSERT_EQ(test, nr, (unsigned int)ARRAY_SIZE(lengths));
	KUNIT_EXPECT_EQ(test, offenders[0].place, 3);
	KUNIT_EXPECT_EQ(test, offenders[1].place, 5);
	KUNIT_EXPECT_EQ(test, offenders[2].place, 8);
	KUNIT_EXPECT_EQ(test, offenders[nr - 2].place, 2);
	KUNIT_EXPECT_EQ(test, offenders[nr - 1].place, 7);
}

static void shorter_finds_no_room(struct kunit *test)
{
	fill();
	section(line_b, IRQMASK_DISABLE, 1000, 1000);
	section(line_b, IRQMASK_DISABLE, 1000, 999);
	KUNIT_EXPECT_EQ(test, IRQMASK_NR_RECORDS, copy_worst());
	KUNIT_EXPECT_NULL(test, find(1000));
	expect_record(test, 1, 1001, 1);
	KUNIT_EXPECT_EQ(test, 2, count_unkept());
}

/* Two that are equally long don't drive each other out by turns */
static void equal_finds_no_room(struct kunit *test)
{
	fill();
	section(line_b, IRQMASK_DISABLE, 1000, 1001);
	KUNIT_EXPECT_NULL(test, find(1000));
	expect_record(test, 1, 1001, 1);
	KUNIT_EXPECT_EQ(test, 1, count_unkept());
}

static void longer_takes_the_shortest(struct kunit *test)
{
	fill();
	section(line_a, IRQMASK_DISABLE, 1, 1);
	section(line_b, IRQMASK_DISABLE, 1000, 1002);
	KUNIT_EXPECT_EQ(test, IRQMASK_NR_RECORDS, copy_worst());
	expect_record(test, 1000, 1002, 1);
	KUNIT_EXPECT_NULL(test, find(1));
	expect_record(test, 2, 1002, 1);
	/* Those of the one that had to go are counted no more */
	KUNIT_EXPECT_EQ(test, 2, count_unkept());
}

/* Whoever had a record is forgotten with it, and gets one as others do */
static void taken_from_comes_back(struct kunit *test)
{
	fill();
	section(line_b, IRQMASK_DISABLE, 1000, 5000);
	section(line_a, IRQMASK_DISABLE, 1, 900);
	KUNIT_EXPECT_NULL(test, find(1));
	section(line_a, IRQMASK_DISABLE, 1, 9000);
	expect_record(test, 1, 9000, 1);
	KUNIT_EXPECT_EQ(test, offenders[0].place, 1);
	KUNIT_EXPECT_NULL(test, find(2));
	expect_record(test, 1000, 5000, 1);
}

/* A line that remembers a record doesn't count in it for whom has it now */
static void taken_from_counts_for_nobody(struct kunit *test)
{
	fill();
	section(line_a, IRQMASK_DISABLE, 1, 1);
	section(line_b, IRQMASK_DISABLE, 1000, 5000);
	section(line_a, IRQMASK_DISABLE, 1, 1);
	expect_record(test, 1000, 5000, 1);
	KUNIT_EXPECT_EQ(test, 3, count_unkept());
}

/* A line that remembers that there is no record finds the one that came since */
static void record_of_another_cpu(struct kunit *test)
{
	fill();
	section(line_a, IRQMASK_DISABLE, 1000, 5);
	section(same_as_a, IRQMASK_DISABLE, 1000, 5000);
	section(line_a, IRQMASK_DISABLE, 1000, 6);
	expect_record(test, 1000, 5000, 2);
	KUNIT_EXPECT_EQ(test, 2, count_unkept());
}

static void none_is_too_short(struct kunit *test)
{
	section(line_a, IRQMASK_DISABLE, 1, 0);
	section(line_a, IRQMASK_DISABLE, 1, 0);
	section(line_b, IRQMASK_DISABLE, 2, 0);
	expect_record(test, 1, 0, 2);
	expect_record(test, 2, 0, 1);
	KUNIT_EXPECT_EQ(test, 0, count_unkept());
}

/*
 * Where a ONESHOT section ends in another context of its task than it began in. To
 * DEBUG_PREEMPT, which checks preempt_count_sub(), 0 is an underflow.
 */
static enum irqmask_cause cause_of_context(unsigned int offset)
{
	unsigned long flags;

	irqmask_kunit_pass(1);
	local_irq_save(flags);
	if (irqmask_line_enter(line_a, _RET_IP_)) {
		__preempt_count_add(offset);
		irqmask_line_begin(line_a, IRQMASK_ONESHOT, 1, irqmask_now());
		__preempt_count_sub(offset);
		irqmask_line_end(line_a, 0, irqmask_now() + 500);
		irqmask_line_leave(line_a);
	}
	local_irq_restore(flags);
	return line_a->section.cause;
}

/* An interrupt may hit the very thread that handles it */
static void thread_was_interrupted(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, (int)cause_of_context(0), (int)IRQMASK_FLOW);
	KUNIT_EXPECT_EQ(test, (int)cause_of_context(HARDIRQ_OFFSET), (int)IRQMASK_ONESHOT);
}

/* The shortest of all is who it is now, not who it was when it came */
static void grown_stays(struct kunit *test)
{
	fill();
	section(line_a, IRQMASK_DISABLE, 1, 8000);
	section(line_b, IRQMASK_DISABLE, 1000, 5000);
	expect_record(test, 1, 8000, 2);
	KUNIT_EXPECT_NULL(test, find(2));
}

static void many_take_all(struct kunit *test)
{
	unsigned int i;

	fill();
	for (i = 1; i <= IRQMASK_NR_RECORDS; i++)
		section(line_b, IRQMASK_DISABLE, 1000 + i, 100000 + i);
	KUNIT_EXPECT_EQ(test, IRQMASK_NR_RECORDS, copy_worst());
	for (i = 0; i < IRQMASK_NR_RECORDS; i++)
		KUNIT_EXPECT_EQ(test, offenders[i].place, 1000 + IRQMASK_NR_RECORDS - i);
	KUNIT_EXPECT_EQ(test, IRQMASK_NR_RECORDS, count_unkept());
}

static void cleared(struct kunit *test)
{
	fill();
	section(line_b, IRQMASK_DISABLE, 1000, 1);
	irqmask_lock();
	irqmask_worst_clear();
	irqmask_unlock();
	KUNIT_EXPECT_EQ(test, 0, copy_worst());
	KUNIT_EXPECT_EQ(test, 0, count_unkept());

	/* There is room for what is shorter than what was before */
	section(line_a, IRQMASK_DISABLE, 1, 5);
	section(line_b, IRQMASK_DISABLE, 1000, 1);
	expect_record(test, 1, 5, 1);
	expect_record(test, 1000, 1, 1);
	KUNIT_EXPECT_EQ(test, 0, count_unkept());
}

static void gone_with_the_last_user(struct kunit *test)
{
	fill();
	section(line_b, IRQMASK_DISABLE, 1000, 1);
	irqmask_kunit_unwatch();
	irqmask_kunit_watch(test);
	KUNIT_EXPECT_EQ(test, 0, copy_worst());
	KUNIT_EXPECT_EQ(test, 0, count_unkept());
}

static struct kunit_case irqmask_worst_cases[] = {
	KUNIT_CASE(none_at_first),
	KUNIT_CASE(at_least_32),
	KUNIT_CASE(one_offender),
	KUNIT_CASE(lines_are_distinct),
	KUNIT_CASE(causes_are_distinct),
	KUNIT_CASE(places_are_distinct),
	KUNIT_CASE(many_offenders_by_turns),
	KUNIT_CASE(place_of_disabler),
	KUNIT_CASE(longest_first),
	KUNIT_CASE(shorter_finds_no_room),
	KUNIT_CASE(equal_finds_no_room),
	KUNIT_CASE(longer_takes_the_shortest),
	KUNIT_CASE(taken_from_comes_back),
	KUNIT_CASE(taken_from_counts_for_nobody),
	KUNIT_CASE(record_of_another_cpu),
	KUNIT_CASE(none_is_too_short),
	KUNIT_CASE(thread_was_interrupted),
	KUNIT_CASE(grown_stays),
	KUNIT_CASE(many_take_all),
	KUNIT_CASE(cleared),
	KUNIT_CASE(gone_with_the_last_user),
	{}
};

static struct kunit_suite irqmask_worst_suite = {
	.name		= "irqmask_worst",
	.init		= irqmask_worst_init,
	.exit		= irqmask_worst_exit,
	.test_cases	= irqmask_worst_cases,
};

kunit_test_suite(irqmask_worst_suite);
