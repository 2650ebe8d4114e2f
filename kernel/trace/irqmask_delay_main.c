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

#include <linux/cpumask.h>
#include <linux/irq.h>
#include <linux/kernel.h>
#include <linux/kobject.h>
#include <linux/kthread.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/numa.h>
#include <linux/sched.h>
#include <linux/string.h>
#include <linux/sysfs.h>

#include "irqmask_delay.h"

#define IRQMASK_TEST_MAX_THREADS	64

static const char * const irqmask_test_action_names[NR_ACTIONS] = {
	"disable", "nosync", "nested", "handler", "flow", "oneshot",
	"no_wake", "lazy", "lazy_irq", "cross_cpu", "free", "type",
	"spurious", "other", "unbalanced",
};

static const char * const irqmask_test_chip_names[NR_CHIPS] = { "lazy", "hard", "mask_ack" };

static const char * const irqmask_test_count_names[NR_COUNTS] = {
	"mask", "unmask", "mask_ack", "disable", "enable", "ack",
	"eoi", "set_type", "retrigger", "raised", "delivered",
	"handled", "unhandled", "thread",
};

struct irqmask_test_line *irqmask_test_lines;
static unsigned int irqmask_test_first_irq;

/* Held while an action runs, so that no parameter changes meanwhile. */
static DEFINE_MUTEX(irqmask_test_mutex);

struct irqmask_test_settings irqmask_test = {
	.lines		= 1,
	.us		= 1000,
	.repeat		= 1,
	.threads	= 1,
	.end_cpu	= -1,
};

/* Part of the lines: from first on, every one in as many as there are parts. */
struct irqmask_test_part {
	int			first;
	int			ret;
	struct task_struct	*thread;
	struct completion	done;
};

/* Written under irqmask_test_mutex, but for the outcome. */
static struct irqmask_test_part irqmask_test_parts[IRQMASK_TEST_MAX_THREADS];

/* A parameter: a whole number from min to max, or the place of a word in names. */
struct irqmask_test_param {
	int			*value;
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
	WRITE_ONCE(*param->value, n);
	mutex_unlock(&irqmask_test_mutex);
	return 0;
}

static int irqmask_test_get(char *buf, const struct kernel_param *kp)
{
	struct irqmask_test_param *param = kp->arg;
	int n = READ_ONCE(*param->value);

	if (param->names)
		return scnprintf(buf, PAGE_SIZE, "%s\n", param->names[n]);
	return scnprintf(buf, PAGE_SIZE, "%d\n", n);
}

static const struct kernel_param_ops irqmask_test_param_ops = {
	.set	= irqmask_test_set,
	.get	= irqmask_test_get,
};

