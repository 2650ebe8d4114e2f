// SPDX-License-Identifier: GPL-2.0
/*
 * section: reads what the files worst and open say
 *
 * Each of their records begins with a line "irq: ...". Names of handlers may have
 * blanks and parentheses in them, so such a line is read from its end.
 */
#define _GNU_SOURCE
#include <stdlib.h>
#include <string.h>

#include "section.h"

#define IS_OFF	"# nothing is measured"

void name_copy(struct line_name *to, const struct line_name *from)
{
	to->actions = from->actions ? xstrdup(from->actions) : NULL;
	to->chip = from->chip ? xstrdup(from->chip) : NULL;
}

void name_free(struct line_name *name)
{
	free(name->actions);
	free(name->chip);
	memset(name, 0, sizeof(*name));
}

static void place_free(struct place *place)
{
	free(place->where);
	free(place->comm);
}

static void stack_free(struct stack *stack)
{
	size_t i;

	for (i = 0; i < stack->nr; i++)
		free(stack->frames[i]);
	free(stack->frames);
}

void section_free(struct section *section)
{
	name_free(&section->name);
	free(section->cause);
	free(section->locks);
	place_free(&section->begin);
	place_free(&section->disable);
	place_free(&section->end);
	free(section->thread.comm);
	stack_free(&section->begin_stack);
	stack_free(&section->end_stack);
}

void sections_free(struct sections *sections)
{
	size_t i;

	for (i = 0; i < sections->nr; i++)
		section_free(&sections->sections[i]);
	free(sections->sections);
	memset(sections, 0, sizeof(*sections));
}

/* "eth0 (IO-APIC 21-fasteoi)": the last pair of parentheses, with those in it */
static int parse_name(const char *s, struct line_name *name)
{
	size_t len = strlen(s), chip = len, depth = 0;

	if (!len || s[len - 1] != ')')
		return -1;
	do {
		chip--;
		if (s[chip] == ')')
			depth++;
		else if (s[chip] == '(')
			depth--;
	} while (depth && chip);
	if (depth || !chip || s[chip - 1] != ' ')
		return -1;
	name->actions = xstrndup(s, chip - 1);
	name->chip = xstrndup(s + chip + 1, len - chip - 2);
	return 0;
}

/* Where the last KEY in the text is; ends the text there */
static char *cut(char *text, const char *key)
{
	char *found = NULL, *p;

	for (p = strstr(text, key); p; p = strstr(p + 1, key))
		found = p;
	if (!found)
		return NULL;
	*found = '\0';
	return found + strlen(key);
}

static int parse_measured(char *s, struct section *section)
{
	char *count = cut(s, "  count: ");
	char *masked = cut(s, "  masked_ns: ");
	char *ns = masked ? cut(s, "  ns: ") : NULL;
	char *cause = ns ? cut(s, "  cause: ") : NULL;

	if (!cause || parse_number(masked, UINT64_MAX, &section->masked_ns) ||
	    parse_number(ns, UINT64_MAX, &section->ns) ||
	    (count && parse_number(count, UINT64_MAX, &section->count)))
		return -1;
	section->cause = xstrdup(cause);
	return 0;
}

/* "irq: 26 [CPU#1 ]eth0 (chip 0-level)  cause: disable  ns: 1  masked_ns: 0[  count: 2]" */
static int parse_head(char *s, struct section *section)
{
	int len;

	section->cpu = -1;
	if (sscanf(s, "irq: %d %n", &section->irq, &len) != 1)
		return -1;
	s += len;
	if (sscanf(s, "CPU#%d %n", &section->cpu, &len) == 1)
		s += len;
	else
		section->cpu = -1;

	if (cut(s, "  since: unknown"))
		section->is_blind = true;
	else if (parse_measured(s, section))
		return -1;
	return parse_name(s, &section->name);
}

/* "ei_start_xmit+0x8c/0x380 [1.189273342] (CPU#0 ping-58)" */
static int parse_place(char *s, struct place *place)
{
	unsigned long long seconds;
	unsigned int ns;
	char *task, *time, *pid;
	int cpu, len;

	task = cut(s, " (CPU#");
	time = task ? cut(s, " [") : NULL;
	if (!time || sscanf(time, "%llu.%9u]", &seconds, &ns) != 2 ||
	    sscanf(task, "%d %n", &cpu, &len) != 1)
		return -1;
	pid = cut(task + len, "-");
	if (!pid)
		return -1;
	place_free(place);
	place->where = xstrdup(s);
	place->ts = seconds * NSEC_PER_SEC + ns;
	place->cpu = cpu;
	place->comm = xstrdup(task + len);
	place->pid = atoi(pid);
	return 0;
}

/* "irq/21-eth0-64 (CPU#0 prio=49)  waited_ns: 60123" */
static int parse_thread(char *s, struct handler *thread)
{
	char *waited = cut(s, ")  waited_ns: ");
	char *cpu = waited ? cut(s, " (CPU#") : NULL;
	char *pid = cpu ? cut(s, "-") : NULL;

	if (!pid || parse_number(waited, UINT64_MAX, &thread->waited) ||
	    sscanf(cpu, "%d prio=%d", &thread->cpu, &thread->prio) != 2)
		return -1;
	free(thread->comm);
	thread->comm = xstrdup(s);
	thread->pid = atoi(pid);
	return 0;
}

static void stack_add(struct stack *stack, const char *frame)
{
	stack->frames = xrealloc(stack->frames, stack->nr + 1, sizeof(*stack->frames));
	stack->frames[stack->nr++] = xstrdup(frame);
}

/* What follows the prefix, NULL where it isn't there */
static char *after(char *s, const char *prefix)
{
	size_t len = strlen(prefix);

	return strncmp(s, prefix, len) ? NULL : s + len;
}

