// SPDX-License-Identifier: GPL-2.0
/*
 * hist: the subcommand hist
 *
 * The kernel counts, in a histogram of an instance of our own: none is missed.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "commands.h"
#include "filter.h"
#include "hist.h"
#include "instance.h"
#include "stop.h"
#include "threshold.h"

/**
 * struct run - what runs
 * @options:	what the user chose
 * @tep:	formats of events
 * @instance:	where the histogram is
 * @hist:	the histogram
 * @trace:	where the threshold is watched; NULL without one
 */
struct run {
	const struct options *options;
	struct tep_handle *tep;
	struct tracefs_instance *instance;
	struct tracefs_hist *hist;
	struct tracefs_instance *trace;
};

static struct tracefs_hist *make_hist(struct tep_handle *tep, const struct options *options)
{
	struct tracefs_hist_axis_cnt axes[4] = { { .key = "irq" } };
	unsigned int nr = 1;

	if (options->by_cause)
		axes[nr++].key = "cause";
	axes[nr].key = "ns";
	axes[nr].type = TRACEFS_HIST_KEY_LOG;
	if (options->bucket) {
		axes[nr].type = TRACEFS_HIST_KEY_BUCKETS;
		axes[nr].cnt = options->bucket;
	}
	return tracefs_hist_alloc_nd_cnt(tep, SYSTEM, SECTION, axes);
}

static int start(struct run *run)
{
	if (run->options->bucket > INT32_MAX)
		return error("-b: classes of more than 2 s are too wide");
	run->tep = tracing_events();
	if (!run->tep)
		return -1;
	run->instance = instance_create("hist");
	if (!run->instance)
		return -1;
	run->hist = make_hist(run->tep, run->options);
	if (!run->hist || tracefs_hist_add_value(run->hist, "ns") ||
	    filter_hist(run->hist, run->options))
		return error("the histogram can't be set up: %s", strerror(errno));
	if (tracefs_hist_start(run->instance, run->hist))
		return error("the kernel refuses the histogram (CONFIG_HIST_TRIGGERS?): %s",
			     strerror(errno));
	/* Last: a section that ends the run has been counted */
	return threshold_arm(run->tep, run->options, NULL, &run->trace);
}

static int add_names(struct histograms *histograms)
{
	const struct stat_row *row;
	struct stats stats;
	size_t i;

	if (read_stats(&stats))
		return -1;
	for (i = 0; i < histograms->nr; i++) {
		row = histograms->all[i].irq == ALL_LINES ? NULL :
		      stats_find(&stats, histograms->all[i].irq, -1);
		if (row)
			name_copy(&histograms->all[i].name, &row->name);
	}
	stats_free(&stats);
	return 0;
}

static int show(const struct run *run)
{
	struct histograms histograms;
	char *text;
	int ret;

	text = tracefs_event_file_read(run->instance, SYSTEM, SECTION, "hist", NULL);
	if (!text)
		return error("the histogram can't be read: %s", strerror(errno));
	ret = histograms_parse(text, &histograms);
	free(text);
	if (ret)
		return error("the kernel's histogram is in a form that this version does not know");

	ret = add_names(&histograms);
	if (!ret && run->options->json)
		histograms_json(&histograms);
	else if (!ret)
		histograms_text(&histograms);
	if (!ret && run->options->svg_file)
		ret = histograms_svg(&histograms, run->options->svg_file);
	histograms_free(&histograms);
	return ret;
}

static int watch(const struct run *run)
{
	const struct options *options = run->options;
	uint64_t start = now_ns();
	uint64_t end = options->seconds ? start + options->seconds * NSEC_PER_SEC : UINT64_MAX;
	bool goes_on = true, failed = false;
	int hit, status = EXIT_NOT_HIT;

	while (goes_on && !stop_requested() && now_ns() < end) {
		wait_ms(THRESHOLD_POLL_MS);
		hit = threshold_hit(run->trace);
		if (hit < 0)
			return EXIT_ERROR;
		if (!hit)
			continue;
		status = EXIT_HIT;
		goes_on = threshold_goes_on(options);
		if (threshold_handle(run->trace, options))
			failed = true;
	}
	return show(run) || failed ? EXIT_ERROR : status;
}

int command_hist(const struct options *options)
{
	struct run run = { .options = options };
	int status = EXIT_ERROR;

	if (!start(&run))
		status = watch(&run);
	if (run.hist) {
		tracefs_hist_destroy(run.instance, run.hist);
		tracefs_hist_free(run.hist);
	}
	instance_destroy(run.instance);
	instance_destroy(run.trace);
	tep_free(run.tep);
	return status;
}
