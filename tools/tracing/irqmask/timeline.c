// SPDX-License-Identifier: GPL-2.0
/*
 * timeline: the picture of one section
 *
 * The first row is the line, the others are the CPUs that had to do with it.
 */
#include <stdlib.h>
#include <string.h>

#include "report.h"
#include "svg.h"

#define WIDTH	900
#define LEFT	90
#define RIGHT	20
#define TOP	76
#define ROW	26
#define STEP	46

/* Names of what is shorter than that don't fit into it */
#define MIN_NAMED	60

static double at(const struct report *report, uint64_t ts)
{
	const struct question *question = &report->question;

	return LEFT + (double)(ts - question->begin) * (WIDTH - LEFT - RIGHT) /
		(question->end - question->begin);
}

static void mark(struct svg *svg, const struct report *report, uint64_t ts, unsigned int level,
		 double bottom, const char *what)
{
	double x = at(report, ts), y = 36 + 16 * level;
	bool left = x > WIDTH * 2 / 3.0;

	svg_line(svg, x, y - 10, x, bottom, true);
	svg_text(svg, left ? x - 4 : x + 4, y, left ? "end" : "start", "%s", what);
}

static void draw_line(struct svg *svg, const struct report *report, double y)
{
	const struct section *section = &report->section;
	uint64_t masked = report->question.end - section->masked_ns;
	const char *cause = section->cause;
	bool disabled = !strcmp(cause, "disable") || !strcmp(cause, "spurious");
	char *tip = xasprintf("%s, masked for %.3f us", cause, section->masked_ns / 1e3);

	if (masked < report->question.begin)
		masked = report->question.begin;
	svg_text(svg, 8, y + 17, "start", "irq %d", section->irq);
	svg_box(svg, LEFT, y, WIDTH - LEFT - RIGHT, ROW, SVG_WHITE,
		disabled ? "disabled" : cause);
	/* Who waited, waited up to the end */
	svg_box(svg, at(report, masked), y, at(report, report->question.end) - at(report, masked),
		ROW, SVG_STRIPES, tip);
	free(tip);
}

static void draw_spans(struct svg *svg, const struct report *report, int cpu, double y)
{
	const struct spans *spans = &report->analysis.spans;
	size_t i;

	svg_text(svg, 8, y + 17, "start", "CPU#%d", cpu);
	for (i = 0; i < spans->nr; i++) {
		const struct span *span = &spans->all[i];
		double x, width;
		char *tip;

		if (span->cpu != cpu)
			continue;
		x = at(report, span->from);
		width = at(report, span->to) - x;
		if (span->irq >= 0)
			tip = xasprintf("handler of irq %d, %s: %.3f us", span->irq,
					span->task.comm, (span->to - span->from) / 1e3);
		else
			tip = xasprintf("%s-%d: %.3f us", span->task.comm, span->task.pid,
					(span->to - span->from) / 1e3);
		if (span->irq >= 0)
			svg_box(svg, x, y, width, ROW, SVG_BLACK, tip);
		else if (span->task.pid == report->analysis.thread.pid && span->task.pid)
			svg_box(svg, x, y, width, ROW, SVG_DOTS, tip);
		else
			svg_box(svg, x, y, width, ROW, span->task.pid ? SVG_GREY : SVG_WHITE, tip);
		if (width >= MIN_NAMED && span->irq < 0)
			svg_text(svg, x + width / 2, y + ROW + 13, "middle", "%s",
				 span->task.pid ? span->task.comm : "idle");
		free(tip);
	}
}

static void draw_axis(struct svg *svg, const struct report *report, double y)
{
	uint64_t length = report->question.end - report->question.begin;
	unsigned int i;

	svg_line(svg, LEFT, y, WIDTH - RIGHT, y, false);
	for (i = 0; i <= 4; i++) {
		double x = LEFT + (WIDTH - LEFT - RIGHT) * i / 4.0;

		svg_line(svg, x, y, x, y + 4, false);
		svg_text(svg, x, y + 18, i == 4 ? "end" : "middle", "%.1f us",
			 length * i / 4 / 1e3);
	}
}

static void draw_marks(struct svg *svg, const struct report *report, double bottom)
{
	const struct analysis *analysis = &report->analysis;
	const struct section *section = &report->section;
	bool masks = strcmp(section->cause, "disable") && strcmp(section->cause, "spurious");
	enum waiting waiting = report_waiting(report);
	static const char arrived[] = "interrupt arrived, masked";

	mark(svg, report, report->question.begin, 0, bottom,
	     waiting == WAITING_OWN ? arrived : masks ? "masked" : "disabled");
	if (waiting == WAITING_ARRIVED)
		mark(svg, report, analysis->masked->ts, 1, bottom, arrived);
	if (analysis->runs || analysis_waits(&report->question, analysis))
		mark(svg, report, analysis->woken, 1, bottom, "thread woken");
	if (analysis->runs)
		mark(svg, report, analysis->runs, 2, bottom, "thread runs");
	mark(svg, report, report->question.end, 0, bottom,
	     !section->end.where ? "now" : masks ? "unmasked" : "enabled");
}

int report_svg(const struct report *report, const char *path)
{
	const struct spans *spans = &report->analysis.spans;
	const struct section *section = &report->section;
	double y = TOP, bottom;
	size_t i, rows = 1;
	struct svg svg;
	char *title;
	int ret;

	for (i = 0; i < spans->nr; i++)
		rows += !i || spans->all[i].cpu != spans->all[i - 1].cpu;
	bottom = TOP + rows * STEP;
	title = xasprintf("irq %d %s could not deliver for %.3f us (cause: %s)", section->irq,
			  section->name.actions ? section->name.actions : "",
			  section->ns / 1e3, section->cause);
	ret = svg_open(&svg, path, WIDTH, bottom + 50, title);
	if (!ret) {
		svg_text(&svg, 8, 16, "start", "%s", title);
		draw_line(&svg, report, y);
		for (i = 0; i < spans->nr; i++) {
			if (!i || spans->all[i].cpu != spans->all[i - 1].cpu)
				draw_spans(&svg, report, spans->all[i].cpu, y += STEP);
		}
		draw_marks(&svg, report, bottom);
		draw_axis(&svg, report, bottom);
		svg_text(&svg, WIDTH / 2, bottom + 40, "middle",
			 "striped: masked by the chip; dotted: the handler's thread; grey: other tasks; white: idle; black: interrupt handlers");
		ret = svg_close(&svg);
	}
	free(title);
	return ret;
}
