// SPDX-License-Identifier: GPL-2.0
/*
 * top: the subcommand top, a live table with a row for each line
 *
 * It counts what the events of an instance of its own report, so that it begins at 0
 * and clears nobody else's counts. A line that can't deliver right now has no event
 * yet: the file open tells of those.
 */
#define _GNU_SOURCE
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "commands.h"
#include "filter.h"
#include "instance.h"
#include "json.h"
#include "sample.h"
#include "stop.h"
#include "text.h"
#include "threshold.h"

#define REFRESH_NS	NSEC_PER_SEC

/* Columns of the whole table, with room for the place */
#define FULL_WIDTH	170

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

static struct row *find_row(struct top *top, int irq, int cpu)
{
	struct row *row;
	size_t i;

	for (i = 0; i < top->nr; i++) {
		row = &top->rows[i];
		if (row->irq == irq && (irq != ALL_LINES || row->cpu == cpu))
			return row;
	}
	top->rows = xrealloc(top->rows, top->nr + 1, sizeof(*top->rows));
	row = &top->rows[top->nr++];
	memset(row, 0, sizeof(*row));
	row->irq = irq;
	row->cpu = cpu;
	return row;
}

/* --- counting --- */

static int count_event(struct tep_event *event, struct tep_record *record, int cpu,
		       void *context)
{
	struct top *top = context;
	struct sample sample;
	struct row *row;

	(void)cpu;
	if (!sample_read(event, record, &sample))
		return 0;
	row = find_row(top, sample.irq, sample.irq == ALL_LINES ? sample.begin_cpu : -1);
	if (!row->count || sample.ns < row->min)
		row->min = sample.ns;
	if (!row->count || sample.ns > row->max) {
		row->max = sample.ns;
		row->cause = sample.cause;
		row->begin_ip = sample.begin_ip;
	}
	if (sample.masked_ns > row->masked)
		row->masked = sample.masked_ns;
	row->cur = sample.ns;
	row->total += sample.ns;
	row->count++;
	return 0;
}

static int count_lost(struct tep_event *event, struct tep_record *record, int cpu,
		      void *context)
{
	struct top *top = context;

	(void)event;
	(void)cpu;
	/* Negative where the kernel could not say how many */
	top->lost += record->missed_events > 0 ? record->missed_events : 1;
	return 0;
}

static int drain(struct top *top)
{
	if (tracefs_iterate_raw_events(top->tep, top->instance, NULL, 0, count_event, top) < 0)
		return error("the events of %s can't be read",
			     tracefs_instance_get_name(top->instance));
	return 0;
}

/* --- what the events don't tell --- */

static void forget_open(struct top *top)
{
	size_t i;

	for (i = 0; i < top->nr; i++) {
		free(top->rows[i].open_cause);
		free(top->rows[i].open_where);
		top->rows[i].open_cause = NULL;
		top->rows[i].open_where = NULL;
		top->rows[i].open = 0;
		top->rows[i].is_blind = false;
	}
}

static int look_for_open(struct top *top)
{
	struct sections sections;
	size_t i;

	forget_open(top);
	if (read_sections("open", &sections))
		return -1;
	choose_sections(&sections, top->options);
	for (i = 0; i < sections.nr; i++) {
		const struct section *section = &sections.sections[i];
		const struct place *place = section->disable.where ? &section->disable :
							 &section->begin;
		struct row *row;

		if (!section->is_blind && !list_has(&top->options->cpus, section->begin.cpu))
			continue;
		row = find_row(top, section->irq, -1);
		if (!row->name.actions)
			name_copy(&row->name, &section->name);
		if (section->is_blind) {
			row->is_blind = true;
		} else if (section->ns >= row->open) {
			free(row->open_cause);
			free(row->open_where);
			row->open = section->ns;
			row->open_cause = xstrdup(section->cause);
			row->open_where = xstrdup(place->where);
		}
	}
	sections_free(&sections);
	return 0;
}

static int look_up_names(struct top *top)
{
	const struct stat_row *found;
	struct stats stats;
	size_t i;

	if (read_stats(&stats))
		return -1;
	for (i = 0; i < top->nr; i++) {
		struct row *row = &top->rows[i];

		found = stats_find(&stats, row->irq, row->cpu);
		if (!row->name.actions && found)
			name_copy(&row->name, &found->name);
	}
	stats_free(&stats);
	return 0;
}

