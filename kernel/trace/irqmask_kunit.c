// SPDX-License-Identifier: GPL-2.0
/*
 * What the KUnit tests of irqmask have in common, see irqmask_kunit.h
 */
#include <linux/irq.h>
#include <linux/irqdesc.h>
#include <linux/irqflags.h>
#include <linux/lockdep.h>
#include <linux/numa.h>
#include <linux/percpu.h>
#include <linux/preempt.h>
#include <linux/slab.h>
#include <linux/smp.h>
#include <linux/string.h>
#include <linux/time64.h>

#include "irqmask_clock.h"
#include "irqmask_kunit.h"
#include "irqmask_line.h"

/* KUnit runs one test at a time */
struct irqmask_kunit_line irqmask_kunit_lines[IRQMASK_KUNIT_LINES];

/* Moved by whoever takes time in a test, which is one at a time, too */
static u64 irqmask_kunit_now;
const u64 *irqmask_test_now;

unsigned int irqmask_test_fail_nth;
void (*irqmask_test_on_alloc)(void);

static bool irqmask_kunit_watching;

/* As it was when watching began, which need not have switched the layer on */
static struct irqmask_uncounted irqmask_kunit_uncounted_before;

/* One line's handlers may be called when the other one's lock is held */
static struct lock_class_key irqmask_kunit_lock_keys[IRQMASK_KUNIT_LINES];
static struct lock_class_key irqmask_kunit_request_keys[IRQMASK_KUNIT_LINES];

static DEFINE_PER_CPU(int, irqmask_kunit_percpu_dev);

/* Let time pass; a negative one puts the clock back */
void irqmask_kunit_pass(s64 ns)
{
	WRITE_ONCE(irqmask_kunit_now, irqmask_kunit_now + ns);
}

/* Let one storage for each CPU not be allocated: the next one if @nth is 1, none if 0 */
void irqmask_kunit_fail_nth(unsigned int nth)
{
	irqmask_lock();
	irqmask_test_fail_nth = nth;
	irqmask_unlock();
}

/* Whether it wasn't */
bool irqmask_kunit_has_failed(void)
{
	bool has_failed;

	irqmask_lock();
	has_failed = !irqmask_test_fail_nth;
	irqmask_unlock();
	return has_failed;
}

/* What happens while storage for each CPU is allocated, NULL for nothing */
void irqmask_kunit_on_alloc(void (*on_alloc)(void))
{
	irqmask_lock();
	irqmask_test_on_alloc = on_alloc;
	irqmask_unlock();
}

static void irqmask_kunit_mask(struct irq_data *d)
{
	struct irqmask_kunit_line *line = irq_data_get_irq_chip_data(d);

	line->masks++;
}

static void irqmask_kunit_unmask(struct irq_data *d)
{
	struct irqmask_kunit_line *line = irq_data_get_irq_chip_data(d);

	line->unmasks++;
}

/* Does a pending change of affinity, in architectures that do it here */
static void irqmask_kunit_ack(struct irq_data *d)
{
	irq_move_irq(d);
}

static int irqmask_kunit_set_type(struct irq_data *d, unsigned int type)
{
	struct irqmask_kunit_line *line = irq_data_get_irq_chip_data(d);

	irqmask_kunit_pass(line->chip_ns);
	return IRQ_SET_MASK_OK;
}

static int irqmask_kunit_set_affinity(struct irq_data *d, const struct cpumask *dest, bool force)
{
	struct irqmask_kunit_line *line = irq_data_get_irq_chip_data(d);

	irqmask_kunit_pass(line->chip_ns);
	irq_data_update_effective_affinity(d, dest);
	return IRQ_SET_MASK_OK;
}

