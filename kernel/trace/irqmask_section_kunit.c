// SPDX-License-Identifier: GPL-2.0
/*
 * KUnit tests of irqmask: sections, by the rules in
 * Documentation/trace/irqmask-design.rst
 *
 * Each test changes a line through the interrupt core, as drivers and interrupts
 * do, and looks at what the section layer makes of it. The clock stands still
 * unless a test moves it on, so lengths are compared to the nanosecond.
 */
#include <linux/cpumask.h>
#include <linux/interrupt.h>
#include <linux/irq.h>
#include <linux/irq_work.h>
#include <linux/irqdesc.h>
#include <linux/jiffies.h>
#include <linux/kallsyms.h>
#include <linux/sched.h>
#include <linux/string.h>
#include <linux/workqueue.h>

#include "irqmask_kunit.h"

/* note_interrupt() looks at a line at every so many interrupts */
#define IRQMASK_KUNIT_SPURIOUS_AFTER	100000

static struct irqmask_kunit_line * const line_a = &irqmask_kunit_lines[0];

/* Rule 1: from the first bit to the last one */

static void disable_to_enable(struct kunit *test)
{
	irqmask_kunit_start(test, handle_level_irq, 0);
	irqmask_kunit_disable(line_a, 5000);
	KUNIT_EXPECT_EQ(test, line_a->begins, 1);
	KUNIT_EXPECT_EQ(test, line_a->ends, 0);
	irqmask_kunit_enable(line_a);
	irqmask_expect_section(test, line_a, 1, IRQMASK_DISABLE, 5000, 0);
	KUNIT_EXPECT_EQ(test, line_a->last.irq, line_a->irq);
}

static void two_disables_are_two(struct kunit *test)
{
	irqmask_kunit_start(test, handle_level_irq, 0);
	irqmask_kunit_disable(line_a, 1000);
	irqmask_kunit_raise(line_a);
	irqmask_kunit_pass(500);
	irqmask_kunit_enable(line_a);
	irqmask_expect_section(test, line_a, 1, IRQMASK_DISABLE, 1500, 500);
	irqmask_kunit_pass(100000);
	irqmask_kunit_disable(line_a, 300);
	irqmask_kunit_enable(line_a);
	irqmask_expect_section(test, line_a, 2, IRQMASK_DISABLE, 300, 0);
}

static void nested_disables_are_one(struct kunit *test)
{
	irqmask_kunit_start(test, handle_level_irq, 0);
	irqmask_kunit_disable(line_a, 1000);
	irqmask_kunit_disable(line_a, 200);
	irqmask_kunit_disable(line_a, 30);
	irqmask_kunit_enable(line_a);
	irqmask_kunit_pass(4);
	irqmask_kunit_enable(line_a);
	KUNIT_EXPECT_EQ(test, line_a->ends, 0);
	irqmask_kunit_pass(5000);
	irqmask_kunit_enable(line_a);
	KUNIT_EXPECT_EQ(test, line_a->begins, 1);
	irqmask_expect_section(test, line_a, 1, IRQMASK_DISABLE, 6234, 0);
}

static void disable_own_for_20(struct irqmask_kunit_line *line)
{
	disable_irq_nosync(line->irq);
	irqmask_kunit_pass(20);
}

/* Masked, disabled and enabled while masked, unmasked */
static void mask_before_disable(struct kunit *test)
{
	irqmask_kunit_start(test, handle_level_irq, 0);
	line_a->handler_ns = 100;
	line_a->in_handler = disable_own_for_20;
	irqmask_kunit_raise(line_a);
	KUNIT_EXPECT_EQ(test, line_a->ends, 0);
	irqmask_kunit_pass(3000);
	irqmask_kunit_enable(line_a);
	KUNIT_EXPECT_EQ(test, line_a->begins, 1);
	irqmask_expect_section(test, line_a, 1, IRQMASK_FLOW, 3120, 3120);
}

