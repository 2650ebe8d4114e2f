// SPDX-License-Identifier: GPL-2.0
/*
 * KUnit tests of irqmask: the sections, by the rules in
 * Documentation/trace/irqmask-design.rst
 *
 * Each test changes a line through the interrupt core, as drivers and interrupts
 * do, and looks at what the section layer makes of it. The clock stands still
 * unless a test moves it on, so lengths are compared to the nanosecond.
 */
#include <linux/completion.h>
#include <linux/cpumask.h>
#include <linux/delay.h>
#include <linux/irqdesc.h>
#include <linux/jiffies.h>
#include <linux/kernel.h>
#include <linux/sched.h>
#include <linux/string.h>
#include <linux/trace_events.h>
#include <linux/workqueue.h>

#include "irqmask_kunit.h"

/* note_interrupt() looks at a line at every so many interrupts */
#define IRQMASK_KUNIT_SPURIOUS_AFTER	100000

static struct irqmask_kunit_line * const line_a = &irqmask_kunit_lines[0];
static struct irqmask_kunit_line * const line_b = &irqmask_kunit_lines[1];

static struct irqmask_uncounted uncounted_before;
static struct completion thread_runs, thread_may_end;

/* Gives @line_a a number and its handlers, and begins to watch */
static void start(struct kunit *test, irq_flow_handler_t flow, unsigned long flags)
{
	irqmask_kunit_alloc(test, line_a, -1);
	irqmask_kunit_request(test, line_a, flow, flags);
	irqmask_kunit_watch(test);
	irqmask_sum_uncounted(&uncounted_before);
}

/* The same for @line_b */
static void start_second(struct kunit *test, irq_flow_handler_t flow, unsigned long flags)
{
	irqmask_kunit_alloc(test, line_b, -1);
	irqmask_kunit_request(test, line_b, flow, flags);
}

static void start_simple(struct kunit *test)
{
	start(test, handle_level_irq, 0);
}

/* They name themselves in the stacks of a section: no tail calls */
static noinline void disable_for(struct irqmask_kunit_line *line, s64 ns)
{
	disable_irq(line->irq);
	irqmask_kunit_pass(ns);
}

static noinline void enable(struct irqmask_kunit_line *line)
{
	enable_irq(line->irq);
	barrier();
}

static void __expect_section(struct kunit *test, int where, struct irqmask_kunit_line *line,
			     unsigned int ends, enum irqmask_cause cause, u64 ns, u64 masked_ns)
{
	KUNIT_EXPECT_EQ_MSG(test, line->ends, ends, "line %d", where);
	KUNIT_EXPECT_EQ_MSG(test, (int)line->last.cause, (int)cause, "line %d", where);
	KUNIT_EXPECT_EQ_MSG(test, line->last.ns, ns, "line %d", where);
	KUNIT_EXPECT_EQ_MSG(test, line->last.masked_ns, masked_ns, "line %d", where);
}

/* So many sections ended on a line, and the last of them was this */
#define expect_section(test, ...) __expect_section(test, __LINE__, __VA_ARGS__)

static void __expect_none(struct kunit *test, int where, struct irqmask_kunit_line *line)
{
	KUNIT_EXPECT_EQ_MSG(test, line->begins, 0, "line %d", where);
	KUNIT_EXPECT_EQ_MSG(test, line->ends, 0, "line %d", where);
	KUNIT_EXPECT_EQ_MSG(test, line->drops, 0, "line %d", where);
}

/* No section even began on a line */
#define expect_none(test, line) __expect_none(test, __LINE__, line)

/* After whatever happened, the next section of the line is like any other */
static void __expect_measured(struct kunit *test, int where, struct irqmask_kunit_line *line)
{
	unsigned int begins = line->begins, ends = line->ends;

	irqmask_kunit_pass(10);
	disable_for(line, 777);
	enable(line);
	KUNIT_EXPECT_EQ_MSG(test, line->begins, begins + 1, "line %d", where);
	__expect_section(test, where, line, ends + 1, IRQMASK_DISABLE, 777, 0);
}

#define expect_measured(test, line) __expect_measured(test, __LINE__, line)

