#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# rtla: timerlat, with the event in the trace that it saves; irqmask record beside it.
# shellcheck source=tests/debian/lib.sh
. ./lib.sh
load us=20000

cd /tmp || exit 1
irqmask record -T 10000 -q -d 60 >/tmp/record &
beside=$!
rtla timerlat top -q -d 20s -T 100000 -t -e irqmask:irqmask_section >/tmp/rtla &
rtla=$!
# the trace that it would save is in an instance of its own
is_traced() {
	grep -q 1 $T/instances/[!i]*/events/irqmask/irqmask_section/enable
}
is_seen() {
	grep -q "irqmask_section: irq=$irq " $T/instances/[!i]*/trace
}
wait_for is_traced
wait_for is_armed
echo 1 >$delay/trigger
wait_for is_seen
kill -INT $rtla
wait $rtla
wait $beside
[ $? -eq 2 ] || fail "irqmask record was not hit"
has 'cause: *disable' /tmp/record
has 'Timer Latency' /tmp/rtla
rmmod irqmask_delay_test
