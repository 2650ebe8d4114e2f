/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The clock of the section layer, which the KUnit tests take over.
 */
#ifndef _TRACE_IRQMASK_CLOCK_H
#define _TRACE_IRQMASK_CLOCK_H

#include <linux/ktime.h>

#if IS_ENABLED(CONFIG_IRQMASK_KUNIT_TEST)

/* Where a running test keeps its time, NULL while none runs */
extern const u64 *irqmask_test_now;

static inline u64 irqmask_now(void)
{
	const u64 *test_now = READ_ONCE(irqmask_test_now);

	return test_now ? READ_ONCE(*test_now) : ktime_get_mono_fast_ns();
}

#else

static inline u64 irqmask_now(void)
{
	return ktime_get_mono_fast_ns();
}

#endif

#endif /* _TRACE_IRQMASK_CLOCK_H */