static void disable_before_mask(struct kunit *test)
{
	irqmask_kunit_start(test, handle_level_irq, 0);
	irqmask_kunit_disable(line_a, 1000);
	irqmask_kunit_raise(line_a);
	KUNIT_EXPECT_EQ(test, line_a->masks, 1);
	irqmask_kunit_pass(20);
	irqmask_kunit_enable(line_a);
	KUNIT_EXPECT_EQ(test, line_a->unmasks, 1);
	KUNIT_EXPECT_EQ(test, line_a->begins, 1);
	irqmask_expect_section(test, line_a, 1, IRQMASK_DISABLE, 1020, 20);
}

/* Rule 2: masked_ns is what the interrupt that waits had to wait */

static void lazy_without_interrupt(struct kunit *test)
{
	irqmask_kunit_start(test, handle_level_irq, 0);
	irqmask_kunit_disable(line_a, 1000000);
	irqmask_kunit_enable(line_a);
	KUNIT_EXPECT_EQ(test, line_a->masks, 0);
	irqmask_expect_section(test, line_a, 1, IRQMASK_DISABLE, 1000000, 0);
}

/* The second one doesn't get through to the core in real hardware */
static void lazy_first_interrupt_counts(struct kunit *test)
{
	irqmask_kunit_start(test, handle_level_irq, 0);
	irqmask_kunit_disable(line_a, 1000);
	irqmask_kunit_raise(line_a);
	irqmask_kunit_pass(200);
	irqmask_kunit_raise(line_a);
	irqmask_kunit_pass(30);
	irqmask_kunit_enable(line_a);
	irqmask_expect_section(test, line_a, 1, IRQMASK_DISABLE, 1230, 230);
}

static void unlazy_is_masked_throughout(struct kunit *test)
{
	irqmask_kunit_start(test, handle_level_irq, 0);
	irq_set_status_flags(line_a->irq, IRQ_DISABLE_UNLAZY);
	irqmask_kunit_disable(line_a, 1000);
	KUNIT_EXPECT_EQ(test, line_a->masks, 1);
	irqmask_kunit_enable(line_a);
	irqmask_expect_section(test, line_a, 1, IRQMASK_DISABLE, 1000, 1000);
}

static void chip_disables(struct irq_data *d)
{
}

/* A chip with an operation of its own is masked by it, lazy or not */
static void disabled_by_chip(struct kunit *test)
{
	irqmask_kunit_start(test, handle_level_irq, 0);
	line_a->chip.irq_disable = chip_disables;
	irqmask_kunit_disable(line_a, 1000);
	irqmask_kunit_enable(line_a);
	KUNIT_EXPECT_EQ(test, line_a->masks, 0);
	irqmask_expect_section(test, line_a, 1, IRQMASK_DISABLE, 1000, 1000);
}

/* Rule 3: what began it is the cause */

static void cause_flow(struct kunit *test)
{
	irqmask_kunit_start(test, handle_level_irq, 0);
	line_a->handler_ns = 700;
	irqmask_kunit_raise(line_a);
	irqmask_expect_section(test, line_a, 1, IRQMASK_FLOW, 700, 700);
	KUNIT_EXPECT_EQ(test, line_a->masks, 1);
	KUNIT_EXPECT_EQ(test, line_a->unmasks, 1);
}

/* An edge is not masked for its handlers */
static void no_flow_section_of_edge(struct kunit *test)
{
	irqmask_kunit_start(test, handle_edge_irq, 0);
	line_a->handler_ns = 700;
	irqmask_kunit_raise(line_a);
	KUNIT_EXPECT_EQ(test, line_a->masks, 0);
	irqmask_expect_none(test, line_a);
}

static void raise_once_more(struct irq_work *work)
{
	irqmask_kunit_raise(line_a);
}

static struct irq_work raise_work = IRQ_WORK_INIT_HARD(raise_once_more);

