// SPDX-License-Identifier: GPL-2.0
/*
 * KUnit tests of irqmask: what is not measured, and how that is counted
 *
 * Sections that are cut short, that were open when watching began, of which an
 * event was missed. None of them may ever have a length, and whatever comes next
 * has to have the right one.
 */
#include <linux/completion.h>
#include <linux/delay.h>
#include <linux/interrupt.h>
#include <linux/irq.h>
#include <linux/preempt.h>
#include <linux/trace_events.h>

#include "irqmask_kunit.h"

static struct irqmask_kunit_line * const line_a = &irqmask_kunit_lines[0];
static struct irqmask_kunit_line * const line_b = &irqmask_kunit_lines[1];

static struct completion thread_runs, thread_may_end;

/* Rule 4: what is no section */

static void not_started(struct kunit *test)
{
	irqmask_kunit_start(test, handle_level_irq, IRQF_NO_AUTOEN);
	irqmask_kunit_pass(1000);
	irqmask_kunit_disable(line_a, 1000);
	irqmask_kunit_enable(line_a);
	irqmask_kunit_enable(line_a);
	irqmask_expect_none(test, line_a);
	irqmask_expect_measured(test, line_a);
}

static void setting_up(struct kunit *test)
{
	irqmask_kunit_watch(test);
	irqmask_kunit_alloc(test, line_a, -1);
	irqmask_kunit_request(test, line_a, handle_level_irq, IRQF_TRIGGER_LOW);
	irqmask_expect_none(test, line_a);
	irqmask_kunit_free(line_a);
	irqmask_expect_none(test, line_a);
	KUNIT_EXPECT_EQ(test, irqmask_kunit_uncounted().dropped, 0);
}

static void freed_while_disabled(struct kunit *test)
{
	irqmask_kunit_start(test, handle_level_irq, 0);
	irqmask_kunit_disable(line_a, 1000);
	irqmask_kunit_free(line_a);
	KUNIT_EXPECT_EQ(test, line_a->drops, 1);
	KUNIT_EXPECT_EQ(test, line_a->ends, 0);
	KUNIT_EXPECT_EQ(test, irqmask_kunit_uncounted().dropped, 1);

	irqmask_kunit_pass(1000);
	irqmask_kunit_request(test, line_a, handle_level_irq, 0);
	KUNIT_EXPECT_EQ(test, line_a->ends, 0);
	irqmask_expect_measured(test, line_a);
	KUNIT_EXPECT_EQ(test, irqmask_kunit_uncounted().dropped, 1);
}

static void freed_while_enabled(struct kunit *test)
{
	irqmask_kunit_start(test, handle_level_irq, 0);
	irqmask_expect_measured(test, line_a);
	irqmask_kunit_free(line_a);
	KUNIT_EXPECT_EQ(test, line_a->drops, 0);
	KUNIT_EXPECT_EQ(test, irqmask_kunit_uncounted().dropped, 0);
}

static void freed_and_allocated_again(struct kunit *test)
{
	irqmask_kunit_start(test, handle_level_irq, 0);
	irqmask_kunit_disable(line_a, 1000);
	irqmask_kunit_free(line_a);
	irq_free_desc(line_a->irq);

	irqmask_kunit_pass(1000);
	irqmask_kunit_alloc(test, line_a, line_a->irq);
	irqmask_kunit_request(test, line_a, handle_level_irq, 0);
	KUNIT_EXPECT_EQ(test, line_a->begins, 1);
	KUNIT_EXPECT_EQ(test, line_a->ends, 0);
	irqmask_expect_measured(test, line_a);
	KUNIT_EXPECT_EQ(test, irqmask_kunit_uncounted().dropped, 1);
}

