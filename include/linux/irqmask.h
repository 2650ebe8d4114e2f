/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Sections in which an interrupt line could not deliver: what the section layer
 * (kernel/trace/irqmask_section.c) hands to those who report them.
 */
#ifndef _LINUX_IRQMASK_H
#define _LINUX_IRQMASK_H

#include <linux/sched.h>
#include <linux/types.h>

struct seq_file;

/**
 * enum irqmask_cause - what began a section
 * @IRQMASK_DISABLE:	disable_irq() or one of its kin
 * @IRQMASK_FLOW:	the flow handler, around the hard handlers
 * @IRQMASK_ONESHOT:	the flow handler, until the handler's thread has run
 * @IRQMASK_MOVE:	a change of the line's affinity
 * @IRQMASK_TYPE:	a change of the line's trigger type
 * @IRQMASK_SPURIOUS:	nobody handled the line's interrupts
 * @IRQMASK_PERCPU:	a per-CPU line was disabled on one CPU
 * @IRQMASK_CPU:	no line: a CPU had all its interrupts off
 * @IRQMASK_OTHER:	irq_set_irqchip_state() masked it
 */
enum irqmask_cause {
	IRQMASK_DISABLE,
	IRQMASK_FLOW,
	IRQMASK_ONESHOT,
	IRQMASK_MOVE,
	IRQMASK_TYPE,
	IRQMASK_SPURIOUS,
	IRQMASK_PERCPU,
	IRQMASK_CPU,
	IRQMASK_OTHER,
};

/* The irq of a section in which a CPU had all its interrupts off */
#define IRQMASK_ALL_LINES	(-1)

/* Up to eight addresses in front are the tracing's own */
#define IRQMASK_STACK_DEPTH	24
#define IRQMASK_CHIP_LEN	32
#define IRQMASK_FLOW_LEN	16
#define IRQMASK_ACTIONS_LEN	56
#define IRQMASK_LOCKS_LEN	128

/**
 * struct irqmask_end - one of the two ends of a section
 * @ts:		when, in ns of ktime_get_mono_fast_ns()
 * @ip:		the address that began or ended it: for @IRQMASK_DISABLE the caller
 *		of disable_irq(), for the flow handlers' sections the flow handler.
 *		0 while it is not known: see irqmask_section_locate()
 * @cpu:	the CPU it happened on
 * @pid:	the task that ran there, which an interrupt handler may have
 *		interrupted
 * @preempt_count: preempt_count() there
 * @need_resched: whether that task was to be preempted
 * @comm:	that task's name
 */
struct irqmask_end {
	u64		ts;
	unsigned long	ip;
	int		cpu;
	pid_t		pid;
	unsigned int	preempt_count;
	bool		need_resched;
	char		comm[TASK_COMM_LEN];
};

/**
 * struct irqmask_names - what is called how on a line
 * @chip:	its interrupt chip
 * @flow:	its flow handler, empty where it has no name
 * @actions:	its handlers, separated by commas
 *
 * Copies: chip and handlers may be gone when they are read.
 */
struct irqmask_names {
	char chip[IRQMASK_CHIP_LEN];
	char flow[IRQMASK_FLOW_LEN];
	char actions[IRQMASK_ACTIONS_LEN];
};

/**
 * struct irqmask_section - a time in which a line could not deliver
 * @irq:	the line's interrupt number, %IRQMASK_ALL_LINES for a CPU's
 * @cause:	what began it
 * @hwirq:	the line's number at its interrupt chip
 * @ns:		length, in ns
 * @masked_ns:	the part of @ns in which the chip held the line masked. With the
 *		lazy disable of irq_disable() it starts when an interrupt
 *		arrived: 0 says that nobody was waiting. All of @ns for a CPU.
 * @trace_ts:	for the watcher: when it began, in the trace clock
 * @begin:	where it began
 * @end:	where it ended. But for its ip, see irqmask_section_locate()
 * @disable:	where the line was disabled too, when it was masked before; a driver's
 *		handler may do so. Its cpu is -1 where that did not happen.
 * @thread:	where a handler's thread, the first if there are more, began to run
 *		in a section of @IRQMASK_ONESHOT. Its cpu is -1 where none did.
 * @thread_prio: that thread's priority, as the sched events have it
 * @nr_entries:	number of addresses in irqmask_section_stack()
 * @skip:	number of addresses in @stack before those, which are the tracing's own
 * @traced:	for the watcher: whether it was tracing when the section began
 * @functions_traced: for the watcher: whether it traces functions within it
 * @stack:	the stack that began it, innermost call first. A flow handler's says
 *		nothing that @cause does not: it is the one of @disable then.
 * @locks:	names of the locks that its caller held, separated by commas
 */
struct irqmask_section {
	int			irq;
	enum irqmask_cause	cause;
	unsigned long		hwirq;
	u64			ns;
	u64			masked_ns;
	u64			trace_ts;
	struct irqmask_end	begin;
	struct irqmask_end	end;
	struct irqmask_end	disable;
	struct irqmask_end	thread;
	int			thread_prio;
	u8			nr_entries;
	u8			skip;
	bool			traced;
	bool			functions_traced;
	unsigned long		stack[IRQMASK_STACK_DEPTH];
#ifdef CONFIG_LOCKDEP
	char			locks[IRQMASK_LOCKS_LEN];
#endif
};

/**
 * irqmask_section_stack - the stack that began a section
 * @section: the section
 *
 * Return: its @nr_entries addresses, innermost call first.
 */
static inline const unsigned long *irqmask_section_stack(const struct irqmask_section *section)
{
	return section->stack + section->skip;
}

/**
 * struct irqmask_watcher - who is told of every section
 * @begin:	a section began
 * @end:	it ended: @section is complete, but for the addresses of its ends
 * @drop:	it will never end: the line was shut down or suspended, is not
 *		watched any more, or an end was lost
 *
 * Called with interrupts off and, but for kexec, per-CPU lines and CPUs, under the
 * line's desc->lock: no allocation, no printk(), no lock but raw and arch ones.
 */
struct irqmask_watcher {
	void (*begin)(struct irqmask_section *section);
	void (*end)(struct irqmask_section *section, const struct irqmask_names *names);
	void (*drop)(const struct irqmask_section *section);
};

/**
 * struct irqmask_uncounted - sections that began and were not measured
 * @dropped:	cut short: the line was shut down, freed, suspended or left out by
 *		the filter
 * @lost:	an end was not seen
 * @recursion:	events inside the section layer itself
 * @no_storage:	events of lines that had no storage yet
 * @backwards:	sections whose two CPUs' clocks said that they ended before they
 *		began: they count as 0 ns long
 */
struct irqmask_uncounted {
	unsigned long dropped;
	unsigned long lost;
	unsigned long recursion;
	unsigned long no_storage;
	unsigned long backwards;
};

int irqmask_watch(const struct irqmask_watcher *watcher);
void irqmask_unwatch(const struct irqmask_watcher *watcher);
unsigned int irqmask_section_locate(struct irqmask_section *section,
				    unsigned long *stack, unsigned int size);
void irqmask_section_locate_begin(struct irqmask_section *section);
const char *irqmask_cause_name(enum irqmask_cause cause);
void irqmask_print_line(struct seq_file *m, const struct irqmask_names *names,
			unsigned long hwirq);
void irqmask_print_task(struct seq_file *m, const struct irqmask_end *end);
u64 irqmask_thread_wait(const struct irqmask_section *section);
void irqmask_sum_uncounted(struct irqmask_uncounted *sum);

int irqmask_event_register(void);
void irqmask_event_unregister(void);

#endif /* _LINUX_IRQMASK_H */
