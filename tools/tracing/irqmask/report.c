// SPDX-License-Identifier: GPL-2.0
/*
 * report: what record found, as text and as JSON
 */
#include <stdlib.h>
#include <string.h>

#include "json.h"
#include "process.h"
#include "report.h"
#include "text.h"

/* So many of those who ran on a CPU are named */
#define MAX_SHOWN	8

enum waiting report_waiting(const struct report *report)
{
	const struct analysis *analysis = &report->analysis;
	const struct section *section = &report->section;

	if (!strcmp(section->cause, "flow") || !strcmp(section->cause, "oneshot"))
		return WAITING_OWN;
	if (!section->masked_ns)
		return WAITING_NONE;
	/* Who disables a line lazily leaves it to the next interrupt to mask it */
	if (analysis->masked && analysis->masked->in_hardirq &&
	    !(analysis->disable && analysis->disable->in_hardirq))
		return WAITING_ARRIVED;
	return WAITING_UNKNOWN;
}

static void waiting_text(const struct report *report)
{
	char *masked = format_us(report->section.masked_ns), *after;

	switch (report_waiting(report)) {
	case WAITING_OWN:
		text_field("masked:", "%s us, from its own interrupt on; a further one would have waited",
			   masked);
		break;
	case WAITING_NONE:
		text_field("masked:", "%s us: no interrupt was waiting", masked);
		break;
	case WAITING_ARRIVED:
		after = format_us(report->analysis.masked->ts - report->question.begin);
		text_field("masked:", "%s us: an interrupt arrived after %s us, and waited so long",
			   masked, after);
		free(after);
		break;
	case WAITING_UNKNOWN:
		text_field("masked:", "%s us: the chip would have held an interrupt for so long",
			   masked);
		break;
	}
	free(masked);
}

static void usage_line(const struct usage *usage)
{
	const struct span *who = &usage->who;

	if (who->irq >= 0)
		printf("    %14.3f  handler of irq %d, %s", usage->ns / 1e3, who->irq,
		       who->task.comm);
	else
		printf("    %14.3f  %s-%d", usage->ns / 1e3,
		       who->task.pid ? who->task.comm : "idle", who->task.pid);
	if (usage->count > 1)
		printf("  (%u times)", usage->count);
	putchar('\n');
}

/* @what has the CPU's number in it */
static void usages_text(const struct usages *usages, const char *what)
{
	unsigned int shown = 0;
	size_t i;

	for (i = 0; i < usages->nr; i++) {
		if (!i || usages->all[i].who.cpu != usages->all[i - 1].who.cpu) {
			printf("  %s CPU#%d, in us:\n", what, usages->all[i].who.cpu);
			shown = 0;
		}
		if (shown++ < MAX_SHOWN)
			usage_line(&usages->all[i]);
		else if (shown == MAX_SHOWN + 2)
			puts("                ...");
	}
}

static void thread_text(const struct report *report)
{
	const struct analysis *analysis = &report->analysis;
	bool waits = analysis_waits(&report->question, analysis);
	uint64_t runs = waits ? report->question.end : analysis->runs;
	char *waited, *ran, *before;

	if (!runs)
		return;
	before = format_us(analysis->woken - report->question.begin);
	text_field("woken:", "after %s us", before);
	free(before);
	waited = format_us(runs - analysis->woken);
	ran = format_us(report->question.end - runs);
	text_field("thread:", "%s-%d (prio %d, CPU#%d)  waited: %s us  %s%s%s",
		   analysis->thread.comm, analysis->thread.pid, analysis->thread.prio,
		   analysis->thread_cpu, waited, waits ? "and still does" : "ran: ",
		   waits ? "" : ran, waits ? "" : " us");
	free(waited);
	free(ran);
	usages_text(&analysis->instead, "instead of it ran on");
}

static void processes_text(const struct section *section)
{
	process_show(section->begin.pid, section->begin.comm);
	if (section->end.where && section->end.pid != section->begin.pid)
		process_show(section->end.pid, section->end.comm);
}

void report_text(const struct report *report, const struct options *options)
{
	const struct section *section = &report->section;
	char *ns = format_us(section->ns);

	text_name(section->irq, section->cpu, &section->name);
	if (section->end.where)
		text_field("length:", "%s us", ns);
	else
		text_field("open for:", "%s us: it still can't deliver", ns);
	free(ns);
	text_cause(section->cause);
	waiting_text(report);
	text_place("started at:", &section->begin);
	text_place("disabled at:", &section->disable);
	text_stack(&section->begin_stack);
	if (section->locks)
		text_field("locks held:", "%s", section->locks);
	text_place("ended at:", &section->end);
	text_stack(&section->end_stack);
	thread_text(report);
	usages_text(&report->analysis.usages, "meanwhile ran on");
	if (report->analysis.first > report->question.begin)
		text_field("note:", "the trace does not go back to the begin; --trace-buffer-size makes it longer");
	if (options->process)
		processes_text(section);
	fflush(stdout);
}

/* --- JSON --- */

static void usages_json(const char *key, const struct usages *usages)
{
	size_t i;

	json_open_array(key);
	for (i = 0; i < usages->nr; i++) {
		const struct usage *usage = &usages->all[i];

		json_open_object(NULL);
		json_integer("cpu", usage->who.cpu);
		if (usage->who.irq >= 0) {
			json_integer("irq", usage->who.irq);
			json_string("handler", usage->who.task.comm);
		} else {
			json_string("comm", usage->who.task.comm);
			json_integer("pid", usage->who.task.pid);
		}
		json_number("ns", usage->ns);
		json_number("times", usage->count);
		json_close_object();
	}
	json_close_array();
}

static void waiting_json(const struct report *report)
{
	static const char * const names[] = {
		[WAITING_UNKNOWN] = "unknown", [WAITING_NONE] = "none", [WAITING_OWN] = "own",
		[WAITING_ARRIVED] = "arrived",
	};
	enum waiting waiting = report_waiting(report);

	json_string("interrupt", names[waiting]);
	if (waiting == WAITING_ARRIVED)
		json_number("arrived_after_ns",
			    report->analysis.masked->ts - report->question.begin);
}

static void wait_json(const struct report *report)
{
	const struct analysis *analysis = &report->analysis;
	bool waits = analysis_waits(&report->question, analysis);
	uint64_t runs = waits ? report->question.end : analysis->runs;

	if (!runs)
		return;
	json_open_object("thread_run");
	json_string("comm", analysis->thread.comm);
	json_integer("pid", analysis->thread.pid);
	json_integer("prio", analysis->thread.prio);
	json_integer("cpu", analysis->thread_cpu);
	json_number("woken_after_ns", analysis->woken - report->question.begin);
	json_bool("still_waits", waits);
	json_number("waited_ns", runs - analysis->woken);
	json_number("ran_ns", report->question.end - runs);
	usages_json("ran_instead", &analysis->instead);
	json_close_object();
}

void report_json(const struct report *report, const struct options *options)
{
	const struct section *section = &report->section;

	json_open_object(NULL);
	json_section(section);
	json_bool("is_open", !section->end.where);
	waiting_json(report);
	wait_json(report);
	usages_json("ran", &report->analysis.usages);
	if (options->process) {
		json_open_array("processes");
		process_show_json(section->begin.pid, section->begin.comm);
		if (section->end.where && section->end.pid != section->begin.pid)
			process_show_json(section->end.pid, section->end.comm);
		json_close_array();
	}
	json_close_object();
}
