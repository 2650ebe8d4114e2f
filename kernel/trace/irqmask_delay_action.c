// SPDX-License-Identifier: GPL-2.0
/*
 * irqmask_delay_test: the driver of the simulated devices, and what it does to its lines
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/cpu.h>
#include <linux/delay.h>
#include <linux/freezer.h>
#include <linux/interrupt.h>
#include <linux/irq.h>
#include <linux/math64.h>
#include <linux/rcupdate.h>
#include <linux/sched/signal.h>
#include <linux/timekeeping.h>
#include <linux/workqueue.h>

#include "irqmask_delay.h"

/* A sleeping wait looks for signals this often. */
#define IRQMASK_TEST_NAP_NS		(100 * NSEC_PER_MSEC)

/* The core gives a line up after 100,000 unhandled interrupts, or starts its count again. */
#define IRQMASK_TEST_MAX_SPURIOUS	1000000

/* Tells interrupt threads and the threads of other parts that it ends early. */
bool irqmask_test_stop;

/* Serializes who writes the two below, which are read at any time. In ns. */
static DEFINE_SPINLOCK(irqmask_test_elapsed_lock);
atomic64_t irqmask_test_min = ATOMIC64_INIT(0);
atomic64_t irqmask_test_max = ATOMIC64_INIT(0);

/**
 * irqmask_test_ends_early - see whether an action is to end before its time
 *
 * Context: Process context.
 * Return: whether somebody wants so, by a signal.
 */
bool irqmask_test_ends_early(void)
{
	/* Who is to freeze is woken as by a signal, and has none */
	return (signal_pending(current) && !freezing(current)) || READ_ONCE(irqmask_test_stop);
}

/* While the system sleeps. try_to_freeze() would mind the locks that are held here. */
static void irqmask_test_freeze(void)
{
	struct sighand_struct *sighand;

	if (!freezing(current) || !__refrigerator(false))
		return;

	/* A task that lives keeps its own */
	sighand = rcu_dereference_protected(current->sighand, true);
	spin_lock_irq(&sighand->siglock);
	recalc_sigpending();
	spin_unlock_irq(&sighand->siglock);
}

/**
 * irqmask_test_wait - wait in a task
 * @ns: how long, in ns
 *
 * Context: Process context, may sleep.
 * Return: 0, -EINTR if it ends early.
 */
int irqmask_test_wait(u64 ns)
{
	u64 start = ktime_get_mono_fast_ns();
	s64 left;
	u32 us;

	while ((left = start + ns - ktime_get_mono_fast_ns()) > 0) {
		if (irqmask_test_ends_early())
			return -EINTR;
		if (irqmask_test.sleeping) {
			us = div_u64(min_t(u64, left, IRQMASK_TEST_NAP_NS), NSEC_PER_USEC) + 1;
			usleep_range(us, us + 10);
			irqmask_test_freeze();
		} else {
			cond_resched();
			cpu_relax();
		}
	}
	return 0;
}

/* What many drivers do that leave their work to something else than a thread. */
static noinline void irqmask_test_disable_own(struct irqmask_test_line *line)
{
	disable_irq_nosync(line->irq);
	irqmask_test_spin(line->hold_ns);
}

static irqreturn_t irqmask_test_handler(int irq, void *dev_id)
{
	struct irqmask_test_line *line = dev_id;

	if (line->disables)
		irqmask_test_disable_own(line);
	else
		irqmask_test_spin(line->hold_ns);
	irqmask_test_event(line, line->unhandled ? COUNT_UNHANDLED : COUNT_HANDLED);
	return IRQ_RETVAL(!line->unhandled);
}

static irqreturn_t irqmask_test_primary_handler(int irq, void *dev_id)
{
	struct irqmask_test_line *line = dev_id;

	irqmask_test_spin(line->hold_ns);
	irqmask_test_event(line, COUNT_HANDLED);
	return line->wakes ? IRQ_WAKE_THREAD : IRQ_HANDLED;
}

static irqreturn_t irqmask_test_thread(int irq, void *dev_id)
{
	struct irqmask_test_line *line = dev_id;

	irqmask_test_wait(irqmask_test_ns(irqmask_test.us));
	irqmask_test_event(line, COUNT_THREAD);
	complete(&line->done);
	return IRQ_HANDLED;
}

/**
 * irqmask_test_release - free a line, if it has a handler
 * @line: the line
 *
 * Context: Process context, may sleep.
 */
void irqmask_test_release(struct irqmask_test_line *line)
{
	if (line->requested)
		free_irq(line->irq, line);
	line->requested = false;
}

