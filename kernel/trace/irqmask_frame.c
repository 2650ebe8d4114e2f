// SPDX-License-Identifier: GPL-2.0
/*
 * irqmask stacks: who called the interrupt core to change a line
 *
 * The interrupt core has a few layers between disable_irq() and the place where
 * a line's state changes, and the compiler decides which of them are functions.
 * So its frames are told by the names of their functions, looked up once for
 * each address, and only for what is reported.
 */
#include <linux/debug_locks.h>
#include <linux/hash.h>
#include <linux/irq.h>
#include <linux/irqdesc.h>
#include <linux/kallsyms.h>
#include <linux/kernel.h>
#include <linux/percpu.h>
#include <linux/sched.h>
#include <linux/seq_file.h>
#include <linux/stacktrace.h>
#include <linux/string.h>

#include <trace/events/irq_line.h>
#include <trace/events/power.h>
#include <trace/events/preemptirq.h>

#include "irqmask_frame.h"

#define IRQMASK_CACHE_BITS	8

/* From the exported functions down to where kernel/irq changes a line's state */
static const char * const irqmask_genirq_names[] = {
	"disable_irq",
	"disable_irq_nosync",
	"__disable_irq_nosync",
	"disable_hardirq",
	"disable_nmi_nosync",
	"__disable_irq",
	"irq_disable",
	"__irq_disable",
	"enable_irq",
	"enable_nmi",
	"__enable_irq",
	"irq_enable",
	"irq_startup",
	"__irq_startup",
	"mask_irq",
	"unmask_irq",
	"unmask_threaded_irq",
	"mask_ack_irq",
	"cond_unmask_irq",
	"cond_unmask_eoi_irq",
	"irq_finalize_oneshot",
	"irq_set_irq_type",
	"__irq_set_trigger",
	"irq_set_irqchip_state",
	"__irq_set_irqchip_state",
	"enable_percpu_irq",
	"disable_percpu_irq",
	"irq_percpu_enable",
	"irq_percpu_disable",
};

/* A tracepoint with more than one probe calls them from one of these */
static const void * const irqmask_iterators[] = {
	__traceiter_irq_line_disable,
	__traceiter_irq_line_enable,
	__traceiter_irq_line_mask,
	__traceiter_irq_line_unmask,
#ifdef CONFIG_IRQMASK_CPU
	__traceiter_irq_enable,
	__traceiter_cpu_idle,
#endif
};

/* Written before the probes are registered */
static unsigned long irqmask_iterator_sizes[ARRAY_SIZE(irqmask_iterators)];

/*
 * Addresses inside and outside of irqmask_genirq_names. Any CPU may write an
 * entry at any time: it is one word, and whatever is there is true.
 */
static unsigned long irqmask_genirq_frames[1 << IRQMASK_CACHE_BITS];
static unsigned long irqmask_other_frames[1 << IRQMASK_CACHE_BITS];

/* Used with interrupts off on its own CPU, by one probe at a time */
static DEFINE_PER_CPU(char [KSYM_SYMBOL_LEN], irqmask_frame_name);

/**
 * irqmask_frame_init - get ready to save stacks
 *
 * Context: Process context, before the probes of the irq_line events are
 *	    registered.
 */
void irqmask_frame_init(void)
{
	unsigned long offset;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(irqmask_iterators); i++)
		kallsyms_lookup_size_offset((unsigned long)irqmask_iterators[i],
					    &irqmask_iterator_sizes[i], &offset);
}

/* The last address that was in none of them: most stacks begin with the same one */
static unsigned long irqmask_no_iterator;

static bool irqmask_frame_is_iterator(unsigned long addr)
{
	unsigned int i;

	if (likely(READ_ONCE(irqmask_no_iterator) == addr))
		return false;
	for (i = 0; i < ARRAY_SIZE(irqmask_iterators); i++) {
		if (addr - (unsigned long)irqmask_iterators[i] < irqmask_iterator_sizes[i])
			return true;
	}
	WRITE_ONCE(irqmask_no_iterator, addr);
	return false;
}

static bool irqmask_frame_look_up(unsigned long addr)
{
	char *name = this_cpu_ptr(irqmask_frame_name);

	/* A return address may lie behind the end of the function that called */
	sprint_symbol_no_offset(name, addr - 1);

	/* The compiler appends what it did to a function: .isra.0, .part.0, .cold */
	name[strcspn(name, ".")] = '\0';
	return match_string(irqmask_genirq_names, ARRAY_SIZE(irqmask_genirq_names), name) >= 0;
}

