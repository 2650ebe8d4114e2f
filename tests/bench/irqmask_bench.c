// SPDX-License-Identifier: GPL-2.0
/*
 * Counts the instructions of what masks an interrupt line, or a CPU's interrupts
 *
 * To be run under QEMU's -icount shift=0, where the time stamp counter goes up by
 * one with each instruction. The module has lines of its own under a level flow
 * handler, whose chip does nothing. A write to the parameter "run" does one of
 * the workloads below; the parameter "result" then says what it cost:
 *
 * # insmod irqmask_bench.ko lines=64
 * # echo disable > /sys/module/irqmask_bench/parameters/run
 * # cat /sys/module/irqmask_bench/parameters/result
 * 1208 0
 *
 * The first number is instructions for each of "count" repeats, the empty loop
 * subtracted; the second one is the number of addresses in the stack that "stack"
 * saves where the line gets disabled. The repeats run in a thread on the CPU "cpu",
 * "tries" times, each after some to warm up. The cheapest counts: a timer's
 * interrupt may come in the middle of the others. The repeats take "walk" lines in
 * turn, from the one numbered "from" on. With "spin", each is longer than the one
 * before by so many rounds of a loop.
 */
#include <linux/completion.h>
#include <linux/cpu.h>
#include <linux/err.h>
#include <linux/interrupt.h>
#include <linux/irq.h>
#include <linux/irqflags.h>
#include <linux/kthread.h>
#include <linux/math64.h>
#include <linux/module.h>
#include <linux/numa.h>
#include <linux/sched.h>
#include <linux/sched/task.h>
#include <linux/stacktrace.h>
#include <linux/string.h>
#include <linux/timex.h>

#define BENCH_MAX_LINES		4096
#define BENCH_STACK_DEPTH	16
#define BENCH_WARM_UP		16

static unsigned int lines = 1;
module_param(lines, uint, 0444);
MODULE_PARM_DESC(lines, "Number of lines, 1 to 4096 (default 1)");

static unsigned int count = 1000;
module_param(count, uint, 0644);
MODULE_PARM_DESC(count, "Number of repeats that are counted together (default 1000)");

static unsigned int tries = 5;
module_param(tries, uint, 0644);
MODULE_PARM_DESC(tries, "How often they are, the cheapest counts (default 5)");

static unsigned int walk = 1;
module_param(walk, uint, 0644);
MODULE_PARM_DESC(walk, "Number of lines that the repeats take in turn (default 1)");

static unsigned int from;
module_param(from, uint, 0644);
MODULE_PARM_DESC(from, "The first of these lines (default 0)");

static unsigned int spin;
module_param(spin, uint, 0644);
MODULE_PARM_DESC(spin, "Rounds of a loop by which each section is longer (default 0)");

static unsigned int warm_up = BENCH_WARM_UP;
module_param(warm_up, uint, 0644);
MODULE_PARM_DESC(warm_up, "Number of repeats before those that are counted (default 16)");

static unsigned int cpu;
module_param(cpu, uint, 0644);
MODULE_PARM_DESC(cpu, "CPU that does it (default 0)");

static char result[32] = "-";
module_param_string(result, result, sizeof(result), 0444);
MODULE_PARM_DESC(result, "What the last run cost, and the depth of its stack");

static unsigned int bench_first_irq;
module_param_named(first_irq, bench_first_irq, uint, 0444);
MODULE_PARM_DESC(first_irq, "The first line's number; the others follow, then the one of oneshot");

/* Written by the thread that runs a workload, one at a time */
static unsigned long bench_stack[BENCH_STACK_DEPTH];
static unsigned int bench_nr_entries;
static bool bench_take_stack;
static DECLARE_COMPLETION(bench_done);

/* The hardware, which is as quick as can be. Disabling it happens at once. */

static void bench_nothing(struct irq_data *d)
{
}

