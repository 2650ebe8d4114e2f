/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _TRACE_IRQMASK_FRAME_H
#define _TRACE_IRQMASK_FRAME_H

#include <linux/irqmask.h>

struct seq_file;

void irqmask_frame_init(void);
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

#endif /* _TRACE_IRQMASK_FRAME_H */
