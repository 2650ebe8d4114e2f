#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# A kernel that is tainted while a line is disabled: irqmask goes on, but names no locks,
# for lockdep has given up. What it then still has on the list of the task that disables
# the line is a lock that was unlocked since, and freed.
# files: ../demo-lib.sh
# modules: proprietary.c

# shellcheck source=tests/demo-lib.sh
. ./demo-lib.sh
module=$PWD/proprietary.ko
cd $T || exit 1
delay=/sys/kernel/irqmask_delay_test
echo 'lockdep has switched itself off' >/run/expected-splats

# disabled_for US: the line, which is in `worst` then
disabled_for() {
	echo "$1" >/sys/module/irqmask_delay_test/parameters/us
	echo >irqmask/worst
	echo 1 >$delay/trigger
	grep -q "^irq: $irq .* cause: disable  ns: [0-9]\{7,\} " irqmask/worst ||
		fail "a line that was disabled for $1 us is not in worst"
}

# All of it in one shell, whose list of locks it is
modprobe irqmask_delay_test || fail "there is no test module"
irq=$(cat $delay/irqs)
echo 1 >irqmask/enable
disabled_for 20000
if [ -e /proc/lockdep ]; then
	grep 'locks held: .*irqmask_test_mutex' irqmask/worst || fail "the mutex is not named"
fi

(
	until grep -q "^irq: $irq " irqmask/open; do
		sleep 0.1
	done
	insmod "$module"
) &
disabled_for 5000000
wait $! || fail "the kernel can't be tainted"
[ $(($(cat /proc/sys/kernel/tainted) & 1)) -eq 1 ] || fail "the kernel is not tainted"
if [ -e /proc/lockdep ]; then
	grep -q 'debug_locks: *0' /proc/lockdep_stats || fail "lockdep has not given up"
fi
disabled_for 20000
! grep 'locks held' irqmask/worst || fail "locks are named that nobody tells of"
