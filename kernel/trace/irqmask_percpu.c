// SPDX-License-Identifier: GPL-2.0
/*
 * irqmask per-CPU lines: each CPU enables and disables them for itself
 *
 * Such a line is no single one: it has a section for each CPU, and what is kept
 * of it is written on that CPU only. So no lock is needed, which
 * handle_percpu_devid_irq() doesn't take when it disables a line.
 *
 * A CPU that goes offline is no section: drivers disable their lines on it.
 */
#include <linux/cpu.h>
#include <linux/cpuhotplug.h>
#include <linux/hardirq.h>
#include <linux/irq.h>
#include <linux/irqdesc.h>
#include <linux/irqmask.h>
#include <linux/percpu.h>

#include "irqmask_clock.h"
#include "irqmask_frame.h"
#include "irqmask_line.h"

/* Set on its own CPU while that comes or goes */
static DEFINE_PER_CPU(bool, irqmask_cpu_changes);

static enum cpuhp_state irqmask_cpuhp_state;

/**
 * irqmask_cpu_is_changing - see whether this CPU comes or goes
 *
 * Context: With interrupts off.
 * Return: whether what begins now is not to be measured.
 */
bool irqmask_cpu_is_changing(void)
{
	return __this_cpu_read(irqmask_cpu_changes);
}

/* What is kept of this CPU's line, if it is right to go on with it */
static struct irqmask_line *irqmask_percpu_enter(struct irqmask_line *line,
						 unsigned long probe_caller)
{
	/* Pairs with smp_store_release() in irqmask_percpu_add() */
	struct irqmask_line __percpu *cpus = smp_load_acquire(&line->cpus);
	unsigned int generation = READ_ONCE(line->generation);
	struct irqmask_line *mine;

	if (unlikely(!cpus)) {
		irqmask_count_no_storage();
		irqmask_request_storage();
		return NULL;
	}

	mine = this_cpu_ptr(cpus);
	if (!irqmask_line_enter(mine, probe_caller))
		return NULL;

	if (mine->generation != generation) {
		irqmask_line_drop(mine);
		mine->generation = generation;
		/* The next handler may come to the same address */
		mine->chip = NULL;
	}
	return mine;
}

/*
 * handle_percpu_devid_irq() may disable a line without its lock, and any handler may go
 * then: what the line is called is known from when it was enabled.
 */
static void irqmask_percpu_name(struct irqmask_line *mine, struct irq_desc *desc,
				bool may_be_unlocked)
{
	mine->section.irq = irq_desc_get_irq(desc);
	mine->section.hwirq = desc->irq_data.hwirq;
	if (!may_be_unlocked)
		irqmask_line_name(mine, desc);
	else if (!mine->chip)
		irqmask_line_rename(mine, desc, NULL);
}

/**
 * irqmask_percpu_disabled - a per-CPU line was disabled on this CPU
 * @line: what is kept of the line
 * @desc: its descriptor
 * @probe_caller: the address that the probe returns to
 *
 * Context: From a probe, with interrupts off.
 */
void irqmask_percpu_disabled(struct irqmask_line *line, struct irq_desc *desc,
			     unsigned long probe_caller)
{
	struct irqmask_line *mine = irqmask_percpu_enter(line, probe_caller);

	if (!mine)
		return;

	irqmask_line_lose(mine);
	if (__this_cpu_read(irqmask_cpu_changes)) {
		mine->state = IRQMASK_BLIND;
	} else {
		irqmask_percpu_name(mine, desc, in_hardirq() || in_nmi());
		irqmask_line_begin(mine, IRQMASK_PERCPU, 0, irqmask_now());
		irqmask_frame_save_begin(&mine->section, probe_caller);
	}
	irqmask_line_leave(mine);
}

/**
 * irqmask_percpu_enabled - a per-CPU line was enabled on this CPU
 * @line: what is kept of the line
 * @desc: its descriptor
 * @probe_caller: the address that the probe returns to
 *
 * Context: From a probe, under @desc->lock with interrupts off.
 */