/* A flow handler that is taken away leaves the line masked and disabled */
static void uninstalled(struct kunit *test)
{
	irqmask_kunit_start(test, handle_level_irq, 0);
	irq_set_handler(line_a->irq, NULL);
	irqmask_kunit_pass(1000);
	KUNIT_EXPECT_EQ(test, line_a->drops, line_a->begins);
	KUNIT_EXPECT_EQ(test, line_a->ends, 0);
	irqmask_kunit_free(line_a);
	KUNIT_EXPECT_EQ(test, line_a->ends, 0);
	KUNIT_EXPECT_EQ(test, irqmask_kunit_uncounted().dropped, line_a->begins);
}

static void suspended(struct kunit *test)
{
	if (!IS_ENABLED(CONFIG_PM_SLEEP))
		kunit_skip(test, "this kernel can't suspend");

	irqmask_kunit_start(test, handle_level_irq, 0);
	suspend_device_irqs();
	irqmask_kunit_pass(1000);
	resume_device_irqs();
	irqmask_expect_none(test, line_a);
	irqmask_expect_measured(test, line_a);
	KUNIT_EXPECT_EQ(test, irqmask_kunit_uncounted().dropped, 0);
}

/* How long it was disabled is not to be told */
static void suspend_while_disabled(struct kunit *test)
{
	irqmask_kunit_disable(line_a, 1000);
	suspend_device_irqs();
	KUNIT_EXPECT_EQ(test, line_a->drops, 1);
	irqmask_kunit_pass(1000);
	resume_device_irqs();
	irqmask_kunit_pass(1000);
	irqmask_kunit_enable(line_a);
	KUNIT_EXPECT_EQ(test, line_a->begins, 1);
	KUNIT_EXPECT_EQ(test, line_a->ends, 0);
	KUNIT_EXPECT_EQ(test, irqmask_kunit_uncounted().dropped, 1);
	KUNIT_EXPECT_EQ(test, irqmask_kunit_uncounted().lost, 0);
	irqmask_expect_measured(test, line_a);
}

static void suspended_while_disabled(struct kunit *test)
{
	if (!IS_ENABLED(CONFIG_PM_SLEEP))
		kunit_skip(test, "this kernel can't suspend");

	irqmask_kunit_start(test, handle_level_irq, 0);
	suspend_while_disabled(test);
}

/* A line that its driver lets wake the system isn't disabled once more */
static void suspended_wakeup_while_disabled(struct kunit *test)
{
	if (!IS_ENABLED(CONFIG_PM_SLEEP))
		kunit_skip(test, "this kernel can't suspend");

	irqmask_kunit_start(test, handle_level_irq, 0);
	KUNIT_ASSERT_EQ(test, irq_set_irq_wake(line_a->irq, 1), 0);
	suspend_while_disabled(test);
	KUNIT_EXPECT_EQ(test, irq_set_irq_wake(line_a->irq, 0), 0);
}

/* Rule 5: what was open when measuring began has no known begin */

static void disabled_before_watching(struct kunit *test)
{
	irqmask_kunit_alloc(test, line_a, -1);
	irqmask_kunit_request(test, line_a, handle_level_irq, 0);
	irqmask_kunit_disable(line_a, 1000);
	irqmask_kunit_watch(test);
	irqmask_kunit_raise(line_a);
	irqmask_kunit_pass(1000);
	irqmask_kunit_enable(line_a);
	irqmask_expect_none(test, line_a);
	irqmask_expect_measured(test, line_a);
}

static void wait_in_thread(struct irqmask_kunit_line *line)
{
	complete(&thread_runs);
	wait_for_completion(&thread_may_end);
}

/* Watched when the thread of @line_a runs, so the line is masked */
static void start_masked(struct kunit *test)
{
	irqmask_kunit_alloc(test, line_a, -1);
	irqmask_kunit_request(test, line_a, handle_level_irq, IRQF_ONESHOT);
	line_a->ret = IRQ_WAKE_THREAD;
	line_a->in_thread = wait_in_thread;
	init_completion(&thread_runs);
	init_completion(&thread_may_end);
	irqmask_kunit_raise(line_a);
	wait_for_completion(&thread_runs);
	irqmask_kunit_watch(test);
	irqmask_kunit_pass(1000);
}

