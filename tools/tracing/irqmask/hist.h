/* SPDX-License-Identifier: GPL-2.0 */
/*
 * hist: the kernel's histogram of the sections, read and shown
 */
#ifndef IRQMASK_HIST_H
#define IRQMASK_HIST_H

#include "options.h"
#include "section.h"

/**
 * struct bucket - a class of lengths
 * @from:	shortest, in ns
 * @to:		first that is longer than the class
 * @count:	number of sections
 */
struct bucket {
	uint64_t from;
	uint64_t to;
	uint64_t count;
};

/**
 * struct histogram - of a line, or of one cause on it
 * @irq:	the line, ALL_LINES for the CPUs
 * @cause:	number of the cause, -1 for all
 * @name:	what is called how on the line
 * @count:	number of sections
 * @total:	sum of their lengths, in ns
 * @nr:		number of @buckets
 * @buckets:	the classes that are not empty, by length
 */
struct histogram {
	int irq;
	int cause;
	struct line_name name;
	uint64_t count;
	uint64_t total;
	size_t nr;
	struct bucket *buckets;
};

/**
 * struct histograms - all of them
 * @nr:		number of @all
 * @all:	by line and cause
 * @dropped:	sections for which the kernel had no room
 */
struct histograms {
	size_t nr;
	struct histogram *all;
	uint64_t dropped;
};

int histograms_parse(char *text, struct histograms *histograms);
void histograms_free(struct histograms *histograms);
void histograms_text(const struct histograms *histograms);
void histograms_json(const struct histograms *histograms);
int histograms_svg(const struct histograms *histograms, const char *path);

#endif /* IRQMASK_HIST_H */
