#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# A list of lines on the kernel command line that is none: the kernel says so, and
# watches all lines.
# append: trace_event=irqmask:irqmask_section irqmask_irqs=4,x
# files: ../demo-lib.sh

# shellcheck source=tests/demo-lib.sh
. ./demo-lib.sh
cd $T || exit 1
dmesg | grep "irqmask_irqs=4,x is neither all nor a list" || fail "the kernel doesn't complain"
[ "$(cat irqmask/irqs)" = all ] || fail "irqs is $(cat irqmask/irqs)"
modprobe irqmask_delay_test us=5000 || fail "there is no test module"
irq=$(cat /sys/kernel/irqmask_delay_test/irqs)
echo 1 >/sys/kernel/irqmask_delay_test/trigger
[ "$(grep -c " irqmask_section: irq=$irq " trace)" = 1 ] || fail "line $irq is not watched"
