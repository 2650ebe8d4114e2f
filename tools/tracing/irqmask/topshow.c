// SPDX-License-Identifier: GPL-2.0
/*
 * topshow: the table of top, sorted, as text and as JSON
 *
 * How much of the text there is goes by the size of the terminal.
 */
#define _GNU_SOURCE
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "json.h"
#include "sample.h"
#include "text.h"
#include "top.h"

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

void top_sort(struct top *top)
{
	sort_key = top->options->sort;
	if (top->nr)
		qsort(top->rows, top->nr, sizeof(*top->rows), compare_rows);
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

/* --- the terminal --- */

/* A serial console doesn't know its size */
#define UNKNOWN_COLUMNS	80
#define UNKNOWN_ROWS	24

/* Both are 0 where there is no terminal: then nothing is cut */
static struct winsize screen_size(void)
{
	struct winsize size = { 0 };

	if (!isatty(STDOUT_FILENO))
		return size;
	ioctl(STDOUT_FILENO, TIOCGWINSZ, &size);
	if (!size.ws_col)
		size.ws_col = UNKNOWN_COLUMNS;
	if (!size.ws_row)
		size.ws_row = UNKNOWN_ROWS;
	return size;
}

/* How many rows there is room for, below the title and the header and above the cursor */
static size_t rows_shown(const struct top *top, unsigned int screen)
{
	if (!screen || top->options->quiet || top->nr + 3 <= screen)
		return top->nr;
	/* The last one says how many more there are */
	return screen > 4 ? screen - 4 : 1;
}

static void put_cut(char *line, unsigned int width)
{
	if (width && strlen(line) > width)
		line[width] = '\0';
	puts(line);
	free(line);
}

/* --- the table --- */

enum { NARROW, MIDDLE, FULL, NR_LAYOUTS };

/* The least width for each of them, with room for the place */
static const unsigned int layout_width[NR_LAYOUTS] = { 0, 124, 170 };

enum { IRQ, NAME, CHIP, COUNT, RATE, CUR, MIN, AVG, MAX, MASKED, OPEN, CAUSE, PLACE, NR_COLUMNS };

/**
 * struct column - a column of the table
 * @title:	what stands above it
 * @width:	in each layout: 0 where it is left out, negative where it begins on the left
 */
struct column {
	const char *title;
	int width[NR_LAYOUTS];
};

static const struct column columns[NR_COLUMNS] = {
	[IRQ]	 = { "irq", { 6, 6, 6 } },
	[NAME]	 = { "name", { -12, -12, -18 } },
	[CHIP]	 = { "chip", { 0, 0, -20 } },
	[COUNT]	 = { "count", { 7, 7, 8 } },
	[RATE]	 = { "rate/s", { 0, 7, 8 } },
	[CUR]	 = { "cur us", { 0, 9, 10 } },
	[MIN]	 = { "min us", { 0, 8, 10 } },
	[AVG]	 = { "avg us", { 0, 9, 10 } },
	[MAX]	 = { "max us", { 10, 10, 11 } },
	[MASKED] = { "masked us", { 9, 9, 11 } },
	[OPEN]	 = { "open now us", { 11, 11, 12 } },
	[CAUSE]	 = { "cause", { -8, -8, -8 } },
	[PLACE]	 = { "place of the longest", { -1, -1, -1 } },
};

static unsigned int choose_layout(unsigned int width)
{
	unsigned int layout = FULL;

	while (width && width < layout_width[layout])
		layout--;
	return layout;
}

/* The header, where there are no @cells. A name is cut to its column, a number never is. */
static char *make_line(unsigned int layout, char * const *cells)
{
	char *line = xstrdup(""), *longer;
	size_t i;

	for (i = 0; i < NR_COLUMNS; i++) {
		int width = columns[i].width[layout];

		if (!width)
			continue;
		longer = xasprintf("%s%s%*.*s", line, *line ? " " : "", width,
				   i == NAME || i == CHIP ? -width : -1,
				   cells ? cells[i] : columns[i].title);
		free(line);
		line = longer;
	}
	return line;
}

static char *us(uint64_t ns)
{
	return xasprintf("%.1f", ns / 1e3);
}

static char *row_line(const struct top *top, const struct row *row, unsigned int layout)
{
	char *cells[NR_COLUMNS], *line;
	const char *cause;
	size_t i;

	cells[IRQ] = row->irq == ALL_LINES ? xasprintf("cpu%d", row->cpu) :
					     xasprintf("%d", row->irq);
	cells[NAME] = xstrdup(row->name.actions ? row->name.actions : "-");
	cells[CHIP] = xstrdup(row->name.chip ? row->name.chip : "-");
	cells[COUNT] = xasprintf("%llu", (unsigned long long)row->count);
	cells[RATE] = xasprintf("%.1f", row->rate);
	cells[CUR] = us(row->cur);
	cells[MIN] = us(row->min);
	cells[AVG] = us(row->count ? row->total / row->count : 0);
	cells[MAX] = us(row->max);
	cells[MASKED] = us(row->masked);
	cells[OPEN] = row->open ? us(row->open) : xstrdup(row->is_blind ? "unknown" : "-");
	cells[PLACE] = worst_place(top, row, &cause);
	cells[CAUSE] = xstrdup(cause);
	line = make_line(layout, cells);
	for (i = 0; i < NR_COLUMNS; i++)
		free(cells[i]);
	return line;
}

void top_text(const struct top *top)
{
	uint64_t seconds = (now_ns() - top->start) / NSEC_PER_SEC;
	struct winsize screen = screen_size();
	unsigned int layout = choose_layout(screen.ws_col);
	size_t shown = rows_shown(top, screen.ws_row), i;

	/* As top does: home, and clear what is below */
	if (!top->options->quiet && screen.ws_col)
		fputs("\033[H\033[J", stdout);
	put_cut(xasprintf("Lines that could not deliver, in us   %llu %02llu:%02llu:%02llu   lost events: %llu",
			  (unsigned long long)seconds / 86400,
			  (unsigned long long)seconds / 3600 % 24,
			  (unsigned long long)seconds / 60 % 60,
			  (unsigned long long)seconds % 60, (unsigned long long)top->lost),
		screen.ws_col);
	put_cut(make_line(layout, NULL), screen.ws_col);
	for (i = 0; i < shown; i++)
		put_cut(row_line(top, &top->rows[i], layout), screen.ws_col);
	if (shown < top->nr)
		put_cut(xasprintf("%zu more", top->nr - shown), screen.ws_col);
	if (!top->options->quiet && !screen.ws_col)
		putchar('\n');
	fflush(stdout);
}

/* --- JSON --- */

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

void top_json(const struct top *top)
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
