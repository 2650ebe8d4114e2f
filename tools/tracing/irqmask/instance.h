/* SPDX-License-Identifier: GPL-2.0 */
/*
 * instance: tracing in instances of our own, which nobody else's tracing is touched by
 */
#ifndef IRQMASK_INSTANCE_H
#define IRQMASK_INSTANCE_H

#include <tracefs.h>

#include "util.h"

#define SYSTEM		"irqmask"
#define SECTION		"irqmask_section"

int tracing_check(void);
struct tep_handle *tracing_events(void);
char *irqmask_read(const char *file);

void instances_clean(void);
struct tracefs_instance *instance_create(const char *purpose);
void instance_destroy(struct tracefs_instance *instance);
int instance_enable(struct tracefs_instance *instance, const char *system, const char *event);
int instance_filter(struct tracefs_instance *instance, const char *system, const char *event,
		    const char *filter);
int instance_trigger(struct tracefs_instance *instance, const char *system,
		     const char *event, const char *trigger);
struct tracefs_instance *instance_measure(void);

#endif /* IRQMASK_INSTANCE_H */
