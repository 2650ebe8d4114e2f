#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# A CPU that is busy with a task of a higher priority: who enables the event from there, with
# a priority higher still, waits for no work that only this CPU may do.
# smp: 2
# programs: hog.c fifo.c
# files: ../demo-lib.sh

# shellcheck source=tests/demo-lib.sh
. ./demo-lib.sh
fifo=$PWD/fifo
hog=$PWD/hog
cd $T || exit 1
section=events/irqmask/irqmask_section
echo -1 >/proc/sys/kernel/sched_rt_runtime_us

# The first event of all makes the buffers larger, by such work
echo 1 >events/sched/sched_switch/enable
echo 0 >events/sched/sched_switch/enable

"$hog" 1 10 60 &
pid=$!
until grep -qx hog /proc/$pid/comm && [ "$(awk '{ print $40 }' /proc/$pid/stat)" = 10 ]; do
	sleep 0.1
done
"$fifo" 20 taskset 2 sh -c "echo 1 >$section/enable" || fail "it can't be enabled"
[ "$(cat $section/enable)" = 1 ] || fail "it is not on"
# it has not come to its end by itself
kill $pid 2>/dev/null || fail "who enables the event waits for the busy CPU"
! wait $pid || fail "the hog came to its end"
# with the CPU busy, this would wait for an RCU grace period, which has work there
echo 0 >$section/enable
