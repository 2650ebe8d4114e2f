#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# However irqmask ends, tracing is as it was; and why it doesn't begin.
# host-only: yes
# files: ../../build/tools/irqmask.static ../tool-lib.sh
# programs: terminal.c

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
for signal in INT TERM HUP QUIT; do
	ends $signal 0 top
	ends $signal 0 hist
	ends $signal 0 record -T 1000 -e sched --trace-buffer-size 500
	ends $signal 0 stat -d 100
done

# Its reader goes away, or there is no room for what it prints
$irqmask top -d 60 | head -n 1 >/dev/null
unchanged
$irqmask top -d 60 >/dev/full 2>/tmp/err
[ $? -eq 1 ] || fail "what can't be written is no success"
grep -q "the output can't be written: No space left on device" /tmp/err || fail "$(cat /tmp/err)"
unchanged

# is_gone PID: it ends within 30 s, if nobody has waited for it yet
is_gone() {
	for _ in $(seq 300); do
		grep -q '^State:[^A-Z]*[A-WY]' "/proc/$1/status" 2>/dev/null || return 0
		usleep 100000
	done
	return 1
}

# stuck SIGNAL ARGUMENT...: the tool, by that signal, while nobody takes what it prints.
# The pipe is full before it prints anything.
stuck() {
	signal=$1
	shift
	mkfifo /tmp/stuck
	tail -f /dev/null </tmp/stuck &
	reader=$!
	(head -c 65536 /dev/zero; exec $irqmask "$@") >/tmp/stuck 2>&1 &
	wait_for is_measuring
	sleep 2
	pid=$(pidof irqmask.static)
	kill -"$signal" "$pid"
	is_gone "$pid" || fail "irqmask $*, SIG$signal: it goes on"
	kill $reader
	wait
	rm /tmp/stuck
	unchanged
}

for signal in INT TERM HUP QUIT; do
	stuck $signal top
	stuck $signal record -T 1000
done
# It was asked to end before it had anything to print
mkfifo /tmp/stuck
tail -f /dev/null </tmp/stuck &
reader=$!
(head -c 65536 /dev/zero; exec $irqmask top -q) >/tmp/stuck &
wait_for is_measuring
sleep 2
pid=$(pidof irqmask.static)
kill -TERM "$pid"
is_gone "$pid" || fail "irqmask top -q: it goes on"
kill $reader
wait
rm /tmp/stuck
unchanged

# On a terminal that is stopped by Ctrl-S, and by Ctrl-\
(wait_for is_measuring; printf '\023'; sleep 3; kill -TERM "$(pidof irqmask.static)"; sleep 5) |
	./terminal 24 80 $irqmask top >/tmp/out
unchanged
(wait_for is_measuring; printf '\034'; sleep 5) | ./terminal 24 80 $irqmask top >/tmp/out
status=$?
[ "$status" -eq 0 ] || fail "Ctrl-\\: exit status $status: $(cat /tmp/out)"
unchanged

# What SIGKILL left behind is removed by the next one, what is another's isn't
$irqmask record -T 1000 -q &
pid=$!
wait_for is_armed
kill -KILL $pid
wait $pid
mkdir $T/instances/irqmask-mine-$pid $T/instances/irqmask-top-0$pid $T/instances/irqmask-top-$$
run 1 stat
complains 'nothing is measured'
rmdir $T/instances/irqmask-mine-$pid $T/instances/irqmask-top-0$pid $T/instances/irqmask-top-$$
unchanged

# acting COMMAND: the tool is killed while this runs, and what it started is gone, too. It
# writes its pid to /tmp/runs.
acting() {
	rm -f /tmp/runs
	$irqmask record -T 1000 -q --on-threshold "shell,command=$1" >/tmp/out 2>/tmp/err &
	pid=$!
	wait_for is_armed
	trigger
	wait_for test -s /tmp/runs
	kill $pid
	is_gone $pid || fail "it waits for ever for: $1"
	wait $pid
	[ $? -eq 1 ] || fail "a command that was killed is no success"
	is_gone "$(cat /tmp/runs)" || fail "it goes on: $1"
	unchanged
}

acting 'sleep 100 & echo $! >/tmp/runs; wait'
acting 'trap "" TERM; echo $$ >/tmp/runs; while :; do sleep 1; done'
acting '(trap "" TERM; while :; do sleep 1; done) & echo $! >/tmp/runs; wait'

# Two at a time, and beside another latency tracer
without_tracer=$tracing_before
echo irqsoff >$T/current_tracer
tracing_before=$(tracing)
$irqmask top -q >/tmp/first &
top=$!
wait_for is_measuring
(wait_for is_armed; trigger) &
run 2 record -T 1000 -q -d 60
kill $top
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
