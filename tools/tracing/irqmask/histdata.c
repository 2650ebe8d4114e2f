// SPDX-License-Identifier: GPL-2.0
/*
 * histdata: reads the kernel's histogram of the sections
 *
 * Its rows are like
 *	{ irq:         21, ns: ~ 2^17 } hitcount:         52  ns:    5432100
 *	{ irq:         21, cause:          0, ns: ~ 100000-109999 } hitcount: 3 ns: 312345
 */
#include <stdlib.h>
#include <string.h>

#include "hist.h"

static int compare_histograms(const void *a, const void *b)
{
	const struct histogram *first = a, *second = b;

	if (first->irq != second->irq)
		return first->irq < second->irq ? -1 : 1;
	return first->cause - second->cause;
}

static int compare_buckets(const void *a, const void *b)
{
	const struct bucket *first = a, *second = b;

	return first->from < second->from ? -1 : first->from > second->from;
}

static struct histogram *find(struct histograms *histograms, int irq, int cause)
{
	struct histogram *histogram;
	size_t i;

	for (i = 0; i < histograms->nr; i++) {
		histogram = &histograms->all[i];
		if (histogram->irq == irq && histogram->cause == cause)
			return histogram;
	}
	histograms->all = xrealloc(histograms->all, histograms->nr + 1,
				   sizeof(*histograms->all));
	histogram = &histograms->all[histograms->nr++];
	memset(histogram, 0, sizeof(*histogram));
	histogram->irq = irq;
	histogram->cause = cause;
	return histogram;
}

/* "2^17" counts what is longer than 2^16, up to 2^17; "100000-109999" is as it says */
static int parse_bucket(const char *s, struct bucket *bucket)
{
	unsigned long long from, to;
	unsigned int log2;

	if (sscanf(s, "2^%u", &log2) == 1 && log2 < 64) {
		bucket->to = (1ULL << log2) + 1;
		bucket->from = log2 ? (1ULL << (log2 - 1)) + 1 : 0;
		return 0;
	}
	if (sscanf(s, "%llu-%llu", &from, &to) == 2) {
		bucket->from = from;
		bucket->to = to + 1;
		return 0;
	}
	return -1;
}

static int parse_row(const char *s, struct histograms *histograms)
{
	unsigned long long count, total;
	struct histogram *histogram;
	struct bucket bucket;
	int irq, cause = -1;
	const char *p;

	p = strstr(s, "irq:");
	if (!p || sscanf(p, "irq: %d", &irq) != 1)
		return -1;
	p = strstr(s, "cause:");
	if (p && sscanf(p, "cause: %d", &cause) != 1)
		return -1;
	p = strstr(s, "ns: ~ ");
	if (!p || parse_bucket(p + 6, &bucket))
		return -1;
	p = strstr(p, "hitcount:");
	if (!p || sscanf(p, "hitcount: %llu ns: %llu", &count, &total) != 2)
		return -1;

	/* The kernel is just about to count the first one of this class */
	if (!count)
		return 0;
	histogram = find(histograms, irq, cause);
	bucket.count = count;
	histogram->count += count;
	histogram->total += total;
	histogram->buckets = xrealloc(histogram->buckets, histogram->nr + 1,
				      sizeof(*histogram->buckets));
	histogram->buckets[histogram->nr++] = bucket;
	return 0;
}

/* Reads the file hist; -1 where it is in another form */
int histograms_parse(char *text, struct histograms *histograms)
{
	unsigned long long dropped;
	char *line;
	size_t i;

	memset(histograms, 0, sizeof(*histograms));
	while ((line = strsep(&text, "\n"))) {
		if (line[0] == '{' && parse_row(line, histograms)) {
			histograms_free(histograms);
			return -1;
		}
		if (sscanf(line, " Dropped: %llu", &dropped) == 1)
			histograms->dropped = dropped;
	}
	for (i = 0; i < histograms->nr; i++)
		qsort(histograms->all[i].buckets, histograms->all[i].nr,
		      sizeof(struct bucket), compare_buckets);
	if (histograms->nr)
		qsort(histograms->all, histograms->nr, sizeof(struct histogram),
		      compare_histograms);
	return 0;
}

void histograms_free(struct histograms *histograms)
{
	size_t i;

	for (i = 0; i < histograms->nr; i++) {
		name_free(&histograms->all[i].name);
		free(histograms->all[i].buckets);
	}
	free(histograms->all);
	memset(histograms, 0, sizeof(*histograms));
}
