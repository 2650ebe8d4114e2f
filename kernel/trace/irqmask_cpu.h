/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _TRACE_IRQMASK_CPU_H
#define _TRACE_IRQMASK_CPU_H

#include <linux/errno.h>
#include <linux/types.h>

struct irqmask_line;

#ifdef CONFIG_IRQMASK_CPU
int irqmask_cpu_start(void);
void irqmask_cpu_stop(void);
struct irqmask_line *irqmask_cpu_line(unsigned int cpu);
bool irqmask_cpu_is_off(void);
#else
static inline int irqmask_cpu_start(void)
{
	return -EOPNOTSUPP;
}

static inline void irqmask_cpu_stop(void) { }

static inline struct irqmask_line *irqmask_cpu_line(unsigned int cpu)
{
	return NULL;
}

static inline bool irqmask_cpu_is_off(void)
{
	return false;
}
#endif

#endif /* _TRACE_IRQMASK_CPU_H */
