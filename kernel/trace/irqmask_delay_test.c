// SPDX-License-Identifier: GPL-2.0
/*
 * Sections of known kind and length, to test whoever measures masked lines
 *
 * The module has interrupt lines of its own, under an irq_chip of its own. The
 * chip simulates the hardware of each line (asserted, masked, in service),
 * delivers interrupts in hard interrupt context and counts every call that it
 * gets. Nothing happens until a 1 is written to the trigger file; the write
 * returns when everything is done.
 *
 * To test, select CONFIG_IRQMASK_DELAY_TEST and build the module. Then:
 *
 * # insmod kernel/trace/irqmask_delay_test.ko us=5000
 * # cd /sys/kernel/irqmask_delay_test
 * # cat irqs
 * # echo irqmask > /sys/kernel/tracing/current_tracer
 * # echo 1 > trigger
 * # cat elapsed_min_ns
 * # cat /sys/kernel/tracing/trace
 *
 * You should see a section of at least 5000 us on the line that irqs names,
 * with cause disable and with irqmask_test_disable() in both stacks.
 * elapsed_min_ns is a little longer: the module measures around the section.
 *
 * Next, keep the line masked for its threaded handler, ten times:
 *
 * # echo oneshot > /sys/module/irqmask_delay_test/parameters/action
 * # echo 10 > /sys/module/irqmask_delay_test/parameters/repeat
 * # echo 1 > trigger
 * # cat counts
 *
 * In counts, thread is 10. To remove the lines, remove the module:
 *
 * # rmmod irqmask_delay_test
 */

#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/completion.h>
#include <linux/cpu.h>
#include <linux/delay.h>
#include <linux/freezer.h>
#include <linux/interrupt.h>
#include <linux/irq.h>
#include <linux/irq_work.h>
#include <linux/kobject.h>
#include <linux/kthread.h>
#include <linux/math64.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/numa.h>
#include <linux/rcupdate.h>
#include <linux/sched/signal.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/string.h>
#include <linux/sysfs.h>
#include <linux/timekeeping.h>
#include <linux/workqueue.h>

#define IRQMASK_TEST_NAME		"irqmask_delay_test"

/* A sleeping wait looks for signals this often. */
#define IRQMASK_TEST_NAP_NS		(100 * NSEC_PER_MSEC)

/* The core gives a line up after 100,000 unhandled interrupts, or starts its count again. */
#define IRQMASK_TEST_MAX_SPURIOUS	1000000

#define IRQMASK_TEST_MAX_THREADS	64

enum irqmask_test_action {
	ACTION_DISABLE, ACTION_NOSYNC, ACTION_NESTED, ACTION_HANDLER, ACTION_FLOW, ACTION_ONESHOT,
	ACTION_NO_WAKE, ACTION_LAZY, ACTION_LAZY_IRQ, ACTION_CROSS_CPU, ACTION_FREE, ACTION_TYPE,
	ACTION_SPURIOUS, ACTION_OTHER, ACTION_UNBALANCED, NR_ACTIONS,
};

static const char * const irqmask_test_action_names[NR_ACTIONS] = {
	"disable", "nosync", "nested", "handler", "flow", "oneshot",
	"no_wake", "lazy", "lazy_irq", "cross_cpu", "free", "type",
	"spurious", "other", "unbalanced",
};

enum irqmask_test_flow { FLOW_LEVEL, FLOW_FASTEOI, FLOW_EDGE, NR_FLOWS };

static const char * const irqmask_test_flow_names[NR_FLOWS] = { "level", "fasteoi", "edge" };

enum irqmask_test_ops { CHIP_LAZY, CHIP_HARD, CHIP_MASK_ACK, NR_CHIPS };

static const char * const irqmask_test_chip_names[NR_CHIPS] = { "lazy", "hard", "mask_ack" };