#define expect_uncounted(test, member, expected)					\
	do {										\
		struct irqmask_uncounted now;						\
											\
		irqmask_sum_uncounted(&now);						\
		KUNIT_EXPECT_EQ(test, now.member - uncounted_before.member, expected);	\
	} while (0)

/* Rule 1: from the first bit to the last one */

static void disable_to_enable(struct kunit *test)
{
	start_simple(test);
	disable_for(line_a, 5000);
	KUNIT_EXPECT_EQ(test, line_a->begins, 1);
	KUNIT_EXPECT_EQ(test, line_a->ends, 0);
	enable(line_a);
	expect_section(test, line_a, 1, IRQMASK_DISABLE, 5000, 0);
	KUNIT_EXPECT_EQ(test, line_a->last.irq, line_a->irq);
}

static void two_disables_are_two(struct kunit *test)
{
	start_simple(test);
	disable_for(line_a, 1000);
	irqmask_kunit_raise(line_a);
	irqmask_kunit_pass(500);
	enable(line_a);
	expect_section(test, line_a, 1, IRQMASK_DISABLE, 1500, 500);
	irqmask_kunit_pass(100000);
	disable_for(line_a, 300);
	enable(line_a);
	expect_section(test, line_a, 2, IRQMASK_DISABLE, 300, 0);
}

static void nested_disables_are_one(struct kunit *test)
{
	start_simple(test);
	disable_for(line_a, 1000);
	disable_for(line_a, 200);
	disable_for(line_a, 30);
	enable(line_a);
	irqmask_kunit_pass(4);
	enable(line_a);
	KUNIT_EXPECT_EQ(test, line_a->ends, 0);
	irqmask_kunit_pass(5000);
	enable(line_a);
	KUNIT_EXPECT_EQ(test, line_a->begins, 1);
	expect_section(test, line_a, 1, IRQMASK_DISABLE, 6234, 0);
}

static void disable_own_for_20(struct irqmask_kunit_line *line)
{
	disable_irq_nosync(line->irq);
	irqmask_kunit_pass(20);
}

/* Masked, disabled and enabled while masked, unmasked */
static void mask_before_disable(struct kunit *test)
{
	start_simple(test);
	line_a->handler_ns = 100;
	line_a->in_handler = disable_own_for_20;
	irqmask_kunit_raise(line_a);
	KUNIT_EXPECT_EQ(test, line_a->ends, 0);
	irqmask_kunit_pass(3000);
	enable(line_a);
	KUNIT_EXPECT_EQ(test, line_a->begins, 1);
	expect_section(test, line_a, 1, IRQMASK_FLOW, 3120, 3120);
}

static void disable_before_mask(struct kunit *test)
{
	start_simple(test);
	disable_for(line_a, 1000);
	irqmask_kunit_raise(line_a);
	KUNIT_EXPECT_EQ(test, line_a->masks, 1);
	irqmask_kunit_pass(20);
	enable(line_a);
	KUNIT_EXPECT_EQ(test, line_a->unmasks, 1);
	KUNIT_EXPECT_EQ(test, line_a->begins, 1);
	expect_section(test, line_a, 1, IRQMASK_DISABLE, 1020, 20);
}

/* Rule 2: masked_ns is what the interrupt that waits had to wait */

static void lazy_without_interrupt(struct kunit *test)
{
	start_simple(test);
	disable_for(line_a, 1000000);
	enable(line_a);
	KUNIT_EXPECT_EQ(test, line_a->masks, 0);
	expect_section(test, line_a, 1, IRQMASK_DISABLE, 1000000, 0);
}

/* The second one doesn't get through to the core in real hardware */
static void lazy_first_interrupt_counts(struct kunit *test)
{
	start_simple(test);
	disable_for(line_a, 1000);
	irqmask_kunit_raise(line_a);
	irqmask_kunit_pass(200);
	irqmask_kunit_raise(line_a);
	irqmask_kunit_pass(30);
	enable(line_a);
	expect_section(test, line_a, 1, IRQMASK_DISABLE, 1230, 230);
}

static void unlazy_is_masked_throughout(struct kunit *test)
{
	start_simple(test);
	irq_set_status_flags(line_a->irq, IRQ_DISABLE_UNLAZY);
	disable_for(line_a, 1000);
	KUNIT_EXPECT_EQ(test, line_a->masks, 1);
	enable(line_a);
	expect_section(test, line_a, 1, IRQMASK_DISABLE, 1000, 1000);
}

