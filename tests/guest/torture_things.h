/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What torture.c does, which of it this kernel has, and how often each was done
 */
#ifndef _TESTS_GUEST_TORTURE_THINGS_H
#define _TESTS_GUEST_TORTURE_THINGS_H

#include "program.h"

#include <time.h>

#define SECTION		"events/irqmask/irqmask_section/"
#define MAX_WORKERS	16

enum thing {
	TRACER_ON, TRACER_OTHER, CPU_ON, CPU_OFF,
	OPTION, TRACING_OFF, CPUMASK, THRESH, MAX_LATENCY, ENABLE, DISABLE, IRQS, RESIZE,
	INSTANCE_MADE, INSTANCE_EVENTS, INSTANCE_FILTER, INSTANCE_TRACER, INSTANCE_REMOVED,
	EVENT, EVENT_FILTER, EVENT_HIST, PERF,
	READ_STAT, READ_WORST, READ_OPEN, READ_IRQS, READ_TRACE, READ_CPU, READ_PIPE,
	CLEAR_STAT, CLEAR_WORST, CLEAR_TRACE,
	OFFLINE, ONLINE, LOAD, TRIGGER, TRIGGER_FREE, TRIGGER_CUT, UNLOAD,
	AFFINITY, PACKET, COMPUTE, MEMORY,
	/* What shows that it measured meanwhile */
	MEASURED, RECORDED, FOUND_OPEN, REPORTED, NR_THINGS,
};

static const char *const things[NR_THINGS] = {
	[TRACER_ON] = "tracer irqmask", [TRACER_OTHER] = "another tracer",
	[CPU_ON] = "irqmask-cpu on", [CPU_OFF] = "irqmask-cpu off",
	[OPTION] = "option flipped", [TRACING_OFF] = "tracing off and on",
	[CPUMASK] = "tracing_cpumask", [THRESH] = "tracing_thresh",
	[MAX_LATENCY] = "tracing_max_latency",
	[ENABLE] = "enable on", [DISABLE] = "enable off", [IRQS] = "irqs written",
	[RESIZE] = "buffer resized", [INSTANCE_MADE] = "instance created",
	[INSTANCE_EVENTS] = "events of an instance",
	[INSTANCE_FILTER] = "functions of an instance",
	[INSTANCE_TRACER] = "tracer of an instance", [INSTANCE_REMOVED] = "instance removed",
	[EVENT] = "event on and off", [EVENT_FILTER] = "event filtered",
	[EVENT_HIST] = "histogram of the event", [PERF] = "perf", [READ_STAT] = "stat read",
	[READ_WORST] = "worst read", [READ_OPEN] = "open read", [READ_IRQS] = "irqs read",
	[READ_TRACE] = "trace read", [READ_CPU] = "a CPU's trace read",
	[READ_PIPE] = "trace_pipe read",
	[CLEAR_STAT] = "stat cleared", [CLEAR_WORST] = "worst cleared",
	[CLEAR_TRACE] = "trace cleared", [OFFLINE] = "CPU offline", [ONLINE] = "CPU online",
	[LOAD] = "module loaded", [TRIGGER] = "lines masked",
	[TRIGGER_FREE] = "lines freed while masked", [TRIGGER_CUT] = "masking cut short",
	[UNLOAD] = "module unloaded", [AFFINITY] = "affinity changed",
	[PACKET] = "packets sent", [COMPUTE] = "CPU used", [MEMORY] = "memory used",
	[MEASURED] = "sections in stat", [RECORDED] = "sections in worst",
	[FOUND_OPEN] = "lines in open", [REPORTED] = "a report in trace",
};

/* Of these, each is counted by itself */
static const char *const other_tracers[] = {
	"irqsoff", "function", "nop", "wakeup", "function_graph", "wakeup_rt",
};

static const char *const option_names[] = {
	"function-trace", "overwrite", "latency-format", "pause-on-trace", "sym-offset",
	"verbose", "raw", "record-cmd",
};

/* spurious and unbalanced leave complaints in the log, as they are to */
static const char *const actions[] = {
	"disable", "nosync", "nested", "handler", "flow", "oneshot", "no_wake", "lazy",
	"lazy_irq", "cross_cpu", "free", "type", "other",
};

