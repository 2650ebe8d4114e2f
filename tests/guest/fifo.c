// SPDX-License-Identifier: GPL-2.0
/*
 * Runs a command with a real-time priority, as chrt -f does, which busybox may lack:
 *
 *	fifo PRIORITY COMMAND [ARGUMENT...]
 */
#define _GNU_SOURCE
#include <sched.h>

#include "program.h"

int main(int argc, char **argv)
{
	struct sched_param param = { 0 };

	if (argc < 3)
		return 2;
	param.sched_priority = atoi(argv[1]);
	if (sched_setscheduler(0, SCHED_FIFO, &param))
		fail("no priority %s: %s", argv[1], strerror(errno));
	execvp(argv[2], argv + 2);
	fail("%s can't be run: %s", argv[2], strerror(errno));
}
