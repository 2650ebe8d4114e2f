// SPDX-License-Identifier: GPL-2.0
/* Prints this machine's TSC frequency in kHz; see vm.sh */
#include <stdio.h>
#include <time.h>
#include <x86intrin.h>

/* The TSC and the clock, in ns, at the same time: within some 10 us */
static unsigned long long both(unsigned long long *ns)
{
	unsigned long long before, after;
	struct timespec now;

	do {
		before = __rdtsc();
		clock_gettime(CLOCK_MONOTONIC_RAW, &now);
		after = __rdtsc();
	} while (after - before > 20000);
	*ns = now.tv_sec * 1000000000ULL + now.tv_nsec;
	return before;
}

int main(void)
{
	struct timespec nap = { .tv_nsec = 200000000 };
	unsigned long long ticks, ns, begin;

	ticks = both(&begin);
	nanosleep(&nap, NULL);
	ticks = both(&ns) - ticks;
	printf("%llu\n", (unsigned long long)(ticks * 1e6 / (ns - begin)));
	return 0;
}
