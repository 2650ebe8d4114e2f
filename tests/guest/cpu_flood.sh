#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# Nearly every time that the CPU has its interrupts off is above the threshold: what there
# is to do takes at most twice as long as with a threshold that nothing reaches. A report
# wakes who waits for the buffer, by an interrupt, which is above the threshold, too. Then
# each section of a line is.
# smp: 1
# icount: shift=0,sleep=off
# files: ../demo-lib.sh

# shellcheck source=tests/demo-lib.sh
. ./demo-lib.sh
cd $T || exit 1

# takes THRESHOLD COMMAND...: so many ms
takes() {
	echo "$1" >tracing_thresh
	shift
	echo 0 >tracing_max_latency
	echo irqmask >current_tracer
	begin=$(uptime_ms)
	"$@" || fail "$* fails"
	ms=$(($(uptime_ms) - begin))
	max=$(cat tracing_max_latency)
	report irq: >/tmp/report
	echo nop >current_tracer
}

# compared COMMAND...: where none is reported, and where nearly all are: sets unreached and ms
compared() {
	takes 1000000 "$@"
	unreached=$ms
	[ "$max" -eq 0 ] || fail "1 s was reached: $max us"
	takes 1 "$@"
	echo "$1, traced=$traced: $ms ms, where none is reported: $unreached ms"
	[ "$max" -ge 1 ] || fail "nothing was above 1 us"
}

system_calls() {
	dd if=/dev/zero of=/dev/null bs=1 count=50000 2>/dev/null
}

sections_of_a_line() {
	echo 1 >$delay/trigger
}

modprobe irqmask_delay_test us=2 repeat=5000 || fail "there is no test module"
delay=/sys/kernel/irqmask_delay_test
echo nosync >/sys/module/irqmask_delay_test/parameters/action
irq=$(cat $delay/irqs)

# What a report of a line takes at most, in instructions; where each access to memory is
# checked, that is most of it
most=50000
zcat /proc/config.gz | grep -q -e '^CONFIG_KASAN=y' -e '^CONFIG_KCSAN=y' && most=250000

for traced in 0 1; do
	[ ! -e options/function-trace ] || echo $traced >options/function-trace
	echo 1 >options/irqmask-cpu
	compared system_calls
	grep '^-1 all interrupts of CPU#0  cause: cpu ' /tmp/report || fail "it is not reported"
	[ "$unreached" -ge 50 ] || fail "$unreached ms are too few to compare with"
	[ "$ms" -le $((2 * unreached)) ] || fail "reports took more than half of the time"

	# Of a line, each section is reported
	echo 0 >options/irqmask-cpu
	compared sections_of_a_line
	grep "^$irq irqmask_delay_test " /tmp/report || fail "the line is not reported"
	[ "$ms" -le $((unreached + 5000 * most / 1000000)) ] ||
		fail "a report takes more than $most instructions"
done
rmmod irqmask_delay_test
