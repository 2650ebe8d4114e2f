# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash disable=SC2034
# For the tests in the Debian guest: sections on a line of the test module.

T=/sys/kernel/tracing
delay=/sys/kernel/irqmask_delay_test
parameters=/sys/module/irqmask_delay_test/parameters

fail() {
	echo "FAILED: $*"
	exit 1
}

# load PARAMETER...: the test module; sets irq, its line
load() {
	rmmod irqmask_delay_test 2>/dev/null
	modprobe irqmask_delay_test "$@" || fail "there is no test module"
	irq=$(cat $delay/irqs)
}

# has PATTERN FILE
has() {
	grep -q -e "$1" "$2" || fail "no '$1' in $2: $(head -n 60 "$2")"
}

# wait_for COMMAND...: until it succeeds, 200 s at most
wait_for() {
	local _

	for _ in {1..200}; do
		"$@" >/dev/null 2>&1 && return
		sleep 1
	done
	fail "waited in vain for: $*"
}

is_measuring() {
	! grep -q '^# nothing is measured' $T/irqmask/open
}

is_armed() {
	# a new instance has tracing on
	grep -q 1 $T/instances/irqmask-trace-*/events/irqmask/irqmask_section/enable &&
		grep -q 1 $T/instances/irqmask-trace-*/tracing_on
}