static void chip_disables(struct irq_data *d)
{
}

/* A chip with an operation of its own is masked by it, lazy or not */
static void disabled_by_chip(struct kunit *test)
{
	start_simple(test);
	line_a->chip.irq_disable = chip_disables;
	disable_for(line_a, 1000);
	enable(line_a);
	KUNIT_EXPECT_EQ(test, line_a->masks, 0);
	expect_section(test, line_a, 1, IRQMASK_DISABLE, 1000, 1000);
}

/* Rule 3: what began it is the cause */

static void cause_flow(struct kunit *test)
{
	start_simple(test);
	line_a->handler_ns = 700;
	irqmask_kunit_raise(line_a);
	expect_section(test, line_a, 1, IRQMASK_FLOW, 700, 700);
	KUNIT_EXPECT_EQ(test, line_a->masks, 1);
	KUNIT_EXPECT_EQ(test, line_a->unmasks, 1);
}

/* An edge is not masked for its handlers */
static void no_flow_section_of_edge(struct kunit *test)
{
	start(test, handle_edge_irq, 0);
	line_a->handler_ns = 700;
	irqmask_kunit_raise(line_a);
	KUNIT_EXPECT_EQ(test, line_a->masks, 0);
	expect_none(test, line_a);
}

static void cause_oneshot(struct kunit *test)
{
	start(test, handle_level_irq, IRQF_ONESHOT);
	line_a->ret = IRQ_WAKE_THREAD;
	line_a->handler_ns = 100;
	line_a->thread_ns = 900;
	irqmask_kunit_raise(line_a);
	synchronize_irq(line_a->irq);
	expect_section(test, line_a, 1, IRQMASK_ONESHOT, 1000, 1000);
	KUNIT_EXPECT_EQ(test, line_a->last.begin.pid, current->pid);
	KUNIT_EXPECT_NE(test, line_a->last.end.pid, current->pid);
}

/* The flow handler masks before it knows whether a thread is to be woken */
static void oneshot_without_thread_is_flow(struct kunit *test)
{
	start(test, handle_level_irq, IRQF_ONESHOT);
	line_a->handler_ns = 100;
	irqmask_kunit_raise(line_a);
	synchronize_irq(line_a->irq);
	expect_section(test, line_a, 1, IRQMASK_FLOW, 100, 100);
}

/* The thread leaves the line masked, and the task that enables it ends the section */
static void disabled_in_thread_is_oneshot(struct kunit *test)
{
	start(test, handle_level_irq, IRQF_ONESHOT);
	line_a->ret = IRQ_WAKE_THREAD;
	line_a->thread_ns = 900;
	line_a->in_thread = disable_own_for_20;
	irqmask_kunit_raise(line_a);
	synchronize_irq(line_a->irq);
	KUNIT_EXPECT_EQ(test, line_a->ends, 0);
	irqmask_kunit_pass(5000);
	enable(line_a);
	expect_section(test, line_a, 1, IRQMASK_ONESHOT, 5920, 5920);
}

static void handler_disables_its_line(struct kunit *test)
{
	start_simple(test);
	line_a->handler_ns = 100;
	line_a->in_handler = disable_own_for_20;
	irqmask_kunit_raise(line_a);
	KUNIT_EXPECT_EQ(test, line_a->disables, 1);
	irqmask_kunit_pass(3000);
	enable(line_a);
	expect_section(test, line_a, 1, IRQMASK_FLOW, 3120, 3120);
	KUNIT_EXPECT_GE(test, line_a->last.disable.cpu, 0);
	KUNIT_EXPECT_EQ(test, line_a->last.disable.ts, line_a->last.begin.ts + 100);
	KUNIT_EXPECT_GT(test, line_a->last.nr_entries, 0);

	/* It is not kept for the next one, which nobody disables */
	line_a->in_handler = NULL;
	irqmask_kunit_raise(line_a);
	expect_section(test, line_a, 2, IRQMASK_FLOW, 100, 100);
	KUNIT_EXPECT_LT(test, line_a->last.disable.cpu, 0);
	KUNIT_EXPECT_EQ(test, line_a->disables, 1);
}