/* A function of its own: an address of the interrupt core needs no more registers */
static noinline bool irqmask_frame_find(unsigned long addr, unsigned int slot)
{
	bool is_genirq;

	if (READ_ONCE(irqmask_other_frames[slot]) == addr)
		return false;

	/* The interrupt core is no module, and a module's addresses are used again */
	if (!core_kernel_text(addr))
		return false;

	is_genirq = irqmask_frame_look_up(addr);
	WRITE_ONCE((is_genirq ? irqmask_genirq_frames : irqmask_other_frames)[slot], addr);
	return is_genirq;
}

static __always_inline bool irqmask_frame_is_genirq(unsigned long addr)
{
	unsigned int slot = hash_long(addr, IRQMASK_CACHE_BITS);

	return READ_ONCE(irqmask_genirq_frames[slot]) == addr || irqmask_frame_find(addr, slot);
}

/**
 * irqmask_frame_skip - find out where the tracing's own addresses end
 * @stack: a stack, innermost call first
 * @nr_entries: number of addresses in it
 * @probe_caller: the address that the irq_line event's probe returns to
 *
 * Context: Any.
 * Return: their number, 0 for a stack that can't be followed up to there: it is
 *	   shown as it is.
 */
unsigned int irqmask_frame_skip(const unsigned long *stack, unsigned int nr_entries,
				unsigned long probe_caller)
{
	unsigned int skip = 0;

	while (skip < nr_entries && stack[skip] != probe_caller)
		skip++;

	/* What calls the probe belongs to kernel/irq/irq_line.c, or is called by it */
	if (skip < nr_entries && irqmask_frame_is_iterator(probe_caller))
		skip++;
	skip++;
	return skip < nr_entries ? skip : 0;
}

/**
 * irqmask_frame_save - save the stack that changes a line
 * @stack: where to store it, innermost call first, without the tracing's own
 * @size: number of addresses that @stack has room for
 * @probe_caller: the address that the irq_line event's probe returns to
 *
 * Context: From a probe of the irq_line events, with interrupts off.
 * Return: the number of addresses in @stack.
 */
unsigned int irqmask_frame_save(unsigned long *stack, unsigned int size,
				unsigned long probe_caller)
{
	unsigned int nr = stack_trace_save(stack, size, 0);
	unsigned int skip = irqmask_frame_skip(stack, nr, probe_caller);

	memmove(stack, stack + skip, (nr - skip) * sizeof(*stack));
	return nr - skip;
}

/**
 * irqmask_frame_caller - find out who called the interrupt core
 * @stack: a stack that irqmask_frame_save() saved
 * @nr_entries: number of addresses in it
 *
 * Context: With interrupts off.
 * Return: the address, 0 for an empty stack.
 */
unsigned long irqmask_frame_caller(const unsigned long *stack, unsigned int nr_entries)
{
	unsigned int i;

	for (i = 0; i < nr_entries; i++) {
		if (!irqmask_frame_is_genirq(stack[i]))
			return stack[i];
	}
	return nr_entries ? stack[nr_entries - 1] : 0;
}

/**
 * irqmask_frame_print - print a stack
 * @m: where to print it
 * @stack: addresses, innermost call first
 * @nr_entries: their number
 *
 * Context: Any.
 */
void irqmask_frame_print(struct seq_file *m, const unsigned long *stack,
			 unsigned int nr_entries)
{
	unsigned int i;

	for (i = 0; i < nr_entries; i++)
		seq_printf(m, " => %pS\n", (void *)stack[i]);
}

#ifdef CONFIG_LOCKDEP
/**
 * irqmask_frame_save_locks - save the names of the locks that the caller holds
 * @section: the section that began, where to store them
 *
 * What was locked in a context that this one interrupted is not the caller's, and
 * the line's own desc->lock is the interrupt core's.
 *
 * Context: From a probe of the irq_line events, with interrupts off.
 */
void irqmask_frame_save_locks(struct irqmask_section *section)
{
	struct irq_desc *desc = irq_to_desc(section->irq);
	const struct lockdep_map *own = desc ? &desc->lock.dep_map : NULL;
	const struct held_lock *held = current->held_locks;
	int i, nr = current->lockdep_depth;
	size_t len = 0;

	section->locks[0] = '\0';
	/* Once lockdep has given up, tasks keep locks on their list that may be gone */
	if (!debug_locks)
		return;
	for (i = 0; i < nr; i++) {
		if (held[i].irq_context != held[nr - 1].irq_context || held[i].instance == own)
			continue;
		len += scnprintf(section->locks + len, sizeof(section->locks) - len, "%s%s",
				 len ? ", " : "", held[i].instance->name);
	}
}

/**
 * irqmask_frame_print_locks - print what irqmask_frame_save_locks() saved
 * @m: where to print it
 * @section: where it is stored
 *
 * Context: Any.
 */
void irqmask_frame_print_locks(struct seq_file *m, const struct irqmask_section *section)
{
	if (section->locks[0])
		seq_printf(m, "locks held: %s\n", section->locks);
}
#endif
