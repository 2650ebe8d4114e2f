// SPDX-License-Identifier: GPL-2.0
/*
 * stop: the signals that end a run, also while it waits or writes
 *
 * They are taken while we wait or write, and at no other time: what was begun is
 * finished, and none is missed between a look at stop_requested() and the waiting.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "stop.h"
#include "util.h"

static const int ending[] = { SIGINT, SIGTERM, SIGHUP, SIGQUIT };

/* The signal that ends the run */
static volatile sig_atomic_t stop;

/* Those of them that are ours to take; what is blocked while we wait, and while we write */
static sigset_t caught, waiting, writing;

static void on_signal(int number)
{
	if (number != SIGALRM)
		stop = number;
	/* If it came just before a write() that blocks, the next one interrupts that */
	alarm(1);
}

bool stop_requested(void)
{
	static const struct timespec now;
	int number = sigtimedwait(&caught, NULL, &now);

	if (number > 0)
		stop = number;
	return stop || ferror(stdout);
}

void wait_ms(unsigned int ms)
{
	struct timespec ts = { ms / 1000, ms % 1000 * 1000000 };

	if (!stop_requested())
		ppoll(NULL, 0, &ts, &waiting);
}

/* --- output --- */

/* Until what is written to can take more */
static int wait_for_reader(int fd)
{
	struct pollfd output = { .fd = fd, .events = POLLOUT };
	/* Who typed Ctrl-C may still page through the rest */
	bool in_a_hurry = stop == SIGTERM || stop == SIGHUP;
	static const struct timespec patience = { 2, 0 };
	int ret = ppoll(&output, 1, in_a_hurry ? &patience : NULL, &waiting);

	if (!ret)
		errno = ETIMEDOUT;
	return ret > 0 ? 0 : -1;
}

/*
 * All of it, or -1. A reader who doesn't read, or a terminal after Ctrl-S, takes nothing
 * any more; a signal that comes then gives up. The write() may block in spite of the
 * waiting, where others write to the same, or the terminal is stopped in the middle.
 */
int output_write(int fd, const char *data, size_t size)
{
	ssize_t written;
	sigset_t before;

	while (size) {
		if (wait_for_reader(fd))
			return -1;
		sigprocmask(SIG_SETMASK, &writing, &before);
		written = write(fd, data, size < PIPE_BUF ? size : PIPE_BUF);
		sigprocmask(SIG_SETMASK, &before, NULL);
		if (written < 0 && errno != EAGAIN)
			return -1;
		if (written < 0)
			continue;
		data += written;
		size -= written;
	}
	return 0;
}

/**
 * struct stream - what a FILE of ours writes to
 * @fd:		where
 * @error:	why that failed, 0 where it didn't: it isn't tried again then
 */
struct stream {
	int fd;
	int error;
};

/* Why the output could not be written: a later fflush() may have nothing left to write */
static int output_error;

static ssize_t stream_write(void *cookie, const char *data, size_t size)
{
	struct stream *stream = cookie;

	if (!stream->error && output_write(stream->fd, data, size)) {
		stream->error = errno;
		if (stream->fd == STDOUT_FILENO)
			output_error = errno;
	}
	errno = stream->error;
	return stream->error ? 0 : size;
}

static int stream_close(void *cookie)
{
	struct stream *stream = cookie;
	int ret = close(stream->fd), failed = stream->error;

	free(stream);
	if (failed)
		errno = failed;
	return failed ? -1 : ret;
}

static FILE *stream_open(int fd)
{
	static const cookie_io_functions_t functions = {
		.write = stream_write, .close = stream_close,
	};
	struct stream *stream = xcalloc(1, sizeof(*stream));
	FILE *file;

	stream->fd = fd;
	file = fopencookie(stream, "w", functions);
	if (!file) {
		free(stream);
		close(fd);
	}
	return file;
}

/* Without O_NONBLOCK, a FIFO that nobody reads would block */
int output_create(const char *path, unsigned int mode)
{
	return open(path, O_WRONLY | O_CREAT | O_TRUNC | O_NONBLOCK | O_NOCTTY | O_CLOEXEC, mode);
}

/* Says so where not all of it was written; whoever doesn't read it any more knows */
int output_finish(void)
{
	if (fflush(stdout) && !output_error)
		output_error = errno;
	if (!ferror(stdout))
		return 0;
	if (output_error == EPIPE || output_error == EINTR || output_error == ETIMEDOUT)
		return -1;
	return error("the output can't be written: %s",
		     strerror(output_error ? output_error : EIO));
}

/* As fopen() does */
FILE *output_open(const char *path)
{
	int fd = output_create(path, 0666);

	return fd < 0 ? NULL : stream_open(fd);
}

static void replace(FILE **file, int fd)
{
	FILE *stream = stream_open(fd);

	if (!stream) {
		error("there is not enough memory");
		exit(EXIT_ERROR);
	}
	if (file == &stderr || isatty(fd))
		setvbuf(stream, NULL, _IOLBF, BUFSIZ);
	*file = stream;
}

/* --- the whole run --- */

void signals_catch(void)
{
	struct sigaction action = { .sa_handler = on_signal }, old;
	size_t i;

	sigprocmask(SIG_BLOCK, NULL, &writing);
	/* Who started us may have blocked them */
	for (i = 0; i < ARRAY_SIZE(ending); i++)
		sigdelset(&writing, ending[i]);
	sigdelset(&writing, SIGALRM);
	waiting = writing;
	sigaddset(&waiting, SIGALRM);

	sigemptyset(&caught);
	for (i = 0; i < ARRAY_SIZE(ending); i++) {
		sigaction(ending[i], NULL, &old);
		/* Under nohup */
		if (ending[i] == SIGHUP && old.sa_handler == SIG_IGN)
			continue;
		sigaddset(&caught, ending[i]);
		sigaction(ending[i], &action, NULL);
	}
	sigaction(SIGALRM, &action, NULL);
	/* Where it is ignored, nobody learns how a command ended */
	action.sa_handler = SIG_DFL;
	sigaction(SIGCHLD, &action, NULL);
	sigprocmask(SIG_BLOCK, &caught, NULL);
	sigprocmask(SIG_BLOCK, &waiting, NULL);
	/* A reader of our output that goes away is an error of writing */
	action.sa_handler = SIG_IGN;
	sigaction(SIGPIPE, &action, NULL);
	replace(&stdout, STDOUT_FILENO);
	replace(&stderr, STDERR_FILENO);
}

/* In a child, before it executes a command */
void signals_default(void)
{
	struct sigaction action = { .sa_handler = SIG_DFL };
	size_t i;

	for (i = 0; i < ARRAY_SIZE(ending); i++)
		sigaction(ending[i], &action, NULL);
	sigaction(SIGALRM, &action, NULL);
	sigaction(SIGPIPE, &action, NULL);
	sigprocmask(SIG_SETMASK, &writing, NULL);
}