/* A section that a disable began has no second one */
static void no_disabler_of_disable(struct kunit *test)
{
	start_simple(test);
	disable_for(line_a, 10);
	disable_for(line_a, 10);
	enable(line_a);
	enable(line_a);
	KUNIT_EXPECT_EQ(test, line_a->disables, 0);
	KUNIT_EXPECT_LT(test, line_a->last.disable.cpu, 0);
}

static void cause_type(struct kunit *test)
{
	start_simple(test);
	line_a->chip_ns = 4000;
	KUNIT_EXPECT_EQ(test, 0, irq_set_irq_type(line_a->irq, IRQ_TYPE_LEVEL_LOW));
	expect_section(test, line_a, 1, IRQMASK_TYPE, 4000, 4000);
	KUNIT_EXPECT_EQ(test, line_a->masks, 1);
}

static void type_of_unmasked_chip(struct kunit *test)
{
	start_simple(test);
	line_a->chip.flags &= ~IRQCHIP_SET_TYPE_MASKED;
	line_a->chip_ns = 4000;
	KUNIT_EXPECT_EQ(test, 0, irq_set_irq_type(line_a->irq, IRQ_TYPE_LEVEL_LOW));
	expect_none(test, line_a);
}

/* What began it counts, and a disabled line stays masked when its type has changed */
static void type_while_disabled(struct kunit *test)
{
	start_simple(test);
	line_a->chip_ns = 4000;
	disable_for(line_a, 100);
	KUNIT_EXPECT_EQ(test, 0, irq_set_irq_type(line_a->irq, IRQ_TYPE_LEVEL_LOW));
	irqmask_kunit_pass(20);
	enable(line_a);
	expect_section(test, line_a, 1, IRQMASK_DISABLE, 4120, 4020);
}

/* The core has counted nearly as many unhandled interrupts as it stands */
static void make_nearly_spurious(struct irqmask_kunit_line *line)
{
	struct irq_desc *desc = irq_to_desc(line->irq);

	desc->irq_count = IRQMASK_KUNIT_SPURIOUS_AFTER - 1;
	desc->irqs_unhandled = IRQMASK_KUNIT_SPURIOUS_AFTER - 1;
	desc->last_unhandled = jiffies;
	line->ret = IRQ_NONE;
}

static void cause_spurious_edge(struct kunit *test)
{
	start(test, handle_edge_irq, 0);
	make_nearly_spurious(line_a);
	line_a->handler_ns = 100;
	irqmask_kunit_raise(line_a);
	KUNIT_EXPECT_EQ(test, line_a->begins, 1);
	irqmask_kunit_pass(6000);
	enable(line_a);
	expect_section(test, line_a, 1, IRQMASK_SPURIOUS, 6000, 0);
}

/* It began as the flow handler's, like any other */
static void cause_spurious_level(struct kunit *test)
{
	start_simple(test);
	make_nearly_spurious(line_a);
	line_a->handler_ns = 100;
	irqmask_kunit_raise(line_a);
	KUNIT_EXPECT_EQ(test, line_a->disables, 1);
	irqmask_kunit_pass(6000);
	enable(line_a);
	expect_section(test, line_a, 1, IRQMASK_SPURIOUS, 6100, 6100);
}

/* The driver that enabled it again disables it: that is not spurious any more */
static void disable_after_spurious(struct kunit *test)
{
	start(test, handle_edge_irq, 0);
	make_nearly_spurious(line_a);
	irqmask_kunit_raise(line_a);
	enable(line_a);
	expect_measured(test, line_a);
}

static void cause_move(struct kunit *test)
{
	if (!IS_ENABLED(CONFIG_GENERIC_PENDING_IRQ))
		kunit_skip(test, "affinity is changed at once in this architecture");

	start(test, handle_edge_irq, 0);
	line_a->chip_ns = 800;
	KUNIT_ASSERT_EQ(test, 0, irq_set_affinity(line_a->irq, cpumask_of(0)));
	expect_none(test, line_a);
	irqmask_kunit_raise(line_a);
	expect_section(test, line_a, 1, IRQMASK_MOVE, 800, 800);

	/* It is done with */
	irqmask_kunit_raise(line_a);
	KUNIT_EXPECT_EQ(test, line_a->ends, 1);
}