enum irqmask_test_count {
	COUNT_MASK, COUNT_UNMASK, COUNT_MASK_ACK, COUNT_DISABLE, COUNT_ENABLE, COUNT_ACK,
	COUNT_EOI, COUNT_SET_TYPE, COUNT_RETRIGGER, COUNT_RAISED, COUNT_DELIVERED,
	COUNT_HANDLED, COUNT_UNHANDLED, COUNT_THREAD, NR_COUNTS,
};

static const char * const irqmask_test_count_names[NR_COUNTS] = {
	"mask", "unmask", "mask_ack", "disable", "enable", "ack",
	"eoi", "set_type", "retrigger", "raised", "delivered",
	"handled", "unhandled", "thread",
};

/* One line: what the device, the interrupt controller and the driver know of it. */
struct irqmask_test_line {
	/* Protects the simulated hardware and the counts. */
	raw_spinlock_t		lock;
	bool			asserted;
	bool			masked;
	bool			in_service;
	unsigned long		counts[NR_COUNTS];

	struct irq_work		work;
	unsigned int		irq;

	/* The rest is written by who runs an action on the line, while it is quiet. */
	bool			requested;
	bool			threaded;
	bool			unhandled;
	bool			disables;
	bool			wakes;
	u64			hold_ns;
	u64			start;
	u64			end;
	struct completion	done;
};

static struct irqmask_test_line *irqmask_test_lines;
static unsigned int irqmask_test_first_irq;

/* Held while an action runs, so that no parameter changes meanwhile. */
static DEFINE_MUTEX(irqmask_test_mutex);

/* Part of the lines: from first on, every one in as many as there are parts. */
struct irqmask_test_part {
	int			first;
	int			ret;
	struct task_struct	*thread;
	struct completion	done;
};

/* Written under irqmask_test_mutex, but for the outcome. */
static struct irqmask_test_part irqmask_test_parts[IRQMASK_TEST_MAX_THREADS];

/* Tells interrupt threads and the threads of other parts that it ends early. */
static bool irqmask_test_stop;

/* Serializes who writes the two below, which are read at any time. */
static DEFINE_SPINLOCK(irqmask_test_elapsed_lock);
static atomic64_t irqmask_test_min = ATOMIC64_INIT(0);
static atomic64_t irqmask_test_max = ATOMIC64_INIT(0);

/* A parameter: a whole number from min to max, or the place of a word in names. */
struct irqmask_test_param {
	int			value;
	int			min;
	int			max;
	const char * const	*names;
};

/* Who loads the module sees no more than an error, unless the log says what is wrong. */
static void irqmask_test_complain(const struct irqmask_test_param *param, const char *name,
				  const char *val)
{
	int i, len = 0, shown = min_t(size_t, strcspn(val, "\n"), 64);
	char words[160];

	if (!param->names) {
		pr_err("%s must be a whole number from %d to %d, not '%.*s'\n", name,
		       param->min, param->max, shown, val);
		return;
	}
	for (i = 0; i <= param->max; i++)
		len += scnprintf(words + len, sizeof(words) - len, i ? ", %s" : "%s",
				 param->names[i]);
	pr_err("%s must be one of %s, not '%.*s'\n", name, words, shown, val);
}

/* Finds n in what was written. */
static int irqmask_test_parse(const char *val, const struct irqmask_test_param *param, int *n)
{
	if (param->names) {
		*n = __sysfs_match_string(param->names, param->max + 1, val);
		return *n < 0 ? -EINVAL : 0;
	}
	if (kstrtoint(val, 10, n) || *n < param->min || *n > param->max)
		return -EINVAL;
	return 0;
}

static int irqmask_test_set(const char *val, const struct kernel_param *kp)
{
	struct irqmask_test_param *param = kp->arg;
	int n, ret;

	ret = irqmask_test_parse(val, param, &n);
	if (ret) {
		/* It has no lines yet while it is loaded */
		if (!irqmask_test_lines)
			irqmask_test_complain(param, kp->name, val);
		return ret;
	}
	/* Not while the trigger runs */
	if (!mutex_trylock(&irqmask_test_mutex))
		return -EBUSY;
	WRITE_ONCE(param->value, n);
	mutex_unlock(&irqmask_test_mutex);
	return 0;
}

