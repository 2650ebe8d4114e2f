#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# Lines that are suspended with the system are not measured, nor is a section that the
# suspend comes into. A line that stays on meanwhile is measured, and a CPU that sleeps is
# none that has its interrupts off.
# files: ../demo-lib.sh
# modules: wakeup.c
# needs: CONFIG_SUSPEND

# shellcheck source=tests/demo-lib.sh
. ./demo-lib.sh
wakeup=$PWD/wakeup.ko
cd $T || exit 1
delay=/sys/kernel/irqmask_delay_test
params=/sys/module/irqmask_delay_test/parameters

# events NAME [TEXT]: how many of the line have TEXT
events() {
	grep -c " $1: irq=$irq .*${2-}" trace
}

# The verdict goes to the host by a virtio-serial port, and 7.3's driver forgets in a
# suspend that the host has it open. What is printed goes to the console instead.
exec >/dev/console 2>&1
reconnect() {
	port=$(readlink -f /sys/class/virtio-ports/*p1/device)
	echo "${port##*/}" >/sys/bus/virtio/drivers/virtio_console/unbind
	echo "${port##*/}" >/sys/bus/virtio/drivers/virtio_console/bind
}
trap reconnect EXIT

# to_idle: through the whole suspend but for the sleep itself, in which the lines
# are off for a second at least
to_idle() {
	echo freeze >/sys/power/state || fail "the system can't suspend to idle"
}

# asleep: with the sleep, of $slept ms. Time goes on meanwhile, for these kernels have no
# cpuidle driver: CPUs idle as they always do, which the event cpu_idle tells. The states of
# a driver that are for suspend-to-idle only, which stop the clock, are tested by nothing.
asleep() {
	insmod "$wakeup" ms=4000 || fail "nothing would wake the system up"
	echo 1 >events/power/suspend_resume/enable
	echo none >/sys/power/pm_test
	slept=$(uptime_ms)
	to_idle
	slept=$(($(uptime_ms) - slept))
	echo platform >/sys/power/pm_test
	echo 0 >events/power/suspend_resume/enable
	rmmod wakeup
	echo "asleep for $slept ms"
	grep -q 'suspend_resume: machine_suspend\[1\] begin' trace ||
		fail "the system did not sleep, but came back after $slept ms"
}

# load_module PARAMETER...
load_module() {
	rmmod irqmask_delay_test
	modprobe irqmask_delay_test us=50000 "$@" || fail "the module can't be loaded: $*"
	irq=$(cat $delay/irqs)
}

# disabled_over SLEEP: to_idle or asleep, while a driver keeps the line disabled, of which
# $open tells after it
disabled_over() {
	echo 1 >$params/sleeping
	echo 60000000 >$params/us
	echo >trace
	echo >irqmask/stat
	echo 1 >$delay/trigger &
	worker=$!
	n=0
	until grep -q "^irq: $irq .*  cause: disable  ns: " irqmask/open; do
		n=$((n + 1))
		[ $n -le 1000 ] || fail "the line is not disabled"
		usleep 10000
	done
	$1
	open=$(grep "^irq: $irq " irqmask/open)
	kill $worker
	wait
	! grep -q "^irq: $irq " irqmask/open || fail "the line is still open"
}

# uncounted: count dropped lost
uncounted() {
	awk -v irq="$irq" '$1 == irq { print $2, $8, $9 }' irqmask/stat
}

# not_measured_over SLEEP: how long the line was disabled is not to be told
not_measured_over() {
	disabled_over "$1"
	[ "$open" != "${open#*  since: unknown}" ] || fail "open has after the suspend: $open"
	[ "$(uncounted)" = "0 1 0" ] ||
		fail "disabled through the suspend, stat has: $(uncounted)"
	[ "$(events irqmask_section)" -eq 0 ] || fail "measured through it: $(cat trace)"
	echo 50000 >$params/us
	echo 1 >$delay/trigger
	[ "$(uncounted)" = "1 1 0" ] || fail "after that, stat has: $(uncounted)"
}

# cpus_not_over_a_second: of the times in which a CPU had its interrupts off
cpus_not_over_a_second() {
	[ -e instances/cpus/options/irqmask-cpu ] || return 0
	grep '^ *cpu[0-9]' irqmask/stat
	[ "$(grep -c '^ *cpu[0-9]' irqmask/stat)" -eq "$(nproc)" ] || fail "a CPU is not measured"
	awk '/^ *cpu[0-9]/ && $6 > 1000000000 { exit 1 }' irqmask/stat ||
		fail "a sleeping CPU is measured"
}

