#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# Where handlers are forced into threads, one with a thread of its own has two. The line
# waits for the first alone: that the second one runs is not told of it.
# append: threadirqs
# smp: 1
# files: ../demo-lib.sh
# modules: secondary.c

# shellcheck source=tests/demo-lib.sh
. ./demo-lib.sh
insmod "$PWD/secondary.ko" || fail "the module can't be loaded"
parameters=/sys/module/secondary/parameters
irq=$(cat $parameters/irq)
cd $T || exit 1
instance=instances/secondary
section=$instance/events/irqmask/irqmask_section

grep -q '^irq/[0-9]*-s-second' /proc/[0-9]*/comm || fail "there is no second thread"
mkdir $instance
without_functions
echo irqmask >current_tracer
echo "irq == $irq" >$section/filter
echo 1 >$section/enable
echo 1 >$parameters/raise
grep -o 'irqmask_section: .* cause=.*' $instance/trace >/tmp/sections
cat /tmp/sections
[ "$(grep -c ' cause=oneshot ' /tmp/sections)" -eq 2 ] || fail "there are not two sections"

# The second thread ran for 20 ms before the first one could
wait_ns=$(sed -n '2s/.* thread_wait_ns=//p' /tmp/sections)
[ "$wait_ns" -ge 20000000 ] || fail "the first thread waited for $wait_ns ns"
report thread: | grep '^irq/[0-9]*-second' || fail "another thread: $(report thread:)"
echo 0 >$section/enable
echo nop >current_tracer
rmdir $instance
rmmod secondary
