// SPDX-License-Identifier: GPL-2.0
/*
 * Keeps a CPU busy with a real-time priority:
 *
 *	hog CPU PRIORITY SECONDS
 */
#define _GNU_SOURCE
#include <sched.h>
#include <time.h>

#include "program.h"

/* A QEMU with one thread for all CPUs turns to the next one, instead of in 100 ms */
static void let_others_run(void)
{
#if defined(__x86_64__)
	__builtin_ia32_pause();
#elif defined(__aarch64__)
	asm volatile("yield");
#endif
}

int main(int argc, char **argv)
{
	struct sched_param param = { 0 };
	struct timespec now, end;
	cpu_set_t cpus;

	if (argc != 4)
		return 2;
	CPU_ZERO(&cpus);
	CPU_SET(atoi(argv[1]), &cpus);
	param.sched_priority = atoi(argv[2]);
	if (sched_setaffinity(0, sizeof(cpus), &cpus) ||
	    sched_setscheduler(0, SCHED_FIFO, &param)) {
		perror("hog");
		return 1;
	}
	/* A trace has the name that it is switched to by: not the shell's that it was */
	usleep(50000);
	clock_gettime(CLOCK_MONOTONIC, &end);
	end.tv_sec += atoi(argv[3]);
	do {
		let_others_run();
		clock_gettime(CLOCK_MONOTONIC, &now);
	} while (now.tv_sec < end.tv_sec);
	return 0;
}
