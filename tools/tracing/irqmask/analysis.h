/* SPDX-License-Identifier: GPL-2.0 */
/*
 * analysis: what a trace tells of one section
 */
#ifndef IRQMASK_ANALYSIS_H
#define IRQMASK_ANALYSIS_H

#include "event.h"

/**
 * struct span - a time in which a task or a handler ran
 * @cpu:	where
 * @from:	when it began, or the section did
 * @to:		when it ended, or the section did
 * @irq:	the line of a handler, -1 for a task
 * @task:	the task; of a handler, its name is @task.comm
 */
struct span {
	int cpu;
	uint64_t from;
	uint64_t to;
	int irq;
	struct task task;
};

/**
 * struct spans - several of them
 * @nr:		number of @all
 * @all:	the spans
 */
struct spans {
	size_t nr;
	struct span *all;
};

/**
 * struct usage - how long somebody ran on a CPU
 * @who:	a span of it
 * @ns:		how long
 * @count:	number of spans
 */
struct usage {
	struct span who;
	uint64_t ns;
	unsigned int count;
};

/**
 * struct usages - several of them
 * @nr:		number of @all
 * @all:	by CPU, longest first
 */
struct usages {
	size_t nr;
	struct usage *all;
};

/**
 * struct question - which section, as far as it is known
 * @irq:	the line
 * @begin:	when it began, in ns of CLOCK_MONOTONIC
 * @end:	when it ended, or now
 * @begin_cpu:	where it began
 * @end_cpu:	where it ended, -1 if it hasn't
 * @thread:	the thread for which it was kept masked, 0 for none
 * @thread_wait: from the begin until that thread handled it, as the kernel says; 0 where
 *		it doesn't
 */
struct question {
	int irq;
	uint64_t begin;
	uint64_t end;
	int begin_cpu;
	int end_cpu;
	int thread;
	uint64_t thread_wait;
};

/**
 * struct analysis - what the trace tells
 * @first:	when the trace begins; 0 where it is empty
 * @disable:	its disable_irq(), NULL where it isn't there
 * @stack:	the stack of @disable, NULL where it isn't there
 * @masked:	the event that masked the line within it, NULL where there is none
 * @thread:	the thread; its pid is 0 where it isn't known
 * @woken:	when it was woken, 0 where it isn't known
 * @runs:	when it began to run, 0 where it isn't known, or it still waits for its CPU
 * @thread_cpu:	where that was, or is to be
 * @spans:	who ran on the CPUs that matter, by CPU and time
 * @usages:	the same, summed up
 * @instead:	who ran on the thread's CPU while it waited
 */
struct analysis {
	uint64_t first;
	const struct event *disable;
	const struct event *stack;
	const struct event *masked;
	struct task thread;
	uint64_t woken;
	uint64_t runs;
	int thread_cpu;
	struct spans spans;
	struct usages usages;
	struct usages instead;
};

void find_waited_for(const struct events *events, struct question *question);
void analyse(const struct events *events, const struct question *question,
	     struct analysis *analysis);
bool analysis_waits(const struct question *question, const struct analysis *analysis);
void analysis_free(struct analysis *analysis);

#endif /* IRQMASK_ANALYSIS_H */
