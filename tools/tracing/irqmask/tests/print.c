// SPDX-License-Identifier: GPL-2.0
/*
 * print: samples as the tool prints them, for another program to check
 *
 * There is a name for what each subcommand prints as JSON, and for each picture.
 */
#include <stdlib.h>
#include <string.h>

#include "../commands.h"
#include "../hist.h"
#include "../json.h"
#include "../report.h"
#include "../top.h"
#include "print.h"

/* A name that has all that JSON and XML give a meaning to */
#define ODD_NAME	"a\"b\\<c>&'d\xff"

static const struct options options;

static int print_sections(char *text, void (*to_json)(const struct sections *sections))
{
	struct sections all;

	if (sections_parse(text, &all))
		return error("this is neither worst nor open");
	to_json(&all);
	sections_free(&all);
	return 0;
}

static void print_worst(const struct sections *sections)
{
	worst_json(sections, &options);
}

static int print_open(char *text)
{
	return print_sections(text, open_json);
}

static int print_longest(char *text)
{
	return print_sections(text, print_worst);
}

static int print_stats(char *text, void (*to)(const struct stats *, const struct options *))
{
	struct stats stats;

	if (stats_parse(text, &stats))
		return error("this is no stat");
	to(&stats, &options);
	stats_free(&stats);
	return 0;
}

static int print_stat(char *text)
{
	return print_stats(text, stat_json);
}

static int print_prometheus(char *text)
{
	return print_stats(text, prometheus_print);
}

static int show_histograms(char *text, const char *picture)
{
	struct histograms all;
	int ret = 0;
	size_t i;

	if (histograms_parse(text, &all))
		return error("this is no hist");
	for (i = 0; i < all.nr; i++)
		all.all[i].name.actions = xstrdup(ODD_NAME);
	if (picture)
		ret = histograms_svg(&all, picture);
	else
		histograms_json(&all);
	histograms_free(&all);
	return ret;
}

static int print_hist(char *text)
{
	return show_histograms(text, NULL);
}

static int draw_hist(char *text)
{
	return show_histograms(text, "/dev/stdout");
}

/* The rows are those of the file stat */
static int print_top(char *text)
{
	struct top top = { .options = &options, .start = now_ns(), .lost = 7 };
	struct stats stats;
	size_t i;

	if (stats_parse(text, &stats))
		return error("this is no stat");
	top.nr = stats.nr;
	top.rows = xcalloc(stats.nr, sizeof(*top.rows));
	for (i = 0; i < stats.nr; i++) {
		top.rows[i].irq = stats.rows[i].irq;
		top.rows[i].cpu = stats.rows[i].cpu;
		top.rows[i].name = stats.rows[i].name;
		top.rows[i].count = stats.rows[i].count;
		top.rows[i].max = stats.rows[i].max;
		/* Longer than that: its cause and place are what is shown */
		top.rows[i].open = stats.rows[i].max + 1;
		top.rows[i].open_cause = (char *)"disable";
		top.rows[i].open_where = (char *)ODD_NAME;
	}
	top_json(&top);
	free(top.rows);
	stats_free(&stats);
	return 0;
}

/* @section is open, for a thread that waits behind another task */
static int show_report(struct section *section, const char *picture)
{
	struct report report = {
		.section = *section,
		.question = {
			.irq = section->irq, .begin = section->begin.ts,
			.end = section->begin.ts + section->ns,
			.begin_cpu = section->begin.cpu, .end_cpu = -1,
		},
	};
	struct events events = { 0 };
	struct event *event;
	int ret = 0;

	event = events_add(&events);
	event->type = EVENT_SWITCH;
	event->next.pid = 70;
	strcpy(event->next.comm, ODD_NAME);
	event = events_add(&events);
	event->type = EVENT_WAKEUP;
	event->ts = section->begin.ts + 1000;
	event->next.pid = 64;
	snprintf(event->next.comm, NAME_LEN, "irq/%d-x", section->irq);
	event = events_add(&events);
	event->type = EVENT_SWITCH;
	event->ts = section->begin.ts + 2000;
	event->prev.pid = 70;
	strcpy(event->prev.comm, ODD_NAME);
	event->next.pid = 71;
	strcpy(event->next.comm, "other");

	find_waited_for(&events, &report.question);
	analyse(&events, &report.question, &report.analysis);
	if (picture)
		ret = report_svg(&report, picture);
	else
		report_json(&report, &options);
	analysis_free(&report.analysis);
	events_free(&events);
	return ret;
}

/* The last section of the file open, as a record of it */
static int show_open(char *text, const char *picture)
{
	struct sections all;
	struct section *last;
	int ret;

	if (sections_parse(text, &all) || !all.nr)
		return error("there is no section");
	last = &all.sections[all.nr - 1];
	free(last->name.actions);
	last->name.actions = xstrdup(ODD_NAME);
	ret = show_report(last, picture);
	sections_free(&all);
	return ret;
}

static int print_record(char *text)
{
	return show_open(text, NULL);
}

static int draw_record(char *text)
{
	return show_open(text, "/dev/stdout");
}

static int print_bytes(char *text)
{
	json_open_object(NULL);
	json_string("text", text);
	json_close_object();
	return 0;
}

int print(const char *what, const char *path)
{
	static const struct {
		const char *what;
		int (*print)(char *text);
	} prints[] = {
		{ "open", print_open }, { "worst", print_longest }, { "stat", print_stat },
		{ "prometheus", print_prometheus }, { "hist", print_hist }, { "top", print_top },
		{ "record", print_record }, { "hist.svg", draw_hist },
		{ "record.svg", draw_record }, { "bytes", print_bytes },
	};
	char *text = read_file(path);
	int ret = -1;
	size_t i;

	if (!text)
		return error("%s can't be read", path);
	for (i = 0; i < ARRAY_SIZE(prints); i++) {
		if (!strcmp(what, prints[i].what))
			ret = prints[i].print(text);
	}
	free(text);
	return ret;
}