/* On another CPU, if there is one */
static void raise_in_handler(struct irqmask_kunit_line *line)
{
	unsigned int cpu = cpumask_any_but(cpu_online_mask, smp_processor_id());

	line->in_handler = NULL;
	if (cpu < nr_cpu_ids)
		irq_work_queue_on(&raise_work, cpu);
	else
		irqmask_kunit_raise(line);
	/* irq_work_sync() is for where interrupts are on */
	while (irq_work_is_busy(&raise_work))
		cpu_relax();
	irqmask_kunit_pass(30);
}

/* But for another one that comes meanwhile, which does not wait for the thread */
static void flow_section_of_oneshot_edge(struct kunit *test)
{
	irqmask_kunit_start(test, handle_edge_irq, IRQF_ONESHOT);
	line_a->in_handler = raise_in_handler;
	irqmask_kunit_raise(line_a);
	irqmask_expect_section(test, line_a, 1, IRQMASK_FLOW, 30, 30);
}

static void cause_oneshot(struct kunit *test)
{
	irqmask_kunit_start(test, handle_level_irq, IRQF_ONESHOT);
	line_a->ret = IRQ_WAKE_THREAD;
	line_a->handler_ns = 100;
	line_a->thread_ns = 900;
	irqmask_kunit_raise(line_a);
	synchronize_irq(line_a->irq);
	irqmask_expect_section(test, line_a, 1, IRQMASK_ONESHOT, 1000, 1000);
	KUNIT_EXPECT_EQ(test, line_a->last.begin.pid, current->pid);
	KUNIT_EXPECT_NE(test, line_a->last.end.pid, current->pid);
}

/* The flow handler masks before it knows whether a thread is to be woken */
static void oneshot_without_thread_is_flow(struct kunit *test)
{
	irqmask_kunit_start(test, handle_level_irq, IRQF_ONESHOT);
	line_a->handler_ns = 100;
	irqmask_kunit_raise(line_a);
	synchronize_irq(line_a->irq);
	irqmask_expect_section(test, line_a, 1, IRQMASK_FLOW, 100, 100);
}

/* The thread leaves the line masked, and the task that enables it ends the section */
static void disabled_in_thread_is_oneshot(struct kunit *test)
{
	irqmask_kunit_start(test, handle_level_irq, IRQF_ONESHOT);
	line_a->ret = IRQ_WAKE_THREAD;
	line_a->thread_ns = 900;
	line_a->in_thread = disable_own_for_20;
	irqmask_kunit_raise(line_a);
	synchronize_irq(line_a->irq);
	KUNIT_EXPECT_EQ(test, line_a->ends, 0);
	irqmask_kunit_pass(5000);
	irqmask_kunit_enable(line_a);
	irqmask_expect_section(test, line_a, 1, IRQMASK_ONESHOT, 5920, 5920);
}

static void handler_disables_its_line(struct kunit *test)
{
	irqmask_kunit_start(test, handle_level_irq, 0);
	line_a->handler_ns = 100;
	line_a->in_handler = disable_own_for_20;
	irqmask_kunit_raise(line_a);
	irqmask_kunit_pass(3000);
	irqmask_kunit_enable(line_a);
	irqmask_expect_section(test, line_a, 1, IRQMASK_FLOW, 3120, 3120);
	KUNIT_EXPECT_GE(test, line_a->last.disable.cpu, 0);
	KUNIT_EXPECT_EQ(test, line_a->last.disable.ts, line_a->last.begin.ts + 100);
	KUNIT_EXPECT_GT(test, line_a->last.nr_entries, 0);

	/* It is not kept for the next one, which nobody disables */
	line_a->in_handler = NULL;
	irqmask_kunit_raise(line_a);
	irqmask_expect_section(test, line_a, 2, IRQMASK_FLOW, 100, 100);
	KUNIT_EXPECT_LT(test, line_a->last.disable.cpu, 0);
}