/* --- showing --- */

static enum sort_key sort_key;

static uint64_t sort_value(const struct row *row)
{
	switch (sort_key) {
	case SORT_COUNT:
		return row->count;
	case SORT_RATE:
		return row->rate * 1000;
	case SORT_CUR:
		return row->cur;
	case SORT_MIN:
		return row->min;
	case SORT_AVG:
		return row->count ? row->total / row->count : 0;
	case SORT_MASKED:
		return row->masked;
	default:
		/* What is open may become the longest */
		return row->open > row->max ? row->open : row->max;
	}
}

static int compare_rows(const void *a, const void *b)
{
	const struct row *first = a, *second = b;
	uint64_t x = sort_value(first), y = sort_value(second);

	if (sort_key != SORT_IRQ && x != y)
		return x > y ? -1 : 1;
	if (first->irq != second->irq)
		return first->irq < second->irq ? -1 : 1;
	return first->cpu - second->cpu;
}

static char *worst_place(const struct top *top, const struct row *row, const char **cause)
{
	if (row->open && row->open > row->max) {
		*cause = row->open_cause;
		return xstrdup(row->open_where);
	}
	*cause = row->count ? cause_name(row->cause) : "-";
	return row->count ? symbol(top->tep, row->begin_ip) : xstrdup("-");
}

/* 0 where there is no terminal: then nothing is cut. A serial console doesn't know. */
static unsigned int screen_width(void)
{
	struct winsize size;

	if (!isatty(STDOUT_FILENO))
		return 0;
	if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) || !size.ws_col)
		return 80;
	return size.ws_col;
}

/* All columns don't fit: the ones that tell most have to */
static bool is_narrow(void)
{
	unsigned int width = screen_width();

	return width && width < FULL_WIDTH;
}

static void put_cut(char *line)
{
	unsigned int width = screen_width();

	if (width && strlen(line) > width)
		line[width] = '\0';
	puts(line);
	free(line);
}

static void show_row(const struct top *top, const struct row *row)
{
	char irq[16], open[24];
	const char *cause;
	char *place = worst_place(top, row, &cause);

	if (row->irq == ALL_LINES)
		snprintf(irq, sizeof(irq), "cpu%d", row->cpu);
	else
		snprintf(irq, sizeof(irq), "%d", row->irq);
	if (row->open)
		snprintf(open, sizeof(open), "%.1f", row->open / 1e3);
	else
		snprintf(open, sizeof(open), "%s", row->is_blind ? "unknown" : "-");
	if (is_narrow())
		put_cut(xasprintf("%6s %-12.12s %7llu %10.1f %9.1f %10s %-8s %s", irq,
				  row->name.actions ? row->name.actions : "-",
				  (unsigned long long)row->count, row->max / 1e3,
				  row->masked / 1e3, open, cause, place));
	else
		put_cut(xasprintf("%6s %-18.18s %-20.20s %8llu %8.1f %10.1f %10.1f %10.1f %11.1f %11.1f %12s %-8s %s",
				  irq, row->name.actions ? row->name.actions : "-",
				  row->name.chip ? row->name.chip : "-",
				  (unsigned long long)row->count, row->rate, row->cur / 1e3,
				  row->min / 1e3,
				  row->count ? row->total / 1e3 / row->count : 0.0, row->max / 1e3,
				  row->masked / 1e3, open, cause, place));
	free(place);
}

static void show_text(const struct top *top)
{
	uint64_t seconds = (now_ns() - top->start) / NSEC_PER_SEC;
	size_t i;

	/* As top does: home, and clear what is below */
	if (!top->options->quiet && isatty(STDOUT_FILENO))
		fputs("\033[H\033[J", stdout);
	put_cut(xasprintf("Lines that could not deliver, in us   %llu %02llu:%02llu:%02llu   lost events: %llu",
			  (unsigned long long)seconds / 86400,
			  (unsigned long long)seconds / 3600 % 24,
			  (unsigned long long)seconds / 60 % 60,
			  (unsigned long long)seconds % 60, (unsigned long long)top->lost));
	if (is_narrow())
		put_cut(xasprintf("%6s %-12s %7s %10s %9s %10s %-8s %s", "irq", "name", "count",
				  "max us", "masked us", "open us", "cause", "place"));
	else
		put_cut(xasprintf("%6s %-18s %-20s %8s %8s %10s %10s %10s %11s %11s %12s %-8s %s",
				  "irq", "name", "chip", "count", "rate/s", "cur us", "min us",
				  "avg us", "max us", "masked us", "open now us", "cause",
				  "place of the longest"));
	for (i = 0; i < top->nr; i++)
		show_row(top, &top->rows[i]);
	if (!top->options->quiet && !isatty(STDOUT_FILENO))
		putchar('\n');
	fflush(stdout);
}

