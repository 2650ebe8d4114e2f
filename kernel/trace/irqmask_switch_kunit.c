// SPDX-License-Identifier: GPL-2.0
/*
 * KUnit tests of irqmask: without memory it is off, and who switches it off waits
 * for probes that still run
 */
#include <linux/cpumask.h>
#include <linux/hardirq.h>
#include <linux/irq.h>
#include <linux/irqflags.h>
#include <linux/preempt.h>
#include <linux/processor.h>
#include <linux/smp.h>
#include <linux/timekeeping.h>
#include <linux/tracepoint.h>
#include <linux/workqueue.h>

#include "irqmask_cpu.h"
#include "irqmask_kunit.h"
#include "irqmask_line.h"

#include <trace/events/irq_line.h>
#include <trace/events/power.h>
#include <trace/events/preemptirq.h>

static struct irqmask_kunit_line * const line_a = &irqmask_kunit_lines[0];
static struct irqmask_kunit_line * const line_b = &irqmask_kunit_lines[1];

static void expect_off(struct kunit *test)
{
	unsigned int nr, chunks = 0;

	irqmask_lock();
	KUNIT_EXPECT_FALSE(test, irqmask_is_on());
	for (nr = 0; nr < IRQMASK_MAX_CHUNKS; nr++)
		chunks += !!irqmask_chunks[nr];
	irqmask_unlock();
	KUNIT_EXPECT_EQ(test, chunks, 0);
	KUNIT_EXPECT_FALSE(test, trace_irq_line_disable_enabled());
	KUNIT_EXPECT_FALSE(test, trace_irq_line_thread_enabled());
}

static void expect_no_memory(struct kunit *test, unsigned int nth)
{
	int ret;

	irqmask_kunit_fail_nth(nth);
	ret = irqmask_watch(&irqmask_kunit_watcher);
	KUNIT_EXPECT_EQ(test, -ENOMEM, ret);
	if (!ret)
		irqmask_unwatch(&irqmask_kunit_watcher);
	KUNIT_EXPECT_TRUE(test, irqmask_kunit_has_failed());
	expect_off(test);
}

/* The first line without memory leaves one behind that has got some */
static void no_memory_for_percpu_lines(struct kunit *test)
{
	unsigned int nth;

	irqmask_kunit_alloc(test, line_a, -1);
	irqmask_kunit_request_percpu(test, line_a);
	irqmask_kunit_alloc(test, line_b, -1);
	irqmask_kunit_request_percpu(test, line_b);
	for (nth = 2; nth; nth--)
		expect_no_memory(test, nth);

	irqmask_kunit_watch(test);
	irqmask_kunit_disable_percpu(line_a, 1000);
	irqmask_expect_section(test, line_a, 1, IRQMASK_PERCPU, 1000, 1000);
	irqmask_kunit_disable_percpu(line_b, 30);
	irqmask_expect_section(test, line_b, 1, IRQMASK_PERCPU, 30, 30);
}

/* How many storages will be allocated until there is one for line_a */
static unsigned int allocs_to_line_a;

static void line_b_becomes_percpu(void)
{
	if (allocs_to_line_a && !--allocs_to_line_a)
		line_b->percpu = !irq_set_percpu_devid(line_b->irq);
}

/*
 * Lines are looked at by their numbers, so line_b is not when it becomes a per-CPU one.
 * Returns how many storages are allocated before all are looked at again.
 */
static unsigned int let_percpu_line_come(struct kunit *test)
{
	unsigned int irq, allocs = 0;

	irqmask_kunit_alloc(test, line_b, -1);
	irqmask_kunit_alloc(test, line_a, -1);
	irqmask_kunit_request_percpu(test, line_a);
	KUNIT_ASSERT_LT(test, line_b->irq, line_a->irq);
	for (irq = 0; irq < IRQMASK_MAX_LINES; irq++) {
		allocs += !!irq_is_percpu_devid(irq);
		if (irq == line_a->irq)
			allocs_to_line_a = allocs;
	}
	irqmask_kunit_on_alloc(line_b_becomes_percpu);
	return allocs;
}

static bool line_b_has_storage(void)
{
	bool has_storage;

	irqmask_lock();
	has_storage = irqmask_find_line(line_b->irq)->cpus;
	irqmask_unlock();
	return has_storage;
}

/* No event says so before probes are registered */
static void percpu_line_comes_meanwhile(struct kunit *test)
{
	let_percpu_line_come(test);
	irqmask_kunit_watch(test);
	KUNIT_EXPECT_TRUE(test, line_b->percpu);
	KUNIT_EXPECT_TRUE(test, line_b_has_storage());
	irqmask_kunit_request_percpu(test, line_b);
	irqmask_kunit_disable_percpu(line_b, 30);
	irqmask_expect_section(test, line_b, 1, IRQMASK_PERCPU, 30, 30);
}

