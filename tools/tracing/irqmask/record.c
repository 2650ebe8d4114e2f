// SPDX-License-Identifier: GPL-2.0
/*
 * record: the subcommand record, which waits for a long section and explains it
 *
 * A section that has ended comes from the event, which stops the trace. A line that is
 * still masked or disabled after a while has no event yet; the file open has it.
 */
#define _GNU_SOURCE
#include <stdlib.h>
#include <string.h>

#include "commands.h"
#include "instance.h"
#include "json.h"
#include "notify.h"
#include "report.h"
#include "stop.h"
#include "text.h"
#include "threshold.h"

/* Most of what is too long ends within that, and tells more then */
#define OPEN_NS		NSEC_PER_SEC
#define OPEN_POLL_NS	(NSEC_PER_SEC / 2)

/**
 * struct record - what runs
 * @options:	what the user chose
 * @tep:	formats of events, and symbols
 * @trace:	the trace that stops at a long section
 * @armed:	when the waiting began
 * @looked:	when the file open was read
 * @failed:	one was not reported as a whole, or an action failed
 * @nr_told:	number of @told
 * @told:	begins of sections that are open, and were reported, or began before @armed
 */
struct record {
	const struct options *options;
	struct tep_handle *tep;
	struct tracefs_instance *trace;
	uint64_t armed;
	uint64_t looked;
	bool failed;
	size_t nr_told;
	uint64_t *told;
};

/* --- which section --- */

/* The event's own functions, which the kernel leaves out of its stacks */
static bool is_tracing(const char *frame)
{
	return !strncmp(frame, "trace_event_raw_event_", 22) ||
	       !strncmp(frame, "__traceiter_", 12) || !strncmp(frame, "irq_line_", 9);
}

static void symbols(struct tep_handle *tep, const struct event *from, struct stack *stack)
{
	char *frame;
	size_t i;

	stack->frames = xcalloc(from->nr + 1, sizeof(*stack->frames));
	for (i = 0; i < from->nr; i++) {
		frame = symbol(tep, from->addresses[i]);
		if (!stack->nr && is_tracing(frame))
			free(frame);
		else
			stack->frames[stack->nr++] = frame;
	}
}

/* What the event says, where worst has a longer one instead */
static void section_from_sample(struct tep_handle *tep, const struct sample *sample,
				struct section *section)
{
	const struct stat_row *row;
	struct stats stats;

	section->irq = sample->irq;
	section->cpu = sample->irq == ALL_LINES ? sample->begin_cpu : -1;
	section->cause = xstrdup(cause_name(sample->cause));
	section->ns = sample->ns;
	section->masked_ns = sample->masked_ns;
	section->begin.where = symbol(tep, sample->begin_ip);
	section->begin.ts = sample->ts - sample->ns;
	section->begin.cpu = sample->begin_cpu;
	section->begin.comm = xstrdup(tep_data_comm_from_pid(tep, sample->begin_pid));
	section->begin.pid = sample->begin_pid;
	section->end.where = symbol(tep, sample->end_ip);
	section->end.ts = sample->ts;
	section->end.cpu = sample->end_cpu;
	section->end.comm = xstrdup(tep_data_comm_from_pid(tep, sample->end_pid));
	section->end.pid = sample->end_pid;
	if (read_stats(&stats))
		return;
	row = stats_find(&stats, section->irq, section->cpu);
	if (row)
		name_copy(&section->name, &row->name);
	stats_free(&stats);
}

/* The kernel's own record of it, with both stacks, if it is the longest of its place */
static bool section_from_worst(const struct sample *sample, struct section *section)
{
	struct sections sections;
	bool found = false;
	size_t i;

	if (read_sections("worst", &sections))
		return false;
	for (i = 0; i < sections.nr && !found; i++) {
		struct section *candidate = &sections.sections[i];

		if (candidate->irq != sample->irq || candidate->ns != sample->ns ||
		    candidate->begin.pid != sample->begin_pid ||
		    candidate->end.pid != sample->end_pid)
			continue;
		*section = *candidate;
		memset(candidate, 0, sizeof(*candidate));
		found = true;
	}
	sections_free(&sections);
	return found;
}