static int irqmask_test_get(char *buf, const struct kernel_param *kp)
{
	struct irqmask_test_param *param = kp->arg;
	int n = READ_ONCE(param->value);

	if (param->names)
		return scnprintf(buf, PAGE_SIZE, "%s\n", param->names[n]);
	return scnprintf(buf, PAGE_SIZE, "%d\n", n);
}

static const struct kernel_param_ops irqmask_test_param_ops = {
	.set	= irqmask_test_set,
	.get	= irqmask_test_get,
};

#define IRQMASK_TEST_NUMBER(name, _value, _min, _max, perm)				\
	static struct irqmask_test_param param_##name = {				\
		.value = (_value), .min = (_min), .max = (_max)				\
	};										\
	module_param_cb(name, &irqmask_test_param_ops, &param_##name, perm)

#define IRQMASK_TEST_WORD(name, nr, perm)						\
	static struct irqmask_test_param param_##name = {				\
		.names = irqmask_test_##name##_names, .max = (nr) - 1			\
	};										\
	module_param_cb(name, &irqmask_test_param_ops, &param_##name, perm)

IRQMASK_TEST_WORD(action, NR_ACTIONS, 0644);
MODULE_PARM_DESC(action, "What a trigger does: disable, nosync, nested, handler (disables its own line), flow, oneshot, no_wake (oneshot, but the thread is not woken), lazy, lazy_irq, cross_cpu, free, type, spurious, other or unbalanced (enables once too often, of which the kernel warns) (default disable)");
IRQMASK_TEST_WORD(flow, NR_FLOWS, 0444);
MODULE_PARM_DESC(flow, "Flow handler of the lines: level, fasteoi or edge (default level)");
IRQMASK_TEST_WORD(chip, NR_CHIPS, 0444);
MODULE_PARM_DESC(chip, "What the chip has besides mask and unmask: lazy (nothing), hard (disable and enable) or mask_ack (mask and ack in one) (default lazy)");
IRQMASK_TEST_NUMBER(lines, 1, 1, 4096, 0444);
MODULE_PARM_DESC(lines, "Number of lines, 1 to 4096 (default 1)");
IRQMASK_TEST_NUMBER(force_resume, 0, 0, 1, 0444);
MODULE_PARM_DESC(force_resume, "1: the lines stay on while the system suspends, and are enabled when it resumes as if they had not (default 0)");
IRQMASK_TEST_NUMBER(us, 1000, 1, INT_MAX, 0644);
MODULE_PARM_DESC(us, "Length of a section in microseconds, 1 to 2147483647, with interrupts off for flow, no_wake and type (default 1000)");
IRQMASK_TEST_NUMBER(arrive_us, 0, 0, 60000000, 0644);
MODULE_PARM_DESC(arrive_us, "When the interrupt of lazy_irq arrives, in microseconds after the disable, less than us (default 0: a fifth of us)");
IRQMASK_TEST_NUMBER(repeat, 1, 1, 1000000, 0644);
MODULE_PARM_DESC(repeat, "Number of sections on each line, 1 to 1000000 (default 1)");
IRQMASK_TEST_NUMBER(threads, 1, 1, IRQMASK_TEST_MAX_THREADS, 0644);
MODULE_PARM_DESC(threads, "Number of threads, 1 to 64, that share the lines and act at the same time, each on a CPU, but for the first, who writes to the trigger (default 1)");
IRQMASK_TEST_NUMBER(gap_us, 0, 0, 60000000, 0644);
MODULE_PARM_DESC(gap_us, "Pause between repeats in microseconds, 0 to 60000000 (default 0)");
IRQMASK_TEST_NUMBER(sleeping, 0, 0, 1, 0644);
MODULE_PARM_DESC(sleeping, "1: sleep, where the context allows; 0: wait busily (default 0)");
IRQMASK_TEST_NUMBER(cpu, 0, 0, INT_MAX, 0644);
MODULE_PARM_DESC(cpu, "CPU on which cross_cpu disables the line (default 0)");
IRQMASK_TEST_NUMBER(end_cpu, -1, -1, INT_MAX, 0644);
MODULE_PARM_DESC(end_cpu, "CPU on which cross_cpu enables the line (default -1: the last one online)");

/* The simulated hardware. */

static bool irqmask_test_deliverable(struct irqmask_test_line *line)
{
	lockdep_assert_held(&line->lock);
	return line->asserted && !line->masked && !line->in_service;
}

static void irqmask_test_deliver(struct irq_work *work)
{
	struct irqmask_test_line *line = container_of(work, struct irqmask_test_line, work);
	unsigned long flags;
	bool deliver;

	raw_spin_lock_irqsave(&line->lock, flags);
	deliver = irqmask_test_deliverable(line);
	if (deliver) {
		line->counts[COUNT_DELIVERED]++;
		/* An edge is latched once, a level stays until its device is served. */
		if (param_flow.value == FLOW_EDGE)
			line->asserted = false;
		/* A controller that gets an EOI waits for it before the next interrupt. */
		if (param_flow.value == FLOW_FASTEOI)
			line->in_service = true;
	}
	raw_spin_unlock_irqrestore(&line->lock, flags);

	if (deliver)
		generic_handle_irq(line->irq);
}

/* Counts what happened, does what it does to the line, and delivers what that lets through. */
static void irqmask_test_event(struct irqmask_test_line *line, enum irqmask_test_count event)
{
	unsigned long flags;

	raw_spin_lock_irqsave(&line->lock, flags);
	line->counts[event]++;
	switch (event) {
	case COUNT_MASK:
	case COUNT_MASK_ACK:
	case COUNT_DISABLE:
		line->masked = true;
		break;
	case COUNT_UNMASK:
	case COUNT_ENABLE:
		line->masked = false;
		break;
	case COUNT_EOI:
		line->in_service = false;
		break;
	case COUNT_RAISED:
	case COUNT_RETRIGGER:
		line->asserted = true;
		break;
	case COUNT_HANDLED:
	case COUNT_UNHANDLED:
	case COUNT_THREAD:
		/* The device was served, unless that is left to the thread. */
		if (param_flow.value != FLOW_EDGE && (event == COUNT_THREAD || !line->wakes))
			line->asserted = false;
		break;
	default:
		break;
	}
	if (irqmask_test_deliverable(line))
		irq_work_queue(&line->work);
	raw_spin_unlock_irqrestore(&line->lock, flags);
}

static unsigned long irqmask_test_read(struct irqmask_test_line *line,
				       enum irqmask_test_count event)
{
	unsigned long flags, n;

	raw_spin_lock_irqsave(&line->lock, flags);
	n = line->counts[event];
	raw_spin_unlock_irqrestore(&line->lock, flags);
	return n;
}

#define IRQMASK_TEST_CHIP_OP(op, event)							\
	static void irqmask_test_chip_##op(struct irq_data *data)			\
	{										\
		irqmask_test_event(irq_data_get_irq_chip_data(data), event);		\
	}

IRQMASK_TEST_CHIP_OP(mask, COUNT_MASK)
IRQMASK_TEST_CHIP_OP(unmask, COUNT_UNMASK)
IRQMASK_TEST_CHIP_OP(mask_ack, COUNT_MASK_ACK)
IRQMASK_TEST_CHIP_OP(disable, COUNT_DISABLE)
IRQMASK_TEST_CHIP_OP(enable, COUNT_ENABLE)
IRQMASK_TEST_CHIP_OP(ack, COUNT_ACK)
IRQMASK_TEST_CHIP_OP(eoi, COUNT_EOI)

static int irqmask_test_chip_retrigger(struct irq_data *data)
{
	irqmask_test_event(irq_data_get_irq_chip_data(data), COUNT_RETRIGGER);
	return 1;
}

/* Waits where interrupts are off. */
static void irqmask_test_spin(u64 ns)
{
	u64 start = ktime_get_mono_fast_ns();

	while ((s64)(start + ns - ktime_get_mono_fast_ns()) > 0)
		cpu_relax();
}

static unsigned int irqmask_test_types(void)
{
	return param_flow.value == FLOW_EDGE ? IRQ_TYPE_EDGE_BOTH : IRQ_TYPE_LEVEL_MASK;
}

static int irqmask_test_chip_set_type(struct irq_data *data, unsigned int type)
{
	struct irqmask_test_line *line = irq_data_get_irq_chip_data(data);

	if (!type || (type & ~irqmask_test_types()))
		return -EINVAL;
	irqmask_test_event(line, COUNT_SET_TYPE);
	irqmask_test_spin(line->hold_ns);
	return IRQ_SET_MASK_OK;
}

static int irqmask_test_chip_set_state(struct irq_data *data, enum irqchip_irq_state which,
				       bool state)
{
	if (which != IRQCHIP_STATE_MASKED)
		return -EINVAL;
	irqmask_test_event(irq_data_get_irq_chip_data(data), state ? COUNT_MASK : COUNT_UNMASK);
	return 0;
}

static struct irq_chip irqmask_test_chip __ro_after_init = {
	.name		= "irqmask-test",
	.irq_mask	= irqmask_test_chip_mask,
	.irq_unmask	= irqmask_test_chip_unmask,
	.irq_ack	= irqmask_test_chip_ack,
	.irq_eoi	= irqmask_test_chip_eoi,
	.irq_set_type	= irqmask_test_chip_set_type,
	.irq_retrigger	= irqmask_test_chip_retrigger,
	.irq_set_irqchip_state = irqmask_test_chip_set_state,
	.flags		= IRQCHIP_SET_TYPE_MASKED | IRQCHIP_SKIP_SET_WAKE,
};

/* The driver of the simulated device. */

static u64 irqmask_test_ns(const struct irqmask_test_param *param)
{
	return (u64)param->value * NSEC_PER_USEC;
}

static bool irqmask_test_ends_early(void)
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

/* Waits in a task. */
static int irqmask_test_wait(u64 ns)
{
	u64 start = ktime_get_mono_fast_ns();
	s64 left;
	u32 us;

	while ((left = start + ns - ktime_get_mono_fast_ns()) > 0) {
		if (irqmask_test_ends_early())
			return -EINTR;
		if (param_sleeping.value) {
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

	irqmask_test_wait(irqmask_test_ns(&param_us));
	irqmask_test_event(line, COUNT_THREAD);
	complete(&line->done);
	return IRQ_HANDLED;
}

static void irqmask_test_release(struct irqmask_test_line *line)
{
	if (line->requested)
		free_irq(line->irq, line);
	line->requested = false;
}

static int irqmask_test_request(struct irqmask_test_line *line, bool threaded)
{
	unsigned long flags;
	int ret;

	flags = param_flow.value == FLOW_EDGE ? IRQF_TRIGGER_RISING : IRQF_TRIGGER_HIGH;
	/* With these, threadirqs and PREEMPT_RT make no other kind of section of it. */
	flags |= threaded ? IRQF_ONESHOT : IRQF_NO_THREAD;
	if (param_force_resume.value)
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

/* A line has a thread or not: requests those again for which that must change. */
static int irqmask_test_request_all(void)
{
	bool wakes = param_action.value == ACTION_ONESHOT;
	bool threaded = wakes || param_action.value == ACTION_NO_WAKE;
	struct irqmask_test_line *line;
	int i, ret;

	for (i = 0; i < param_lines.value; i++) {
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
	ret = irqmask_test_wait(irqmask_test_ns(&param_us));
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
	u64 ns = irqmask_test_ns(&param_us);
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
	ret = irqmask_test_wait(irqmask_test_ns(&param_us));
	enable_irq(line->irq);
	irqmask_test_elapsed(start, ktime_get_mono_fast_ns());
	return ret;
}

/* For no_wake as well, whose hard handler takes this time too */
static noinline int irqmask_test_flow(struct irqmask_test_line *line)
{
	u64 start;

	line->hold_ns = irqmask_test_ns(&param_us);
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
	u64 ns = irqmask_test_ns(&param_us);
	u64 arrive = param_arrive_us.value ? irqmask_test_ns(&param_arrive_us) : div_u64(ns, 5);
	u64 start;
	int ret;

	if (arrive >= ns) {
		pr_err("arrive_us must be less than us, which is %d, not %d\n",
		       param_us.value, param_arrive_us.value);
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
	int end_cpu = param_end_cpu.value;
	int ret, err;

	if (end_cpu < 0)
		end_cpu = cpumask_last(cpu_online_mask);
	if (!irqmask_test_online("cpu", param_cpu.value) ||
	    !irqmask_test_online("end_cpu", end_cpu))
		return -ENODEV;

	ret = irqmask_test_on_cpu(param_cpu.value, irqmask_test_disable_on_cpu, line);
	if (ret)
		return ret;
	ret = irqmask_test_wait(irqmask_test_ns(&param_us));
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
	ret = irqmask_test_wait(irqmask_test_ns(&param_us));
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

	line->hold_ns = irqmask_test_ns(&param_us);
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
			ret = irqmask_test_wait(irqmask_test_ns(&param_us));
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
	ret = irqmask_test_wait(irqmask_test_ns(&param_us));
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
		ret = irqmask_test_wait(irqmask_test_ns(&param_us));
	err = irq_set_irqchip_state(line->irq, IRQCHIP_STATE_MASKED, false);
	irqmask_test_elapsed(start, ktime_get_mono_fast_ns());
	return ret ? ret : err;
}

static int (* const irqmask_test_actions[NR_ACTIONS])(struct irqmask_test_line *line) = {
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

static void irqmask_test_run_part(struct irqmask_test_part *part)
{
	int i, n, ret = 0;

	for (n = 0; n < param_repeat.value && !ret; n++) {
		if (n)
			ret = irqmask_test_wait(irqmask_test_ns(&param_gap_us));
		for (i = part->first; i < param_lines.value && !ret; i += param_threads.value) {
			ret = irqmask_test_actions[param_action.value](&irqmask_test_lines[i]);
			if (!ret && irqmask_test_ends_early())
				ret = -EINTR;
			cond_resched();
		}
	}
	part->ret = ret;
}

static int irqmask_test_part_thread(void *arg)
{
	struct irqmask_test_part *part = arg;

	irqmask_test_run_part(part);
	kthread_complete_and_exit(&part->done, 0);
}

/* The threads take turns on the CPUs, so that they do act at the same time. */
static unsigned int irqmask_test_part_cpu(int nr)
{
	unsigned int cpu = cpumask_first(cpu_online_mask);

	while (nr--) {
		cpu = cpumask_next(cpu, cpu_online_mask);
		if (cpu >= nr_cpu_ids)
			cpu = cpumask_first(cpu_online_mask);
	}
	return cpu;
}

static int irqmask_test_create_part(struct irqmask_test_part *part, int nr)
{
	part->first = nr;
	init_completion(&part->done);
	part->thread = kthread_create(irqmask_test_part_thread, part, "irqmask_test/%d", nr);
	if (IS_ERR(part->thread))
		return PTR_ERR(part->thread);

	kthread_bind(part->thread, irqmask_test_part_cpu(nr));
	return 0;
}

/* All but the first part, which has no thread of its own */
static int irqmask_test_create_parts(void)
{
	struct irqmask_test_part *parts = irqmask_test_parts;
	int nr, ret;

	for (nr = 1; nr < param_threads.value; nr++) {
		ret = irqmask_test_create_part(&parts[nr], nr);
		if (ret)
			goto err_stop;
	}
	return 0;

err_stop:
	while (--nr)
		kthread_stop(parts[nr].thread);
	return ret;
}

static int irqmask_test_run(void)
{
	struct irqmask_test_part *parts = irqmask_test_parts;
	int nr, ret;

	ret = irqmask_test_request_all();
	if (ret)
		return ret;
	ret = irqmask_test_create_parts();
	if (ret)
		return ret;

	WRITE_ONCE(irqmask_test_stop, false);
	atomic64_set(&irqmask_test_min, 0);
	atomic64_set(&irqmask_test_max, 0);

	/* Only now: kthreadd may wait for a CPU whose interrupts a part has off */
	for (nr = 1; nr < param_threads.value; nr++)
		wake_up_process(parts[nr].thread);
	/* The first part is left to whoever wrote to the trigger, and gets the signals. */
	irqmask_test_run_part(&parts[0]);
	ret = parts[0].ret;
	if (ret)
		WRITE_ONCE(irqmask_test_stop, true);
	for (nr = 1; nr < param_threads.value; nr++) {
		wait_for_completion(&parts[nr].done);
		if (!ret)
			ret = parts[nr].ret;
	}
	return ret;
}

static ssize_t trigger_store(struct kobject *kobj, struct kobj_attribute *attr,
			     const char *buf, size_t count)
{
	int ret;

	if (!sysfs_streq(buf, "1"))
		return -EINVAL;
	if (mutex_lock_interruptible(&irqmask_test_mutex))
		return -EINTR;
	ret = irqmask_test_run();
	mutex_unlock(&irqmask_test_mutex);
	return ret ? ret : count;
}

static ssize_t irqs_show(struct kobject *kobj, struct kobj_attribute *attr, char *buf)
{
	unsigned int last = irqmask_test_first_irq + param_lines.value - 1;

	if (last == irqmask_test_first_irq)
		return sysfs_emit(buf, "%u\n", last);
	return sysfs_emit(buf, "%u-%u\n", irqmask_test_first_irq, last);
}

static ssize_t counts_show(struct kobject *kobj, struct kobj_attribute *attr, char *buf)
{
	int i, n, len = 0;
	u64 total;

	for (n = 0; n < NR_COUNTS; n++) {
		for (i = 0, total = 0; i < param_lines.value; i++)
			total += irqmask_test_read(&irqmask_test_lines[i], n);
		len += sysfs_emit_at(buf, len, "%s %llu\n", irqmask_test_count_names[n], total);
	}
	return len;
}

static ssize_t elapsed_min_ns_show(struct kobject *kobj, struct kobj_attribute *attr, char *buf)
{
	return sysfs_emit(buf, "%lld\n", (s64)atomic64_read(&irqmask_test_min));
}

static ssize_t elapsed_max_ns_show(struct kobject *kobj, struct kobj_attribute *attr, char *buf)
{
	return sysfs_emit(buf, "%lld\n", (s64)atomic64_read(&irqmask_test_max));
}

static struct kobj_attribute trigger_attr = __ATTR_WO(trigger);
static struct kobj_attribute irqs_attr = __ATTR_RO(irqs);
static struct kobj_attribute counts_attr = __ATTR_RO(counts);
static struct kobj_attribute elapsed_min_ns_attr = __ATTR_RO(elapsed_min_ns);
static struct kobj_attribute elapsed_max_ns_attr = __ATTR_RO(elapsed_max_ns);

static struct attribute *irqmask_test_attrs[] = {
	&trigger_attr.attr, &irqs_attr.attr, &counts_attr.attr,
	&elapsed_min_ns_attr.attr, &elapsed_max_ns_attr.attr, NULL,
};

static const struct attribute_group irqmask_test_group = { .attrs = irqmask_test_attrs };

static struct kobject *irqmask_test_kobj;

static void irqmask_test_free_lines(void)
{
	int i;

	for (i = 0; i < param_lines.value; i++) {
		irqmask_test_release(&irqmask_test_lines[i]);
		/* None of its irq_work may run once the line is gone. */
		irq_work_sync(&irqmask_test_lines[i].work);
	}
	irq_free_descs(irqmask_test_first_irq, param_lines.value);
	kvfree(irqmask_test_lines);
}

static void __init irqmask_test_init_line(struct irqmask_test_line *line, int hwirq)
{
	static const irq_flow_handler_t handlers[NR_FLOWS] __initconst = {
		handle_level_irq, handle_fasteoi_irq, handle_edge_irq,
	};

	raw_spin_lock_init(&line->lock);
	init_completion(&line->done);
	line->work = IRQ_WORK_INIT_HARD(irqmask_test_deliver);
	line->masked = true;
	line->irq = irqmask_test_first_irq + hwirq;
	irq_get_irq_data(line->irq)->hwirq = hwirq;
	irq_set_chip_and_handler_name(line->irq, &irqmask_test_chip, handlers[param_flow.value],
				      irqmask_test_flow_names[param_flow.value]);
	irq_set_chip_data(line->irq, line);
	/* Some architectures start with lines that cannot be requested. */
	irq_modify_status(line->irq, IRQ_NOREQUEST, IRQ_NOPROBE);
}

static int __init irqmask_test_init(void)
{
	int i, ret;

	if (param_chip.value == CHIP_HARD) {
		irqmask_test_chip.irq_disable = irqmask_test_chip_disable;
		irqmask_test_chip.irq_enable = irqmask_test_chip_enable;
	} else if (param_chip.value == CHIP_MASK_ACK) {
		irqmask_test_chip.irq_mask_ack = irqmask_test_chip_mask_ack;
	}

	irqmask_test_lines = kvcalloc(param_lines.value, sizeof(*irqmask_test_lines), GFP_KERNEL);
	if (!irqmask_test_lines)
		return -ENOMEM;
	/* If the module owned the lines, requesting them would keep it loaded for ever. */
	ret = __irq_alloc_descs(-1, 1, param_lines.value, NUMA_NO_NODE, NULL, NULL);
	if (ret < 0) {
		pr_err("%d lines cannot be allocated: %d\n", param_lines.value, ret);
		kvfree(irqmask_test_lines);
		return ret;
	}
	irqmask_test_first_irq = ret;
	for (i = 0; i < param_lines.value; i++)
		irqmask_test_init_line(&irqmask_test_lines[i], i);
	ret = irqmask_test_request_all();
	if (ret)
		goto free_lines;

	ret = -ENOMEM;
	irqmask_test_kobj = kobject_create_and_add(IRQMASK_TEST_NAME, kernel_kobj);
	if (!irqmask_test_kobj)
		goto free_lines;
	ret = sysfs_create_group(irqmask_test_kobj, &irqmask_test_group);
	if (ret)
		goto put_kobj;
	return 0;

put_kobj:
	kobject_put(irqmask_test_kobj);
free_lines:
	irqmask_test_free_lines();
	return ret;
}

static void __exit irqmask_test_exit(void)
{
	/* The put may be delayed; the files must be gone now. */
	kobject_del(irqmask_test_kobj);
	kobject_put(irqmask_test_kobj);
	irqmask_test_free_lines();
}

module_init(irqmask_test_init)
module_exit(irqmask_test_exit)
MODULE_DESCRIPTION("Disables and masks interrupt lines for a known time, to test what measures it");
MODULE_LICENSE("GPL");
