// SPDX-License-Identifier: GPL-2.0
/*
 * util: errors, memory, time, and lists of numbers
 */
#define _GNU_SOURCE
#include <ctype.h>
#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "util.h"

/* --- errors and memory --- */

/* Says in a sentence what is wrong. Always -1, which its callers return. */
int error(const char *format, ...)
{
	va_list ap;

	fflush(stdout);
	fputs("irqmask: ", stderr);
	va_start(ap, format);
	vfprintf(stderr, format, ap);
	va_end(ap);
	fputc('\n', stderr);
	return -1;
}

/* Instances in tracefs are removed at exit, so this leaves nothing behind */
static void *check_memory(void *p)
{
	if (!p) {
		error("there is not enough memory");
		exit(EXIT_ERROR);
	}
	return p;
}

void *xcalloc(size_t nr, size_t size)
{
	return check_memory(calloc(nr, size));
}

void *xrealloc(void *old, size_t nr, size_t size)
{
	return check_memory(reallocarray(old, nr, size));
}

char *xstrdup(const char *s)
{
	return check_memory(strdup(s));
}

char *xstrndup(const char *s, size_t len)
{
	return check_memory(strndup(s, len));
}

char *xasprintf(const char *format, ...)
{
	va_list ap;
	char *s;

	va_start(ap, format);
	if (vasprintf(&s, format, ap) < 0)
		s = NULL;
	va_end(ap);
	return check_memory(s);
}

/* All of a file, for those of /proc and /sys, which have no size; NULL if it can't be read */
char *read_file(const char *path)
{
	size_t len = 0, size = 4096, got;
	FILE *file = fopen(path, "re");
	char *text;

	if (!file)
		return NULL;
	text = xcalloc(size, 1);
	while ((got = fread(text + len, 1, size - len - 1, file)) > 0) {
		len += got;
		if (len == size - 1) {
			size *= 2;
			text = xrealloc(text, size, 1);
		}
	}
	text[len] = '\0';
	fclose(file);
	return text;
}

/* --- numbers --- */

int parse_number(const char *s, uint64_t max, uint64_t *value)
{
	char *end;

	if (!isdigit((unsigned char)s[0]))
		return -1;
	errno = 0;
	*value = strtoull(s, &end, 10);
	return errno || *end || *value > max ? -1 : 0;
}

/* Seconds, or with a suffix: s, m, h, d */
int parse_duration(const char *s, uint64_t *seconds)
{
	static const char units[] = "smhd";
	static const unsigned int factors[] = { 1, 60, 3600, 86400 };
	size_t len = strlen(s);
	const char *unit;
	char *number;
	int ret;

	if (!len)
		return -1;
	unit = strchr(units, s[len - 1]);
	number = xstrndup(s, unit ? len - 1 : len);
	/* As ns, it has to be a time that is still to come */
	ret = parse_number(number, INT64_MAX / NSEC_PER_SEC / (unit ? factors[unit - units] : 1),
			   seconds);
	free(number);
	if (unit)
		*seconds *= factors[unit - units];
	return ret || !*seconds ? -1 : 0;
}

/* "11" or "24-27"; writes into the text */
static int parse_range(char *s, unsigned int max, struct range *range)
{
	char *end = strchr(s, '-');
	uint64_t first, last;

	if (end)
		*end++ = '\0';
	if (parse_number(s, max, &first) || parse_number(end ? end : s, max, &last))
		return -1;
	range->first = first;
	range->last = last;
	return first > last ? -1 : 0;
}

/* As the kernel's own lists: "4,11,24-27" */
int parse_list(const char *s, unsigned int max, struct list *list)
{
	char *copy = xstrdup(s), *rest = copy, *item;
	int ret = 0;

	list_free(list);
	while (!ret && (item = strsep(&rest, ","))) {
		list->ranges = xrealloc(list->ranges, list->nr + 1, sizeof(*list->ranges));
		ret = parse_range(item, max, &list->ranges[list->nr++]);
	}
	free(copy);
	return ret;
}

bool list_has(const struct list *list, unsigned int number)
{
	size_t i;

	for (i = 0; i < list->nr; i++) {
		if (number >= list->ranges[i].first && number <= list->ranges[i].last)
			return true;
	}
	return !list->nr;
}

void list_free(struct list *list)
{
	free(list->ranges);
	list->ranges = NULL;
	list->nr = 0;
}

/* --- time --- */

uint64_t now_ns(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return ts.tv_sec * NSEC_PER_SEC + ts.tv_nsec;
}

/* "1367.811": us, to the ns */
char *format_us(uint64_t ns)
{
	return xasprintf("%llu.%03llu", (unsigned long long)(ns / NSEC_PER_USEC),
			 (unsigned long long)(ns % NSEC_PER_USEC));
}