/* The first that is too long stopped the trace */
static const struct sample *find_hit(const struct events *events, const struct options *options)
{
	size_t i;

	for (i = 0; i < events->nr; i++) {
		const struct sample *sample = &events->all[i].sample;

		if (events->all[i].type == EVENT_SECTION && sample->ns > options->threshold &&
		    (!options->irqs.nr || (sample->irq >= 0 &&
					   list_has(&options->irqs, sample->irq))) &&
		    list_has(&options->cpus, sample->begin_cpu) &&
		    list_has(&options->cpus, sample->end_cpu))
			return sample;
	}
	return NULL;
}

/* --- what of it --- */

static int show(struct record *record, const struct events *events, struct report *report)
{
	const struct options *options = record->options;
	struct section *section = &report->section;
	int ret = 0;

	analyse(events, &report->question, &report->analysis);
	if (!section->begin_stack.nr && !section->disable.where && report->analysis.stack &&
	    !strcmp(section->cause, "disable"))
		symbols(record->tep, report->analysis.stack, &section->begin_stack);
	if (options->json)
		report_json(report, options);
	else
		report_text(report, options);
	if (options->svg_file)
		ret = report_svg(report, options->svg_file);
	analysis_free(&report->analysis);
	section_free(section);
	return ret;
}

static int explain_hit(struct record *record, const struct events *events)
{
	const struct sample *hit = find_hit(events, record->options);
	struct report report = { 0 };
	struct question *question = &report.question;

	if (!hit)
		return error("the trace was overwritten before it could be read: try a longer --trace-buffer-size");
	if (!section_from_worst(hit, &report.section))
		section_from_sample(record->tep, hit, &report.section);

	question->irq = hit->irq;
	question->begin = report.section.begin.ts;
	question->end = report.section.end.ts;
	question->begin_cpu = hit->begin_cpu;
	question->end_cpu = hit->end_cpu;
	question->thread_wait = hit->thread_wait;
	if (!strcmp(report.section.cause, "oneshot"))
		question->thread = hit->end_pid;
	return show(record, events, &report);
}

static int explain_open(struct record *record, const struct events *events,
			struct section *section)
{
	struct report report = { .section = *section };
	struct question *question = &report.question;

	/* The report has it now */
	memset(section, 0, sizeof(*section));
	question->irq = report.section.irq;
	question->begin = report.section.begin.ts;
	question->end = report.section.begin.ts + report.section.ns;
	question->begin_cpu = report.section.begin.cpu;
	question->end_cpu = -1;
	if (!strcmp(report.section.cause, "oneshot"))
		find_waited_for(events, question);
	return show(record, events, &report);
}

static int explain(struct record *record, struct section *open)
{
	/* Modules may have been loaded since, whose functions are to have their names */
	struct tep_handle *tep = tracing_events();
	struct events events;
	int ret;

	if (tep) {
		tep_free(record->tep);
		record->tep = tep;
	}
	if (events_read(record->tep, record->trace, &events))
		return -1;
	tracefs_load_cmdlines(NULL, record->tep);
	ret = open ? explain_open(record, &events, open) : explain_hit(record, &events);
	events_free(&events);
	return ret;
}

/*
 * The trace is stopped. What is waited for may come once in months: it is explained also
 * where the trace could not be saved.
 */
static void report_hit(struct record *record, struct section *open)
{
	size_t nr;

	/* Reading the events takes them out of the trace: save it first */
	if (threshold_save(record->trace, record->options, &nr))
		record->failed = true;
	if (explain(record, open))
		record->failed = true;
	if (threshold_act(record->options, nr))
		record->failed = true;
}

/* --- what is open --- */

static bool was_told(struct record *record, uint64_t begin)
{
	size_t i;

	for (i = 0; i < record->nr_told; i++) {
		if (record->told[i] == begin)
			return true;
	}
	record->told = xrealloc(record->told, record->nr_told + 1, sizeof(*record->told));
	record->told[record->nr_told++] = begin;
	return false;
}