static int irqmask_test_request(struct irqmask_test_line *line, bool threaded)
{
	unsigned long flags;
	int ret;

	flags = irqmask_test.flow == FLOW_EDGE ? IRQF_TRIGGER_RISING : IRQF_TRIGGER_HIGH;
	/* With these, threadirqs and PREEMPT_RT make no other kind of section of it. */
	flags |= threaded ? IRQF_ONESHOT : IRQF_NO_THREAD;
	if (irqmask_test.force_resume)
		flags |= IRQF_NO_SUSPEND | IRQF_FORCE_RESUME;
	ret = request_threaded_irq(line->irq,
				   threaded ? irqmask_test_primary_handler : irqmask_test_handler,
				   threaded ? irqmask_test_thread : NULL,
				   flags, IRQMASK_TEST_NAME, line);
	if (ret) {
		pr_err("irq %u: cannot be requested: %d\n", line->irq, ret);
		return ret;
	}
	line->requested = true;
	line->threaded = threaded;
	return 0;
}

/**
 * irqmask_test_request_all - have handlers on all lines that the action can use
 *
 * A line has a thread or not: those are requested again for which that must change.
 *
 * Context: Process context, may sleep. Under the mutex of the parameters.
 * Return: 0, or an error of request_threaded_irq().
 */
int irqmask_test_request_all(void)
{
	bool wakes = irqmask_test.action == ACTION_ONESHOT;
	bool threaded = wakes || irqmask_test.action == ACTION_NO_WAKE;
	struct irqmask_test_line *line;
	int i, ret;

	for (i = 0; i < irqmask_test.lines; i++) {
		line = &irqmask_test_lines[i];
		line->wakes = wakes;
		if (line->requested && line->threaded == threaded)
			continue;
		irqmask_test_release(line);
		ret = irqmask_test_request(line, threaded);
		if (ret)
			return ret;
	}
	return 0;
}

/* Returns when what was raised has been handled, by the thread too. */
static void irqmask_test_sync(struct irqmask_test_line *line)
{
	irq_work_sync(&line->work);
	synchronize_irq(line->irq);
}

static void irqmask_test_elapsed(u64 start, u64 end)
{
	s64 shortest, ns = max_t(s64, end - start, 0);

	spin_lock(&irqmask_test_elapsed_lock);
	shortest = atomic64_read(&irqmask_test_min);
	if (!shortest || ns < shortest)
		atomic64_set(&irqmask_test_min, ns);
	if (ns > atomic64_read(&irqmask_test_max))
		atomic64_set(&irqmask_test_max, ns);
	spin_unlock(&irqmask_test_elapsed_lock);
}

/*
 * The actions. Each is a function of its own, which gives each a stack of its
 * own, and has something left to do after its last call, which keeps it there.
 */

static __always_inline int irqmask_test_hold(struct irqmask_test_line *line,
					     void (*disable)(unsigned int irq))
{
	u64 start = ktime_get_mono_fast_ns();
	int ret;

	disable(line->irq);
	ret = irqmask_test_wait(irqmask_test_ns(irqmask_test.us));
	enable_irq(line->irq);
	irqmask_test_elapsed(start, ktime_get_mono_fast_ns());
	return ret;
}

static noinline int irqmask_test_disable(struct irqmask_test_line *line)
{
	return irqmask_test_hold(line, disable_irq);
}

static noinline int irqmask_test_disable_nosync(struct irqmask_test_line *line)
{
	return irqmask_test_hold(line, disable_irq_nosync);
}

static noinline int irqmask_test_disable_nested(struct irqmask_test_line *line)
{
	u64 ns = irqmask_test_ns(irqmask_test.us);
	u64 start = ktime_get_mono_fast_ns();
	int ret;

	disable_irq(line->irq);
	ret = irqmask_test_wait(ns / 2);
	disable_irq(line->irq);
	enable_irq(line->irq);
	if (!ret)
		ret = irqmask_test_wait(ns - ns / 2);
	enable_irq(line->irq);
	irqmask_test_elapsed(start, ktime_get_mono_fast_ns());
	return ret;
}

static noinline int irqmask_test_disable_in_handler(struct irqmask_test_line *line)
{
	u64 start = ktime_get_mono_fast_ns();
	int ret;

	line->disables = true;
	irqmask_test_event(line, COUNT_RAISED);
	irqmask_test_sync(line);
	line->disables = false;
	ret = irqmask_test_wait(irqmask_test_ns(irqmask_test.us));
	enable_irq(line->irq);
	irqmask_test_elapsed(start, ktime_get_mono_fast_ns());
	return ret;
}

