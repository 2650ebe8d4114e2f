// SPDX-License-Identifier: GPL-2.0
/*
 * KUnit tests of irqmask: sections of per-CPU lines, by rule 7 in
 * Documentation/trace/irqmask-design.rst: each CPU has its own
 */
#include <linux/cpumask.h>
#include <linux/hardirq.h>
#include <linux/interrupt.h>
#include <linux/irq.h>
#include <linux/irqflags.h>
#include <linux/percpu.h>
#include <linux/preempt.h>
#include <linux/workqueue.h>

#include "irqmask_kunit.h"
#include "irqmask_line.h"

static struct irqmask_kunit_line * const line_a = &irqmask_kunit_lines[0];

static void cause_percpu(struct kunit *test)
{
	irqmask_kunit_alloc(test, line_a, -1);
	irqmask_kunit_request_percpu(test, line_a);
	irqmask_kunit_watch(test);
	migrate_disable();
	enable_percpu_irq(line_a->irq, IRQ_TYPE_NONE);
	irqmask_expect_none(test, line_a);
	irqmask_kunit_pass(30);
	disable_percpu_irq(line_a->irq);
	irqmask_kunit_pass(400);
	enable_percpu_irq(line_a->irq, IRQ_TYPE_NONE);
	irqmask_expect_section(test, line_a, 1, IRQMASK_PERCPU, 400, 400);

	/* Twice is once */
	disable_percpu_irq(line_a->irq);
	irqmask_kunit_pass(50);
	disable_percpu_irq(line_a->irq);
	irqmask_kunit_pass(6);
	enable_percpu_irq(line_a->irq, IRQ_TYPE_NONE);
	irqmask_kunit_pass(1000);
	enable_percpu_irq(line_a->irq, IRQ_TYPE_NONE);
	irqmask_expect_section(test, line_a, 2, IRQMASK_PERCPU, 56, 56);
	migrate_enable();
}

static void percpu_disabled_before_watching(struct kunit *test)
{
	irqmask_kunit_alloc(test, line_a, -1);
	irqmask_kunit_request_percpu(test, line_a);
	migrate_disable();
	enable_percpu_irq(line_a->irq, IRQ_TYPE_NONE);
	disable_percpu_irq(line_a->irq);
	irqmask_kunit_watch(test);
	irqmask_kunit_pass(1000);
	enable_percpu_irq(line_a->irq, IRQ_TYPE_NONE);
	irqmask_expect_none(test, line_a);
	disable_percpu_irq(line_a->irq);
	irqmask_kunit_pass(7);
	enable_percpu_irq(line_a->irq, IRQ_TYPE_NONE);
	irqmask_expect_section(test, line_a, 1, IRQMASK_PERCPU, 7, 7);
	migrate_enable();
}

/* Who enables it next is somebody else */
static void percpu_freed_while_disabled(struct kunit *test)
{
	irqmask_kunit_alloc(test, line_a, -1);
	irqmask_kunit_request_percpu(test, line_a);
	irqmask_kunit_watch(test);
	migrate_disable();
	enable_percpu_irq(line_a->irq, IRQ_TYPE_NONE);
	disable_percpu_irq(line_a->irq);
	irqmask_kunit_free(line_a);
	irqmask_kunit_pass(1000);
	irqmask_kunit_request_percpu(test, line_a);
	enable_percpu_irq(line_a->irq, IRQ_TYPE_NONE);
	migrate_enable();
	KUNIT_EXPECT_EQ(test, line_a->begins, 1);
	KUNIT_EXPECT_EQ(test, line_a->ends, 0);
	KUNIT_EXPECT_EQ(test, line_a->drops, 1);
	KUNIT_EXPECT_EQ(test, irqmask_kunit_uncounted().dropped, 1);
}

static void percpu_names(struct kunit *test)
{
	irqmask_kunit_alloc(test, line_a, -1);
	irqmask_kunit_request_percpu(test, line_a);
	irqmask_kunit_watch(test);
	irqmask_kunit_disable_percpu(line_a, 7);
	KUNIT_EXPECT_STREQ(test, line_a->names.chip, "irqmask-kunit");

	/* Whoever gets the line next may have the same addresses */
	irqmask_kunit_free(line_a);
	line_a->chip.name = "another";
	irqmask_kunit_request_percpu(test, line_a);
	irqmask_kunit_disable_percpu(line_a, 7);
	KUNIT_EXPECT_STREQ(test, line_a->names.chip, "another");
}