/* A section that a disable began has no second disabler */
static void no_disabler_of_disable(struct kunit *test)
{
	irqmask_kunit_start(test, handle_level_irq, 0);
	irqmask_kunit_disable(line_a, 10);
	irqmask_kunit_disable(line_a, 10);
	irqmask_kunit_enable(line_a);
	irqmask_kunit_enable(line_a);
	KUNIT_EXPECT_LT(test, line_a->last.disable.cpu, 0);
}

static void cause_type(struct kunit *test)
{
	irqmask_kunit_start(test, handle_level_irq, 0);
	line_a->chip_ns = 4000;
	KUNIT_EXPECT_EQ(test, 0, irq_set_irq_type(line_a->irq, IRQ_TYPE_LEVEL_LOW));
	irqmask_expect_section(test, line_a, 1, IRQMASK_TYPE, 4000, 4000);
	KUNIT_EXPECT_EQ(test, line_a->masks, 1);
}

static void type_of_unmasked_chip(struct kunit *test)
{
	irqmask_kunit_start(test, handle_level_irq, 0);
	line_a->chip.flags &= ~IRQCHIP_SET_TYPE_MASKED;
	line_a->chip_ns = 4000;
	KUNIT_EXPECT_EQ(test, 0, irq_set_irq_type(line_a->irq, IRQ_TYPE_LEVEL_LOW));
	irqmask_expect_none(test, line_a);
}

/* What began it counts, and a disabled line stays masked when its type has changed */
static void type_while_disabled(struct kunit *test)
{
	irqmask_kunit_start(test, handle_level_irq, 0);
	line_a->chip_ns = 4000;
	irqmask_kunit_disable(line_a, 100);
	KUNIT_EXPECT_EQ(test, 0, irq_set_irq_type(line_a->irq, IRQ_TYPE_LEVEL_LOW));
	irqmask_kunit_pass(20);
	irqmask_kunit_enable(line_a);
	irqmask_expect_section(test, line_a, 1, IRQMASK_DISABLE, 4120, 4020);
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
	irqmask_kunit_start(test, handle_edge_irq, 0);
	make_nearly_spurious(line_a);
	line_a->handler_ns = 100;
	irqmask_kunit_raise(line_a);
	KUNIT_EXPECT_EQ(test, line_a->begins, 1);
	irqmask_kunit_pass(6000);
	irqmask_kunit_enable(line_a);
	irqmask_expect_section(test, line_a, 1, IRQMASK_SPURIOUS, 6000, 0);
}

/* It began as the flow handler's, like any other */
static void cause_spurious_level(struct kunit *test)
{
	irqmask_kunit_start(test, handle_level_irq, 0);
	make_nearly_spurious(line_a);
	line_a->handler_ns = 100;
	irqmask_kunit_raise(line_a);
	irqmask_kunit_pass(6000);
	irqmask_kunit_enable(line_a);
	irqmask_expect_section(test, line_a, 1, IRQMASK_SPURIOUS, 6100, 6100);
}

/* The driver that enabled it again disables it: that is not spurious any more */
static void disable_after_spurious(struct kunit *test)
{
	irqmask_kunit_start(test, handle_edge_irq, 0);
	make_nearly_spurious(line_a);
	irqmask_kunit_raise(line_a);
	irqmask_kunit_enable(line_a);
	irqmask_expect_measured(test, line_a);
}

static void cause_move(struct kunit *test)
{
	if (!IS_ENABLED(CONFIG_GENERIC_PENDING_IRQ))
		kunit_skip(test, "affinity is changed at once in this architecture");

	irqmask_kunit_start(test, handle_edge_irq, 0);
	line_a->chip_ns = 800;
	KUNIT_ASSERT_EQ(test, 0, irq_set_affinity(line_a->irq, cpumask_of(0)));
	irqmask_expect_none(test, line_a);
	irqmask_kunit_raise(line_a);
	irqmask_expect_section(test, line_a, 1, IRQMASK_MOVE, 800, 800);

	/* It is done with */
	irqmask_kunit_raise(line_a);
	KUNIT_EXPECT_EQ(test, line_a->ends, 1);
}