static const struct irq_chip irqmask_kunit_chip = {
	.name			= "irqmask-kunit",
	.irq_mask		= irqmask_kunit_mask,
	.irq_unmask		= irqmask_kunit_unmask,
	.irq_ack		= irqmask_kunit_ack,
	.irq_set_type		= irqmask_kunit_set_type,
	.irq_set_affinity	= irqmask_kunit_set_affinity,
	.flags			= IRQCHIP_SET_TYPE_MASKED | IRQCHIP_MOVE_DEFERRED |
				  IRQCHIP_SKIP_SET_WAKE,
};

static irqreturn_t irqmask_kunit_handler(int irq, void *dev_id)
{
	struct irqmask_kunit_line *line = dev_id;

	irqmask_kunit_pass(line->handler_ns);
	if (line->in_handler)
		line->in_handler(line);
	return line->ret;
}

static irqreturn_t irqmask_kunit_thread(int irq, void *dev_id)
{
	struct irqmask_kunit_line *line = dev_id;

	irqmask_kunit_pass(line->thread_ns);
	if (line->in_thread)
		line->in_thread(line);
	return IRQ_HANDLED;
}

/* Other lines have sections too, as long as the tests run */
static struct irqmask_kunit_line *irqmask_kunit_find(const struct irqmask_section *section)
{
	unsigned int i;

	for (i = 0; i < IRQMASK_KUNIT_LINES; i++) {
		if (irqmask_kunit_lines[i].irq && irqmask_kunit_lines[i].irq == section->irq)
			return &irqmask_kunit_lines[i];
	}
	return NULL;
}

static void irqmask_kunit_on_begin(struct irqmask_section *section)
{
	struct irqmask_kunit_line *line = irqmask_kunit_find(section);
	void (*on_begin)(void);

	if (!line)
		return;
	line->begins++;
	on_begin = line->on_begin;
	line->on_begin = NULL;
	if (on_begin)
		on_begin();
}

static void irqmask_kunit_on_end(struct irqmask_section *section,
				 const struct irqmask_names *names)
{
	struct irqmask_kunit_line *line = irqmask_kunit_find(section);
	unsigned long stack[IRQMASK_STACK_DEPTH];

	if (!line)
		return;
	irqmask_section_locate(section, stack, ARRAY_SIZE(stack));
	line->ends++;
	line->last = *section;
	line->names = *names;
}

static void irqmask_kunit_on_drop(const struct irqmask_section *section)
{
	struct irqmask_kunit_line *line = irqmask_kunit_find(section);

	if (line)
		line->drops++;
}

const struct irqmask_watcher irqmask_kunit_watcher = {
	.begin		= irqmask_kunit_on_begin,
	.end		= irqmask_kunit_on_end,
	.drop		= irqmask_kunit_on_drop,
};

/* Get a line that has a number, a certain one if @irq is not negative, and no more */
void irqmask_kunit_alloc(struct kunit *test, struct irqmask_kunit_line *line, int irq)
{
	int ret;

	if (irq >= 0)
		ret = irq_alloc_desc_at(irq, NUMA_NO_NODE);
	else
		ret = irq_alloc_desc(NUMA_NO_NODE);
	KUNIT_ASSERT_GT(test, ret, 0);
	line->irq = ret;
	line->chip = irqmask_kunit_chip;
	line->ret = IRQ_HANDLED;
}

/*
 * Connect it to its chip and its handlers, which starts it. The first handler runs in
 * the flow handler, even where others are made to run in threads.
 */
void irqmask_kunit_request(struct kunit *test, struct irqmask_kunit_line *line,
			   irq_flow_handler_t flow, unsigned long flags)
{
	unsigned int nr = line - irqmask_kunit_lines;

	irq_set_chip_and_handler(line->irq, &line->chip, flow);
	irq_set_chip_data(line->irq, line);
	irq_set_lockdep_class(line->irq, &irqmask_kunit_lock_keys[nr],
			      &irqmask_kunit_request_keys[nr]);
	/* Of what came while it was disabled, the core raises all but levels again */
	irq_modify_status(line->irq, IRQ_NOREQUEST | IRQ_NOPROBE,
			  flow == handle_level_irq ? IRQ_LEVEL : 0);
	KUNIT_ASSERT_EQ(test, 0,
			request_threaded_irq(line->irq, irqmask_kunit_handler,
					     flags & IRQF_ONESHOT ? irqmask_kunit_thread : NULL,
					     flags | IRQF_NO_THREAD, "irqmask-kunit", line));
	line->requested = true;
	/* That started it */
	line->masks = 0;
	line->unmasks = 0;
}

