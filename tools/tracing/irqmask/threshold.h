/* SPDX-License-Identifier: GPL-2.0 */
/*
 * threshold: a trace that stops at a section that is too long, and what is done then
 */
#ifndef IRQMASK_THRESHOLD_H
#define IRQMASK_THRESHOLD_H

#include <tracefs.h>

#include "options.h"

/* How soon a hit is noticed; the kernel has stopped the trace by itself */
#define THRESHOLD_POLL_MS	100

/* Adds events to the trace before it is started */
typedef int threshold_events(struct tep_handle *tep, const struct options *options,
			     struct tracefs_instance *instance);

int threshold_arm(struct tep_handle *tep, const struct options *options,
		  threshold_events *events, struct tracefs_instance **instance);
int threshold_hit(struct tracefs_instance *instance);
int threshold_save(struct tracefs_instance *instance, const struct options *options,
		   size_t *nr);
int threshold_act(const struct options *options, size_t nr);
bool threshold_goes_on(const struct options *options);
int threshold_rearm(struct tracefs_instance *instance);
int threshold_handle(struct tracefs_instance *instance, const struct options *options);

#endif /* IRQMASK_THRESHOLD_H */