/* irq_set_irqchip_state() masks behind the core's back */

static int chip_set_state(struct irq_data *d, enum irqchip_irq_state which, bool val)
{
	return 0;
}

static void set_masked(struct kunit *test, struct irqmask_kunit_line *line, bool masked)
{
	line->chip.irq_set_irqchip_state = chip_set_state;
	KUNIT_EXPECT_EQ(test, 0, irq_set_irqchip_state(line->irq, IRQCHIP_STATE_MASKED, masked));
}

static void cause_other(struct kunit *test)
{
	irqmask_kunit_start(test, handle_level_irq, 0);
	set_masked(test, line_a, true);
	irqmask_kunit_pass(600);
	set_masked(test, line_a, false);
	irqmask_expect_section(test, line_a, 1, IRQMASK_OTHER, 600, 600);
}

static void other_state_is_none(struct kunit *test)
{
	irqmask_kunit_start(test, handle_level_irq, 0);
	line_a->chip.irq_set_irqchip_state = chip_set_state;
	KUNIT_EXPECT_EQ(test, 0, irq_set_irqchip_state(line_a->irq, IRQCHIP_STATE_PENDING, true));
	irqmask_expect_none(test, line_a);
}

/* What the chip masked twice adds up */
static void masked_twice(struct kunit *test)
{
	irqmask_kunit_start(test, handle_level_irq, 0);
	irqmask_kunit_disable(line_a, 1);
	set_masked(test, line_a, true);
	irqmask_kunit_pass(20);
	set_masked(test, line_a, false);
	irqmask_kunit_pass(300);
	set_masked(test, line_a, true);
	irqmask_kunit_pass(4000);
	set_masked(test, line_a, false);
	irqmask_kunit_pass(50000);
	irqmask_kunit_enable(line_a);
	irqmask_expect_section(test, line_a, 1, IRQMASK_DISABLE, 54321, 4020);
}

/* The chip has one mask for both, so the flow handler's unmask is the end */
static void flow_within_other(struct kunit *test)
{
	irqmask_kunit_start(test, handle_level_irq, 0);
	set_masked(test, line_a, true);
	irqmask_kunit_pass(600);
	line_a->handler_ns = 50;
	irqmask_kunit_raise(line_a);
	irqmask_expect_section(test, line_a, 1, IRQMASK_OTHER, 650, 650);
	KUNIT_EXPECT_EQ(test, irqmask_kunit_uncounted().lost, 0);
	set_masked(test, line_a, false);
	KUNIT_EXPECT_EQ(test, line_a->begins, 1);
	irqmask_expect_measured(test, line_a);
}

/* Rule 6: both ends, wherever they are */

static void both_ends(struct kunit *test)
{
	const struct irqmask_section *last = &line_a->last;
	char begin[32], end[32];
	int cpu;

	irqmask_kunit_start(test, handle_level_irq, 0);
	migrate_disable();
	cpu = raw_smp_processor_id();
	irqmask_kunit_disable(line_a, 1000);
	irqmask_kunit_enable(line_a);
	migrate_enable();
	irqmask_expect_section(test, line_a, 1, IRQMASK_DISABLE, 1000, 0);

	KUNIT_EXPECT_EQ(test, last->end.ts - last->begin.ts, 1000);
	KUNIT_EXPECT_EQ(test, last->begin.cpu, cpu);
	KUNIT_EXPECT_EQ(test, last->end.cpu, cpu);
	KUNIT_EXPECT_EQ(test, last->begin.pid, current->pid);
	KUNIT_EXPECT_EQ(test, last->end.pid, current->pid);
	KUNIT_EXPECT_STREQ(test, last->begin.comm, current->comm);
	KUNIT_EXPECT_STREQ(test, last->end.comm, current->comm);

	snprintf(begin, sizeof(begin), "%ps", (void *)last->begin.ip);
	snprintf(end, sizeof(end), "%ps", (void *)last->end.ip);
	KUNIT_EXPECT_EQ_MSG(test, 0, strncmp(begin, "irqmask_kunit_disable", 21), "%s", begin);
	KUNIT_EXPECT_EQ_MSG(test, 0, strncmp(end, "irqmask_kunit_enable", 20), "%s", end);
	KUNIT_EXPECT_GT(test, last->nr_entries, 0);
}