static void end_thread(void)
{
	complete(&thread_may_end);
	synchronize_irq(line_a->irq);
}

static void masked_before_watching(struct kunit *test)
{
	start_masked(test);
	end_thread();
	KUNIT_EXPECT_EQ(test, line_a->unmasks, line_a->masks);
	irqmask_expect_none(test, line_a);
	irqmask_expect_measured(test, line_a);
}

/* Nothing begins with the disable, since it could not deliver before */
static void masked_before_watching_and_disabled(struct kunit *test)
{
	start_masked(test);
	disable_irq_nosync(line_a->irq);
	irqmask_kunit_pass(1000);
	end_thread();
	irqmask_kunit_enable(line_a);
	irqmask_expect_none(test, line_a);
	irqmask_expect_measured(test, line_a);
}

static void watched_again_in_the_middle(struct kunit *test)
{
	irqmask_kunit_start(test, handle_level_irq, 0);
	irqmask_kunit_disable(line_a, 1000);
	irqmask_kunit_unwatch();
	irqmask_kunit_pass(1000);
	irqmask_kunit_watch(test);
	irqmask_kunit_pass(1000);
	irqmask_kunit_enable(line_a);
	KUNIT_EXPECT_EQ(test, line_a->begins, 1);
	KUNIT_EXPECT_EQ(test, line_a->ends, 0);
	irqmask_expect_measured(test, line_a);
}

/* The event keeps the layer on, and the section is measured, but not for a new watcher */
static void watched_again_beside_the_event(struct kunit *test)
{
	KUNIT_ASSERT_EQ(test, 0, trace_set_clr_event("irqmask", "irqmask_section", 1));
	irqmask_kunit_start(test, handle_level_irq, 0);
	irqmask_kunit_disable(line_a, 1000);
	irqmask_kunit_unwatch();
	irqmask_kunit_watch(test);
	irqmask_kunit_enable(line_a);
	KUNIT_EXPECT_EQ(test, line_a->ends, 0);
	KUNIT_EXPECT_EQ(test, line_a->drops, 0);
	irqmask_expect_measured(test, line_a);

	irqmask_kunit_disable(line_a, 1000);
	irqmask_kunit_unwatch();
	irqmask_kunit_watch(test);
	irqmask_kunit_free(line_a);
	KUNIT_EXPECT_EQ(test, line_a->drops, 0);
	KUNIT_EXPECT_EQ(test, 0, trace_set_clr_event("irqmask", "irqmask_section", 0));
}

static void watched_again_at_once(struct kunit *test)
{
	unsigned int i;

	irqmask_kunit_start(test, handle_level_irq, 0);
	for (i = 0; i < 20; i++) {
		irqmask_kunit_unwatch();
		irqmask_kunit_disable(line_a, 1000);
		irqmask_kunit_enable(line_a);
		irqmask_kunit_watch(test);
		irqmask_kunit_disable(line_a, i);
		irqmask_kunit_enable(line_a);
		irqmask_expect_section(test, line_a, i + 1, IRQMASK_DISABLE, i, 0);
	}
}

static void one_watcher_at_a_time(struct kunit *test)
{
	static const struct irqmask_watcher other;

	irqmask_kunit_start(test, handle_level_irq, 0);
	KUNIT_EXPECT_EQ(test, -EBUSY, irqmask_watch(&other));
	irqmask_expect_measured(test, line_a);
}

/* The clock of the CPU that ended it is behind */
static void backwards_is_zero(struct kunit *test)
{
	irqmask_kunit_start(test, handle_level_irq, 0);
	irqmask_kunit_disable(line_a, -300);
	irqmask_kunit_enable(line_a);
	irqmask_expect_section(test, line_a, 1, IRQMASK_DISABLE, 0, 0);
	KUNIT_EXPECT_EQ(test, irqmask_kunit_uncounted().backwards, 1);
	irqmask_expect_measured(test, line_a);
	KUNIT_EXPECT_EQ(test, irqmask_kunit_uncounted().backwards, 1);
}

