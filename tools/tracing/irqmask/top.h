/* SPDX-License-Identifier: GPL-2.0 */
/*
 * top: the table of all lines, counted and shown
 */
#ifndef IRQMASK_TOP_H
#define IRQMASK_TOP_H

#include <tracefs.h>

#include "options.h"
#include "section.h"

/**
 * struct row - a line
 * @irq:	its number, ALL_LINES for a CPU
 * @cpu:	that CPU, else -1
 * @name:	what is called how on it
 * @count:	number of sections
 * @shown:	@count when the table was last shown
 * @rate:	sections a second between the last two tables
 * @total:	sum of the lengths, in ns
 * @cur:	the last length
 * @min:	the shortest
 * @max:	the longest
 * @masked:	the longest time that the chip masked the line
 * @cause:	of the longest
 * @begin_ip:	where the longest began, 0 where nothing has ended yet
 * @open:	for how long it can't deliver already, 0 if it can
 * @is_blind:	it can't deliver, nobody knows since when
 * @open_cause:	what @open began with
 * @open_where:	where
 */
struct row {
	int irq;
	int cpu;
	struct line_name name;
	uint64_t count;
	uint64_t shown;
	double rate;
	uint64_t total;
	uint64_t cur;
	uint64_t min;
	uint64_t max;
	uint64_t masked;
	unsigned int cause;
	uint64_t begin_ip;
	uint64_t open;
	bool is_blind;
	char *open_cause;
	char *open_where;
};

/**
 * struct top - the table
 * @options:	what the user chose
 * @tep:	formats of events, and symbols
 * @instance:	where the sections are reported
 * @trace:	where the threshold is watched; NULL without one
 * @start:	when it began
 * @shown:	when the table was last shown
 * @lost:	events that were lost: more came than were read
 * @nr:		number of @rows
 * @rows:	the lines
 */
struct top {
	const struct options *options;
	struct tep_handle *tep;
	struct tracefs_instance *instance;
	struct tracefs_instance *trace;
	uint64_t start;
	uint64_t shown;
	uint64_t lost;
	size_t nr;
	struct row *rows;
};

void row_rename(struct row *row, const struct line_name *name);
void top_sort(struct top *top);
void top_text(const struct top *top);
void top_json(const struct top *top);

#endif /* IRQMASK_TOP_H */
