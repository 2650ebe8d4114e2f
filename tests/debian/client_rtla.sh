#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# rtla: timerlat, with the event in the trace that it saves; irqmask record beside it.
# shellcheck source=tests/debian/lib.sh
. ./lib.sh
load us=20000

cd /tmp || exit 1
(wait_for is_measuring; sleep 3; echo 1 >$delay/trigger) &
irqmask record -T 10000 -q -d 60 >/tmp/record &
beside=$!
rtla timerlat top -q -d 20s -T 100000 -t -e irqmask:irqmask_section >/tmp/rtla &
rtla=$!
wait_for grep -q "irqmask_section: irq=$irq " $T/instances/*timerlat*/trace
kill -INT $rtla
wait $rtla
wait $beside
[ $? -eq 2 ] || fail "irqmask record was not hit"
has 'cause: *disable' /tmp/record
has 'Timer Latency' /tmp/rtla
rmmod irqmask_delay_test
