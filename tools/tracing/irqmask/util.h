/* SPDX-License-Identifier: GPL-2.0 */
/*
 * util: errors, memory, time, and lists of numbers
 */
#ifndef IRQMASK_UTIL_H
#define IRQMASK_UTIL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#define ARRAY_SIZE(x)	(sizeof(x) / sizeof((x)[0]))
#define NSEC_PER_USEC	1000ULL
#define NSEC_PER_SEC	1000000000ULL
#define __printf(a, b)	__attribute__((format(printf, a, b)))

/* Exit status: as rtla's */
enum {
	EXIT_NOT_HIT	= 0,
	EXIT_ERROR	= 1,
	EXIT_HIT	= 2,
};

/**
 * struct range - numbers from @first to @last
 * @first:	the first one
 * @last:	the last one, @first itself included
 */
struct range {
	unsigned int first;
	unsigned int last;
};

/**
 * struct list - numbers that were chosen by a list such as "4,11,24-27"
 * @nr:		number of @ranges; 0 where everything is chosen
 * @ranges:	the ranges
 */
struct list {
	size_t nr;
	struct range *ranges;
};

int error(const char *format, ...) __printf(1, 2);

void *xcalloc(size_t nr, size_t size);
void *xrealloc(void *old, size_t nr, size_t size);
char *xstrdup(const char *s);
char *xstrndup(const char *s, size_t len);
char *xasprintf(const char *format, ...) __printf(1, 2);

char *read_file(const char *path);

int parse_number(const char *s, uint64_t max, uint64_t *value);
int parse_duration(const char *s, uint64_t *seconds);
int parse_list(const char *s, unsigned int max, struct list *list);
bool list_has(const struct list *list, unsigned int number);
void list_free(struct list *list);

uint64_t now_ns(void);
char *format_us(uint64_t ns);

#endif /* IRQMASK_UTIL_H */