/* As far from the interrupt core as a probe of a trace event of it */
static noinline void bench_save_stack(void)
{
	bench_nr_entries = stack_trace_save(bench_stack, BENCH_STACK_DEPTH, 2);
	barrier();
}

static void bench_disable(struct irq_data *d)
{
	if (bench_take_stack)
		bench_save_stack();
	barrier();
}

static struct irq_chip bench_chip = {
	.name		= "irqmask-bench",
	.irq_ack	= bench_nothing,
	.irq_mask	= bench_nothing,
	.irq_unmask	= bench_nothing,
	.irq_enable	= bench_nothing,
	.irq_disable	= bench_disable,
};

static irqreturn_t bench_handler(int irq, void *data)
{
	return IRQ_HANDLED;
}

static irqreturn_t bench_wake_thread(int irq, void *data)
{
	return IRQ_WAKE_THREAD;
}

/* Behind the other lines: this one stays masked until its thread has run */
static unsigned int bench_oneshot_irq(void)
{
	return bench_first_irq + lines;
}

/* The workloads. One that returns false did not do what is to be measured. */

static noinline bool bench_do_nothing(unsigned int irq, unsigned int rounds)
{
	return true;
}

static noinline bool bench_do_disable(unsigned int irq, unsigned int rounds)
{
	disable_irq_nosync(irq);
	for (; rounds; rounds--)
		barrier();
	enable_irq(irq);
	return true;
}

static noinline bool bench_do_flow(unsigned int irq, unsigned int rounds)
{
	return !generic_handle_irq(irq);
}

/* The thread has a higher priority, so that it runs when it may */
static noinline bool bench_do_oneshot(unsigned int irq, unsigned int rounds)
{
	unsigned long flags;
	int ret;

	irq = bench_oneshot_irq();
	preempt_disable();
	local_irq_save(flags);
	ret = generic_handle_irq(irq);
	local_irq_restore(flags);
	preempt_enable();
	return !ret && !irqd_irq_masked(irq_get_irq_data(irq));
}

static noinline bool bench_do_cpu(unsigned int irq, unsigned int rounds)
{
	local_irq_disable();
	local_irq_enable();
	return true;
}

static noinline bool bench_do_nested(unsigned int irq, unsigned int rounds)
{
	unsigned long flags, inner;

	local_irq_disable();
	local_irq_save(flags);
	local_irq_save(inner);
	local_irq_restore(inner);
	local_irq_restore(flags);
	local_irq_enable();
	return true;
}

/*
 * What a workload is called, whether it runs with interrupts off and saves stacks,
 * and the least number of repeats to warm it up
 */
struct bench_workload {
	const char	*name;
	bool		(*run)(unsigned int irq, unsigned int rounds);
	bool		irqs_off;
	bool		take_stack;
	unsigned int	warm_up;
};

static const struct bench_workload bench_workloads[] = {
	{ "disable",	bench_do_disable,	true },
	{ "stack",	bench_do_disable,	true,	true },
	/* Every 1024th interrupt of a CPU stirs the random numbers, if that may be soon */
	{ "flow",	bench_do_flow,		true,	false,	2048 },
	{ "oneshot",	bench_do_oneshot },
	{ "cpu",	bench_do_cpu },
	{ "nested",	bench_do_nested },
};

/* The same code for the workload and for the empty loop: only what is called differs */
static noinline u64 bench_loop(const struct bench_workload *workload,
			       bool (*run)(unsigned int irq, unsigned int rounds),
			       bool *failed)
{
	unsigned int i, irq, rounds = 0;
	unsigned int first = bench_first_irq + from, last = first + walk - 1;
	unsigned long flags = 0;
	cycles_t start;

	if (workload->irqs_off)
		local_irq_save(flags);
	irq = first;
	for (i = 0; i < max(warm_up, workload->warm_up); i++)
		run(irq, 0);
	start = get_cycles();
	for (i = 0; i < count; i++) {
		if (!run(irq, rounds))
			*failed = true;
		irq = irq == last ? first : irq + 1;
		rounds += spin;
	}
	start = get_cycles() - start;
	if (workload->irqs_off)
		local_irq_restore(flags);
	return start;
}