static void no_memory_for_line_that_came(struct kunit *test)
{
	expect_no_memory(test, let_percpu_line_come(test) + 1);
	KUNIT_EXPECT_TRUE(test, line_b->percpu);

	irqmask_kunit_watch(test);
	irqmask_kunit_request_percpu(test, line_b);
	irqmask_kunit_disable_percpu(line_b, 30);
	irqmask_expect_section(test, line_b, 1, IRQMASK_PERCPU, 30, 30);
}

#ifdef CONFIG_IRQMASK_CPU
static bool cpus_have_probes(void)
{
	return trace_irq_disable_enabled() || trace_irq_enable_enabled() ||
	       trace_cpu_idle_enabled();
}
#else
static bool cpus_have_probes(void)
{
	return false;
}
#endif

/* How many sections this CPU had, less than none if CPUs aren't measured */
static s64 count_cpu_sections(void)
{
	struct irqmask_line *line;
	unsigned long flags;
	s64 count;

	irqmask_lock();
	migrate_disable();
	local_irq_save(flags);
	local_irq_restore(flags);
	line = irqmask_cpu_line(smp_processor_id());
	count = line ? READ_ONCE(line->stat.count) : -1;
	migrate_enable();
	irqmask_unlock();
	return count;
}

static void no_memory_for_cpus(struct kunit *test)
{
	int ret;

	if (!IS_ENABLED(CONFIG_IRQMASK_CPU))
		kunit_skip(test, "this kernel can't measure CPUs");

	irqmask_kunit_start(test, handle_level_irq, 0);
	irqmask_kunit_fail_nth(1);
	ret = irqmask_cpu_start();
	KUNIT_EXPECT_EQ(test, -ENOMEM, ret);
	if (!ret)
		irqmask_cpu_stop();
	KUNIT_EXPECT_TRUE(test, irqmask_kunit_has_failed());
	KUNIT_EXPECT_FALSE(test, cpus_have_probes());
	KUNIT_EXPECT_LT(test, count_cpu_sections(), 0);
	irqmask_expect_measured(test, line_a);

	ret = irqmask_cpu_start();
	KUNIT_ASSERT_EQ(test, 0, ret);
	KUNIT_EXPECT_GT(test, count_cpu_sections(), 0);
	irqmask_cpu_stop();
	KUNIT_EXPECT_FALSE(test, cpus_have_probes());
	KUNIT_EXPECT_LT(test, count_cpu_sections(), 0);
	irqmask_expect_measured(test, line_a);
}

/* Its entry says that interrupts are off, and without lockdep its exit says nothing */
static void no_section_after_nmi(struct kunit *test)
{
	unsigned long flags;
	bool off;

	if (!IS_ENABLED(CONFIG_IRQMASK_CPU))
		kunit_skip(test, "this kernel can't measure CPUs");

	irqmask_kunit_start(test, handle_level_irq, 0);
	KUNIT_ASSERT_EQ(test, 0, irqmask_cpu_start());

	raw_local_irq_save(flags);
	__preempt_count_add(NMI_OFFSET + HARDIRQ_OFFSET);
	trace_hardirqs_off_finish();
	__preempt_count_sub(NMI_OFFSET + HARDIRQ_OFFSET);
	off = irqmask_cpu_is_off();
	trace_hardirqs_on_prepare();
	raw_local_irq_restore(flags);

	KUNIT_EXPECT_FALSE(test, off);
	KUNIT_EXPECT_GT(test, count_cpu_sections(), 0);
	irqmask_cpu_stop();
}

/* How long the probe runs, unless what it uses is gone before */
#define PROBE_NS	NSEC_PER_SEC

static bool probe_runs, is_gone, outlived;

/* What the probe uses goes with it */
static void (*switch_off)(void);

static void switch_off_meanwhile(struct work_struct *work)
{
	while (!READ_ONCE(probe_runs))
		cond_resched();
	switch_off();
	WRITE_ONCE(is_gone, true);
}

static DECLARE_WORK(switch_off_work, switch_off_meanwhile);

static void stay_in_probe(void)
{
	u64 end = ktime_get_mono_fast_ns() + PROBE_NS;

	WRITE_ONCE(probe_runs, true);
	while (!READ_ONCE(is_gone) && ktime_get_mono_fast_ns() < end)
		cpu_relax();
	outlived = READ_ONCE(is_gone);
}

