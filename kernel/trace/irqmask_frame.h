/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _TRACE_IRQMASK_FRAME_H
#define _TRACE_IRQMASK_FRAME_H

void irqmask_frame_init(void);
unsigned int irqmask_frame_save(unsigned long *stack, unsigned int size,
				unsigned long probe_caller);
unsigned long irqmask_frame_caller(const unsigned long *stack, unsigned int nr_entries);

#endif /* _TRACE_IRQMASK_FRAME_H */