static void masked_backwards_is_zero(struct kunit *test)
{
	irqmask_kunit_start(test, handle_level_irq, 0);
	irqmask_kunit_disable(line_a, 1000);
	irqmask_kunit_raise(line_a);
	irqmask_kunit_pass(-300);
	irqmask_kunit_enable(line_a);
	irqmask_expect_section(test, line_a, 1, IRQMASK_DISABLE, 700, 0);
}

/*
 * What is missed. An event within a probe is: the watcher changes @line_b when a
 * section of @line_a begins.
 */

static void disable_second(void)
{
	disable_irq_nosync(line_b->irq);
}

static void enable_second(void)
{
	enable_irq(line_b->irq);
}

static void raise_second(void)
{
	irqmask_kunit_raise(line_b);
}

static void missed(void (*event)(void))
{
	line_a->on_begin = event;
	irqmask_kunit_disable(line_a, 0);
	irqmask_kunit_enable(line_a);
}

static void start_two(struct kunit *test, unsigned long flags)
{
	irqmask_kunit_start(test, handle_level_irq, 0);
	irqmask_kunit_alloc(test, line_b, -1);
	irqmask_kunit_request(test, line_b, handle_level_irq, flags);
}

static void missed_disable(struct kunit *test)
{
	start_two(test, 0);
	missed(disable_second);
	KUNIT_EXPECT_EQ(test, irqmask_kunit_uncounted().recursion, 1);
	irqmask_kunit_pass(1000);
	irqmask_kunit_enable(line_b);
	irqmask_expect_none(test, line_b);
	irqmask_expect_measured(test, line_b);
	KUNIT_EXPECT_EQ(test, irqmask_kunit_uncounted().lost, 0);
}

static void missed_outer_disable(struct kunit *test)
{
	start_two(test, 0);
	missed(disable_second);
	irqmask_kunit_disable(line_b, 1000);
	irqmask_kunit_raise(line_b);
	irqmask_kunit_pass(1000);
	irqmask_kunit_enable(line_b);
	irqmask_kunit_enable(line_b);
	irqmask_expect_none(test, line_b);
	irqmask_expect_measured(test, line_b);
}

/* The handler's own one: who made the section long is not known */
static void miss_own_disable(struct irqmask_kunit_line *line)
{
	line_a->on_begin = disable_second;
	disable_irq_nosync(line_a->irq);
}

static void missed_disable_in_handler(struct kunit *test)
{
	start_two(test, 0);
	line_b->in_handler = miss_own_disable;
	irqmask_kunit_raise(line_b);
	KUNIT_EXPECT_EQ(test, line_b->begins, 1);
	irqmask_kunit_enable(line_a);
	irqmask_kunit_pass(1000);
	irqmask_kunit_enable(line_b);
	KUNIT_EXPECT_EQ(test, line_b->drops, 1);
	KUNIT_EXPECT_EQ(test, line_b->ends, 0);
	KUNIT_EXPECT_EQ(test, irqmask_kunit_uncounted().lost, 1);
	irqmask_expect_measured(test, line_b);
}

static void missed_enable(struct kunit *test)
{
	start_two(test, 0);
	irqmask_kunit_disable(line_b, 1000);
	missed(enable_second);
	KUNIT_EXPECT_EQ(test, irqmask_kunit_uncounted().recursion, 1);
	KUNIT_EXPECT_EQ(test, irqmask_kunit_uncounted().lost, 0);
	irqmask_kunit_pass(1000);
	irqmask_kunit_disable(line_b, 30);
	KUNIT_EXPECT_EQ(test, line_b->drops, 1);
	KUNIT_EXPECT_EQ(test, irqmask_kunit_uncounted().lost, 1);
	irqmask_kunit_enable(line_b);
	irqmask_expect_section(test, line_b, 1, IRQMASK_DISABLE, 30, 0);
	KUNIT_EXPECT_EQ(test, irqmask_kunit_uncounted().lost, 1);
}