/* Rule 4: what is no section */

static void not_started(struct kunit *test)
{
	start(test, handle_level_irq, IRQF_NO_AUTOEN);
	irqmask_kunit_pass(1000);
	disable_for(line_a, 1000);
	enable(line_a);
	enable(line_a);
	expect_none(test, line_a);
	expect_measured(test, line_a);
}

static void setting_up(struct kunit *test)
{
	irqmask_kunit_watch(test);
	irqmask_sum_uncounted(&uncounted_before);
	irqmask_kunit_alloc(test, line_a, -1);
	irqmask_kunit_request(test, line_a, handle_level_irq, IRQF_TRIGGER_LOW);
	expect_none(test, line_a);
	irqmask_kunit_free(line_a);
	expect_none(test, line_a);
	expect_uncounted(test, dropped, 0);
}

static void freed_while_disabled(struct kunit *test)
{
	start_simple(test);
	disable_for(line_a, 1000);
	irqmask_kunit_free(line_a);
	KUNIT_EXPECT_EQ(test, line_a->drops, 1);
	KUNIT_EXPECT_EQ(test, line_a->ends, 0);
	expect_uncounted(test, dropped, 1);

	irqmask_kunit_pass(1000);
	irqmask_kunit_request(test, line_a, handle_level_irq, 0);
	KUNIT_EXPECT_EQ(test, line_a->ends, 0);
	expect_measured(test, line_a);
	expect_uncounted(test, dropped, 1);
}

static void freed_while_enabled(struct kunit *test)
{
	start_simple(test);
	expect_measured(test, line_a);
	irqmask_kunit_free(line_a);
	KUNIT_EXPECT_EQ(test, line_a->drops, 0);
	expect_uncounted(test, dropped, 0);
}

static void freed_and_allocated_again(struct kunit *test)
{
	start_simple(test);
	disable_for(line_a, 1000);
	irqmask_kunit_free(line_a);
	irq_free_desc(line_a->irq);

	irqmask_kunit_pass(1000);
	irqmask_kunit_alloc(test, line_a, line_a->irq);
	irqmask_kunit_request(test, line_a, handle_level_irq, 0);
	KUNIT_EXPECT_EQ(test, line_a->begins, 1);
	KUNIT_EXPECT_EQ(test, line_a->ends, 0);
	expect_measured(test, line_a);
	expect_uncounted(test, dropped, 1);
}

/* A flow handler that is taken away leaves the line masked and disabled */
static void uninstalled(struct kunit *test)
{
	start_simple(test);
	irq_set_handler(line_a->irq, NULL);
	irqmask_kunit_pass(1000);
	KUNIT_EXPECT_EQ(test, line_a->drops, line_a->begins);
	KUNIT_EXPECT_EQ(test, line_a->ends, 0);
	irqmask_kunit_free(line_a);
	KUNIT_EXPECT_EQ(test, line_a->ends, 0);
	expect_uncounted(test, dropped, line_a->begins);
}

static void suspended(struct kunit *test)
{
	if (!IS_ENABLED(CONFIG_PM_SLEEP))
		kunit_skip(test, "this kernel can't suspend");

	start_simple(test);
	suspend_device_irqs();
	irqmask_kunit_pass(1000);
	resume_device_irqs();
	expect_none(test, line_a);
	expect_measured(test, line_a);
	expect_uncounted(test, dropped, 0);
}

static void suspended_while_disabled(struct kunit *test)
{
	if (!IS_ENABLED(CONFIG_PM_SLEEP))
		kunit_skip(test, "this kernel can't suspend");

	start_simple(test);
	disable_for(line_a, 1000);
	suspend_device_irqs();
	KUNIT_EXPECT_EQ(test, line_a->drops, 1);
	irqmask_kunit_pass(1000);
	resume_device_irqs();
	irqmask_kunit_pass(1000);
	enable(line_a);
	KUNIT_EXPECT_EQ(test, line_a->begins, 1);
	KUNIT_EXPECT_EQ(test, line_a->ends, 0);
	expect_uncounted(test, dropped, 1);
	expect_measured(test, line_a);
}

