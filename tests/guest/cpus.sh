#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# All interrupts of several CPUs at the same time, and of one that goes offline.
# smp: 4
# files: ../demo-lib.sh

# shellcheck source=tests/demo-lib.sh
. ./demo-lib.sh
cd $T || exit 1
delay=/sys/kernel/irqmask_delay_test

values() { # field
	sed -n "s/.* $1=\([^ ]*\).*/\1/p"
}

# Each thread raises an interrupt on the CPU that it runs on, whose handler takes 1 s:
# a QEMU with one thread for all CPUs lets each of them run for 100 ms at a time
modprobe irqmask_delay_test action=flow lines=4 threads=4 us=1000000 ||
	fail "there is no test module"
without_functions
# the tracer's own trace is a snapshot
mkdir instances/events
echo irqmask >current_tracer
echo 1 >options/irqmask-cpu
echo 'irq == -1 && ns >= 1000000000' >instances/events/events/irqmask/irqmask_section/filter
echo 1 >instances/events/events/irqmask/irqmask_section/enable
act() {
	taskset 1 sh -c "echo 1 >$delay/trigger"
}

act
sections=$(grep ' irqmask_section: ' instances/events/trace)
echo "$sections"
[ "$(echo "$sections" | wc -l)" = 4 ] || fail "4 CPUs had no 4 sections"
[ "$(echo "$sections" | values begin_cpu | sort -u | wc -l)" = 4 ] ||
	fail "the sections were not on 4 CPUs"
[ "$(echo "$sections" | values begin_cpu)" = "$(echo "$sections" | values end_cpu)" ] ||
	fail "a CPU's section ended on another"
# reported by the CPU that it is of
[ "$(echo "$sections" | sed 's/.*\[0*\([0-9]\)\].*/\1/')" = "$(echo "$sections" | values end_cpu)" ] ||
	fail "a CPU reported another's section"

# at the same time: the last began before the first ended
began=$(echo "$sections" | awk '{ match($0, / [0-9.]+: /); end = substr($0, RSTART, RLENGTH - 2)
	match($0, / ns=[0-9]+/); print end - substr($0, RSTART + 4, RLENGTH - 4) / 1e9 }' |
	sort -n | tail -1)
ended=$(echo "$sections" | sed 's/.* \([0-9.]*\): irqmask_section.*/\1/' | sort -n | head -1)
awk "BEGIN { exit !($began < $ended) }" || fail "the sections were not at the same time"

echo >irqmask/stat
act
[ "$(awk '/^ *cpu/ && $6 >= 1000000000' irqmask/stat | wc -l)" = 4 ] || {
	cat irqmask/stat
	fail "stat doesn't have a section of 1 s on each CPU"
}

# A CPU that is offline has no interrupts, and no section
for cpu in 1 2 3; do
	echo 0 >/sys/devices/system/cpu/cpu$cpu/online
done
echo >irqmask/stat
sleep 4
for cpu in 1 2 3; do
	echo 1 >/sys/devices/system/cpu/cpu$cpu/online
done
sleep 0.2
cat irqmask/stat
[ "$(grep -c '^ *cpu' irqmask/stat)" = 4 ] || fail "a CPU is not measured after it was offline"
awk '/^ *cpu/ && $6 > 3000000000 { exit 1 }' irqmask/stat ||
	fail "a CPU has a section that lasted while it was offline"
