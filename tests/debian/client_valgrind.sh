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

# clean STATUS ARGUMENT...: with this exit status
clean() {
	local expected=$1 status

	shift
	valgrind -q --suppressions=/tmp/suppressions --error-exitcode=99 --leak-check=full --show-leak-kinds=definite,indirect \
		--errors-for-leak-kinds=definite,indirect irqmask "$@" >/tmp/out 2>/tmp/err
	status=$?
	[ $status -eq "$expected" ] || fail "irqmask $*: exit status $status: $(cat /tmp/err)"
}

echo 1 >$T/irqmask/enable
echo 1 >$delay/trigger
clean 0 stat
clean 0 stat --prometheus
clean 0 worst --process
clean 0 open --json
echo 0 >$T/irqmask/enable
(wait_for is_armed; echo 1 >$delay/trigger) &
clean 2 record -T 1000 -d 60 -q --process --svg /tmp/x.svg -t /tmp/x
has 'cause: *disable' /tmp/out
(wait_for is_measuring; echo 1 >$delay/trigger) &
clean 0 top -q -d 10
clean 0 hist -d 2 --svg /tmp/x.svg
wait
rmmod irqmask_delay_test