/* A flow handler's stack says nothing that the cause doesn't */
static void no_stack_of_flow(struct kunit *test)
{
	irqmask_kunit_start(test, handle_level_irq, 0);
	irqmask_kunit_disable(line_a, 1000);
	irqmask_kunit_enable(line_a);
	KUNIT_EXPECT_GT(test, line_a->last.nr_entries, 0);
	irqmask_kunit_raise(line_a);
	KUNIT_EXPECT_EQ(test, line_a->last.nr_entries, 0);
	KUNIT_EXPECT_EQ(test, line_a->last.begin.ip, (unsigned long)handle_level_irq);
}

static noinline void disable_below(unsigned int depth)
{
	if (depth)
		disable_below(depth - 1);
	else
		irqmask_kunit_disable(line_a, 1000);
	/* Each call has a frame: no tail call, no loop */
	barrier();
}

/* What the tracing itself called is not in place of who called the driver */
static void deep_stack(struct kunit *test)
{
	const struct irqmask_section *last = &line_a->last;
	char name[KSYM_SYMBOL_LEN];

	irqmask_kunit_start(test, handle_level_irq, 0);
	disable_below(IRQMASK_STACK_DEPTH);
	irqmask_kunit_enable(line_a);
	KUNIT_ASSERT_GE(test, last->nr_entries, 16);
	snprintf(name, sizeof(name), "%ps", (void *)irqmask_section_stack(last)[15]);
	KUNIT_EXPECT_EQ_MSG(test, 0, strncmp(name, "disable_below", 13), "%s", name);
}

static long disable_there(void *line)
{
	irqmask_kunit_disable(line, 1000);
	return 0;
}

static long enable_there(void *line)
{
	irqmask_kunit_enable(line);
	return 0;
}

static void ends_on_another_cpu(struct kunit *test)
{
	int first = cpumask_first(cpu_online_mask);
	int last = cpumask_last(cpu_online_mask);

	if (first == last)
		kunit_skip(test, "there is only one CPU");

	irqmask_kunit_start(test, handle_level_irq, 0);
	work_on_cpu(first, disable_there, line_a);
	work_on_cpu(last, enable_there, line_a);
	irqmask_expect_section(test, line_a, 1, IRQMASK_DISABLE, 1000, 0);
	KUNIT_EXPECT_EQ(test, line_a->last.begin.cpu, first);
	KUNIT_EXPECT_EQ(test, line_a->last.end.cpu, last);
	KUNIT_EXPECT_NE(test, line_a->last.begin.pid, line_a->last.end.pid);
}

/* Only of a flow handler's section it is to be told who disabled the line too */
static void disabled_within_other(struct kunit *test)
{
	irqmask_kunit_start(test, handle_level_irq, 0);
	set_masked(test, line_a, true);
	irqmask_kunit_pass(600);
	irqmask_kunit_disable(line_a, 50);
	irqmask_kunit_enable(line_a);
	KUNIT_EXPECT_EQ(test, line_a->ends, 0);
	irqmask_kunit_pass(4);
	set_masked(test, line_a, false);
	irqmask_expect_section(test, line_a, 1, IRQMASK_OTHER, 654, 654);
	KUNIT_EXPECT_LT(test, line_a->last.disable.cpu, 0);
}