/* Rule 5: what was open when measuring began has no known begin */

static void disabled_before_watching(struct kunit *test)
{
	irqmask_kunit_alloc(test, line_a, -1);
	irqmask_kunit_request(test, line_a, handle_level_irq, 0);
	disable_for(line_a, 1000);
	irqmask_kunit_watch(test);
	irqmask_kunit_raise(line_a);
	irqmask_kunit_pass(1000);
	enable(line_a);
	expect_none(test, line_a);
	expect_measured(test, line_a);
}

static void wait_in_thread(struct irqmask_kunit_line *line)
{
	complete(&thread_runs);
	wait_for_completion(&thread_may_end);
}

static void masked_before_watching(struct kunit *test)
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
	complete(&thread_may_end);
	synchronize_irq(line_a->irq);
	KUNIT_EXPECT_EQ(test, line_a->unmasks, line_a->masks);
	expect_none(test, line_a);
	expect_measured(test, line_a);
}

static void watched_again_in_the_middle(struct kunit *test)
{
	start_simple(test);
	disable_for(line_a, 1000);
	irqmask_kunit_unwatch();
	irqmask_kunit_pass(1000);
	irqmask_kunit_watch(test);
	irqmask_kunit_pass(1000);
	enable(line_a);
	KUNIT_EXPECT_EQ(test, line_a->begins, 1);
	KUNIT_EXPECT_EQ(test, line_a->ends, 0);
	expect_measured(test, line_a);
}

/* The event keeps the layer on, and the section is measured, but not for a new watcher */
static void watched_again_beside_the_event(struct kunit *test)
{
	KUNIT_ASSERT_EQ(test, 0, trace_set_clr_event("irqmask", "irqmask_section", 1));
	start_simple(test);
	disable_for(line_a, 1000);
	irqmask_kunit_unwatch();
	irqmask_kunit_watch(test);
	enable(line_a);
	KUNIT_EXPECT_EQ(test, line_a->ends, 0);
	KUNIT_EXPECT_EQ(test, line_a->drops, 0);
	expect_measured(test, line_a);

	disable_for(line_a, 1000);
	irqmask_kunit_unwatch();
	irqmask_kunit_watch(test);
	irqmask_kunit_free(line_a);
	KUNIT_EXPECT_EQ(test, line_a->drops, 0);
	KUNIT_EXPECT_EQ(test, 0, trace_set_clr_event("irqmask", "irqmask_section", 0));
}

static void watched_again_at_once(struct kunit *test)
{
	unsigned int i;

	start_simple(test);
	for (i = 0; i < 20; i++) {
		irqmask_kunit_unwatch();
		disable_for(line_a, 1000);
		enable(line_a);
		irqmask_kunit_watch(test);
		disable_for(line_a, i);
		enable(line_a);
		expect_section(test, line_a, i + 1, IRQMASK_DISABLE, i, 0);
	}
}

static void one_watcher_at_a_time(struct kunit *test)
{
	static const struct irqmask_watcher other;

	start_simple(test);
	KUNIT_EXPECT_EQ(test, -EBUSY, irqmask_watch(&other));
	expect_measured(test, line_a);
}

/* Rule 6: both ends, wherever they are */

static void both_ends(struct kunit *test)
{
	const struct irqmask_section *last = &line_a->last;
	char begin[KSYM_SYMBOL_LEN], end[KSYM_SYMBOL_LEN];
	int cpu;

	start_simple(test);
	migrate_disable();
	cpu = raw_smp_processor_id();
	disable_for(line_a, 1000);
	enable(line_a);
	migrate_enable();
	expect_section(test, line_a, 1, IRQMASK_DISABLE, 1000, 0);

	KUNIT_EXPECT_EQ(test, last->end.ts - last->begin.ts, 1000);
	KUNIT_EXPECT_EQ(test, last->begin.cpu, cpu);
	KUNIT_EXPECT_EQ(test, last->end.cpu, cpu);
	KUNIT_EXPECT_EQ(test, last->begin.pid, current->pid);
	KUNIT_EXPECT_EQ(test, last->end.pid, current->pid);
	KUNIT_EXPECT_STREQ(test, last->begin.comm, current->comm);
	KUNIT_EXPECT_STREQ(test, last->end.comm, current->comm);

	snprintf(begin, sizeof(begin), "%ps", (void *)last->begin.ip);
	snprintf(end, sizeof(end), "%ps", (void *)last->end.ip);
	KUNIT_EXPECT_EQ_MSG(test, 0, strncmp(begin, "disable_for", 11), "%s", begin);
	KUNIT_EXPECT_EQ_MSG(test, 0, strncmp(end, "enable", 6), "%s", end);
	KUNIT_EXPECT_GT(test, last->nr_entries, 0);
}

