// SPDX-License-Identifier: GPL-2.0
/*
 * histshow: histograms as text, as JSON and as a picture
 */
#include <stdlib.h>
#include <string.h>

#include "hist.h"
#include "json.h"
#include "svg.h"
#include "text.h"

#define BAR_WIDTH	40

static uint64_t highest(const struct histogram *histogram)
{
	uint64_t count = 0;
	size_t i;

	for (i = 0; i < histogram->nr; i++) {
		if (histogram->buckets[i].count > count)
			count = histogram->buckets[i].count;
	}
	return count;
}

/* "irq 21  eth0 (IO-APIC 21-fasteoi), cause disable" */
static char *title(const struct histogram *histogram)
{
	const char *cause = histogram->cause < 0 ? NULL : cause_name(histogram->cause);
	const struct line_name *name = &histogram->name;

	if (histogram->irq == ALL_LINES)
		return xstrdup("all interrupts of the CPUs");
	return xasprintf("irq %d  %s%s%s%s%s%s", histogram->irq,
			 name->actions ? name->actions : "-", name->chip ? " (" : "",
			 name->chip ? name->chip : "", name->chip ? ")" : "",
			 cause ? ", cause " : "", cause ? cause : "");
}

static void show_bucket(const struct bucket *bucket, uint64_t most)
{
	unsigned int stars = (bucket->count * BAR_WIDTH + most - 1) / most;

	printf("%12.3f .. %12.3f %10llu  ", bucket->from / 1e3, bucket->to / 1e3,
	       (unsigned long long)bucket->count);
	while (stars--)
		putchar('#');
	putchar('\n');
}

void histograms_text(const struct histograms *histograms)
{
	size_t i, j;

	if (!histograms->nr)
		puts("There was no section.");
	for (i = 0; i < histograms->nr; i++) {
		const struct histogram *histogram = &histograms->all[i];
		char *text = title(histogram);

		printf("%s%s: %llu sections, %.3f us on average\n", i ? "\n" : "", text,
		       (unsigned long long)histogram->count,
		       histogram->total / 1e3 / histogram->count);
		printf("%12s .. %12s %10s\n", "from us", "below us", "count");
		for (j = 0; j < histogram->nr; j++)
			show_bucket(&histogram->buckets[j], highest(histogram));
		free(text);
	}
	if (histograms->dropped)
		printf("\nNot counted, as the kernel had no room for more classes: %llu\n",
		       (unsigned long long)histograms->dropped);
}

void histograms_json(const struct histograms *histograms)
{
	size_t i, j;

	json_open_object(NULL);
	json_open_array("histograms");
	for (i = 0; i < histograms->nr; i++) {
		const struct histogram *histogram = &histograms->all[i];

		json_open_object(NULL);
		json_integer("irq", histogram->irq);
		json_name(&histogram->name);
		if (histogram->cause >= 0)
			json_string("cause", cause_name(histogram->cause));
		json_number("count", histogram->count);
		json_number("total_ns", histogram->total);
		json_open_array("buckets");
		for (j = 0; j < histogram->nr; j++) {
			json_open_object(NULL);
			json_number("from_ns", histogram->buckets[j].from);
			json_number("below_ns", histogram->buckets[j].to);
			json_number("count", histogram->buckets[j].count);
			json_close_object();
		}
		json_close_array();
		json_close_object();
	}
	json_close_array();
	json_number("dropped", histograms->dropped);
	json_close_object();
}

/* --- the picture: a panel for each histogram, below each other --- */

#define WIDTH		760
#define LEFT		60
#define PANEL		220
#define PLOT		130
#define PLOT_TOP	36
#define MAX_COLUMN	60

/* "131" or "1.3k" us: room is short below a column */
static void label_us(struct svg *svg, double x, double y, uint64_t ns)
{
	double us = ns / 1e3;

	if (us >= 999500)
		svg_text(svg, x, y, "middle", "%.4gs", us / 1e6);
	else if (us >= 999.5)
		svg_text(svg, x, y, "middle", "%.4gms", us / 1e3);
	else
		svg_text(svg, x, y, "middle", "%.4g", us);
}

/* Columns that would be empty are left out, with a gap where they are */
static void draw_panel(struct svg *svg, const struct histogram *histogram, double top)
{
	enum svg_fill fill = histogram->cause < 0 ? SVG_GREY :
			     1 + histogram->cause % (NR_SVG_FILLS - 1);
	uint64_t most = highest(histogram), previous = 0;
	double bottom = top + PLOT_TOP + PLOT, x = LEFT, width, height;
	char *text = title(histogram), tip[80];
	size_t i;

	width = (double)(WIDTH - LEFT - 20) / histogram->nr / 1.15;
	if (width > MAX_COLUMN)
		width = MAX_COLUMN;
	svg_text(svg, 10, top + 18, "start", "%s: %llu sections", text,
		 (unsigned long long)histogram->count);
	free(text);
	svg_line(svg, LEFT, bottom, WIDTH - 10, bottom, false);
	svg_line(svg, LEFT, top + PLOT_TOP, LEFT, bottom, false);
	svg_text(svg, LEFT - 5, top + PLOT_TOP + 5, "end", "%llu", (unsigned long long)most);
	svg_text(svg, LEFT - 5, bottom, "end", "0");

	for (i = 0; i < histogram->nr; i++) {
		const struct bucket *bucket = &histogram->buckets[i];

		if (i && bucket->from != previous)
			x += width * 0.15;
		height = (double)bucket->count * PLOT / most;
		snprintf(tip, sizeof(tip), "%.3f to %.3f us: %llu", bucket->from / 1e3,
			 bucket->to / 1e3, (unsigned long long)bucket->count);
		svg_box(svg, x, bottom - height, width, height, fill, tip);
		if (width >= 30)
			svg_text(svg, x + width / 2, bottom - height - 3, "middle", "%llu",
				 (unsigned long long)bucket->count);
		/* As many labels as there is room for */
		if (width >= 30 || i % (size_t)(30 / width + 1) == 0)
			label_us(svg, x, bottom + 15, bucket->from);
		x += width;
		previous = bucket->to;
	}
	label_us(svg, x, bottom + 15, previous);
	svg_text(svg, WIDTH / 2, bottom + 33, "middle",
		 "length in us where no other unit is named; each column begins at its label");
}

int histograms_svg(const struct histograms *histograms, const char *path)
{
	size_t i;
	struct svg svg;

	if (svg_open(&svg, path, WIDTH, PANEL * (histograms->nr ? histograms->nr : 1),
		     "Times in which interrupt lines could not deliver"))
		return -1;
	if (!histograms->nr)
		svg_text(&svg, WIDTH / 2, PANEL / 2, "middle", "There was no section.");
	for (i = 0; i < histograms->nr; i++)
		draw_panel(&svg, &histograms->all[i], i * PANEL);
	return svg_close(&svg);
}
