/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _TRACE_IRQMASK_FILTER_H
#define _TRACE_IRQMASK_FILTER_H

#include <linux/types.h>

bool irqmask_is_watched(unsigned int irq);
int irqmask_filter_parse(const char *list, unsigned long **watched);
unsigned long *irqmask_filter_swap(unsigned long *watched);
int irqmask_filter_set(const char *list);
const unsigned long *irqmask_filter_get(void);

#endif /* _TRACE_IRQMASK_FILTER_H */