/* A flow handler's stack says nothing that the cause doesn't */
static void no_stack_of_flow(struct kunit *test)
{
	start_simple(test);
	disable_for(line_a, 1000);
	enable(line_a);
	KUNIT_EXPECT_GT(test, line_a->last.nr_entries, 0);
	irqmask_kunit_raise(line_a);
	KUNIT_EXPECT_EQ(test, line_a->last.nr_entries, 0);
	KUNIT_EXPECT_EQ(test, line_a->last.begin.ip, (unsigned long)handle_level_irq);
}

static long disable_there(void *line)
{
	disable_for(line, 1000);
	return 0;
}

static long enable_there(void *line)
{
	enable(line);
	return 0;
}

static void ends_on_another_cpu(struct kunit *test)
{
	int first = cpumask_first(cpu_online_mask);
	int last = cpumask_last(cpu_online_mask);

	if (first == last)
		kunit_skip(test, "there is only one CPU");

	start_simple(test);
	work_on_cpu(first, disable_there, line_a);
	work_on_cpu(last, enable_there, line_a);
	expect_section(test, line_a, 1, IRQMASK_DISABLE, 1000, 0);
	KUNIT_EXPECT_EQ(test, line_a->last.begin.cpu, first);
	KUNIT_EXPECT_EQ(test, line_a->last.end.cpu, last);
	KUNIT_EXPECT_NE(test, line_a->last.begin.pid, line_a->last.end.pid);
}

/* The clock of the CPU that ended it is behind */
static void backwards_is_zero(struct kunit *test)
{
	start_simple(test);
	disable_for(line_a, -300);
	enable(line_a);
	expect_section(test, line_a, 1, IRQMASK_DISABLE, 0, 0);
	expect_uncounted(test, backwards, 1);
	expect_measured(test, line_a);
	expect_uncounted(test, backwards, 1);
}

static void masked_backwards_is_zero(struct kunit *test)
{
	start_simple(test);
	disable_for(line_a, 1000);
	irqmask_kunit_raise(line_a);
	irqmask_kunit_pass(-300);
	enable(line_a);
	expect_section(test, line_a, 1, IRQMASK_DISABLE, 700, 0);
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
	disable_for(line_a, 0);
	enable(line_a);
}

static void start_two(struct kunit *test, unsigned long flags)
{
	start_simple(test);
	start_second(test, handle_level_irq, flags);
}

static void missed_disable(struct kunit *test)
{
	start_two(test, 0);
	missed(disable_second);
	expect_uncounted(test, recursion, 1);
	irqmask_kunit_pass(1000);
	enable(line_b);
	expect_none(test, line_b);
	expect_measured(test, line_b);
	expect_uncounted(test, lost, 0);
}

static void missed_outer_disable(struct kunit *test)
{
	start_two(test, 0);
	missed(disable_second);
	disable_for(line_b, 1000);
	enable(line_b);
	enable(line_b);
	expect_none(test, line_b);
	expect_measured(test, line_b);
}

static void missed_enable(struct kunit *test)
{
	start_two(test, 0);
	disable_for(line_b, 1000);
	missed(enable_second);
	expect_uncounted(test, recursion, 1);
	expect_uncounted(test, lost, 0);
	irqmask_kunit_pass(1000);
	disable_for(line_b, 30);
	KUNIT_EXPECT_EQ(test, line_b->drops, 1);
	expect_uncounted(test, lost, 1);
	enable(line_b);
	expect_section(test, line_b, 1, IRQMASK_DISABLE, 30, 0);
	expect_uncounted(test, lost, 1);
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
	expect_none(test, line_b);
	expect_measured(test, line_b);
}