static void percpu_disable_in_hardirq(void)
{
	unsigned long flags;

	local_irq_save(flags);
	__irq_enter_raw();
	disable_percpu_irq(line_a->irq);
	__irq_exit_raw();
	local_irq_restore(flags);
}

static void expect_names_here(struct kunit *test, const char *chip, const char *actions)
{
	struct irqmask_line __percpu *cpus = irqmask_find_line(line_a->irq)->cpus;

	KUNIT_EXPECT_STREQ(test, this_cpu_ptr(cpus)->names.chip, chip);
	KUNIT_EXPECT_STREQ(test, this_cpu_ptr(cpus)->names.actions, actions);
}

/* There nobody keeps handlers from being freed, whose names they are */
static void percpu_names_in_hardirq(struct kunit *test)
{
	irqmask_kunit_alloc(test, line_a, -1);
	irqmask_kunit_request_percpu(test, line_a);
	migrate_disable();
	enable_percpu_irq(line_a->irq, IRQ_TYPE_NONE);
	irqmask_kunit_watch(test);
	percpu_disable_in_hardirq();
	expect_names_here(test, "irqmask-kunit", "");
	irqmask_kunit_pass(7);
	enable_percpu_irq(line_a->irq, IRQ_TYPE_NONE);
	irqmask_expect_section(test, line_a, 1, IRQMASK_PERCPU, 7, 7);
	KUNIT_EXPECT_STREQ(test, line_a->names.actions, "irqmask-kunit");

	percpu_disable_in_hardirq();
	expect_names_here(test, "irqmask-kunit", "irqmask-kunit");
	enable_percpu_irq(line_a->irq, IRQ_TYPE_NONE);
	migrate_enable();
}

static long percpu_disable_there(void *unused)
{
	disable_percpu_irq(line_a->irq);
	return 0;
}

static long percpu_enable_there(void *unused)
{
	enable_percpu_irq(line_a->irq, IRQ_TYPE_NONE);
	return 0;
}

static void percpu_of_each_cpu(struct kunit *test)
{
	int first = cpumask_first(cpu_online_mask);
	int last = cpumask_last(cpu_online_mask);

	if (first == last)
		kunit_skip(test, "there is only one CPU");

	irqmask_kunit_alloc(test, line_a, -1);
	irqmask_kunit_request_percpu(test, line_a);
	irqmask_kunit_watch(test);
	work_on_cpu(first, percpu_enable_there, NULL);
	work_on_cpu(last, percpu_enable_there, NULL);
	work_on_cpu(first, percpu_disable_there, NULL);
	irqmask_kunit_pass(100);
	work_on_cpu(last, percpu_disable_there, NULL);
	irqmask_kunit_pass(20);
	work_on_cpu(first, percpu_enable_there, NULL);
	irqmask_expect_section(test, line_a, 1, IRQMASK_PERCPU, 120, 120);
	KUNIT_EXPECT_EQ(test, line_a->last.begin.cpu, first);
	irqmask_kunit_pass(3);
	work_on_cpu(last, percpu_enable_there, NULL);
	irqmask_expect_section(test, line_a, 2, IRQMASK_PERCPU, 23, 23);
	KUNIT_EXPECT_EQ(test, line_a->last.begin.cpu, last);
}

static struct kunit_case irqmask_percpu_cases[] = {
	KUNIT_CASE(cause_percpu),
	KUNIT_CASE(percpu_disabled_before_watching),
	KUNIT_CASE(percpu_freed_while_disabled),
	KUNIT_CASE(percpu_names),
	KUNIT_CASE(percpu_names_in_hardirq),
	KUNIT_CASE(percpu_of_each_cpu),
	{}
};

static struct kunit_suite irqmask_percpu_suite = {
	.name		= "irqmask_percpu",
	.init		= irqmask_kunit_init,
	.exit		= irqmask_kunit_exit,
	.test_cases	= irqmask_percpu_cases,
};

kunit_test_suite(irqmask_percpu_suite);