static void names_of_the_line(struct kunit *test)
{
	irqmask_kunit_start(test, handle_level_irq, 0);
	irqmask_expect_measured(test, line_a);
	KUNIT_EXPECT_STREQ(test, line_a->names.chip, "irqmask-kunit");
	KUNIT_EXPECT_STREQ(test, line_a->names.flow, "");
	KUNIT_EXPECT_STREQ(test, line_a->names.actions, "irqmask-kunit");

	/* Whoever gets the line next may have the same addresses */
	irqmask_kunit_free(line_a);
	line_a->chip.name = "another";
	irqmask_kunit_request(test, line_a, handle_level_irq, 0);
	irqmask_expect_measured(test, line_a);
	KUNIT_EXPECT_STREQ(test, line_a->names.chip, "another");
}

static irqreturn_t second_handler(int irq, void *dev_id)
{
	return IRQ_NONE;
}

static void request_another(struct kunit *test, const char *name, void *dev_id)
{
	KUNIT_ASSERT_EQ(test, 0,
			request_irq(line_a->irq, second_handler, IRQF_SHARED | IRQF_NO_THREAD,
				    name, dev_id));
}

static void request_second(struct kunit *test, const char *name)
{
	request_another(test, name, &line_a->names);
}

static void names_of_a_shared_line(struct kunit *test)
{
	irqmask_kunit_start(test, handle_level_irq, IRQF_SHARED);
	irqmask_expect_measured(test, line_a);
	request_second(test, "second");
	irqmask_expect_measured(test, line_a);
	KUNIT_EXPECT_STREQ(test, line_a->names.actions, "irqmask-kunit,second");
	free_irq(line_a->irq, &line_a->names);
	irqmask_expect_measured(test, line_a);
	KUNIT_EXPECT_STREQ(test, line_a->names.actions, "irqmask-kunit");
}

/* The first and the last one stay */
static void names_when_a_handler_between_goes(struct kunit *test)
{
	irqmask_kunit_start(test, handle_level_irq, IRQF_SHARED);
	request_second(test, "second");
	request_another(test, "third", &line_a->last);
	irqmask_expect_measured(test, line_a);
	KUNIT_EXPECT_STREQ(test, line_a->names.actions, "irqmask-kunit,second,third");
	free_irq(line_a->irq, &line_a->names);
	irqmask_expect_measured(test, line_a);
	KUNIT_EXPECT_STREQ(test, line_a->names.actions, "irqmask-kunit,third");
	free_irq(line_a->irq, &line_a->last);
}

/* Nothing happens to the line in between, and the next one likely gets the same address */
static void names_when_the_last_handler_is_replaced(struct kunit *test)
{
	irqmask_kunit_start(test, handle_level_irq, IRQF_SHARED);
	request_second(test, "second");
	irqmask_expect_measured(test, line_a);
	free_irq(line_a->irq, &line_a->names);
	request_second(test, "third");
	irqmask_expect_measured(test, line_a);
	KUNIT_EXPECT_STREQ(test, line_a->names.actions, "irqmask-kunit,third");
	free_irq(line_a->irq, &line_a->names);
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
	KUNIT_CASE(flow_section_of_oneshot_edge),
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
	KUNIT_CASE(cause_other),
	KUNIT_CASE(other_state_is_none),
	KUNIT_CASE(masked_twice),
	KUNIT_CASE(flow_within_other),
	KUNIT_CASE(both_ends),
	KUNIT_CASE(no_stack_of_flow),
	KUNIT_CASE(deep_stack),
	KUNIT_CASE(ends_on_another_cpu),
	KUNIT_CASE(disabled_within_other),
	KUNIT_CASE(names_of_the_line),
	KUNIT_CASE(names_of_a_shared_line),
	KUNIT_CASE(names_when_a_handler_between_goes),
	KUNIT_CASE(names_when_the_last_handler_is_replaced),
	{}
};

static struct kunit_suite irqmask_section_suite = {
	.name		= "irqmask_sections",
	.init		= irqmask_kunit_init,
	.exit		= irqmask_kunit_exit,
	.test_cases	= irqmask_section_cases,
};

kunit_test_suite(irqmask_section_suite);
