// SPDX-License-Identifier: GPL-2.0
/*
 * prometheus: stat in the text format that node_exporter's textfile collector reads
 *
 * Times are in seconds, as is usual there. Counts start again from 0 when nothing has
 * measured for a while, or stat is cleared: rate() knows how to deal with that. While
 * nothing measures, irqmask_measuring is all that there is.
 */
#include <stdlib.h>

#include "commands.h"

static void put_value(const char *text)
{
	for (; text && *text; text++) {
		if (*text == '\n')
			fputs("\\n", stdout);
		else if (*text == '"' || *text == '\\')
			printf("\\%c", *text);
		else
			putchar(*text);
	}
}

static void put_labels(const struct stat_row *row)
{
	if (row->irq == ALL_LINES)
		printf("cpu=\"%d\",irq=\"\"", row->cpu);
	else
		printf("cpu=\"\",irq=\"%d\"", row->irq);
	fputs(",actions=\"", stdout);
	put_value(row->name.actions);
	fputs("\",chip=\"", stdout);
	put_value(row->name.chip);
	putchar('"');
}

static void put_header(const char *name, const char *type, const char *help)
{
	printf("# HELP %s %s\n# TYPE %s %s\n", name, help, name, type);
}

static void put_seconds(uint64_t ns)
{
	printf(" %llu.%09llu\n", (unsigned long long)(ns / NSEC_PER_SEC),
	       (unsigned long long)(ns % NSEC_PER_SEC));
}

enum sample { COUNT_DROPPED, COUNT_LOST, SECONDS_MAX, SECONDS_MASKED_MAX };

static void put_samples(const char *name, const char *type, const char *help,
			enum sample sample, const struct stats *stats,
			const struct options *options)
{
	size_t i;

	put_header(name, type, help);
	for (i = 0; i < stats->nr; i++) {
		const struct stat_row *row = &stats->rows[i];

		if (!row_is_chosen(row, options))
			continue;
		printf("%s{", name);
		put_labels(row);
		putchar('}');
		switch (sample) {
		case COUNT_DROPPED:
			printf(" %llu\n", (unsigned long long)row->dropped);
			break;
		case COUNT_LOST:
			printf(" %llu\n", (unsigned long long)row->lost);
			break;
		case SECONDS_MAX:
			put_seconds(row->max);
			break;
		case SECONDS_MASKED_MAX:
			put_seconds(row->masked_max);
			break;
		}
	}
}

/* A bucket counts what is at most as long; all rows have the same buckets */
static void put_histogram(const char *name, const struct stat_row *row, unsigned int first,
			  unsigned int last)
{
	unsigned long long count = 0;
	unsigned int i;

	for (i = 0; i < STAT_SLOTS; i++) {
		count += row->hist[i];
		if (i < first || i > last)
			continue;
		printf("%s_bucket{", name);
		put_labels(row);
		printf(",le=\"%.9f\"} %llu\n", (double)(1ULL << i) / NSEC_PER_SEC, count);
	}
	printf("%s_bucket{", name);
	put_labels(row);
	printf(",le=\"+Inf\"} %llu\n", (unsigned long long)row->count);
	printf("%s_sum{", name);
	put_labels(row);
	putchar('}');
	put_seconds(row->total);
	printf("%s_count{", name);
	put_labels(row);
	printf("} %llu\n", (unsigned long long)row->count);
}

static void put_histograms(const struct stats *stats, const struct options *options)
{
	static const char name[] = "irqmask_section_seconds";
	/* Up to 2^10 ns and up to 2^34 ns, 17 s: a fixed set, as Prometheus wants */
	const unsigned int first = 10, last = 34;
	size_t i;

	put_header(name, "histogram", "How long the line could not deliver.");
	for (i = 0; i < stats->nr; i++) {
		if (row_is_chosen(&stats->rows[i], options))
			put_histogram(name, &stats->rows[i], first, last);
	}
}

static void put_uncounted(const struct stats *stats)
{
	static const char name[] = "irqmask_uncounted_total";

	put_header(name, "counter", "Events of lines that were not measured.");
	printf("%s{reason=\"recursion\"} %llu\n", name, (unsigned long long)stats->recursion);
	printf("%s{reason=\"no_storage\"} %llu\n", name, (unsigned long long)stats->no_storage);
	printf("%s{reason=\"backwards\"} %llu\n", name, (unsigned long long)stats->backwards);
}

void prometheus_print(const struct stats *stats, const struct options *options)
{
	put_header("irqmask_measuring", "gauge", "1 while something measures, else 0.");
	printf("irqmask_measuring %d\n", !stats->is_off);
	if (stats->is_off)
		return;
	put_histograms(stats, options);
	put_samples("irqmask_section_max_seconds", "gauge", "The longest section.", SECONDS_MAX,
		    stats, options);
	put_samples("irqmask_masked_max_seconds", "gauge",
		    "The longest time that the chip masked the line in a section.",
		    SECONDS_MASKED_MAX, stats, options);
	put_samples("irqmask_dropped_total", "counter", "Sections that were cut short.",
		    COUNT_DROPPED, stats, options);
	put_samples("irqmask_lost_total", "counter", "Sections whose end was not seen.",
		    COUNT_LOST, stats, options);
	put_uncounted(stats);
}