static u64 bench_cheapest(const struct bench_workload *workload,
			  bool (*run)(unsigned int irq, unsigned int rounds), bool *failed)
{
	u64 cost, cheapest = U64_MAX;
	unsigned int i;

	for (i = 0; i < tries; i++) {
		cost = bench_loop(workload, run, failed);
		cheapest = min(cost, cheapest);
		cond_resched();
	}
	return cheapest;
}

static int bench_thread(void *data)
{
	const struct bench_workload *workload = data;
	bool failed = false;
	u64 empty, cost;

	bench_nr_entries = 0;
	bench_take_stack = workload->take_stack;
	cost = bench_cheapest(workload, workload->run, &failed);
	empty = bench_cheapest(workload, bench_do_nothing, &failed);
	snprintf(result, sizeof(result), "%llu %u",
		 div_u64(cost - empty + count / 2, count), bench_nr_entries);
	complete(&bench_done);
	return failed ? -EIO : 0;
}

static int bench_run(const char *val, const struct kernel_param *kp)
{
	struct task_struct *thread;
	int i;

	for (i = 0; i < ARRAY_SIZE(bench_workloads); i++) {
		if (sysfs_streq(val, bench_workloads[i].name))
			break;
	}
	if (i == ARRAY_SIZE(bench_workloads) || !count || !tries || !walk || from >= lines ||
	    walk > lines - from || cpu >= nr_cpu_ids || !cpu_online(cpu))
		return -EINVAL;

	thread = kthread_create(bench_thread, (void *)&bench_workloads[i], "irqmask-bench");
	if (IS_ERR(thread))
		return PTR_ERR(thread);
	kthread_bind(thread, cpu);
	get_task_struct(thread);
	wake_up_process(thread);
	/* One that is stopped too early doesn't even begin */
	wait_for_completion(&bench_done);
	i = kthread_stop(thread);
	put_task_struct(thread);
	return i;
}

static const struct kernel_param_ops bench_run_ops = {
	.set = bench_run,
};
module_param_cb(run, &bench_run_ops, NULL, 0200);
MODULE_PARM_DESC(run, "What to do: disable, stack (disable, and save the stack there), flow, oneshot, cpu or nested (save interrupts within cpu)");

static void bench_free_lines(unsigned int nr)
{
	while (nr--)
		free_irq(bench_first_irq + nr, &bench_chip);
	irq_free_descs(bench_first_irq, lines + 1);
}

static int __init bench_init(void)
{
	unsigned int i, irq;
	int ret;

	if (!lines || lines > BENCH_MAX_LINES)
		return -EINVAL;

	/* A module that owns lines can't go while they are requested */
	ret = __irq_alloc_descs(-1, 1, lines + 1, NUMA_NO_NODE, NULL, NULL);
	if (ret < 0)
		return ret;
	bench_first_irq = ret;

	for (i = 0; i <= lines; i++) {
		irq = bench_first_irq + i;
		irq_set_chip_and_handler_name(irq, &bench_chip, handle_level_irq, "level");
		/* Some architectures start with lines that cannot be requested */
		irq_modify_status(irq, IRQ_NOREQUEST, IRQ_NOPROBE);
		if (irq == bench_oneshot_irq())
			ret = request_threaded_irq(irq, bench_wake_thread, bench_handler,
						   IRQF_ONESHOT, "bench-oneshot", &bench_chip);
		else
			ret = request_irq(irq, bench_handler, IRQF_NO_THREAD, "bench",
					  &bench_chip);
		if (ret) {
			bench_free_lines(i);
			return ret;
		}
	}
	return 0;
}
module_init(bench_init);

static void __exit bench_exit(void)
{
	bench_free_lines(lines + 1);
}
module_exit(bench_exit);

MODULE_DESCRIPTION("Counts the instructions of masking interrupt lines");
MODULE_LICENSE("GPL");