/* For no_wake as well, whose hard handler takes this time too */
static noinline int irqmask_test_flow(struct irqmask_test_line *line)
{
	u64 start;

	line->hold_ns = irqmask_test_ns(irqmask_test.us);
	start = ktime_get_mono_fast_ns();
	irqmask_test_event(line, COUNT_RAISED);
	irqmask_test_sync(line);
	irqmask_test_elapsed(start, ktime_get_mono_fast_ns());
	line->hold_ns = 0;
	return 0;
}

static noinline int irqmask_test_oneshot(struct irqmask_test_line *line)
{
	u64 start;
	int ret;

	reinit_completion(&line->done);
	start = ktime_get_mono_fast_ns();
	irqmask_test_event(line, COUNT_RAISED);
	ret = wait_for_completion_interruptible(&line->done);
	if (ret)
		WRITE_ONCE(irqmask_test_stop, true);
	/* The line is unmasked only after the thread function has returned. */
	irqmask_test_sync(line);
	irqmask_test_elapsed(start, ktime_get_mono_fast_ns());
	return ret ? -EINTR : 0;
}

static noinline int irqmask_test_lazy(struct irqmask_test_line *line)
{
	unsigned long masks = irqmask_test_read(line, COUNT_MASK);
	int ret = irqmask_test_hold(line, disable_irq);

	if (irqmask_test_read(line, COUNT_MASK) != masks) {
		pr_err("irq %u: was masked although no interrupt arrived\n", line->irq);
		return -EIO;
	}
	return ret;
}

static noinline int irqmask_test_lazy_irq(struct irqmask_test_line *line)
{
	unsigned long handled = irqmask_test_read(line, COUNT_HANDLED);
	u64 ns = irqmask_test_ns(irqmask_test.us);
	u64 arrive = irqmask_test_ns(irqmask_test.arrive_us);
	u64 start;
	int ret;

	if (!arrive)
		arrive = div_u64(ns, 5);
	if (arrive >= ns) {
		pr_err("arrive_us must be less than us, which is %d, not %d\n",
		       irqmask_test.us, irqmask_test.arrive_us);
		return -EINVAL;
	}

	start = ktime_get_mono_fast_ns();
	disable_irq(line->irq);
	ret = irqmask_test_wait(arrive);
	irqmask_test_event(line, COUNT_RAISED);
	if (!ret)
		ret = irqmask_test_wait(ns - arrive);
	enable_irq(line->irq);
	irqmask_test_elapsed(start, ktime_get_mono_fast_ns());
	irqmask_test_sync(line);
	if (irqmask_test_read(line, COUNT_HANDLED) != handled + 1) {
		pr_err("irq %u: the interrupt that arrived while disabled is lost\n", line->irq);
		return -EIO;
	}
	return ret;
}

static long irqmask_test_disable_on_cpu(void *arg)
{
	struct irqmask_test_line *line = arg;

	line->start = ktime_get_mono_fast_ns();
	disable_irq(line->irq);
	return 0;
}

static long irqmask_test_enable_on_cpu(void *arg)
{
	struct irqmask_test_line *line = arg;

	enable_irq(line->irq);
	line->end = ktime_get_mono_fast_ns();
	return 0;
}

static bool irqmask_test_online(const char *name, unsigned int cpu)
{
	if (cpu < nr_cpu_ids && cpu_online(cpu))
		return true;
	pr_err("%s: CPU %u is not online\n", name, cpu);
	return false;
}

static int irqmask_test_on_cpu(unsigned int cpu, long (*fn)(void *arg), void *arg)
{
	int ret = -ENODEV;

	cpus_read_lock();
	if (cpu_online(cpu))
		ret = work_on_cpu(cpu, fn, arg);
	cpus_read_unlock();
	return ret;
}

static noinline int irqmask_test_cross_cpu(struct irqmask_test_line *line)
{
	int end_cpu = irqmask_test.end_cpu;
	int ret, err;

	if (end_cpu < 0)
		end_cpu = cpumask_last(cpu_online_mask);
	if (!irqmask_test_online("cpu", irqmask_test.cpu) ||
	    !irqmask_test_online("end_cpu", end_cpu))
		return -ENODEV;

	ret = irqmask_test_on_cpu(irqmask_test.cpu, irqmask_test_disable_on_cpu, line);
	if (ret)
		return ret;
	ret = irqmask_test_wait(irqmask_test_ns(irqmask_test.us));
	err = irqmask_test_on_cpu(end_cpu, irqmask_test_enable_on_cpu, line);
	/* That CPU went offline: enable the line here, it may not stay disabled. */
	if (err)
		irqmask_test_enable_on_cpu(line);
	irqmask_test_elapsed(line->start, line->end);
	return err ? err : ret;
}