static irqreturn_t irqmask_kunit_percpu_handler(int irq, void *dev_id)
{
	return IRQ_HANDLED;
}

/* The same for a line that each CPU enables and disables for itself; none has yet */
void irqmask_kunit_request_percpu(struct kunit *test, struct irqmask_kunit_line *line)
{
	if (!line->percpu)
		KUNIT_ASSERT_EQ(test, 0, irq_set_percpu_devid(line->irq));
	irq_set_chip_and_handler(line->irq, &line->chip, handle_percpu_devid_irq);
	irq_set_chip_data(line->irq, line);
	irq_modify_status(line->irq, IRQ_NOREQUEST, 0);
	KUNIT_ASSERT_EQ(test, 0,
			request_percpu_irq(line->irq, irqmask_kunit_percpu_handler,
					   "irqmask-kunit", &irqmask_kunit_percpu_dev));
	line->requested = true;
	line->percpu = true;
}

static void irqmask_kunit_disable_here(void *line)
{
	disable_percpu_irq(((struct irqmask_kunit_line *)line)->irq);
}

void irqmask_kunit_free(struct irqmask_kunit_line *line)
{
	if (!line->requested)
		return;

	line->requested = false;
	if (line->percpu) {
		on_each_cpu(irqmask_kunit_disable_here, line, 1);
		free_percpu_irq(line->irq, &irqmask_kunit_percpu_dev);
	} else {
		free_irq(line->irq, line);
	}
}

static void irqmask_kunit_free_desc(struct irqmask_kunit_line *line)
{
	struct irq_desc *desc = irq_to_desc(line->irq);

	/* The core doesn't clean up after a per-CPU line: where it stays, don't use it again */
	if (line->percpu && !IS_ENABLED(CONFIG_SPARSE_IRQ))
		return;

	/* Nor does it free this */
	kfree(desc->percpu_enabled);
	desc->percpu_enabled = NULL;
	irq_free_desc(line->irq);
}

/* An interrupt arrives. Its handlers have run when this returns, its thread may not. */
void irqmask_kunit_raise(struct irqmask_kunit_line *line)
{
	unsigned long flags;

	local_irq_save(flags);
	generic_handle_irq(line->irq);
	local_irq_restore(flags);
}

void irqmask_kunit_watch(struct kunit *test)
{
	KUNIT_ASSERT_EQ(test, 0, irqmask_watch(&irqmask_kunit_watcher));
	irqmask_kunit_watching = true;
	irqmask_sum_uncounted(&irqmask_kunit_uncounted_before);
}

/* What was not measured since watching began, of any line */
struct irqmask_uncounted irqmask_kunit_uncounted(void)
{
	const struct irqmask_uncounted *before = &irqmask_kunit_uncounted_before;
	struct irqmask_uncounted now;

	irqmask_sum_uncounted(&now);
	now.dropped -= before->dropped;
	now.lost -= before->lost;
	now.recursion -= before->recursion;
	now.no_storage -= before->no_storage;
	now.backwards -= before->backwards;
	return now;
}

void irqmask_kunit_unwatch(void)
{
	if (irqmask_kunit_watching)
		irqmask_unwatch(&irqmask_kunit_watcher);
	irqmask_kunit_watching = false;
}

