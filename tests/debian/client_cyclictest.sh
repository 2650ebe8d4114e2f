#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# cyclictest -b stops the trace at a long latency; the irqmask tracer was on, and its
# report says what it saw until then.
# shellcheck source=tests/debian/lib.sh
. ./lib.sh
load us=20000

echo irqmask >$T/current_tracer
echo 1 >$T/tracing_on
echo 1 >$delay/trigger
cyclictest -q -m -t 1 -i 1000 -b 1 --tracemark >/tmp/cyclictest 2>&1
[ "$(cat $T/tracing_on)" -eq 0 ] || fail "it did not stop: $(cat /tmp/cyclictest)"
has "#  => irq: *$irq irqmask_delay_test" $T/trace
# a longer one, now, doesn't take its place
cat $T/trace >/tmp/before
cat $T/tracing_max_latency >>/tmp/before
echo 200000 >$parameters/us
echo 1 >$delay/trigger
cat $T/trace >/tmp/after
cat $T/tracing_max_latency >>/tmp/after
diff /tmp/before /tmp/after || fail "a later one took its place"
echo nop >$T/current_tracer
echo 1 >$T/tracing_on
rmmod irqmask_delay_test