static noinline int irqmask_test_free(struct irqmask_test_line *line)
{
	u64 start = ktime_get_mono_fast_ns();
	int ret, err;

	disable_irq(line->irq);
	ret = irqmask_test_wait(irqmask_test_ns(irqmask_test.us));
	irqmask_test_release(line);
	irqmask_test_elapsed(start, ktime_get_mono_fast_ns());
	err = irqmask_test_request(line, false);
	return err ? err : ret;
}

static noinline int irqmask_test_type(struct irqmask_test_line *line)
{
	unsigned int type = irq_get_trigger_type(line->irq) ^ irqmask_test_types();
	u64 start;
	int ret;

	line->hold_ns = irqmask_test_ns(irqmask_test.us);
	start = ktime_get_mono_fast_ns();
	ret = irq_set_irq_type(line->irq, type);
	irqmask_test_elapsed(start, ktime_get_mono_fast_ns());
	line->hold_ns = 0;
	return ret;
}

static noinline int irqmask_test_spurious(struct irqmask_test_line *line)
{
	struct irq_data *data = irq_get_irq_data(line->irq);
	int i, ret = 0;
	u64 start = 0;

	line->unhandled = true;
	for (i = 0; i < IRQMASK_TEST_MAX_SPURIOUS && !irqd_irq_disabled(data) && !ret; i++) {
		start = ktime_get_mono_fast_ns();
		irqmask_test_event(line, COUNT_RAISED);
		irqmask_test_sync(line);
		if (signal_pending(current))
			ret = -EINTR;
		cond_resched();
	}
	line->unhandled = false;

	if (irqd_irq_disabled(data)) {
		if (!ret)
			ret = irqmask_test_wait(irqmask_test_ns(irqmask_test.us));
		enable_irq(line->irq);
		irqmask_test_elapsed(start, ktime_get_mono_fast_ns());
	} else if (!ret) {
		pr_err("irq %u: still enabled after %d unhandled interrupts (is noirqdebug set?)\n",
		       line->irq, i);
		ret = -EIO;
	}
	return ret;
}

/* The culprit: the rightful enable that follows is what the core complains about. */
static noinline void irqmask_test_enable_unpaired(struct irqmask_test_line *line)
{
	enable_irq(line->irq);
	line->end = ktime_get_mono_fast_ns();
}

static noinline int irqmask_test_unbalanced(struct irqmask_test_line *line)
{
	u64 start = ktime_get_mono_fast_ns();
	int ret;

	disable_irq(line->irq);
	ret = irqmask_test_wait(irqmask_test_ns(irqmask_test.us));
	irqmask_test_enable_unpaired(line);
	enable_irq(line->irq);
	irqmask_test_elapsed(start, line->end);
	return ret;
}

/* Masks the line behind the back of the interrupt core */
static noinline int irqmask_test_other(struct irqmask_test_line *line)
{
	u64 start = ktime_get_mono_fast_ns();
	int ret, err;

	ret = irq_set_irqchip_state(line->irq, IRQCHIP_STATE_MASKED, true);
	if (!ret)
		ret = irqmask_test_wait(irqmask_test_ns(irqmask_test.us));
	err = irq_set_irqchip_state(line->irq, IRQCHIP_STATE_MASKED, false);
	irqmask_test_elapsed(start, ktime_get_mono_fast_ns());
	return ret ? ret : err;
}

/* By enum irqmask_test_action. Each returns 0, -EINTR if it ends early, or another error. */
int (* const irqmask_test_actions[NR_ACTIONS])(struct irqmask_test_line *line) = {
	[ACTION_DISABLE]	= irqmask_test_disable,
	[ACTION_NOSYNC]		= irqmask_test_disable_nosync,
	[ACTION_NESTED]		= irqmask_test_disable_nested,
	[ACTION_HANDLER]	= irqmask_test_disable_in_handler,
	[ACTION_FLOW]		= irqmask_test_flow,
	[ACTION_ONESHOT]	= irqmask_test_oneshot,
	[ACTION_NO_WAKE]	= irqmask_test_flow,
	[ACTION_LAZY]		= irqmask_test_lazy,
	[ACTION_LAZY_IRQ]	= irqmask_test_lazy_irq,
	[ACTION_CROSS_CPU]	= irqmask_test_cross_cpu,
	[ACTION_FREE]		= irqmask_test_free,
	[ACTION_TYPE]		= irqmask_test_type,
	[ACTION_SPURIOUS]	= irqmask_test_spurious,
	[ACTION_OTHER]		= irqmask_test_other,
	[ACTION_UNBALANCED]	= irqmask_test_unbalanced,
};