/* A line of a record but its first */
static int parse_detail(char *s, struct section *section)
{
	char *rest;

	rest = after(s, " => ");
	if (rest) {
		stack_add(section->end.where ? &section->end_stack : &section->begin_stack, rest);
		return 0;
	}
	rest = after(s, "locks held: ");
	if (rest) {
		free(section->locks);
		section->locks = xstrdup(rest);
		return 0;
	}
	rest = after(s, "started at: ");
	if (rest)
		return parse_place(rest, &section->begin);
	rest = after(s, "disabled at: ");
	if (rest)
		return parse_place(rest, &section->disable);
	rest = after(s, "thread: ");
	if (rest)
		return parse_thread(rest, &section->thread);
	rest = after(s, "ended at: ");
	if (rest)
		return parse_place(rest, &section->end);
	/* A newer kernel may say more */
	return 0;
}

static void parse_comment(const char *s, struct sections *sections)
{
	const char *p = strstr(s, "sections in no record: ");

	if (!strncmp(s, IS_OFF, strlen(IS_OFF)))
		sections->is_off = true;
	if (p)
		sections->unkept = strtoull(strchr(p, ':') + 1, NULL, 10);
}

static struct section *add_section(struct sections *sections)
{
	struct section *section;

	sections->sections = xrealloc(sections->sections, sections->nr + 1,
				      sizeof(*sections->sections));
	section = &sections->sections[sections->nr++];
	memset(section, 0, sizeof(*section));
	return section;
}

/* Reads worst or open; writes into the text. -1 where it is neither. */
int sections_parse(char *text, struct sections *sections)
{
	struct section *section = NULL;
	char *line;
	int ret = 0;

	memset(sections, 0, sizeof(*sections));
	while (!ret && (line = strsep(&text, "\n"))) {
		if (line[0] == '#') {
			parse_comment(line, sections);
		} else if (!strncmp(line, "irq: ", 5)) {
			section = add_section(sections);
			ret = parse_head(line, section);
		} else if (line[0]) {
			ret = section ? parse_detail(line, section) : -1;
		}
	}
	if (ret)
		sections_free(sections);
	return ret;
}

/* --- stat --- */

void stats_free(struct stats *stats)
{
	size_t i;

	for (i = 0; i < stats->nr; i++)
		name_free(&stats->rows[i].name);
	free(stats->rows);
	memset(stats, 0, sizeof(*stats));
}

const struct stat_row *stats_find(const struct stats *stats, int irq, int cpu)
{
	size_t i;

	for (i = 0; i < stats->nr; i++) {
		if (stats->rows[i].irq == irq && (irq != ALL_LINES || stats->rows[i].cpu == cpu))
			return &stats->rows[i];
	}
	return NULL;
}

/* " <2^10:322 2^10:173 2^11:152" */
static int parse_hist(const char *s, struct stat_row *row)
{
	unsigned long long count;
	unsigned int log2;
	int len;

	while (sscanf(s, " <2^%u:%llu%n", &log2, &count, &len) == 2) {
		row->hist[0] = count;
		row->below = log2;
		s += len;
	}
	while (sscanf(s, " 2^%u:%llu%n", &log2, &count, &len) == 2) {
		if (log2 + 1 >= STAT_SLOTS)
			return -1;
		row->hist[log2 + 1] = count;
		s += len;
	}
	return *s ? -1 : 0;
}

static int parse_row(const char *s, struct stat_row *row)
{
	unsigned long long n[8];
	int len;

	row->cpu = -1;
	if (sscanf(s, " cpu%d%n", &row->cpu, &len) == 1)
		row->irq = ALL_LINES;
	else if (sscanf(s, " %d%n", &row->irq, &len) != 1)
		return -1;
	s += len;
	if (sscanf(s, " %llu %llu %llu %llu %llu %llu %llu %llu  %n", &n[0], &n[1], &n[2],
		   &n[3], &n[4], &n[5], &n[6], &n[7], &len) != 8)
		return -1;
	s += len;
	row->count = n[0];
	row->total = n[1];
	row->avg = n[2];
	row->min = n[3];
	row->max = n[4];
	row->masked_max = n[5];
	row->dropped = n[6];
	row->lost = n[7];
	if (row->irq == ALL_LINES) {
		row->name.actions = xstrdup(s);
		return 0;
	}
	return parse_name(s, &row->name);
}

static void parse_uncounted(const char *s, struct stats *stats)
{
	unsigned long long a, b;

	if (!strncmp(s, IS_OFF, strlen(IS_OFF)))
		stats->is_off = true;
	if (sscanf(s, "# in no row: recursion %llu  no storage %llu", &a, &b) == 2) {
		stats->recursion = a;
		stats->no_storage = b;
	}
	if (sscanf(s, "# counted as 0 ns: backwards %llu", &a) == 1)
		stats->backwards = a;
}

/* Reads stat; writes into the text. -1 where it is something else. */
int stats_parse(char *text, struct stats *stats)
{
	struct stat_row *row = NULL;
	char *line, *hist;
	int ret = 0;

	memset(stats, 0, sizeof(*stats));
	while (!ret && (line = strsep(&text, "\n"))) {
		hist = after(line, "  hist:");
		if (line[0] == '#') {
			parse_uncounted(line, stats);
		} else if (hist) {
			ret = row ? parse_hist(hist, row) : -1;
		} else if (line[0]) {
			stats->rows = xrealloc(stats->rows, stats->nr + 1, sizeof(*stats->rows));
			row = &stats->rows[stats->nr++];
			memset(row, 0, sizeof(*row));
			ret = parse_row(line, row);
		}
	}
	if (ret)
		stats_free(stats);
	return ret;
}
