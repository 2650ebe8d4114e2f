#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# rtla: timerlat stops at a long latency, and saves a trace with the event in it; irqmask
# record beside it.
# shellcheck source=tests/debian/lib.sh
. ./lib.sh
load us=20000

cd /tmp || exit 1
is_traced() {
	grep -q 1 $T/instances/*_trace/events/irqmask/irqmask_section/enable
}
is_seen() {
	grep -q "irqmask_section: irq=$irq " $T/instances/*_trace/trace
}

# saves EVENT: whether it is in the trace of the latency that comes after a section
saves() {
	local rtla

	rm -f timerlat_trace.txt
	rtla timerlat top -q -d 100s -T 300000 -t -e "$1" >/tmp/rtla 2>&1 &
	rtla=$!
	wait_for is_traced
	echo 1 >$delay/trigger
	wait_for is_seen
	# rtla's threads, of priority 95, have to wait
	chrt -f 98 timeout 0.8 sh -c 'while :; do :; done'
	wait $rtla
	# 2, of later versions, is a hit
	[[ $? =~ ^[02]$ ]] || fail "rtla -e $1: $(cat /tmp/rtla)"
	has 'rtla timerlat hit stop tracing' /tmp/rtla
	has "irqmask_section: irq=$irq hwirq=0 cause=disable" timerlat_trace.txt
}

irqmask record -T 10000 -q -d 100 >/tmp/record &
beside=$!
wait_for is_armed
saves irqmask:irqmask_section
wait $beside
[ $? -eq 2 ] || fail "irqmask record was not hit"
has 'cause: *disable' /tmp/record
# all of its events
saves irqmask
rmmod irqmask_delay_test
