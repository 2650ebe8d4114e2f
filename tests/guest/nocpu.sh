#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# Without CONFIG_IRQMASK_CPU there is no option for it and no cost of it, and lines are
# measured all the same.
# config: nocpu
# newest: yes
# host-only: yes
# files: ../demo-lib.sh

# shellcheck source=tests/demo-lib.sh
. ./demo-lib.sh
cd $T || exit 1
delay=/sys/kernel/irqmask_delay_test

! [ -e options/irqmask-cpu ] || fail "the option exists"
! grep -qw trace_hardirqs_off /proc/kallsyms || fail "local_irq_disable() is traced"

modprobe irqmask_delay_test us=20000 || fail "there is no test module"
irq=$(cat $delay/irqs)
echo irqmask >current_tracer
! echo irqmask-cpu 2>/dev/null >trace_options || fail "the option is taken"
echo 1 >$delay/trigger
[ "$(cat tracing_max_latency)" -ge 20000 ] || fail "a line that was disabled for 20 ms is not reported"
report irq: | grep "^$irq irqmask_delay_test .* cause: disable " || fail "another line is reported"
cat irqmask/stat
! grep '^ *cpu' irqmask/stat || fail "stat has CPUs"
grep -q "^ *$irq *1 " irqmask/stat || fail "stat doesn't have the section"
