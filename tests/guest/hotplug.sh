#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# A section goes on while the CPU that it began on goes offline.
# smp: 2
# files: ../demo-lib.sh

# shellcheck source=tests/demo-lib.sh
. ./demo-lib.sh
cd $T || exit 1
delay=/sys/kernel/irqmask_delay_test
cpu1=/sys/devices/system/cpu/cpu1/online

modprobe irqmask_delay_test chip=hard action=cross_cpu cpu=1 end_cpu=0 us=1000000 sleeping=1 ||
	fail "there is no test module"
irq=$(cat $delay/irqs)
echo "irq == $irq" >events/irqmask/irqmask_section/filter
without_functions

# disable_meanwhile: returns when CPU 1 has disabled the line
disable_meanwhile() {
	before=$(grep '^disable ' $delay/counts)
	echo 1 >$delay/trigger &
	while [ "$(grep '^disable ' $delay/counts)" = "$before" ]; do
		sleep 0.01
	done
}

# right WHAT NS
right() {
	if ! [ "$2" -ge 1000000000 ] || [ "$2" -gt "$(cat $delay/elapsed_max_ns)" ]; then
		fail "$1: 1 s was measured as '$2' ns"
	fi
}

echo 1 >events/irqmask/irqmask_section/enable
disable_meanwhile
echo 0 >$cpu1 || fail "CPU 1 stays online"
wait
section=$(grep ' irqmask_section: ' trace)
right "the event" "$(echo "$section" | sed -n 's/.* ns=\([0-9]*\) masked_ns=.*/\1/p')"
echo "$section" | grep ' begin_cpu=1 .* end_cpu=0 ' || fail "the CPUs are wrong: $section"
echo 0 >events/irqmask/irqmask_section/enable
echo 1 >$cpu1

echo irqmask >current_tracer
disable_meanwhile
echo 0 >$cpu1
wait
right "the tracer" "$(sed -n "s/.* irqmask: irq=$irq enable ns=\([0-9]*\) .*/\1/p" trace)"
report 'started at:' | grep '(CPU#1 ' || fail "started at: $(report 'started at:')"
grep "^ *[^ ]*-[0-9]* *1[^ ]* .* irqmask: irq=$irq disable" trace ||
	fail "the begin on the CPU that is offline is not in the trace"

# Switched on while the CPU was offline, and this one came back
echo nop >current_tracer
echo irqmask >current_tracer
echo 1 >$cpu1
echo 20000 >/sys/module/irqmask_delay_test/parameters/us
echo 1 >/sys/module/irqmask_delay_test/parameters/end_cpu
echo 1 >$delay/trigger
[ "$(cat tracing_max_latency)" -ge 20000 ] || fail "nothing is measured on CPU 1"
report 'ended at:' | grep '(CPU#1 ' || fail "ended at: $(report 'ended at:')"

echo nop >current_tracer
rmmod irqmask_delay_test