/* @off is called on another CPU, while the probe that @event calls runs on this one */
static void switch_off_while_probe_runs(struct kunit *test, void (*off)(void),
					void (*event)(void))
{
	probe_runs = false;
	is_gone = false;
	outlived = false;
	switch_off = off;

	migrate_disable();
	schedule_work_on(cpumask_any_but(cpu_online_mask, smp_processor_id()), &switch_off_work);
	event();
	KUNIT_EXPECT_TRUE(test, probe_runs);
	WRITE_ONCE(probe_runs, true);
	migrate_enable();

	flush_work(&switch_off_work);
	KUNIT_EXPECT_FALSE(test, outlived);
}

static void disable_line(void)
{
	line_a->on_begin = stay_in_probe;
	irqmask_kunit_disable(line_a, 1000);
}

/* The watcher goes, while it is called */
static void unwatch_while_probe_runs(struct kunit *test)
{
	switch_off_while_probe_runs(test, irqmask_kunit_unwatch, disable_line);
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

#ifdef CONFIG_IRQMASK_CPU
static void other_irqs(void *data, unsigned long ip, unsigned long parent_ip)
{
}

static void other_idle(void *data, unsigned int state, unsigned int cpu)
{
}

/* The same for the events of CPUs */
static int keep_cpu_events(bool keep)
{
	static long data[2];
	unsigned int nr;
	int ret = 0;

	for (nr = 0; nr < ARRAY_SIZE(data); nr++) {
		if (keep) {
			ret = register_trace_irq_disable(other_irqs, &data[nr]) ?: ret;
			ret = register_trace_irq_enable(other_irqs, &data[nr]) ?: ret;
			ret = register_trace_cpu_idle(other_idle, &data[nr]) ?: ret;
		} else {
			ret = unregister_trace_irq_disable(other_irqs, &data[nr]) ?: ret;
			ret = unregister_trace_irq_enable(other_irqs, &data[nr]) ?: ret;
			ret = unregister_trace_cpu_idle(other_idle, &data[nr]) ?: ret;
		}
	}
	if (!keep)
		tracepoint_synchronize_unregister();
	return ret;
}
#else
static int keep_cpu_events(bool keep)
{
	return -EOPNOTSUPP;
}
#endif

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

/* On which CPU the watcher stays in the next probe that begins a CPU's section, -1 for none */
static int staying_cpu = -1;

static void cpu_section_begins(struct irqmask_section *section)
{
	if (section->cause != IRQMASK_CPU || READ_ONCE(staying_cpu) != smp_processor_id())
		return;
	WRITE_ONCE(staying_cpu, -1);
	stay_in_probe();
}

static void section_ends(struct irqmask_section *section, const struct irqmask_names *names)
{
}

static void section_is_dropped(const struct irqmask_section *section)
{
}

static const struct irqmask_watcher cpu_watcher = {
	.begin		= cpu_section_begins,
	.end		= section_ends,
	.drop		= section_is_dropped,
};

static void turn_interrupts_off(void)
{
	unsigned long flags;

	WRITE_ONCE(staying_cpu, smp_processor_id());
	local_irq_save(flags);
	local_irq_restore(flags);
}

/* The layer stays on, and with it the watcher */
static void probe_outlives_no_cpus(struct kunit *test)
{
	int ret;

	if (!IS_ENABLED(CONFIG_IRQMASK_CPU))
		kunit_skip(test, "this kernel can't measure CPUs");
	need_two_cpus(test);

	KUNIT_EXPECT_EQ(test, 0, keep_cpu_events(true));
	KUNIT_ASSERT_EQ(test, 0, irqmask_watch(&cpu_watcher));
	ret = irqmask_cpu_start();
	KUNIT_EXPECT_EQ(test, 0, ret);
	if (!ret)
		switch_off_while_probe_runs(test, irqmask_cpu_stop, turn_interrupts_off);
	irqmask_unwatch(&cpu_watcher);
	KUNIT_EXPECT_EQ(test, 0, keep_cpu_events(false));
}

static struct kunit_case irqmask_switch_cases[] = {
	KUNIT_CASE(no_memory_for_percpu_lines),
	KUNIT_CASE(percpu_line_comes_meanwhile),
	KUNIT_CASE(no_memory_for_line_that_came),
	KUNIT_CASE(no_memory_for_cpus),
	KUNIT_CASE(no_section_after_nmi),
	KUNIT_CASE(probe_outlives_no_storage),
	KUNIT_CASE(probe_outlives_no_watcher),
	KUNIT_CASE(probe_outlives_no_cpus),
	{}
};

static struct kunit_suite irqmask_switch_suite = {
	.name		= "irqmask_switching",
	.init		= irqmask_kunit_init,
	.exit		= irqmask_kunit_exit,
	.test_cases	= irqmask_switch_cases,
};

kunit_test_suite(irqmask_switch_suite);