modprobe irqmask_delay_test us=50000 || fail "there is no test module"
irq=$(cat $delay/irqs)
echo 1 >/sys/module/suspend/parameters/pm_test_delay
echo platform >/sys/power/pm_test || fail "this kernel can't test suspending"
without_functions

for event in irqmask/irqmask_section irq_line/irq_line_disable irq_line/irq_line_enable; do
	echo 1 >"events/$event/enable"
done
to_idle
[ "$(events irq_line_disable reason=suspend)" -eq 1 ] || fail "the line was not suspended"
[ "$(events irq_line_enable)" -eq 1 ] || fail "the line was not resumed"
long=$(grep ' irqmask_section: .* ns=[0-9]\{10\}' trace)
[ -z "$long" ] || fail "measured while suspended: $long"

# The line is measured again
echo 1 >$delay/trigger
ns=$(sed -n "s/.* irqmask_section: irq=$irq .* ns=\([0-9]*\) masked_ns=.*/\1/p" trace)
if ! [ "$ns" -ge 50000000 ] || [ "$ns" -gt "$(cat $delay/elapsed_max_ns)" ]; then
	fail "after the suspend, 50 ms were measured as '$ns' ns"
fi

# A line that a driver keeps disabled meanwhile, masked by its chip or not
echo 1 >irqmask/enable
for chip in lazy hard; do
	load_module chip=$chip
	not_measured_over to_idle
	disabled=$(sed -n 's/^disable //p' $delay/counts)
	[ $chip = lazy ] || [ "$disabled" -ge 1 ] || fail "its chip never disabled the line"
done

# The same while the system really sleeps. A line that is not suspended then has a section
# like any other time.
# The trace of a tracer is that of the longest section: it has an instance of its own.
mkdir instances/cpus
echo irqmask >instances/cpus/current_tracer
[ ! -e instances/cpus/options/irqmask-cpu ] || echo 1 >instances/cpus/options/irqmask-cpu
echo 'irq != -1' >events/irqmask/irqmask_section/filter
not_measured_over asleep
cpus_not_over_a_second
load_module chip=hard force_resume=1
disabled_over asleep
cpus_not_over_a_second
[ "$open" != "${open#*  cause: disable  ns: }" ] || fail "open has after the suspend: $open"
[ "$(uncounted)" = "1 0 0" ] || fail "disabled through the sleep, stat has: $(uncounted)"
sed -n "s/.* irqmask_section: irq=$irq .*cause=disable.* ns=\([0-9]*\) masked_ns=\([0-9]*\).*/\1 \2/p" \
	trace >/tmp/section
read -r ns masked_ns </tmp/section || fail "disabled through the sleep, it is no section"
echo "disabled for $ns ns, masked for $masked_ns ns"
if ! [ "$masked_ns" -ge "${slept}000000" ] || [ "$masked_ns" -gt "$ns" ] ||
	[ "$ns" -gt "$(cat $delay/elapsed_max_ns)" ]; then
	fail "disabled through $slept ms of sleep, $ns ns were measured, masked $masked_ns"
fi
echo 0 >events/irqmask/irqmask_section/filter
# the tracer keeps it, and a busy host may make a CPU's time longer than the line's
[ ! -e instances/cpus/options/irqmask-cpu ] || echo 0 >instances/cpus/options/irqmask-cpu
echo nop >instances/cpus/current_tracer
rmdir instances/cpus
echo 0 >irqmask/enable

# A line that stays on is enabled at the end as if it had been off: no section either
load_module force_resume=1
echo >trace
to_idle
[ "$(events irq_line_disable reason=suspend)" -eq 1 ] || fail "it was not pretended to be off"
[ "$(events irq_line_enable)" -eq 1 ] || fail "the line was not forced to resume"
[ "$(events irqmask_section)" -eq 0 ] || fail "what was pretended is measured"
echo 1 >$delay/trigger
[ "$(events irqmask_section cause=disable)" -eq 1 ] || fail "a real disable is not measured"
echo 0 >events/enable

echo irqmask >current_tracer
to_idle
[ "$(cat tracing_max_latency)" -lt 1000000 ] ||
	fail "measured while suspended: $(report irq:) for $(cat tracing_max_latency) us"
echo 1 >$delay/trigger
[ "$(cat tracing_max_latency)" -ge 50000 ] ||
	fail "after the suspend, 50 ms were measured as $(cat tracing_max_latency) us"
report irq: | grep "^$irq irqmask_delay_test " || fail "the report is: $(report irq:)"

echo nop >current_tracer
rmmod irqmask_delay_test
