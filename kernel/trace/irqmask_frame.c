// SPDX-License-Identifier: GPL-2.0
/*
 * irqmask stacks: who called the interrupt core to change a line
 *
 * The interrupt core has a few layers between disable_irq() and the place where
 * a line's state changes, and the compiler decides which of them are functions.
 * So frames are told apart by the names of their functions, looked up once for
 * each address.
 */
#include <linux/hash.h>
#include <linux/kallsyms.h>
#include <linux/kernel.h>
#include <linux/percpu.h>
#include <linux/stacktrace.h>
#include <linux/string.h>

#include "irqmask_frame.h"

/**
 * enum irqmask_frame - what a frame of a stack belongs to
 * @IRQMASK_FRAME_TRACE: the tracing of the change: left out of the stack
 * @IRQMASK_FRAME_GENIRQ: the interrupt core: shown, but not the caller
 * @IRQMASK_FRAME_CALLER: everything else
 */
enum irqmask_frame {
	IRQMASK_FRAME_TRACE,
	IRQMASK_FRAME_GENIRQ,
	IRQMASK_FRAME_CALLER,
	IRQMASK_NR_FRAMES,
};

#define IRQMASK_CACHE_BITS	6

static const char * const irqmask_trace_prefixes[] = {
	"irqmask_",
	"irq_line_",
	"__traceiter_irq_line_",
};

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
};

/*
 * An address is in the table of what it belongs to. Any CPU may write an entry
 * at any time: it is one word, and whatever is there is true.
 */
static unsigned long irqmask_frames[IRQMASK_NR_FRAMES][1 << IRQMASK_CACHE_BITS];

/* Used with interrupts off on its own CPU, by one probe at a time */
static DEFINE_PER_CPU(char [KSYM_SYMBOL_LEN], irqmask_frame_name);

static enum irqmask_frame irqmask_frame_look_up(unsigned long addr)
{
	char *name = this_cpu_ptr(irqmask_frame_name);
	unsigned int i;

	/* A return address may lie behind the end of the function that called */
	sprint_symbol_no_offset(name, addr - 1);
	for (i = 0; i < ARRAY_SIZE(irqmask_trace_prefixes); i++) {
		if (str_has_prefix(name, irqmask_trace_prefixes[i]))
			return IRQMASK_FRAME_TRACE;
	}

	/* The compiler appends what it did to a function: .isra.0, .part.0, .cold */
	name[strcspn(name, ".")] = '\0';
	if (match_string(irqmask_genirq_names, ARRAY_SIZE(irqmask_genirq_names), name) >= 0)
		return IRQMASK_FRAME_GENIRQ;
	return IRQMASK_FRAME_CALLER;
}

static enum irqmask_frame irqmask_frame_of(unsigned long addr)
{
	unsigned int slot = hash_long(addr, IRQMASK_CACHE_BITS);
	enum irqmask_frame frame;

	/* Neither part of us is in a module, and a module's addresses may change */
	if (!core_kernel_text(addr))
		return IRQMASK_FRAME_CALLER;

	for (frame = 0; frame < IRQMASK_NR_FRAMES; frame++) {
		if (READ_ONCE(irqmask_frames[frame][slot]) == addr)
			return frame;
	}

	frame = irqmask_frame_look_up(addr);
	WRITE_ONCE(irqmask_frames[frame][slot], addr);
	return frame;
}

/**
 * irqmask_frame_save - save the stack that changes a line
 * @stack: where to store it, innermost call first, without the tracing's own
 * @size: number of addresses that @stack has room for
 * @caller: where to store the address that called the interrupt core
 *
 * Context: With interrupts off, from a probe of the irq_line events, with the
 *	    probes' own recursion guard taken.
 * Return: the number of addresses in @stack.
 */
unsigned int irqmask_frame_save(unsigned long *stack, unsigned int size,
				unsigned long *caller)
{
	unsigned int nr, skip = 0, i;

	nr = stack_trace_save(stack, size, 0);
	while (skip < nr && irqmask_frame_of(stack[skip]) == IRQMASK_FRAME_TRACE)
		skip++;

	nr -= skip;
	memmove(stack, stack + skip, nr * sizeof(*stack));

	*caller = nr ? stack[0] : 0;
	for (i = 0; i < nr; i++) {
		if (irqmask_frame_of(stack[i]) == IRQMASK_FRAME_CALLER) {
			*caller = stack[i];
			break;
		}
	}
	return nr;
}
