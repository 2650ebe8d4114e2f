#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# Lines that are suspended with the system are not measured, nor is a section that the
# suspend comes into.
# files: ../demo-lib.sh
# needs: CONFIG_SUSPEND

# shellcheck source=tests/demo-lib.sh
. ./demo-lib.sh
cd $T || exit 1
delay=/sys/kernel/irqmask_delay_test

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

# A line that a driver keeps disabled meanwhile: how long is not to be told
echo 1 >irqmask/enable
echo 1 >/sys/module/irqmask_delay_test/parameters/sleeping
echo 4000000 >/sys/module/irqmask_delay_test/parameters/us
echo >trace
echo >irqmask/stat
echo 1 >$delay/trigger &
n=0
until grep -q "^irq: $irq .*  cause: disable  ns: " irqmask/open; do
	n=$((n + 1))
	[ $n -le 1000 ] || fail "the line is not disabled"
	usleep 10000
done
to_idle
grep "^irq: $irq .*  since: unknown" irqmask/open ||
	fail "open has after the suspend: $(cat irqmask/open)"
wait
# uncounted: count dropped lost
uncounted() {
	awk -v irq="$irq" '$1 == irq { print $2, $8, $9 }' irqmask/stat
}
[ "$(uncounted)" = "0 1 0" ] || fail "disabled through the suspend, stat has: $(uncounted)"
[ "$(events irqmask_section)" -eq 0 ] || fail "measured through the suspend: $(cat trace)"
! grep -q "^irq: $irq " irqmask/open || fail "the line is still open"
echo 50000 >/sys/module/irqmask_delay_test/parameters/us
echo 1 >$delay/trigger
[ "$(uncounted)" = "1 1 0" ] || fail "after that, stat has: $(uncounted)"
echo 0 >irqmask/enable

# A line that stays on is enabled at the end as if it had been off: no section either
rmmod irqmask_delay_test
modprobe irqmask_delay_test us=50000 force_resume=1
irq=$(cat $delay/irqs)
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