/* An unused per-CPU line is disabled for good */
static bool is_stuck(const struct record *record, const struct section *section)
{
	uint64_t threshold = record->options->threshold;

	return !section->is_blind && section->cpu < 0 &&
	       section->ns > (threshold > OPEN_NS ? threshold : OPEN_NS) &&
	       list_has(&record->options->cpus, section->begin.cpu);
}

/* 1 if one was reported, 0 if there is none, -1 on an error */
static int look_for_open(struct record *record)
{
	struct sections sections;
	int ret = 0;
	size_t i;

	record->looked = now_ns();
	if (read_sections("open", &sections))
		return -1;
	choose_sections(&sections, record->options);
	for (i = 0; i < sections.nr && !ret; i++) {
		struct section *section = &sections.sections[i];

		if (!is_stuck(record, section) || was_told(record, section->begin.ts))
			continue;
		tracefs_trace_off(record->trace);
		report_hit(record, section);
		ret = 1;
	}
	sections_free(&sections);
	return ret;
}

static void tell_stuck(const struct section *section)
{
	const struct place *by = section->disable.where ? &section->disable : &section->begin;
	char *us = format_us(section->ns);

	error("note: irq %d, %s (%s), can't deliver already, for %s us: %s, by %s of %s-%d",
	      section->irq, section->name.actions, section->name.chip, us, section->cause,
	      by->where, by->comm, by->pid);
	free(us);
}

/*
 * What is too long before the waiting begins is not what is waited for: a driver may keep
 * its line disabled as long as nobody needs it. Of a line that was masked before anything
 * measured, nobody can say more.
 */
static int tell_open(struct record *record)
{
	bool is_quiet = record->options->quiet;
	struct sections sections;
	size_t i;

	if (read_sections("open", &sections))
		return -1;
	choose_sections(&sections, record->options);
	for (i = 0; i < sections.nr; i++) {
		const struct section *section = &sections.sections[i];

		if (section->is_blind && !is_quiet)
			error("note: irq %d, %s (%s), can't deliver already; who did that, and when, is not known",
			      section->irq, section->name.actions, section->name.chip);
		else if (section->begin.ts < record->armed && is_stuck(record, section) &&
			 !was_told(record, section->begin.ts) && !is_quiet)
			tell_stuck(section);
	}
	sections_free(&sections);
	return 0;
}

/* --- running --- */

static int watch(struct record *record)
{
	const struct options *options = record->options;
	uint64_t end = options->seconds ? now_ns() + options->seconds * NSEC_PER_SEC : UINT64_MAX;
	int status = EXIT_NOT_HIT, hit;

	if (tell_open(record))
		return EXIT_ERROR;
	while (!stop_requested() && now_ns() < end) {
		wait_ms(THRESHOLD_POLL_MS);
		hit = threshold_hit(record->trace);
		if (hit > 0)
			report_hit(record, NULL);
		else if (!hit && now_ns() - record->looked >= OPEN_POLL_NS)
			hit = look_for_open(record);
		if (hit < 0)
			return EXIT_ERROR;
		if (!hit)
			continue;
		status = EXIT_HIT;
		if (!threshold_goes_on(options))
			break;
		if (threshold_rearm(record->trace))
			return EXIT_ERROR;
	}
	return record->failed ? EXIT_ERROR : status;
}

int command_record(const struct options *options)
{
	struct record record = { .options = options };
	int status = EXIT_ERROR;

	record.tep = tracing_events();
	record.armed = now_ns();
	if (record.tep && !threshold_arm(record.tep, options, events_enable, &record.trace)) {
		notify_ready();
		if (!options->quiet)
			error("waiting for a section of more than %llu us; Ctrl-C ends it",
			      (unsigned long long)(options->threshold / NSEC_PER_USEC));
		status = watch(&record);
	}
	instance_destroy(record.trace);
	free(record.told);
	tep_free(record.tep);
	return status;
}
