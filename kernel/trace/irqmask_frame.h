/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _TRACE_IRQMASK_FRAME_H
#define _TRACE_IRQMASK_FRAME_H

unsigned int irqmask_frame_save(unsigned long *stack, unsigned int size,
				unsigned long *caller);

#endif /* _TRACE_IRQMASK_FRAME_H */
