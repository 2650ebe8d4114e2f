#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# The test module is not loaded with a parameter that is wrong: the log says what it has to
# be, and nothing is left behind.
# files: ../demo-lib.sh ../measure-lib.sh

# shellcheck source=tests/demo-lib.sh
. ./demo-lib.sh
# shellcheck source=tests/measure-lib.sh
. ./measure-lib.sh

# refused SAYS PARAMETER=VALUE...: the last one is wrong; the log has SAYS, if it has to
refused() {
	says=$1
	shift
	# not cleared: what the kernel complained of is looked for in the end
	cases=$((cases + 1))
	echo "parameters.sh: case $cases" >/dev/kmsg
	! modprobe irqmask_delay_test "$@" 2>/tmp/err || fail "it can be loaded with $*"
	grep -qi 'invalid' /tmp/err || fail "$*: not EINVAL, but $(cat /tmp/err)"
	dmesg | sed "1,/parameters.sh: case $cases\$/d" >/tmp/log
	[ -z "$says" ] || grep -qF "irqmask_delay_test: $says" /tmp/log ||
		fail "$*: no '$says' in the log, but: $(cat /tmp/log)"
	[ ! -d $delay ] && [ ! -d $params ] || fail "$*: it is there"
	! grep -q irqmask_delay_test /proc/interrupts || fail "$*: its lines are there"
}

# numbers NAME MIN MAX: it has to be from one to the other
numbers() {
	for value in $(($2 - 1)) $(($3 + 1)) 99999999999999999999 -99999999999999999999 \
		x 1x 1.0 "$2-" '' "$many"; do
		refused "$1 must be a whole number from $2 to $3, not '$(echo "$value" | cut -c1-64)'" \
			"$1=$value"
	done
	refused '' "$1"
}

# words NAME 'WORD, WORD...'
words() {
	for value in x 0 -1 '' "${2%%,*}x" "$(echo "${2%%,*}" | tr "[:lower:]" "[:upper:]")" "$many"; do
		refused "$1 must be one of $2, not '$(echo "$value" | cut -c1-64)'" "$1=$value"
	done
	refused '' "$1"
}

cases=0
many=$(seq 400 | tr -d '\n')
numbers lines 1 4096
numbers force_resume 0 1
numbers us 1 2147483647
numbers arrive_us 0 60000000
numbers repeat 1 1000000
numbers threads 1 64
numbers gap_us 0 60000000
numbers sleeping 0 1
numbers cpu 0 2147483647
numbers end_cpu -1 2147483647
words chip 'lazy, hard, mask_ack'
words flow 'level, fasteoi, edge'
words action 'disable, nosync, nested, handler, flow, oneshot, no_wake, lazy, lazy_irq, cross_cpu, free, type, spurious, other, unbalanced'
# Others are right
refused "us must be" lines=4096 chip=hard us=0

modprobe irqmask_delay_test lines=2 chip=hard flow=edge us=10 || fail "it can't be loaded"
rmmod irqmask_delay_test
modprobe irqmask_delay_test || fail "there is no test module"
cd $T || exit 1
measures "after it"
