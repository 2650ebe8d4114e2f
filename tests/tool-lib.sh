# SPDX-License-Identifier: GPL-2.0
# For the tests of the tool irqmask in the guest, on lines of the test module.

T=/sys/kernel/tracing
delay=/sys/kernel/irqmask_delay_test
parameters=/sys/module/irqmask_delay_test/parameters
irqmask=$PWD/irqmask.static

fail() {
	echo "FAILED: $*" >&2
	exit 1
}

# load PARAMETER...: the test module; sets irq, its line
load() {
	modprobe irqmask_delay_test "$@" || fail "there is no test module"
	irq=$(cat $delay/irqs)
}

# does ACTION [US]: what the next trigger does
does() {
	echo "$1" >$parameters/action
	[ -z "${2-}" ] || echo "$2" >$parameters/us
}

trigger() {
	echo 1 >$delay/trigger
}

# later COMMAND...: when the tool is ready
later() {
	wait_for is_measuring
	sleep 1
	"$@"
}

# once_armed COMMAND...: when a section of more than -T will be noticed
once_armed() {
	wait_for is_armed
	"$@"
}

# interrupt: ends the tool, as ^C does
interrupt() {
	kill -INT "$(pidof irqmask.static)"
}

# trigger_once_and_end: a section, and then the end of the tool
trigger_once_and_end() {
	trigger
	sleep 1
	interrupt
}

# run STATUS ARGUMENT...: the tool, whose exit status has to be that; its output is in
# /tmp/out and /tmp/err
run() {
	expected=$1
	shift
	$irqmask "$@" >/tmp/out 2>/tmp/err
	status=$?
	[ "$status" -eq "$expected" ] ||
		fail "irqmask $*: exit status $status, not $expected: $(cat /tmp/out /tmp/err)"
}

# says PATTERN: it is in the tool's output
says() {
	grep -q -e "$1" /tmp/out || fail "no '$1' in: $(cat /tmp/out /tmp/err)"
}

says_not() {
	! grep -q -e "$1" /tmp/out || fail "'$1' in: $(cat /tmp/out)"
}

# complains PATTERN: one line on the standard error
complains() {
	grep -q -e "$1" /tmp/err || fail "no '$1' in: $(cat /tmp/err)"
	[ "$(wc -l </tmp/err)" -eq 1 ] || fail "not one line: $(cat /tmp/err)"
}

# value KEY: the first number that follows "KEY": in the JSON of /tmp/out
value() {
	grep -o "\"$1\": -\?[0-9]*" /tmp/out | head -n 1 | sed 's/.*: //'
}

# tracing: all that the tool may not change. The kernel itself enlarges the top level's
# buffer when an event of any instance is enabled for the first time.
tracing() {
	ls $T/instances
	cat $T/irqmask/enable $T/irqmask/irqs $T/current_tracer $T/tracing_on $T/set_event \
		$T/trace_clock $T/tracing_thresh $T/tracing_cpumask
	grep -v '^#' $T/events/irqmask/irqmask_section/trigger $T/events/irqmask/irqmask_section/filter
	cat $T/trace_options
}

# unchanged: tracing is as it was when this file was read, and nothing is measured
tracing_before=$(tracing)
unchanged() {
	tracing_now=$(tracing)
	[ "$tracing_now" = "$tracing_before" ] ||
		fail "tracing was: $tracing_before; now it is: $tracing_now"
	! is_measuring || fail "it is still measured"
}

# wait_for COMMAND...: until it succeeds, 20 s at most
wait_for() {
	for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
		"$@" && return
		sleep 1
	done
	fail "waited in vain for: $*"
}

# is_armed: a trace waits for a section that is too long
is_armed() {
	# a new instance has tracing on
	grep -q 1 $T/instances/irqmask-trace-*/events/irqmask/irqmask_section/enable 2>/dev/null &&
		grep -q 1 $T/instances/irqmask-trace-*/tracing_on 2>/dev/null
}

is_measuring() {
	! grep -q '^# nothing is measured' $T/irqmask/open
}