int irqmask_kunit_init(struct kunit *test)
{
	memset(irqmask_kunit_lines, 0, sizeof(irqmask_kunit_lines));
	irqmask_kunit_now = 1000ULL * NSEC_PER_SEC;
	WRITE_ONCE(irqmask_test_now, &irqmask_kunit_now);
	return 0;
}

/* Also after a test that was given up in the middle */
void irqmask_kunit_exit(struct kunit *test)
{
	unsigned int i;

	irqmask_kunit_fail_nth(0);
	irqmask_kunit_on_alloc(NULL);
	irqmask_kunit_unwatch();
	for (i = 0; i < IRQMASK_KUNIT_LINES; i++) {
		irqmask_kunit_free(&irqmask_kunit_lines[i]);
		if (irqmask_kunit_lines[i].irq)
			irqmask_kunit_free_desc(&irqmask_kunit_lines[i]);
	}
	WRITE_ONCE(irqmask_test_now, NULL);
}

/**
 * irqmask_kunit_start - have a line, started, and its sections watched
 * @test: the test
 * @flow: the line's flow handler
 * @flags: of request_threaded_irq(): IRQF_ONESHOT for one with a thread
 *
 * The line is the first of irqmask_kunit_lines.
 */
void irqmask_kunit_start(struct kunit *test, irq_flow_handler_t flow, unsigned long flags)
{
	irqmask_kunit_alloc(test, &irqmask_kunit_lines[0], -1);
	irqmask_kunit_request(test, &irqmask_kunit_lines[0], flow, flags);
	irqmask_kunit_watch(test);
}

/* Disables a line, and stands in the stack: no tail call */
noinline void irqmask_kunit_disable(struct irqmask_kunit_line *line, s64 ns)
{
	disable_irq(line->irq);
	irqmask_kunit_pass(ns);
}

noinline void irqmask_kunit_enable(struct irqmask_kunit_line *line)
{
	enable_irq(line->irq);
	barrier();
}

/* One section of a per-CPU line, on this CPU */
void irqmask_kunit_disable_percpu(struct irqmask_kunit_line *line, s64 ns)
{
	migrate_disable();
	enable_percpu_irq(line->irq, IRQ_TYPE_NONE);
	disable_percpu_irq(line->irq);
	irqmask_kunit_pass(ns);
	enable_percpu_irq(line->irq, IRQ_TYPE_NONE);
	migrate_enable();
}

void __irqmask_expect_section(struct kunit *test, int where, struct irqmask_kunit_line *line,
			      unsigned int ends, enum irqmask_cause cause, u64 ns, u64 masked_ns)
{
	KUNIT_EXPECT_EQ_MSG(test, line->ends, ends, "line %d", where);
	KUNIT_EXPECT_EQ_MSG(test, (int)line->last.cause, (int)cause, "line %d", where);
	KUNIT_EXPECT_EQ_MSG(test, line->last.ns, ns, "line %d", where);
	KUNIT_EXPECT_EQ_MSG(test, line->last.masked_ns, masked_ns, "line %d", where);
}

void __irqmask_expect_none(struct kunit *test, int where, struct irqmask_kunit_line *line)
{
	KUNIT_EXPECT_EQ_MSG(test, line->begins, 0, "line %d", where);
	KUNIT_EXPECT_EQ_MSG(test, line->ends, 0, "line %d", where);
	KUNIT_EXPECT_EQ_MSG(test, line->drops, 0, "line %d", where);
}

void __irqmask_expect_measured(struct kunit *test, int where, struct irqmask_kunit_line *line)
{
	unsigned int begins = line->begins, ends = line->ends;

	irqmask_kunit_pass(10);
	irqmask_kunit_disable(line, 777);
	irqmask_kunit_enable(line);
	KUNIT_EXPECT_EQ_MSG(test, line->begins, begins + 1, "line %d", where);
	__irqmask_expect_section(test, where, line, ends + 1, IRQMASK_DISABLE, 777, 0);
}