/* Its interrupt was missed, and it is unmasked by its thread */
static void missed_mask(struct kunit *test)
{
	start_two(test, IRQF_ONESHOT);
	line_b->ret = IRQ_WAKE_THREAD;
	line_b->thread_ns = 1000;
	missed(raise_second);
	synchronize_irq(line_b->irq);
	KUNIT_EXPECT_EQ(test, line_b->unmasks, 1);
	irqmask_expect_none(test, line_b);
	irqmask_expect_measured(test, line_b);
}

static int chip_set_state(struct irq_data *d, enum irqchip_irq_state which, bool val)
{
	return 0;
}

static void mask_second(void)
{
	irq_set_irqchip_state(line_b->irq, IRQCHIP_STATE_MASKED, true);
}

/* For how long it was masked is not known */
static void missed_mask_while_disabled(struct kunit *test)
{
	start_two(test, 0);
	line_b->chip.irq_set_irqchip_state = chip_set_state;
	irqmask_kunit_disable(line_b, 1000);
	missed(mask_second);
	irqmask_kunit_pass(1000);
	irq_set_irqchip_state(line_b->irq, IRQCHIP_STATE_MASKED, false);
	KUNIT_EXPECT_EQ(test, line_b->drops, 1);
	KUNIT_EXPECT_EQ(test, irqmask_kunit_uncounted().lost, 1);
	irqmask_kunit_enable(line_b);
	KUNIT_EXPECT_EQ(test, line_b->ends, 0);
	irqmask_expect_measured(test, line_b);
}

static void missed_unmask(struct kunit *test)
{
	start_two(test, 0);
	irqmask_kunit_disable(line_b, 1000);
	irqmask_kunit_raise(line_b);
	missed(enable_second);
	line_b->handler_ns = 50;
	irqmask_kunit_raise(line_b);
	KUNIT_EXPECT_EQ(test, line_b->drops, 1);
	KUNIT_EXPECT_EQ(test, line_b->ends, 0);
	KUNIT_EXPECT_EQ(test, irqmask_kunit_uncounted().lost, 1);
	irqmask_expect_measured(test, line_b);
}

static void percpu_enable_second(void)
{
	enable_percpu_irq(line_b->irq, IRQ_TYPE_NONE);
}

static void missed_percpu_enable(struct kunit *test)
{
	irqmask_kunit_alloc(test, line_b, -1);
	irqmask_kunit_request_percpu(test, line_b);
	irqmask_kunit_start(test, handle_level_irq, 0);
	migrate_disable();
	enable_percpu_irq(line_b->irq, IRQ_TYPE_NONE);
	disable_percpu_irq(line_b->irq);
	irqmask_kunit_pass(1000);
	missed(percpu_enable_second);
	disable_percpu_irq(line_b->irq);
	KUNIT_EXPECT_EQ(test, line_b->drops, 1);
	KUNIT_EXPECT_EQ(test, irqmask_kunit_uncounted().lost, 1);
	irqmask_kunit_pass(30);
	enable_percpu_irq(line_b->irq, IRQ_TYPE_NONE);
	migrate_enable();
	irqmask_expect_section(test, line_b, 1, IRQMASK_PERCPU, 30, 30);
}

/* A line with a number that did not exist when the layer was switched on */
static void line_without_storage(struct kunit *test)
{
	unsigned int tries = 0;

	if (!IS_ENABLED(CONFIG_SPARSE_IRQ))
		kunit_skip(test, "all lines that may be are known in this architecture");

	irqmask_kunit_start(test, handle_level_irq, 0);
	irqmask_kunit_alloc(test, line_b, irq_get_nr_irqs() + 512);
	irqmask_kunit_request(test, line_b, handle_level_irq, 0);
	while (!line_b->ends && ++tries < 100) {
		irqmask_kunit_disable(line_b, 1000);
		irqmask_kunit_enable(line_b);
		msleep(20);
	}
	irqmask_expect_section(test, line_b, 1, IRQMASK_DISABLE, 1000, 0);
	KUNIT_EXPECT_GT(test, irqmask_kunit_uncounted().no_storage, 0);
}