void irqmask_percpu_enabled(struct irqmask_line *line, struct irq_desc *desc,
			    unsigned long probe_caller)
{
	struct irqmask_line *mine = irqmask_percpu_enter(line, probe_caller);

	if (!mine)
		return;

	irqmask_percpu_name(mine, desc, false);
	if (mine->state == IRQMASK_OPEN)
		irqmask_line_end(mine, 0, irqmask_now());
	else
		mine->state = IRQMASK_LIVE;
	irqmask_line_leave(mine);
}

/**
 * irqmask_percpu_renew - what is open on any CPU isn't to be measured
 * @line: what is kept of a per-CPU line
 *
 * Each CPU finds out for itself.
 *
 * Context: Under desc->lock of the line.
 */
void irqmask_percpu_renew(struct irqmask_line *line)
{
	WRITE_ONCE(line->generation, line->generation + 1);
}

/**
 * irqmask_alloc_cpus - allocate storage for each CPU
 *
 * Context: Process context, may sleep. Under irqmask_lock().
 * Return: it, all zero but ready for readers, NULL without memory.
 */
struct irqmask_line __percpu *irqmask_alloc_cpus(void)
{
	struct irqmask_line __percpu *cpus;
	int cpu;

	if (irqmask_test_fails())
		return NULL;

	cpus = alloc_percpu(struct irqmask_line);
	if (!cpus)
		return NULL;

	for_each_possible_cpu(cpu)
		seqcount_init(&per_cpu_ptr(cpus, cpu)->seq);
	return cpus;
}

/**
 * irqmask_percpu_add - add storage for the CPUs of a line
 * @line: what is kept of the line
 *
 * Context: Process context, may sleep. One at a time.
 * Return: 0, -ENOMEM.
 */
int irqmask_percpu_add(struct irqmask_line *line)
{
	struct irqmask_line __percpu *cpus;

	if (line->cpus)
		return 0;

	cpus = irqmask_alloc_cpus();
	if (!cpus)
		return -ENOMEM;

	/* Pairs with smp_load_acquire() in irqmask_percpu_enter() and in readers */
	smp_store_release(&line->cpus, cpus);
	return 0;
}

/* Only while no probe is registered */
void irqmask_percpu_free(struct irqmask_line *line)
{
	free_percpu(line->cpus);
}

static int irqmask_cpu_up(unsigned int cpu)
{
	__this_cpu_write(irqmask_cpu_changes, false);
	return 0;
}

/* Before or after this, drivers disable their lines; the storage stays meanwhile */
static int irqmask_cpu_down(unsigned int cpu)
{
	struct irqmask_line __percpu *cpus;
	struct irqmask_line *line, *mine;
	unsigned long flags;
	unsigned int irq;

	__this_cpu_write(irqmask_cpu_changes, true);
	for (irq = 0; irq < IRQMASK_MAX_LINES; irq++) {
		line = irqmask_find_line(irq);
		/* Pairs with smp_store_release() in irqmask_percpu_add() */
		cpus = line ? smp_load_acquire(&line->cpus) : NULL;
		if (!cpus)
			continue;

		local_irq_save(flags);
		mine = this_cpu_ptr(cpus);
		if (irqmask_line_enter(mine, _RET_IP_)) {
			irqmask_line_drop(mine);
			irqmask_line_leave(mine);
		}
		local_irq_restore(flags);
	}
	return 0;
}

/**
 * irqmask_percpu_init - be told of CPUs that go and come
 *
 * Context: Process context, may sleep. Before the probes are registered.
 * Return: 0, or an error of cpuhp_setup_state_nocalls().
 */
int irqmask_percpu_init(void)
{
	int cpu, ret;

	cpus_read_lock();
	for_each_possible_cpu(cpu)
		per_cpu(irqmask_cpu_changes, cpu) = !cpu_online(cpu);
	ret = cpuhp_setup_state_nocalls_cpuslocked(CPUHP_AP_ONLINE_DYN, "trace/irqmask:online",
						   irqmask_cpu_up, irqmask_cpu_down);
	cpus_read_unlock();
	if (ret < 0)
		return ret;

	irqmask_cpuhp_state = ret;
	return 0;
}

/**
 * irqmask_percpu_exit - end what irqmask_percpu_init() began
 *
 * Context: Process context, may sleep. Before storage is freed.
 */
void irqmask_percpu_exit(void)
{
	cpuhp_remove_state_nocalls(irqmask_cpuhp_state);
}
