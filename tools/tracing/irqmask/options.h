/* SPDX-License-Identifier: GPL-2.0 */
/*
 * options: what the user chose
 */
#ifndef IRQMASK_OPTIONS_H
#define IRQMASK_OPTIONS_H

#include "util.h"

/* Subcommands, as bits: an option is for some of them */
enum command {
	CMD_TOP		= 1 << 0,
	CMD_HIST	= 1 << 1,
	CMD_RECORD	= 1 << 2,
	CMD_OPEN	= 1 << 3,
	CMD_WORST	= 1 << 4,
	CMD_STAT	= 1 << 5,
};

/* What top is sorted by */
enum sort_key {
	SORT_MAX, SORT_COUNT, SORT_RATE, SORT_CUR, SORT_MIN, SORT_AVG, SORT_MASKED, SORT_IRQ,
	NR_SORT_KEYS,
};

enum action_type { ACTION_TRACE, ACTION_SIGNAL, ACTION_SHELL, ACTION_CONTINUE };

/**
 * struct action - what to do when the threshold is hit
 * @type:	what
 * @text:	the file of the trace, or the command
 * @signal:	the signal's number
 * @pid:	who gets it
 */
struct action {
	enum action_type type;
	char *text;
	int signal;
	int pid;
};

/**
 * struct user_event - a further event to trace
 * @system:	its system
 * @name:	its name, NULL for all of @system
 * @trigger:	NULL, or a trigger for it
 */
struct user_event {
	char *system;
	char *name;
	char *trigger;
};

/**
 * struct options - what the user chose
 * @irqs:	lines
 * @cpus:	CPUs
 * @seconds:	how long, 0 for ever
 * @threshold:	in ns, 0 for none
 * @quiet:	print only at the end
 * @json:	print JSON
 * @prometheus:	print Prometheus' text format
 * @process:	add what the tasks have open
 * @by_cause:	a histogram for each cause
 * @bucket:	width of a histogram's classes in ns, 0 for powers of two
 * @buffer_kb:	size of the trace's buffer for each CPU, 0 for the kernel's own
 * @sort:	what top is sorted by
 * @trace_file:	where to save the trace when the threshold is hit
 * @svg_file:	where to draw a picture
 * @nr_actions:	number of @actions
 * @actions:	what to do when the threshold is hit
 * @nr_events:	number of @events
 * @events:	further events to trace
 */
struct options {
	struct list irqs;
	struct list cpus;
	uint64_t seconds;
	uint64_t threshold;
	bool quiet;
	bool json;
	bool prometheus;
	bool process;
	bool by_cause;
	uint64_t bucket;
	uint64_t buffer_kb;
	enum sort_key sort;
	const char *trace_file;
	const char *svg_file;
	size_t nr_actions;
	struct action *actions;
	size_t nr_events;
	struct user_event *events;
};

/* options_parse() asks for an end without an error: --help */
#define OPTIONS_DONE	1

int options_parse(enum command command, const char *name, int argc, char **argv,
		  struct options *options);
void options_help(enum command command, const char *name);
void options_free(struct options *options);

#endif /* IRQMASK_OPTIONS_H */