/* Nobody starts it up, but any of its events asks for storage */
static void percpu_line_without_storage(struct kunit *test)
{
	unsigned int tries = 0;

	if (!IS_ENABLED(CONFIG_SPARSE_IRQ))
		kunit_skip(test, "all lines that may be are known in this architecture");

	irqmask_kunit_start(test, handle_level_irq, 0);
	irqmask_kunit_alloc(test, line_b, irq_get_nr_irqs() + 512);
	irqmask_kunit_request_percpu(test, line_b);
	while (!line_b->ends && ++tries < 100) {
		irqmask_kunit_disable_percpu(line_b, 1000);
		msleep(20);
	}
	irqmask_expect_section(test, line_b, 1, IRQMASK_PERCPU, 1000, 1000);
	KUNIT_EXPECT_GT(test, irqmask_kunit_uncounted().no_storage, 0);
}

/* Nobody can be told that there was none, but the next event asks for it again */
static void percpu_line_without_memory(struct kunit *test)
{
	unsigned int tries = 0;

	irqmask_kunit_start(test, handle_level_irq, 0);
	irqmask_kunit_alloc(test, line_b, -1);
	irqmask_kunit_fail_nth(1);
	irqmask_kunit_request_percpu(test, line_b);
	while (!line_b->ends && ++tries < 100) {
		irqmask_kunit_disable_percpu(line_b, 1000);
		msleep(20);
	}
	irqmask_expect_section(test, line_b, 1, IRQMASK_PERCPU, 1000, 1000);
	KUNIT_EXPECT_TRUE(test, irqmask_kunit_has_failed());
	KUNIT_EXPECT_GT(test, irqmask_kunit_uncounted().no_storage, 0);
}

static struct kunit_case irqmask_loss_cases[] = {
	KUNIT_CASE(not_started),
	KUNIT_CASE(setting_up),
	KUNIT_CASE(freed_while_disabled),
	KUNIT_CASE(freed_while_enabled),
	KUNIT_CASE(freed_and_allocated_again),
	KUNIT_CASE(uninstalled),
	KUNIT_CASE(suspended),
	KUNIT_CASE(suspended_while_disabled),
	KUNIT_CASE(suspended_wakeup_while_disabled),
	KUNIT_CASE(disabled_before_watching),
	KUNIT_CASE(masked_before_watching),
	KUNIT_CASE(masked_before_watching_and_disabled),
	KUNIT_CASE(watched_again_in_the_middle),
	KUNIT_CASE(watched_again_beside_the_event),
	KUNIT_CASE(watched_again_at_once),
	KUNIT_CASE(one_watcher_at_a_time),
	KUNIT_CASE(backwards_is_zero),
	KUNIT_CASE(masked_backwards_is_zero),
	KUNIT_CASE(missed_disable),
	KUNIT_CASE(missed_outer_disable),
	KUNIT_CASE(missed_disable_in_handler),
	KUNIT_CASE(missed_enable),
	KUNIT_CASE(missed_mask),
	KUNIT_CASE(missed_mask_while_disabled),
	KUNIT_CASE(missed_unmask),
	KUNIT_CASE(missed_percpu_enable),
	KUNIT_CASE(line_without_storage),
	KUNIT_CASE(percpu_line_without_storage),
	KUNIT_CASE(percpu_line_without_memory),
	{}
};

static struct kunit_suite irqmask_loss_suite = {
	.name		= "irqmask_losses",
	.init		= irqmask_kunit_init,
	.exit		= irqmask_kunit_exit,
	.test_cases	= irqmask_loss_cases,
};

kunit_test_suite(irqmask_loss_suite);
