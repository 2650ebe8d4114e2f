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

#include "commands.h"
#include "filter.h"
#include "instance.h"
#include "sample.h"
#include "stop.h"
#include "threshold.h"
#include "top.h"

#define REFRESH_NS	NSEC_PER_SEC
/* Over less than that, a rate says nothing */
#define RATE_NS		(NSEC_PER_SEC / 10)

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

/* The line may be another driver's by now; without a handler, it was the last one's */
void row_rename(struct row *row, const struct line_name *name)
{
	if (row->name.actions && (!name->actions || !strcmp(name->actions, "-")))
		return;
	name_free(&row->name);
	name_copy(&row->name, name);
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
		row_rename(row, &section->name);
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
		found = stats_find(&stats, top->rows[i].irq, top->rows[i].cpu);
		if (found)
			row_rename(&top->rows[i], &found->name);
	}
	stats_free(&stats);
	return 0;
}

static void update_rates(struct top *top)
{
	uint64_t now = now_ns();
	double seconds = (double)(now - top->shown) / NSEC_PER_SEC;
	size_t i;

	if (now - top->shown < RATE_NS)
		return;
	for (i = 0; i < top->nr; i++) {
		top->rows[i].rate = (top->rows[i].count - top->rows[i].shown) / seconds;
		top->rows[i].shown = top->rows[i].count;
	}
	top->shown = now;
}

static int show(struct top *top)
{
	if (look_for_open(top) || look_up_names(top))
		return -1;
	update_rates(top);
	top_sort(top);
	if (top->options->json)
		top_json(top);
	else
		top_text(top);
	return 0;
}

/* --- running --- */

static int start(struct top *top)
{
	char *filter;
	int ret = 0;

	top->tep = tracing_events();
	if (!top->tep)
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
	/* Last: a section that ends the run is in the table */
	if (threshold_arm(top->tep, top->options, NULL, &top->trace))
		return -1;
	top->start = now_ns();
	top->shown = top->start;
	return 0;
}

static int run(struct top *top)
{
	uint64_t end = top->options->seconds ?
		       top->start + top->options->seconds * NSEC_PER_SEC : UINT64_MAX;
	bool goes_on = true, failed = false;
	int hit, status = EXIT_NOT_HIT;

	while (goes_on && !stop_requested() && now_ns() < end) {
		/* The last table is the one below */
		if (!top->options->quiet && now_ns() - top->shown >= REFRESH_NS && show(top))
			return EXIT_ERROR;
		wait_ms(THRESHOLD_POLL_MS);
		if (drain(top))
			return EXIT_ERROR;
		hit = threshold_hit(top->trace);
		if (hit < 0)
			return EXIT_ERROR;
		if (hit) {
			status = EXIT_HIT;
			goes_on = threshold_goes_on(top->options);
			if (threshold_handle(top->trace, top->options))
				failed = true;
		}
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