/* Seen by all: what was done, and when each worker began what it does now */
static struct {
	unsigned long done[NR_THINGS];
	unsigned long tracers[ARRAY_SIZE(other_tracers)];
	unsigned long options[ARRAY_SIZE(option_names)];
	unsigned long actions[ARRAY_SIZE(actions)];
	/* Whether the lines are being masked */
	bool masking;
	/* Whether the time that was asked for is over, and whether all is */
	bool late;
	bool over;
	time_t since[MAX_WORKERS];
	int thing[MAX_WORKERS];
} *shared;

/* What this kernel doesn't have: not every architecture traces functions, or has histograms */
static bool no_thing[NR_THINGS];
static bool no_tracer[ARRAY_SIZE(other_tracers)];
static bool no_option[ARRAY_SIZE(option_names)];

static void count(unsigned long *counter)
{
	__atomic_add_fetch(counter, 1, __ATOMIC_RELAXED);
}

static bool has_file(const char *file)
{
	char path[128];

	snprintf(path, sizeof(path), TRACING "%s", file);
	return !access(path, F_OK);
}

static void find_tracers(void)
{
	char text[512], *word;
	unsigned int i;

	memset(no_tracer, true, sizeof(no_tracer));
	must_get(TRACING "available_tracers", text, sizeof(text));
	for (word = strtok(text, "\n "); word; word = strtok(NULL, "\n ")) {
		for (i = 0; i < ARRAY_SIZE(other_tracers); i++) {
			if (!strcmp(word, other_tracers[i]))
				no_tracer[i] = false;
		}
	}
}

static void find_absent(unsigned int nr_cpus)
{
	char file[64];
	unsigned int i;

	find_tracers();
	for (i = 0; i < ARRAY_SIZE(option_names); i++) {
		snprintf(file, sizeof(file), "options/%s", option_names[i]);
		no_option[i] = !has_file(file);
	}
	no_thing[INSTANCE_FILTER] = !has_file("set_ftrace_filter");
	no_thing[EVENT_HIST] = !has_file(SECTION "hist");
	no_thing[OFFLINE] = nr_cpus == 1;
	no_thing[ONLINE] = nr_cpus == 1;
}

static bool none_is_zero(const unsigned long *counters, const bool *absent, unsigned int nr)
{
	while (nr--) {
		if (!counters[nr] && !(absent && absent[nr]))
			return false;
	}
	return true;
}

static bool all_done(void)
{
	return none_is_zero(shared->done, no_thing, NR_THINGS) &&
	       none_is_zero(shared->tracers, no_tracer, ARRAY_SIZE(other_tracers)) &&
	       none_is_zero(shared->options, no_option, ARRAY_SIZE(option_names)) &&
	       none_is_zero(shared->actions, NULL, ARRAY_SIZE(actions));
}

/* What a worker does again and again, and the things that are to come of it */
struct job {
	void (*job)(void);
	enum thing first;
	enum thing last;
};

/* What is measured takes all of them */
static bool job_is_done(const struct job *job)
{
	if (job->last == CPU_OFF &&
	    !none_is_zero(shared->tracers, no_tracer, ARRAY_SIZE(other_tracers)))
		return false;
	if (job->last == MAX_LATENCY &&
	    !none_is_zero(shared->options, no_option, ARRAY_SIZE(option_names)))
		return false;
	if (job->last == UNLOAD && !none_is_zero(shared->actions, NULL, ARRAY_SIZE(actions)))
		return false;
	return none_is_zero(shared->done + job->first, no_thing + job->first,
			    job->last - job->first + 1) &&
	       none_is_zero(shared->done + MEASURED, no_thing + MEASURED, NR_THINGS - MEASURED);
}

static void print_counters(const char *what, const char *const *names,
			   const unsigned long *counters, const bool *absent, unsigned int nr)
{
	unsigned int i;

	for (i = 0; i < nr; i++) {
		if (absent && absent[i])
			printf(" absent %s%s\n", what, names[i]);
		else
			printf("%7lu %s%s\n", counters[i], what, names[i]);
	}
}

static void print_done(void)
{
	print_counters("", things, shared->done, no_thing, NR_THINGS);
	print_counters("tracer ", other_tracers, shared->tracers, no_tracer,
		       ARRAY_SIZE(other_tracers));
	print_counters("option ", option_names, shared->options, no_option,
		       ARRAY_SIZE(option_names));
	print_counters("action ", actions, shared->actions, NULL, ARRAY_SIZE(actions));
}

#endif /* _TESTS_GUEST_TORTURE_THINGS_H */
