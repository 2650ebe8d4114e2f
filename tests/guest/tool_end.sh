#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# However irqmask ends, tracing is as it was; and why it doesn't begin.
# needs: CONFIG_X86_64
# files: ../../build/tools/irqmask.static ../tool-lib.sh

# shellcheck source=tests/tool-lib.sh
. ./tool-lib.sh

# ends SIGNAL STATUS ARGUMENT...: the tool, by that signal
ends() {
	signal=$1
	expected=$2
	shift 2
	$irqmask "$@" >/tmp/out 2>/tmp/err &
	pid=$!
	wait_for is_measuring
	kill -"$signal" $pid
	wait $pid
	status=$?
	[ "$status" -eq "$expected" ] ||
		fail "irqmask $*, SIG$signal: exit status $status: $(cat /tmp/err)"
	unchanged
}

load us=5000
for signal in INT TERM HUP; do
	ends $signal 0 top
	ends $signal 0 hist
	ends $signal 0 record -T 1000 -e sched --trace-buffer-size 500
	ends $signal 0 stat -d 100
done

# Its reader goes away, or there is no room for what it prints
$irqmask top -d 60 | head -n 1 >/dev/null
unchanged
$irqmask top -d 60 >/dev/full
[ $? -eq 1 ] || fail "what can't be written is no success"
unchanged

# Who is killed while the command of --on-threshold runs
$irqmask record -T 1000 -q --on-threshold 'shell,command=touch /tmp/runs; sleep 100' \
	>/tmp/out 2>/tmp/err &
pid=$!
wait_for is_armed
trigger
wait_for test -f /tmp/runs
kill $pid
wait $pid
[ $? -eq 1 ] || fail "a command that was killed is no success"
unchanged

# Two at a time, and beside another latency tracer
without_tracer=$tracing_before
echo irqsoff >$T/current_tracer
tracing_before=$(tracing)
$irqmask top -q -d 6 >/tmp/first &
wait_for is_measuring
(wait_for is_armed; trigger) &
run 2 record -T 1000 -q -d 60
wait
says "^irq $irq "
grep -q "^ *$irq " /tmp/first || fail "top says: $(cat /tmp/first)"
unchanged
echo nop >$T/current_tracer
echo irqmask >$T/current_tracer
(wait_for is_armed; trigger) &
run 2 record -T 1000 -q -d 60
wait
says "^irq $irq "
echo nop >$T/current_tracer
tracing_before=$without_tracer
unchanged
rmmod irqmask_delay_test

# Without rights
mkdir -p /tmp/nobody
cp $irqmask /tmp/nobody/irqmask
chmod 755 /tmp/nobody /tmp/nobody/irqmask
su nobody -s /bin/sh -c '/tmp/nobody/irqmask top' >/tmp/out 2>/tmp/err
[ $? -eq 1 ] || fail "nobody may use it: $(cat /tmp/out)"
complains 'may be read by root only: run this as root, or with sudo'

# Without tracefs
umount $T
umount /sys/kernel/debug
run 1 stat
complains 'tracefs is not mounted: mount -t tracefs nodev /sys/kernel/tracing'
grep -q tracefs /proc/mounts && fail "it has mounted it"
mount -t tracefs tracefs $T
unchanged
