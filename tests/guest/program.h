/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the guest's test programs share: files, random numbers from a seed, and
 * how to fail. Each program is one file that includes this one.
 */
#ifndef _TESTS_GUEST_PROGRAM_H
#define _TESTS_GUEST_PROGRAM_H

#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define ARRAY_SIZE(a)	(sizeof(a) / sizeof((a)[0]))
#define TRACING		"/sys/kernel/tracing/"
#define MODULE		"irqmask_delay_test"
#define DELAY		"/sys/kernel/" MODULE "/"
#define PARAMETERS	"/sys/module/" MODULE "/parameters/"

static uint64_t random_state;

/* xorshift64*: the same numbers from the same seed, everywhere */
static inline uint64_t random_next(void)
{
	random_state ^= random_state >> 12;
	random_state ^= random_state << 25;
	random_state ^= random_state >> 27;
	return random_state * 2685821657736338717ull;
}

static inline void random_seed(uint64_t seed, unsigned int stream)
{
	random_state = (seed + 1) * 0x9e3779b97f4a7c15ull ^ ((uint64_t)stream << 32);
	if (!random_state)
		random_state = 1;
	random_next();
}

/* From 0 to n - 1 */
static inline unsigned int random_below(unsigned int n)
{
	return (random_next() >> 32) % n;
}

static inline bool one_in(unsigned int n)
{
	return !random_below(n);
}

__attribute__((format(printf, 1, 2), noreturn))
static inline void fail(const char *format, ...)
{
	va_list args;

	fflush(stdout);
	fputs("FAILED: ", stderr);
	va_start(args, format);
	vfprintf(stderr, format, args);
	va_end(args);
	fputc('\n', stderr);
	_exit(1);
}

/* As one write(), as the shell does it. Returns 0, or the error's number below 0. */
static inline int put_text(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC), ret = 0;

	if (fd < 0)
		return -errno;
	if (write(fd, text, strlen(text)) < 0)
		ret = -errno;
	close(fd);
	return ret;
}

static inline int put_number(const char *path, long number)
{
	char text[24];

	snprintf(text, sizeof(text), "%ld", number);
	return put_text(path, text);
}

static inline void must_put(const char *path, const char *text)
{
	int ret = put_text(path, text);

	if (ret)
		fail("%s doesn't take '%s': %s", path, text, strerror(-ret));
}

static inline void must_put_number(const char *path, long number)
{
	int ret = put_number(path, number);

	if (ret)
		fail("%s doesn't take %ld: %s", path, number, strerror(-ret));
}

/* All that fits of a file, which is ended by a NUL. Returns its length, or below 0. */
static inline ssize_t get_text(const char *path, char *text, size_t size)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t n, len = 0;

	if (fd < 0)
		return -errno;
	while ((n = read(fd, text + len, size - 1 - len)) > 0)
		len += n;
	if (n < 0)
		len = -errno;
	text[len < 0 ? 0 : len] = '\0';
	close(fd);
	return len;
}

static inline ssize_t must_get(const char *path, char *text, size_t size)
{
	ssize_t len = get_text(path, text, size);

	if (len < 0)
		fail("%s can't be read: %s", path, strerror(-len));
	return len;
}

#endif /* _TESTS_GUEST_PROGRAM_H */
