// SPDX-License-Identifier: GPL-2.0
/*
 * files: the subcommands open, worst and stat, which show what the kernel keeps
 *
 * That is only kept while something measures. With -d it is measured for so long here;
 * open, which shows the present, measures for the moment in which it looks.
 */
#include <stdlib.h>
#include <string.h>

#include "commands.h"
#include "instance.h"
#include "json.h"
#include "process.h"
#include "stop.h"
#include "text.h"

int read_sections(const char *file, struct sections *sections)
{
	char *text = irqmask_read(file);
	int ret;

	if (!text)
		return -1;
	ret = sections_parse(text, sections);
	if (ret)
		error("irqmask/%s of this kernel is in a form that this version does not know",
		      file);
	free(text);
	return ret;
}

int read_stats(struct stats *stats)
{
	char *text = irqmask_read("stat");
	int ret;

	if (!text)
		return -1;
	ret = stats_parse(text, stats);
	if (ret)
		error("irqmask/stat of this kernel is in a form that this version does not know");
	free(text);
	return ret;
}

static bool overlaps(const struct list *list, const struct range *range)
{
	size_t i;

	for (i = 0; i < list->nr; i++) {
		if (range->first <= list->ranges[i].last && range->last >= list->ranges[i].first)
			return true;
	}
	return !list->nr;
}

/* Whoever chose a line that the file irqs leaves out would wait for it in vain */
int warn_of_unwatched(const struct options *options)
{
	char *text = irqmask_read("irqs");
	struct list watched = { 0 };
	int ret = 0;
	size_t i;

	if (!text)
		return -1;
	text[strcspn(text, "\n")] = '\0';
	if (strcmp(text, "all") && parse_list(text, UINT32_MAX, &watched))
		ret = error("irqmask/irqs of this kernel is in a form that this version does not know");
	for (i = 0; !ret && i < options->irqs.nr; i++) {
		const struct range *range = &options->irqs.ranges[i];

		if (overlaps(&watched, range))
			continue;
		if (range->first == range->last)
			error("note: nothing measures line %u, as %s/irqmask/irqs leaves it out",
			      range->first, tracefs_tracing_dir());
		else
			error("note: nothing measures lines %u-%u, as %s/irqmask/irqs leaves them out",
			      range->first, range->last, tracefs_tracing_dir());
	}
	list_free(&watched);
	free(text);
	return ret;
}

/* Who else measures has done so before: its counts and records stay */
static int warn_of_others(void)
{
	struct sections sections;
	bool is_measuring;

	if (read_sections("open", &sections))
		return -1;
	is_measuring = !sections.is_off;
	sections_free(&sections);
	if (is_measuring)
		error("note: something else measures already: what is shown is since that began");
	return 0;
}

/* Measures for the time of -d, if there is one */
static int measure(const struct options *options, bool always)
{
	uint64_t end = now_ns() + options->seconds * NSEC_PER_SEC, now;

	if (!options->seconds && !always)
		return 0;
	if (!always && warn_of_others())
		return -1;
	if (!instance_measure())
		return -1;
	while (!stop_requested() && (now = now_ns()) < end)
		wait_ms(end - now < NSEC_PER_SEC ? (end - now) / 1000000 + 1 : 1000);
	return 0;
}

static int nothing_measured(const char *command)
{
	error("nothing is measured, so there is nothing to show: measure for some seconds by irqmask %s -d 10, or all the time by irqmask.service",
	      command);
	return EXIT_ERROR;
}

/* Drops the records of lines that were not chosen */
void choose_sections(struct sections *sections, const struct options *options)
{
	size_t i, kept = 0;

	if (!options->irqs.nr)
		return;
	for (i = 0; i < sections->nr; i++) {
		struct section *section = &sections->sections[i];

		if (section->irq >= 0 && list_has(&options->irqs, section->irq))
			sections->sections[kept++] = *section;
		else
			section_free(section);
	}
	sections->nr = kept;
}

/* --- open --- */

void open_json(const struct sections *sections)
{
	size_t i;

	json_open_object(NULL);
	json_open_array("open");
	for (i = 0; i < sections->nr; i++) {
		json_open_object(NULL);
		json_section(&sections->sections[i]);
		json_close_object();
	}
	json_close_array();
	json_close_object();
}

static void open_text(const struct sections *sections)
{
	bool blind = false;
	size_t i;

	if (!sections->nr) {
		puts("All lines can deliver.");
		return;
	}
	printf("Lines that can't deliver now: %zu\n", sections->nr);
	for (i = 0; i < sections->nr; i++) {
		putchar('\n');
		text_section(&sections->sections[i]);
		blind |= sections->sections[i].is_blind;
	}
	if (blind)
		puts("\nWho did that, and when, is known of what begins while something measures:\n"
		     "irqmask record waits for it, and irqmask.service measures from boot on.");
}

int command_open(const struct options *options)
{
	struct sections sections;

	if (measure(options, true) || read_sections("open", &sections))
		return EXIT_ERROR;
	choose_sections(&sections, options);
	if (options->json)
		open_json(&sections);
	else
		open_text(&sections);
	sections_free(&sections);
	return EXIT_NOT_HIT;
}

/* --- worst --- */

