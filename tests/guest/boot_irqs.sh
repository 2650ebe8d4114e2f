#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# The lines that the kernel command line chooses are watched from early boot on, and no
# others, until other ones are chosen.
# devices: -device virtio-serial-pci,id=early,vectors=0,ioeventfd=off -chardev null,id=early -device virtserialport,bus=early.0,chardev=early,name=early
# append: threadirqs trace_event=irqmask:irqmask_section irqmask_irqs=16-23,4000
# append-arm64: threadirqs trace_event=irqmask:irqmask_section irqmask_irqs=14,4000
# append-riscv64: threadirqs trace_event=irqmask:irqmask_section irqmask_irqs=12-13,4000
# files: ../demo-lib.sh

# shellcheck source=tests/demo-lib.sh
. ./demo-lib.sh
cd $T || exit 1
delay=/sys/kernel/irqmask_delay_test
virtio=$(sed -n 's/^ *\([0-9]*\):.* virtio0$/\1/p' /proc/interrupts)
list=$(sed 's/.* irqmask_irqs=\([^ ]*\).*/\1/' /proc/cmdline)
range=${list%,4000}

[ "$(cat irqmask/irqs)" = "$list" ] || fail "irqs is $(cat irqmask/irqs)"
grep " irqmask_section: irq=$virtio .* cause=oneshot " trace ||
	fail "there is no section of line $virtio: $(cat trace)"
sed -n 's/.* irqmask_section: irq=\([0-9]*\) .*/\1/p' trace | while read -r irq; do
	[ "$irq" -ge "${range%-*}" ] && [ "$irq" -le "${range#*-}" ] ||
		fail "there are sections of line $irq"
done || exit 1

modprobe irqmask_delay_test us=5000 || fail "there is no test module"
irq=$(cat $delay/irqs)
echo 1 >$delay/trigger
! grep " irqmask_section: irq=$irq " trace || fail "line $irq is watched"
echo "$irq" >irqmask/irqs
echo 1 >$delay/trigger
[ "$(grep -c " irqmask_section: irq=$irq " trace)" = 1 ] || fail "line $irq is not watched"
