// SPDX-License-Identifier: GPL-2.0
/*
 * irqmask CPUs: the times in which a CPU had all its interrupts off
 *
 * For the section layer a CPU is one more kind of line, which only that CPU
 * changes. The preemptirq events tell when; they come for the outermost of nested
 * local_irq_save() only. Idle is no section, although a CPU may sleep with its
 * interrupts off: the cpu_idle event is to this what stop_critical_timings() is
 * to irqsoff.
 */
#include <linux/cpu.h>
#include <linux/irqflags.h>
#include <linux/irqmask.h>
#include <linux/percpu.h>
#include <linux/sched.h>
#include <linux/suspend.h>
#include <linux/tracepoint.h>

#include "irqmask_clock.h"
#include "irqmask_cpu.h"
#include "irqmask_line.h"

#include <trace/events/power.h>
#include <trace/events/preemptirq.h>

/* Set under irqmask_lock() while no probe is registered */
static struct irqmask_line __percpu *irqmask_cpus;

/*
 * What is traced isn't always what is: a CPU wakes from idle with interrupts off
 * and turns them on without an event, when the last event said that they are on.
 */
static DEFINE_PER_CPU(bool, irqmask_cpu_traced_off);

/* Whether it has an open section, for irqmask_cpu_is_off() */
static DEFINE_PER_CPU(bool, irqmask_cpu_open);

static void irqmask_cpu_begin(struct irqmask_line *mine, unsigned long ip,
			      unsigned long probe_caller)
{
	if (!irqmask_line_enter(mine, probe_caller))
		return;

	irqmask_line_lose(mine);
	irqmask_line_begin(mine, IRQMASK_CPU, ip, irqmask_now());
	__this_cpu_write(irqmask_cpu_open, true);
	irqmask_line_leave(mine);
}

static void irqmask_cpu_end(struct irqmask_line *mine, unsigned long ip,
			    unsigned long probe_caller)
{
	/* Open when measuring began */
	if (mine->state != IRQMASK_OPEN || !irqmask_line_enter(mine, probe_caller))
		return;

	/* What reports it is no part of it: functions are traced within it only */
	__this_cpu_write(irqmask_cpu_open, false);
	irqmask_line_end(mine, ip, irqmask_now());
	irqmask_line_leave(mine);
}

/*
 * An NMI's entry has the event that interrupts are off, and without lockdep its exit has
 * none that they are on again. Exceptions that may come anywhere are entered in that way.
 */
static void irqmask_probe_irqs_off(void *data, unsigned long ip, unsigned long parent_ip)
{
	if (in_nmi())
		return;

	__this_cpu_write(irqmask_cpu_traced_off, true);
	/* A CPU that suspends to idle has no cpu_idle event */
	if (is_idle_task(current) && idle_should_enter_s2idle())
		return;
	if (!irqmask_cpu_is_changing())
		irqmask_cpu_begin(this_cpu_ptr(irqmask_cpus), ip, _RET_IP_);
}

static void irqmask_probe_irqs_on(void *data, unsigned long ip, unsigned long parent_ip)
{
	if (in_nmi())
		return;

	__this_cpu_write(irqmask_cpu_traced_off, false);
	irqmask_cpu_end(this_cpu_ptr(irqmask_cpus), ip, _RET_IP_);
}

static void irqmask_probe_idle(void *data, unsigned int state, unsigned int cpu)
{
	struct irqmask_line *mine = this_cpu_ptr(irqmask_cpus);

	/* Some drivers idle with interrupts on */
	if (!irqs_disabled() || !__this_cpu_read(irqmask_cpu_traced_off))
		return;

	if (state != (u32)PWR_EVENT_EXIT)
		irqmask_cpu_end(mine, _RET_IP_, _RET_IP_);
	/* Some turn them off by themselves when they wake, which has an event */
	else if (mine->state != IRQMASK_OPEN && !irqmask_cpu_is_changing())
		irqmask_cpu_begin(mine, _RET_IP_, _RET_IP_);
}

static void irqmask_cpu_unregister(void)
{
	int cpu;

	unregister_trace_irq_disable(irqmask_probe_irqs_off, NULL);
	unregister_trace_irq_enable(irqmask_probe_irqs_on, NULL);
	unregister_trace_cpu_idle(irqmask_probe_idle, NULL);
	tracepoint_synchronize_unregister();

	for_each_possible_cpu(cpu) {
		per_cpu(irqmask_cpu_traced_off, cpu) = false;
		per_cpu(irqmask_cpu_open, cpu) = false;
	}
}

static int irqmask_cpu_register(void)
{
	int ret;

	ret = register_trace_cpu_idle(irqmask_probe_idle, NULL);
	if (ret)
		return ret;
	ret = register_trace_irq_enable(irqmask_probe_irqs_on, NULL);
	if (ret)
		goto err_idle;
	ret = register_trace_irq_disable(irqmask_probe_irqs_off, NULL);
	if (ret)
		goto err_enable;
	return 0;

err_enable:
	unregister_trace_irq_enable(irqmask_probe_irqs_on, NULL);
err_idle:
	unregister_trace_cpu_idle(irqmask_probe_idle, NULL);
	tracepoint_synchronize_unregister();
	return ret;
}

static void irqmask_cpu_free(void)
{
	free_percpu(irqmask_cpus);
	irqmask_cpus = NULL;
}

/**
 * irqmask_cpu_start - measure how long CPUs have all their interrupts off
 *
 * Context: Process context, may sleep. While the section layer is on; one user.
 * Return: 0, -ENOMEM.
 */
int irqmask_cpu_start(void)
{
	int cpu, ret = -ENOMEM;

	irqmask_lock();
	irqmask_cpus = irqmask_alloc_cpus();
	if (irqmask_cpus) {
		for_each_possible_cpu(cpu)
			per_cpu_ptr(irqmask_cpus, cpu)->section.irq = IRQMASK_ALL_LINES;
		ret = irqmask_cpu_register();
		if (ret)
			irqmask_cpu_free();
	}
	irqmask_unlock();
	return ret;
}

/**
 * irqmask_cpu_stop - end what irqmask_cpu_start() began
 *
 * Context: Process context, may sleep.
 */
void irqmask_cpu_stop(void)
{
	irqmask_lock();
	irqmask_cpu_unregister();
	irqmask_cpu_free();
	irqmask_unlock();
}

/**
 * irqmask_cpu_line - find what is kept of a CPU
 * @cpu: its number
 *
 * Context: Under irqmask_lock().
 * Return: what is kept of it, NULL for an impossible CPU or while CPUs are not
 *	   measured.
 */
struct irqmask_line *irqmask_cpu_line(unsigned int cpu)
{
	if (!irqmask_cpus || cpu >= nr_cpu_ids || !cpu_possible(cpu))
		return NULL;
	return per_cpu_ptr(irqmask_cpus, cpu);
}

/**
 * irqmask_cpu_is_off - see whether this CPU has an open section
 *
 * Context: Any. A task that may move to another CPU meanwhile has interrupts on.
 * Return: whether all its interrupts are off and that is measured.
 */
bool irqmask_cpu_is_off(void)
{
	return raw_cpu_read(irqmask_cpu_open);
}
