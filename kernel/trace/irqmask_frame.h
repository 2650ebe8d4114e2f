/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _TRACE_IRQMASK_FRAME_H
#define _TRACE_IRQMASK_FRAME_H

#include <linux/irqmask.h>
#include <linux/kernel.h>
#include <linux/stacktrace.h>

struct seq_file;

void irqmask_frame_init(void);
unsigned int irqmask_frame_skip(const unsigned long *stack, unsigned int nr_entries,
				unsigned long probe_caller);
unsigned int irqmask_frame_save(unsigned long *stack, unsigned int size,
				unsigned long probe_caller);
unsigned long irqmask_frame_caller(const unsigned long *stack, unsigned int nr_entries);
void irqmask_frame_print(struct seq_file *m, const unsigned long *stack,
			 unsigned int nr_entries);

#ifdef CONFIG_LOCKDEP
void irqmask_frame_save_locks(struct irqmask_section *section);
void irqmask_frame_print_locks(struct seq_file *m, const struct irqmask_section *section);

static inline void irqmask_frame_clear_locks(struct irqmask_section *section)
{
	section->locks[0] = '\0';
}
#else
static inline void irqmask_frame_save_locks(struct irqmask_section *section) { }
static inline void irqmask_frame_print_locks(struct seq_file *m,
					     const struct irqmask_section *section) { }
static inline void irqmask_frame_clear_locks(struct irqmask_section *section) { }
#endif

/**
 * irqmask_frame_save_begin - save what a section's begin looks like
 * @section: the section
 * @probe_caller: the address that the irq_line event's probe returns to
 *
 * Inlined, as each frame that is unwound costs hundreds of instructions.
 *
 * Context: From a probe of the irq_line events, with interrupts off.
 */
static __always_inline void irqmask_frame_save_begin(struct irqmask_section *section,
						     unsigned long probe_caller)
{
	unsigned int nr = stack_trace_save(section->stack, ARRAY_SIZE(section->stack), 0);

	section->skip = irqmask_frame_skip(section->stack, nr, probe_caller);
	section->nr_entries = nr - section->skip;
	irqmask_frame_save_locks(section);
}

#endif /* _TRACE_IRQMASK_FRAME_H */
