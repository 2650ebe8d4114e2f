// SPDX-License-Identifier: GPL-2.0
/*
 * filter: the lines, CPUs and lengths that were chosen, as filters of the kernel
 *
 * libtracefs builds filters of events and those of histograms in the same steps.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "filter.h"
#include "instance.h"

/* What is built: a text for an event, or a histogram's filter */
struct target {
	struct tep_event *event;
	char *text;
	struct tracefs_hist *hist;
	bool is_begun;
	bool failed;
};

static void add(struct target *target, enum tracefs_filter type, const char *field,
		enum tracefs_compare compare, const char *value)
{
	int ret;

	if (target->hist)
		ret = tracefs_hist_append_filter(target->hist, type, field, compare, value);
	else
		ret = tracefs_filter_string_append(target->event, &target->text, type, field,
						   compare, value);
	if (ret)
		target->failed = true;
	target->is_begun = true;
}

static void add_comparison(struct target *target, const char *field,
			   enum tracefs_compare compare, uint64_t number)
{
	char *value = xasprintf("%llu", (unsigned long long)number);

	add(target, TRACEFS_FILTER_COMPARE, field, compare, value);
	free(value);
}

static void add_operator(struct target *target, enum tracefs_filter type)
{
	add(target, type, NULL, 0, NULL);
}

static void add_range(struct target *target, const char *field, const struct range *range)
{
	if (range->first == range->last) {
		add_comparison(target, field, TRACEFS_COMPARE_EQ, range->first);
		return;
	}
	add_operator(target, TRACEFS_FILTER_OPEN_PAREN);
	add_comparison(target, field, TRACEFS_COMPARE_GE, range->first);
	add_operator(target, TRACEFS_FILTER_AND);
	add_comparison(target, field, TRACEFS_COMPARE_LE, range->last);
	add_operator(target, TRACEFS_FILTER_CLOSE_PAREN);
}

static void add_list(struct target *target, const char *field, const struct list *list)
{
	size_t i;

	if (!list->nr)
		return;
	if (target->is_begun)
		add_operator(target, TRACEFS_FILTER_AND);
	add_operator(target, TRACEFS_FILTER_OPEN_PAREN);
	for (i = 0; i < list->nr; i++) {
		if (i)
			add_operator(target, TRACEFS_FILTER_OR);
		add_range(target, field, &list->ranges[i]);
	}
	add_operator(target, TRACEFS_FILTER_CLOSE_PAREN);
}

static void add_choice(struct target *target, const struct options *options)
{
	add_list(target, "irq", &options->irqs);
	/* As for the tracer: both ends were on these CPUs */
	add_list(target, "begin_cpu", &options->cpus);
	add_list(target, "end_cpu", &options->cpus);
}

static char *finish(struct target *target)
{
	if (target->failed) {
		error("a filter can't be built: %s", strerror(errno));
		free(target->text);
		return NULL;
	}
	return target->text ? target->text : xstrdup("");
}

/* For events with a field irq; empty where all lines were chosen, NULL on an error */
char *filter_lines(struct tep_handle *tep, const char *system, const char *event,
		   const struct options *options)
{
	struct target target = { .event = tep_find_event_by_name(tep, system, event) };

	if (!target.event)
		return xstrdup("");
	add_list(&target, "irq", &options->irqs);
	return finish(&target);
}

/* For irqmask_section, with those only that are longer than some ns, if that isn't 0 */
char *filter_sections(struct tep_handle *tep, const struct options *options,
		      uint64_t longer_than)
{
	struct target target = { .event = tep_find_event_by_name(tep, SYSTEM, SECTION) };

	add_choice(&target, options);
	if (longer_than) {
		if (target.is_begun)
			add_operator(&target, TRACEFS_FILTER_AND);
		add_comparison(&target, "ns", TRACEFS_COMPARE_GT, longer_than);
	}
	return finish(&target);
}

/* For a histogram of irqmask_section */
int filter_hist(struct tracefs_hist *hist, const struct options *options)
{
	struct target target = { .hist = hist };

	add_choice(&target, options);
	return target.failed ? error("a filter can't be built: %s", strerror(errno)) : 0;
}
