#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# The event as the kernel command line says, with no tracer: it has what happened
# before the first program ran. With threadirqs, a line that interrupts while its driver
# looks for the device makes a section.
# devices: -device virtio-serial-pci,id=early,vectors=0,ioeventfd=off -chardev null,id=early -device virtserialport,bus=early.0,chardev=early,name=early
# append: threadirqs trace_event=irqmask:irqmask_section,sched:sched_process_exec
# files: ../demo-lib.sh

# shellcheck source=tests/demo-lib.sh
. ./demo-lib.sh
cd $T || exit 1
echo 0 >events/sched/sched_process_exec/enable
irq=$(sed -n 's/^ *\([0-9]*\):.* virtio0$/\1/p' /proc/interrupts)

[ "$(cat current_tracer)" = nop ] || fail "current_tracer is $(cat current_tracer)"
[ "$(cat events/irqmask/irqmask_section/enable)" = 1 ] || fail "the event is off"
grep -m 1 ' sched_process_exec: filename=/init ' trace || fail "the trace doesn't go back to /init"
sed '/ sched_process_exec: /,$d' trace >/tmp/before
grep " irqmask_section: irq=$irq .* cause=oneshot " /tmp/before ||
	fail "there is no section of line $irq before /init: $(cat trace)"
ns=$(sed -n "s/.* irqmask_section: irq=$irq .* ns=\([0-9]*\) masked_ns=.*/\1/p" /tmp/before |
	sort -n | tail -n 1)
[ "$ns" -gt 0 ] || fail "the longest section is of $ns ns"
[ "$ns" -lt "$(sed 's/^\([0-9]*\)\.\([0-9]*\) .*/\1\20000000/' /proc/uptime)" ] ||
	fail "a section of $ns ns is longer than the system is up"

# It goes on, and ends
modprobe irqmask_delay_test us=5000 || fail "there is no test module"
irq=$(cat /sys/kernel/irqmask_delay_test/irqs)
echo 1 >/sys/kernel/irqmask_delay_test/trigger
echo 0 >events/irqmask/irqmask_section/enable
echo 1 >/sys/kernel/irqmask_delay_test/trigger
[ "$(grep -c " irqmask_section: irq=$irq .* cause=disable " trace)" = 1 ] ||
	fail "not one section of line $irq: $(cat trace)"
rmmod irqmask_delay_test