static void missed_unmask(struct kunit *test)
{
	start_two(test, 0);
	disable_for(line_b, 1000);
	irqmask_kunit_raise(line_b);
	missed(enable_second);
	line_b->handler_ns = 50;
	irqmask_kunit_raise(line_b);
	KUNIT_EXPECT_EQ(test, line_b->drops, 1);
	KUNIT_EXPECT_EQ(test, line_b->ends, 0);
	expect_uncounted(test, lost, 1);
	expect_measured(test, line_b);
}

/* A line with a number that did not exist when the layer was switched on */
static void line_without_storage(struct kunit *test)
{
	unsigned int tries = 0;

	if (!IS_ENABLED(CONFIG_SPARSE_IRQ))
		kunit_skip(test, "all lines that may be are known in this architecture");

	start_simple(test);
	irqmask_kunit_alloc(test, line_b, irq_get_nr_irqs() + 512);
	irqmask_kunit_request(test, line_b, handle_level_irq, 0);
	while (!line_b->ends && ++tries < 100) {
		disable_for(line_b, 1000);
		enable(line_b);
		msleep(20);
	}
	expect_section(test, line_b, 1, IRQMASK_DISABLE, 1000, 0);
}

static struct kunit_case irqmask_section_cases[] = {
	KUNIT_CASE(disable_to_enable),
	KUNIT_CASE(two_disables_are_two),
	KUNIT_CASE(nested_disables_are_one),
	KUNIT_CASE(mask_before_disable),
	KUNIT_CASE(disable_before_mask),
	KUNIT_CASE(lazy_without_interrupt),
	KUNIT_CASE(lazy_first_interrupt_counts),
	KUNIT_CASE(unlazy_is_masked_throughout),
	KUNIT_CASE(disabled_by_chip),
	KUNIT_CASE(cause_flow),
	KUNIT_CASE(no_flow_section_of_edge),
	KUNIT_CASE(cause_oneshot),
	KUNIT_CASE(oneshot_without_thread_is_flow),
	KUNIT_CASE(disabled_in_thread_is_oneshot),
	KUNIT_CASE(handler_disables_its_line),
	KUNIT_CASE(no_disabler_of_disable),
	KUNIT_CASE(cause_type),
	KUNIT_CASE(type_of_unmasked_chip),
	KUNIT_CASE(type_while_disabled),
	KUNIT_CASE(cause_spurious_edge),
	KUNIT_CASE(cause_spurious_level),
	KUNIT_CASE(disable_after_spurious),
	KUNIT_CASE(cause_move),
	KUNIT_CASE(not_started),
	KUNIT_CASE(setting_up),
	KUNIT_CASE(freed_while_disabled),
	KUNIT_CASE(freed_while_enabled),
	KUNIT_CASE(freed_and_allocated_again),
	KUNIT_CASE(uninstalled),
	KUNIT_CASE(suspended),
	KUNIT_CASE(suspended_while_disabled),
	KUNIT_CASE(disabled_before_watching),
	KUNIT_CASE(masked_before_watching),
	KUNIT_CASE(watched_again_in_the_middle),
	KUNIT_CASE(watched_again_beside_the_event),
	KUNIT_CASE(watched_again_at_once),
	KUNIT_CASE(one_watcher_at_a_time),
	KUNIT_CASE(both_ends),
	KUNIT_CASE(no_stack_of_flow),
	KUNIT_CASE(ends_on_another_cpu),
	KUNIT_CASE(backwards_is_zero),
	KUNIT_CASE(masked_backwards_is_zero),
	KUNIT_CASE(missed_disable),
	KUNIT_CASE(missed_outer_disable),
	KUNIT_CASE(missed_enable),
	KUNIT_CASE(missed_mask),
	KUNIT_CASE(missed_unmask),
	KUNIT_CASE(line_without_storage),
	{}
};

static struct kunit_suite irqmask_section_suite = {
	.name		= "irqmask_sections",
	.init		= irqmask_kunit_init,
	.exit		= irqmask_kunit_exit,
	.test_cases	= irqmask_section_cases,
};

kunit_test_suite(irqmask_section_suite);