static void show_json_row(const struct top *top, const struct row *row)
{
	const char *cause;
	char *place = worst_place(top, row, &cause);

	json_open_object(NULL);
	json_integer("irq", row->irq);
	if (row->irq == ALL_LINES)
		json_integer("cpu", row->cpu);
	json_name(&row->name);
	json_number("count", row->count);
	json_real("rate_per_s", row->rate);
	json_number("cur_ns", row->cur);
	json_number("min_ns", row->min);
	json_number("avg_ns", row->count ? row->total / row->count : 0);
	json_number("max_ns", row->max);
	json_number("masked_max_ns", row->masked);
	json_bool("open", row->open || row->is_blind);
	json_number("open_ns", row->open);
	json_string("cause", cause);
	json_string("place", place);
	json_close_object();
	free(place);
}

static void show_json(const struct top *top)
{
	size_t i;

	json_open_object(NULL);
	json_number("duration_ns", now_ns() - top->start);
	json_number("lost_events", top->lost);
	json_open_array("lines");
	for (i = 0; i < top->nr; i++)
		show_json_row(top, &top->rows[i]);
	json_close_array();
	json_close_object();
}

static int show(struct top *top)
{
	double seconds;
	size_t i;

	if (look_for_open(top) || look_up_names(top))
		return -1;
	seconds = (double)(now_ns() - top->shown) / NSEC_PER_SEC;
	for (i = 0; i < top->nr; i++) {
		top->rows[i].rate = (top->rows[i].count - top->rows[i].shown) / seconds;
		top->rows[i].shown = top->rows[i].count;
	}
	top->shown = now_ns();
	sort_key = top->options->sort;
	if (top->nr)
		qsort(top->rows, top->nr, sizeof(*top->rows), compare_rows);
	if (top->options->json)
		show_json(top);
	else
		show_text(top);
	return 0;
}

/* --- running --- */

static int start(struct top *top)
{
	char *filter;
	int ret = 0;

	top->tep = tracing_events();
	if (!top->tep || threshold_arm(top->tep, top->options, NULL, &top->trace))
		return -1;
	top->instance = instance_create("top");
	if (!top->instance)
		return -1;
	filter = filter_sections(top->tep, top->options, 0);
	if (!filter)
		return -1;
	if (*filter)
		ret = instance_filter(top->instance, SYSTEM, SECTION, filter);
	free(filter);
	if (ret || instance_enable(top->instance, SYSTEM, SECTION))
		return -1;
	if (tracefs_follow_missed_events(top->instance, count_lost, top))
		return error("lost events can't be counted");
	top->start = now_ns();
	top->shown = top->start;
	return 0;
}

static int run(struct top *top)
{
	uint64_t end = top->options->seconds ?
		       top->start + top->options->seconds * NSEC_PER_SEC : UINT64_MAX;
	bool goes_on = true, failed = false;
	int status = EXIT_NOT_HIT;

	while (goes_on && !stop_requested() && now_ns() < end) {
		wait_ms(THRESHOLD_POLL_MS);
		if (drain(top))
			return EXIT_ERROR;
		if (threshold_hit(top->trace)) {
			status = EXIT_HIT;
			goes_on = threshold_goes_on(top->options);
			if (threshold_handle(top->trace, top->options))
				failed = true;
		}
		if (!top->options->quiet && now_ns() - top->shown >= REFRESH_NS && show(top))
			return EXIT_ERROR;
	}
	return drain(top) || show(top) || failed ? EXIT_ERROR : status;
}

int command_top(const struct options *options)
{
	struct top top = { .options = options };
	int status = EXIT_ERROR;
	size_t i;

	if (!start(&top))
		status = run(&top);
	forget_open(&top);
	for (i = 0; i < top.nr; i++)
		name_free(&top.rows[i].name);
	free(top.rows);
	instance_destroy(top.instance);
	instance_destroy(top.trace);
	tep_free(top.tep);
	return status;
}
