#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# Recipe: who enabled a line once too often. The kernel warns at another one.
# files: ../demo-lib.sh

# shellcheck source=tests/demo-lib.sh
. ./demo-lib.sh
cd $T || exit 1
delay=/sys/kernel/irqmask_delay_test
action=/sys/module/irqmask_delay_test/parameters/action
sysctl=/proc/sys/kernel

# is WHAT VALUE SHOULD-BE
is() {
	[ "$2" = "$3" ] || fail "$1: '$2', should be '$3'"
}

# calls: each of the line's events as "name depth caller". The caller is the first
# function of the stack that is not the interrupt core's or the event's own.
calls() {
	awk '
	/ irq_line_(dis|en)able: / {
		name = depth = $0
		sub(/.* irq_line_/, "", name)
		sub(/:.*/, "", name)
		sub(/.* depth=/, "", depth)
		sub(/ .*/, "", depth)
	}
	/^ => / && name && $2 !~ /^(trace_(event_|irq_line_)|_*irq_|_*(dis|en)able_irq)/ {
		print name, depth, $2
		name = ""
	}' trace
}

# called NAME: how often each caller did, as "caller number"
called() {
	calls | awk -v name="$1" '$1 == name { n[$3]++ } END { for (c in n) print c, n[c] }' | sort
}

warnings() {
	dmesg | grep 'WARNING: '
}

modprobe irqmask_delay_test || fail "there is no test module"
irq=$(cat $delay/irqs)

echo "irq == $irq" >events/irq_line/filter
for event in irq_line_disable irq_line_enable; do
	echo "stacktrace if irq == $irq" >events/irq_line/$event/trigger
	echo 1 >events/irq_line/$event/enable
done
echo 1 >$sysctl/traceoff_on_warning

# Balanced callers, one of them nested
echo 1 >$delay/trigger
echo nested >$action
echo 1 >$delay/trigger
is "balanced callers" "$(called disable)" "$(called enable)"
is tracing_on "$(cat tracing_on)" 1
is "warnings so far" "$(warnings)" ""

# Every other warning ends this run, before this and after it
echo 0 >$sysctl/panic_on_warn
echo unbalanced >$action
echo 1 >$delay/trigger
echo 1 >$sysctl/panic_on_warn

# Exactly this warning is expected. It names the wrong one.
is "warnings" "$(warnings | wc -l)" 1
is "the kernel's message" "$(dmesg | grep 'Unbalanced enable')" "Unbalanced enable for IRQ $irq"
warnings | grep ' __enable_irq+' || fail "the warning is another one: $(warnings)"
warnings | sed 's/[][\.*^$+?(){}|]/\\&/g; s/.*/^&$/' >/run/expected-splats
# riscv64 has the addresses before the names
dmesg | grep -E '^( |\[<[0-9a-f]+>\] )irqmask_test_unbalanced\+' || fail "the warning doesn't name who called last"
! dmesg | grep irqmask_test_enable_unpaired || fail "the warning names the culprit"

cat trace
is tracing_on "$(cat tracing_on)" 0
is "the calls" "$(calls)" "disable 1 irqmask_test_disable
enable 0 irqmask_test_disable
disable 1 irqmask_test_disable_nested
disable 2 irqmask_test_disable_nested
enable 1 irqmask_test_disable_nested
enable 0 irqmask_test_disable_nested
disable 1 irqmask_test_unbalanced
enable 0 irqmask_test_enable_unpaired"

# Who enabled what it has not disabled
called disable >/tmp/disable
called enable >/tmp/enable
is "the culprit" "$(grep -v -x -F -f /tmp/disable /tmp/enable)" "irqmask_test_enable_unpaired 1"

echo 0 >events/irq_line/enable
rmmod irqmask_delay_test
