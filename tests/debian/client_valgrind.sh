#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# The tool under valgrind: no error, no leak.
# shellcheck source=tests/debian/lib.sh
. ./lib.sh
load us=5000

# what libtracefs 1.6 keeps for good
cat >/tmp/suppressions <<'END'
{
	libtracefs
	Memcheck:Leak
	match-leak-kinds: definite
	fun:malloc
	fun:strdup
	obj:*/libtracefs.so.*
	fun:tracefs_tracing_dir_is_mounted
}
{
	libtracefs-missed
	Memcheck:Leak
	match-leak-kinds: definite
	fun:malloc
	fun:tracefs_follow_missed_events
}
END

# clean ARGUMENT...: its exit status may be 2, a hit
clean() {
	valgrind -q --suppressions=/tmp/suppressions --error-exitcode=99 --leak-check=full --show-leak-kinds=definite,indirect \
		--errors-for-leak-kinds=definite,indirect irqmask "$@" >/tmp/out 2>/tmp/err
	[ $? -ne 99 ] || fail "irqmask $*: $(cat /tmp/err)"
}

echo 1 >$T/irqmask/enable
echo 1 >$delay/trigger
clean stat
clean stat --prometheus
clean worst --process
clean open --json
echo 0 >$T/irqmask/enable
(wait_for is_armed; echo 1 >$delay/trigger) &
clean record -T 1000 -d 60 -q --process --svg /tmp/x.svg -t /tmp/x
has 'cause: *disable' /tmp/out
(wait_for is_measuring; echo 1 >$delay/trigger) &
clean top -q -d 10
clean hist -d 2 --svg /tmp/x.svg
wait
rmmod irqmask_delay_test
