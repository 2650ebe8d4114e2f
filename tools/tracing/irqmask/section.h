/* SPDX-License-Identifier: GPL-2.0 */
/*
 * section: what the files of tracefs' folder irqmask/ say, as structures
 */
#ifndef IRQMASK_SECTION_H
#define IRQMASK_SECTION_H

#include "util.h"

/* The irq of a section in which a CPU had all its interrupts off */
#define ALL_LINES	(-1)

/**
 * struct line_name - what is called how on a line
 * @actions:	its handlers, as in /proc/interrupts; "-" where it has none
 * @chip:	its interrupt chip, its number there and its flow handler; NULL for a CPU
 */
struct line_name {
	char *actions;
	char *chip;
};

/**
 * struct place - one of the two ends of a section, or who disabled the line in it
 * @where:	address, as a symbol; NULL where there is no such place
 * @ts:		when, in ns of CLOCK_MONOTONIC
 * @cpu:	the CPU it was on
 * @comm:	the task that ran there
 * @pid:	its pid
 */
struct place {
	char *where;
	uint64_t ts;
	int cpu;
	char *comm;
	int pid;
};

/**
 * struct handler - a handler's thread, for which a line was kept masked
 * @comm:	its name; NULL where none ran, or the kernel does not say
 * @pid:	its pid
 * @cpu:	the CPU it ran on
 * @prio:	its priority, as the sched events have it
 * @waited:	from the section's begin until it ran, in ns
 */
struct handler {
	char *comm;
	int pid;
	int cpu;
	int prio;
	uint64_t waited;
};

/**
 * struct stack - addresses, as symbols, innermost call first
 * @nr:		their number
 * @frames:	the symbols
 */
struct stack {
	size_t nr;
	char **frames;
};

/**
 * struct section - a record of the files worst and open
 * @irq:	the line's number, ALL_LINES for a CPU
 * @cpu:	of a per-CPU line in open, else -1
 * @name:	what is called how on the line
 * @is_blind:	it began before the line was watched: nothing below is known
 * @cause:	what began it
 * @ns:		its length so far
 * @masked_ns:	for how long of it the chip masked the line
 * @count:	sections of this line, cause and place; 0 in open
 * @begin:	its begin
 * @disable:	who disabled a line that a flow handler had masked
 * @thread:	the handler's thread that a ONESHOT line waited for
 * @end:	its end
 * @begin_stack: stack of @begin, or of @disable
 * @end_stack:	stack of @end
 * @locks:	locks that were held at its begin; NULL where that is not known
 */
struct section {
	int irq;
	int cpu;
	struct line_name name;
	bool is_blind;
	char *cause;
	uint64_t ns;
	uint64_t masked_ns;
	uint64_t count;
	struct place begin;
	struct place disable;
	struct handler thread;
	struct place end;
	struct stack begin_stack;
	struct stack end_stack;
	char *locks;
};

/**
 * struct sections - what worst or open says
 * @is_off:	nothing is measured
 * @nr:		number of @sections
 * @sections:	in the order of the file
 * @unkept:	sections that are in no record of worst
 */
struct sections {
	bool is_off;
	size_t nr;
	struct section *sections;
	uint64_t unkept;
};

#define STAT_SLOTS	65

/**
 * struct stat_row - a row of the file stat
 * @irq:	the line's number, ALL_LINES for a CPU
 * @cpu:	a CPU's number, else -1
 * @name:	what is called how on the line
 * @count:	number of sections
 * @total:	sum of their lengths, in ns
 * @avg:	average of them
 * @min:	the shortest
 * @max:	the longest
 * @masked_max:	the longest time that the chip masked the line in one
 * @dropped:	sections that were cut short
 * @lost:	sections whose end was not seen
 * @hist:	[0] counts what is shorter than the first class, [N + 1] those from 2^N ns
 * @below:	log2 of the first class's lower end
 */
struct stat_row {
	int irq;
	int cpu;
	struct line_name name;
	uint64_t count;
	uint64_t total;
	uint64_t avg;
	uint64_t min;
	uint64_t max;
	uint64_t masked_max;
	uint64_t dropped;
	uint64_t lost;
	uint64_t hist[STAT_SLOTS];
	unsigned int below;
};

/**
 * struct stats - what stat says
 * @is_off:	nothing is measured
 * @nr:		number of @rows
 * @rows:	lines by number, then CPUs
 * @recursion:	events of lines from inside irqmask itself
 * @no_storage:	events of lines without storage
 * @backwards:	sections that count as 0 ns long
 */
struct stats {
	bool is_off;
	size_t nr;
	struct stat_row *rows;
	uint64_t recursion;
	uint64_t no_storage;
	uint64_t backwards;
};

int sections_parse(char *text, struct sections *sections);
void sections_free(struct sections *sections);
void section_free(struct section *section);

int stats_parse(char *text, struct stats *stats);
void stats_free(struct stats *stats);
const struct stat_row *stats_find(const struct stats *stats, int irq, int cpu);

void name_copy(struct line_name *to, const struct line_name *from);
void name_free(struct line_name *name);

#endif /* IRQMASK_SECTION_H */