#define IRQMASK_TEST_NUMBER(name, field, _min, _max, perm)				\
	static struct irqmask_test_param param_##name = {				\
		.value = &(field), .min = (_min), .max = (_max)				\
	};										\
	module_param_cb(name, &irqmask_test_param_ops, &param_##name, perm)

#define IRQMASK_TEST_WORD(name, field, nr, perm)					\
	static struct irqmask_test_param param_##name = {				\
		.value = &(field), .max = (nr) - 1,					\
		.names = irqmask_test_##name##_names					\
	};										\
	module_param_cb(name, &irqmask_test_param_ops, &param_##name, perm)

IRQMASK_TEST_WORD(action, irqmask_test.action, NR_ACTIONS, 0644);
MODULE_PARM_DESC(action, "What a trigger does: disable, nosync, nested, handler (disables its own line), flow, oneshot, no_wake (oneshot, but the thread is not woken), lazy, lazy_irq, cross_cpu, free, type, spurious, other or unbalanced (enables once too often, of which the kernel warns) (default disable)");
IRQMASK_TEST_WORD(flow, irqmask_test.flow, NR_FLOWS, 0444);
MODULE_PARM_DESC(flow, "Flow handler of the lines: level, fasteoi or edge (default level)");
IRQMASK_TEST_WORD(chip, irqmask_test.chip, NR_CHIPS, 0444);
MODULE_PARM_DESC(chip, "What the chip has besides mask and unmask: lazy (nothing), hard (disable and enable) or mask_ack (mask and ack in one) (default lazy)");
IRQMASK_TEST_NUMBER(lines, irqmask_test.lines, 1, 4096, 0444);
MODULE_PARM_DESC(lines, "Number of lines, 1 to 4096 (default 1)");
IRQMASK_TEST_NUMBER(force_resume, irqmask_test.force_resume, 0, 1, 0444);
MODULE_PARM_DESC(force_resume, "1: the lines stay on while the system suspends, and are enabled when it resumes as if they had not (default 0)");
IRQMASK_TEST_NUMBER(us, irqmask_test.us, 1, INT_MAX, 0644);
MODULE_PARM_DESC(us, "Length of a section in microseconds, 1 to 2147483647, with interrupts off for flow, no_wake and type (default 1000)");
IRQMASK_TEST_NUMBER(arrive_us, irqmask_test.arrive_us, 0, 60000000, 0644);
MODULE_PARM_DESC(arrive_us, "When the interrupt of lazy_irq arrives, in microseconds after the disable, less than us (default 0: a fifth of us)");
IRQMASK_TEST_NUMBER(repeat, irqmask_test.repeat, 1, 1000000, 0644);
MODULE_PARM_DESC(repeat, "Number of sections on each line, 1 to 1000000 (default 1)");
IRQMASK_TEST_NUMBER(threads, irqmask_test.threads, 1, IRQMASK_TEST_MAX_THREADS, 0644);
MODULE_PARM_DESC(threads, "Number of threads, 1 to 64, that share the lines and act at the same time, each on a CPU, but for the first, who writes to the trigger (default 1)");
IRQMASK_TEST_NUMBER(gap_us, irqmask_test.gap_us, 0, 60000000, 0644);
MODULE_PARM_DESC(gap_us, "Pause between repeats in microseconds, 0 to 60000000 (default 0)");
IRQMASK_TEST_NUMBER(sleeping, irqmask_test.sleeping, 0, 1, 0644);
MODULE_PARM_DESC(sleeping, "1: sleep, where the context allows; 0: wait busily (default 0)");
IRQMASK_TEST_NUMBER(cpu, irqmask_test.cpu, 0, INT_MAX, 0644);
MODULE_PARM_DESC(cpu, "CPU on which cross_cpu disables the line (default 0)");
IRQMASK_TEST_NUMBER(end_cpu, irqmask_test.end_cpu, -1, INT_MAX, 0644);
MODULE_PARM_DESC(end_cpu, "CPU on which cross_cpu enables the line (default -1: the last one online)");

static void irqmask_test_run_part(struct irqmask_test_part *part)
{
	int i, n, ret = 0;

	for (n = 0; n < irqmask_test.repeat && !ret; n++) {
		if (n)
			ret = irqmask_test_wait(irqmask_test_ns(irqmask_test.gap_us));
		for (i = part->first; i < irqmask_test.lines && !ret; i += irqmask_test.threads) {
			ret = irqmask_test_actions[irqmask_test.action](&irqmask_test_lines[i]);
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

	for (nr = 1; nr < irqmask_test.threads; nr++) {
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
	for (nr = 1; nr < irqmask_test.threads; nr++)
		wake_up_process(parts[nr].thread);
	/* The first part is left to whoever wrote to the trigger, and gets the signals. */
	irqmask_test_run_part(&parts[0]);
	ret = parts[0].ret;
	if (ret)
		WRITE_ONCE(irqmask_test_stop, true);
	for (nr = 1; nr < irqmask_test.threads; nr++) {
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
	unsigned int last = irqmask_test_first_irq + irqmask_test.lines - 1;

	if (last == irqmask_test_first_irq)
		return sysfs_emit(buf, "%u\n", last);
	return sysfs_emit(buf, "%u-%u\n", irqmask_test_first_irq, last);
}

static ssize_t counts_show(struct kobject *kobj, struct kobj_attribute *attr, char *buf)
{
	int i, n, len = 0;
	u64 total;

	for (n = 0; n < NR_COUNTS; n++) {
		for (i = 0, total = 0; i < irqmask_test.lines; i++)
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

	for (i = 0; i < irqmask_test.lines; i++) {
		irqmask_test_release(&irqmask_test_lines[i]);
		/* None of its irq_work may run once the line is gone. */
		irq_work_sync(&irqmask_test_lines[i].work);
	}
	irq_free_descs(irqmask_test_first_irq, irqmask_test.lines);
	kvfree(irqmask_test_lines);
}

static int __init irqmask_test_init(void)
{
	int i, ret;

	irqmask_test_init_chip();
	irqmask_test_lines = kvcalloc(irqmask_test.lines, sizeof(*irqmask_test_lines), GFP_KERNEL);
	if (!irqmask_test_lines)
		return -ENOMEM;
	/* If the module owned the lines, requesting them would keep it loaded for ever. */
	ret = __irq_alloc_descs(-1, 1, irqmask_test.lines, NUMA_NO_NODE, NULL, NULL);
	if (ret < 0) {
		pr_err("%d lines cannot be allocated: %d\n", irqmask_test.lines, ret);
		kvfree(irqmask_test_lines);
		return ret;
	}
	irqmask_test_first_irq = ret;
	for (i = 0; i < irqmask_test.lines; i++)
		irqmask_test_init_line(&irqmask_test_lines[i], irqmask_test_first_irq + i, i);
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
