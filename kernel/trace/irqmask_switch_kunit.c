// SPDX-License-Identifier: GPL-2.0
/*
 * KUnit tests of irqmask: who switches it off waits for probes that still run
 */
#include <linux/cpumask.h>
#include <linux/irq.h>
#include <linux/preempt.h>
#include <linux/processor.h>
#include <linux/smp.h>
#include <linux/timekeeping.h>
#include <linux/tracepoint.h>
#include <linux/workqueue.h>

#include "irqmask_kunit.h"
#include "irqmask_line.h"

#include <trace/events/irq_line.h>

static struct irqmask_kunit_line * const line_a = &irqmask_kunit_lines[0];

/* How long the probe runs, unless what it uses is gone before */
#define PROBE_NS	NSEC_PER_SEC

static bool probe_runs, watcher_is_gone, outlived;

static void unwatch_meanwhile(struct work_struct *work)
{
	while (!READ_ONCE(probe_runs))
		cond_resched();
	irqmask_kunit_unwatch();
	WRITE_ONCE(watcher_is_gone, true);
}

static DECLARE_WORK(unwatch_work, unwatch_meanwhile);

static void stay_in_probe(void)
{
	u64 end = ktime_get_mono_fast_ns() + PROBE_NS;

	WRITE_ONCE(probe_runs, true);
	while (!READ_ONCE(watcher_is_gone) && ktime_get_mono_fast_ns() < end)
		cpu_relax();
	outlived = READ_ONCE(watcher_is_gone);
}

/* The watcher goes on another CPU, while it is called on this one */
static void unwatch_while_probe_runs(struct kunit *test)
{
	probe_runs = false;
	watcher_is_gone = false;
	outlived = false;

	migrate_disable();
	schedule_work_on(cpumask_any_but(cpu_online_mask, smp_processor_id()), &unwatch_work);
	line_a->on_begin = stay_in_probe;
	irqmask_kunit_disable(line_a, 1000);
	KUNIT_EXPECT_TRUE(test, probe_runs);
	WRITE_ONCE(probe_runs, true);
	migrate_enable();

	flush_work(&unwatch_work);
	KUNIT_EXPECT_FALSE(test, outlived);
	irqmask_kunit_enable(line_a);
	KUNIT_EXPECT_EQ(test, line_a->ends, 0);
}

static void need_two_cpus(struct kunit *test)
{
	if (num_online_cpus() < 2)
		kunit_skip(test, "there is one CPU only");
}

static void other_off(void *data, struct irq_desc *desc, enum irq_line_reason reason)
{
}

static void other(void *data, struct irq_desc *desc)
{
}

static int (* const off_events[][2])(void (*)(void *, struct irq_desc *, enum irq_line_reason),
				     void *) = {
	{ register_trace_irq_line_disable, unregister_trace_irq_line_disable },
	{ register_trace_irq_line_mask, unregister_trace_irq_line_mask },
};

static int (* const events[][2])(void (*)(void *, struct irq_desc *), void *) = {
	{ register_trace_irq_line_startup, unregister_trace_irq_line_startup },
	{ register_trace_irq_line_shutdown, unregister_trace_irq_line_shutdown },
	{ register_trace_irq_line_enable, unregister_trace_irq_line_enable },
	{ register_trace_irq_line_unmask, unregister_trace_irq_line_unmask },
	{ register_trace_irq_line_thread, unregister_trace_irq_line_thread },
};

/*
 * Where the last but one probe of an event goes, or the last one, code is patched,
 * which waits for all CPUs. These stay, so that nothing does but who has to.
 */
static int keep_events(bool keep)
{
	static long data[2];
	unsigned int i, nr;
	int ret = 0;

	for (nr = 0; nr < ARRAY_SIZE(data); nr++) {
		for (i = 0; i < ARRAY_SIZE(off_events); i++)
			ret = off_events[i][!keep](other_off, &data[nr]) ?: ret;
		for (i = 0; i < ARRAY_SIZE(events); i++)
			ret = events[i][!keep](other, &data[nr]) ?: ret;
	}
	if (!keep)
		tracepoint_synchronize_unregister();
	return ret;
}

static void probe_outlives_no_storage(struct kunit *test)
{
	need_two_cpus(test);
	KUNIT_EXPECT_EQ(test, 0, keep_events(true));
	irqmask_kunit_start(test, handle_level_irq, 0);
	unwatch_while_probe_runs(test);
	KUNIT_EXPECT_EQ(test, 0, keep_events(false));
}

/* The storage stays, as it is used for something else */
static void probe_outlives_no_watcher(struct kunit *test)
{
	need_two_cpus(test);
	KUNIT_ASSERT_EQ(test, 0, irqmask_set_enabled(true));
	irqmask_kunit_start(test, handle_level_irq, 0);
	unwatch_while_probe_runs(test);
	KUNIT_EXPECT_EQ(test, 0, irqmask_set_enabled(false));
}

static struct kunit_case irqmask_switch_cases[] = {
	KUNIT_CASE(probe_outlives_no_storage),
	KUNIT_CASE(probe_outlives_no_watcher),
	{}
};

static struct kunit_suite irqmask_switch_suite = {
	.name		= "irqmask_switching",
	.init		= irqmask_kunit_init,
	.exit		= irqmask_kunit_exit,
	.test_cases	= irqmask_switch_cases,
};

kunit_test_suite(irqmask_switch_suite);
