/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What irqmask uses of newer kernels by a name or with arguments that it does
 * not have in 6.1. Included before everything else by the Makefile.
 */
#ifndef _TRACE_IRQMASK_COMPAT_H
#define _TRACE_IRQMASK_COMPAT_H

#include <linux/irqnr.h>
#include <linux/slab.h>

#include "trace.h"

/* A function in newer kernels, a variable here */
#define irq_get_nr_irqs()	((unsigned int)nr_irqs)

/* Here it is the default */
#define IRQCHIP_MOVE_DEFERRED	0

/* Takes the size from the object in newer kernels */
#define kvzalloc_obj(P, ...)	kvzalloc(sizeof(P), __VA_ARGS__)

/* Newer kernels warn of this name */
#define system_dfl_wq		system_unbound_wq

/* Calls with their return addresses are entries of their own in newer kernels */
#define TRACE_GRAPH_RETADDR_ENT	TRACE_GRAPH_ENT

/* Builds the names of the flags in newer kernels */
#define TRACE_ITER(flag)	TRACE_ITER_##flag

/* Newer kernels hand the registers on, to show function arguments */
#define trace_function(tr, ip, parent_ip, trace_ctx, fregs) \
	trace_function(tr, ip, parent_ip, trace_ctx)

#endif /* _TRACE_IRQMASK_COMPAT_H */
