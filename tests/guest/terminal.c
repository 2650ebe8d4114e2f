// SPDX-License-Identifier: GPL-2.0
/*
 * Runs a command on a terminal of its own, whose size is known:
 *
 *	terminal ROWS COLUMNS COMMAND [ARGUMENT]...
 *
 * What it prints there goes to the standard output, what is read from the standard input
 * is typed there. The exit status is the command's, 128 and the signal that killed it, or
 * 125 if it can't be started.
 */
#include <poll.h>
#include <pty.h>
#include <sys/wait.h>

#include "program.h"

/* False at the end of @from */
static bool copy(int from, int to)
{
	char buffer[4096];
	ssize_t len = read(from, buffer, sizeof(buffer));

	return len > 0 && write(to, buffer, len) == len;
}

int main(int argc, char **argv)
{
	struct winsize size = { 0 };
	struct pollfd fds[2] = { { .events = POLLIN }, { .fd = 0, .events = POLLIN } };
	int status;
	pid_t pid;

	if (argc < 4)
		return 125;
	size.ws_row = atoi(argv[1]);
	size.ws_col = atoi(argv[2]);
	pid = forkpty(&fds[0].fd, NULL, NULL, &size);
	if (pid < 0)
		return 125;
	if (!pid) {
		execvp(argv[3], argv + 3);
		_exit(125);
	}

	while (poll(fds, 2, -1) > 0) {
		if (fds[1].revents && !copy(0, fds[0].fd))
			fds[1].fd = -1;
		if (fds[0].revents && !copy(fds[0].fd, 1))
			break;
	}
	waitpid(pid, &status, 0);
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}