void worst_json(const struct sections *sections, const struct options *options)
{
	size_t i;

	json_open_object(NULL);
	json_open_array("worst");
	for (i = 0; i < sections->nr; i++) {
		const struct section *section = &sections->sections[i];

		json_open_object(NULL);
		json_section(section);
		if (options->process) {
			json_open_array("processes");
			process_show_json(section->begin.pid, section->begin.comm);
			if (section->end.pid != section->begin.pid)
				process_show_json(section->end.pid, section->end.comm);
			json_close_array();
		}
		json_close_object();
	}
	json_close_array();
	json_number("sections_in_no_record", sections->unkept);
	json_close_object();
}

static void worst_text(const struct sections *sections, const struct options *options)
{
	size_t i;

	printf("The longest section of each line, cause and place: %zu\n", sections->nr);
	if (sections->unkept)
		printf("Sections in no record: %llu\n", (unsigned long long)sections->unkept);
	for (i = 0; i < sections->nr; i++) {
		const struct section *section = &sections->sections[i];

		putchar('\n');
		text_section(section);
		if (!options->process)
			continue;
		process_show(section->begin.pid, section->begin.comm);
		if (section->end.pid != section->begin.pid)
			process_show(section->end.pid, section->end.comm);
	}
}

int command_worst(const struct options *options)
{
	struct sections sections;

	if (measure(options, false) || read_sections("worst", &sections))
		return EXIT_ERROR;
	if (sections.is_off)
		return nothing_measured("worst");
	choose_sections(&sections, options);
	if (options->json)
		worst_json(&sections, options);
	else
		worst_text(&sections, options);
	sections_free(&sections);
	return EXIT_NOT_HIT;
}

/* --- stat --- */

bool row_is_chosen(const struct stat_row *row, const struct options *options)
{
	return !options->irqs.nr || (row->irq >= 0 && list_has(&options->irqs, row->irq));
}

static void stat_json_row(const struct stat_row *row)
{
	unsigned int i;

	json_open_object(NULL);
	json_integer("irq", row->irq);
	if (row->irq == ALL_LINES)
		json_integer("cpu", row->cpu);
	json_name(&row->name);
	json_number("count", row->count);
	json_number("total_ns", row->total);
	json_number("avg_ns", row->avg);
	json_number("min_ns", row->min);
	json_number("max_ns", row->max);
	json_number("masked_max_ns", row->masked_max);
	json_number("dropped", row->dropped);
	json_number("lost", row->lost);
	json_open_array("hist");
	for (i = 0; i < STAT_SLOTS; i++) {
		if (!row->hist[i])
			continue;
		json_open_object(NULL);
		json_number("from_ns", i ? 1ULL << (i - 1) : 0);
		json_number("count", row->hist[i]);
		json_close_object();
	}
	json_close_array();
	json_close_object();
}

void stat_json(const struct stats *stats, const struct options *options)
{
	size_t i;

	json_open_object(NULL);
	json_open_array("lines");
	for (i = 0; i < stats->nr; i++) {
		if (row_is_chosen(&stats->rows[i], options))
			stat_json_row(&stats->rows[i]);
	}
	json_close_array();
	json_number("recursion", stats->recursion);
	json_number("no_storage", stats->no_storage);
	json_number("backwards", stats->backwards);
	json_close_object();
}

static void stat_text_row(const struct stat_row *row)
{
	if (row->irq == ALL_LINES)
		printf("cpu%-3d", row->cpu);
	else
		printf("%6d", row->irq);
	printf(" %10llu %14.3f %11.3f %11.3f %11.3f %11.3f %7llu %5llu  %s%s%s%s\n",
	       (unsigned long long)row->count, row->total / 1e3, row->avg / 1e3,
	       row->min / 1e3, row->max / 1e3, row->masked_max / 1e3,
	       (unsigned long long)row->dropped, (unsigned long long)row->lost,
	       row->name.actions, row->name.chip ? " (" : "",
	       row->name.chip ? row->name.chip : "", row->name.chip ? ")" : "");
}

static void stat_text(const struct stats *stats, const struct options *options)
{
	size_t i;

	printf("%6s %10s %14s %11s %11s %11s %11s %7s %5s  %s\n", "irq", "count", "total us",
	       "avg us", "min us", "max us", "masked us", "dropped", "lost", "name (chip)");
	for (i = 0; i < stats->nr; i++) {
		if (row_is_chosen(&stats->rows[i], options))
			stat_text_row(&stats->rows[i]);
	}
	if (stats->recursion || stats->no_storage || stats->backwards)
		printf("not counted: recursion %llu, no storage %llu; counted as 0: backwards %llu\n",
		       (unsigned long long)stats->recursion,
		       (unsigned long long)stats->no_storage,
		       (unsigned long long)stats->backwards);
}

int command_stat(const struct options *options)
{
	struct stats stats;

	if (measure(options, false) || read_stats(&stats))
		return EXIT_ERROR;
	if (stats.is_off && !options->prometheus)
		return nothing_measured("stat");
	if (options->prometheus)
		prometheus_print(&stats, options);
	else if (options->json)
		stat_json(&stats, options);
	else
		stat_text(&stats, options);
	stats_free(&stats);
	return EXIT_NOT_HIT;
}
