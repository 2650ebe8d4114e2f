/* SPDX-License-Identifier: GPL-2.0 */
/*
 * event: what record reads from the trace
 */
#ifndef IRQMASK_EVENT_H
#define IRQMASK_EVENT_H

#include <tracefs.h>

#include "options.h"
#include "sample.h"

#define NAME_LEN	32

enum event_type {
	EVENT_SECTION, EVENT_DISABLE, EVENT_MASK, EVENT_WAKEUP, EVENT_SWITCH,
	EVENT_HANDLER, EVENT_HANDLER_END, EVENT_STACK,
};

/**
 * struct task - who runs
 * @pid:	its pid
 * @prio:	its priority, as the sched events have it
 * @comm:	its name
 */
struct task {
	int pid;
	int prio;
	char comm[NAME_LEN];
};

/**
 * struct event - an entry of the trace
 * @type:	what it is
 * @ts:		when, in ns of CLOCK_MONOTONIC
 * @cpu:	where
 * @irq:	the line, where it is about one
 * @depth:	of EVENT_DISABLE: the depth of disable_irq() after it
 * @target:	of EVENT_WAKEUP: the CPU that it is to run on
 * @in_hardirq:	an interrupt was being handled there
 * @sample:	of EVENT_SECTION
 * @prev:	of EVENT_SWITCH: who ran
 * @next:	of EVENT_SWITCH: who runs from now on; of EVENT_WAKEUP: who was woken
 * @name:	of EVENT_HANDLER: the handler
 * @nr:		of EVENT_STACK: number of @addresses
 * @addresses:	of EVENT_STACK
 */
struct event {
	enum event_type type;
	uint64_t ts;
	int cpu;
	int irq;
	unsigned int depth;
	int target;
	bool in_hardirq;
	struct sample sample;
	struct task prev;
	struct task next;
	char name[NAME_LEN];
	size_t nr;
	uint64_t *addresses;
};

/**
 * struct events - the trace
 * @nr:		number of @all
 * @room:	for how many there is memory
 * @all:	by time
 */
struct events {
	size_t nr;
	size_t room;
	struct event *all;
};

int events_enable(struct tep_handle *tep, const struct options *options,
		  struct tracefs_instance *instance);
int events_read(struct tep_handle *tep, struct tracefs_instance *instance,
		struct events *events);
struct event *events_add(struct events *events);
void events_free(struct events *events);

#endif /* IRQMASK_EVENT_H */
