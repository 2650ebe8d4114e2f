#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# A line that waits for a thread, with threadirqs.
# devices: -netdev user,id=n0 -device e1000,netdev=n0
# append: threadirqs
# files: ../demo-e1000.sh ../demo-lib.sh

sh ./demo-e1000.sh || exit 1

# shellcheck source=tests/demo-lib.sh
. ./demo-lib.sh
cd $T || exit 1
irq=$(line_of_eth0)

# Each interrupt of the card is a section, which the line's thread ends
echo nop >current_tracer
echo "irq == $irq" >events/irqmask/irqmask_section/filter
echo 1 >events/irqmask/irqmask_section/enable
echo 1 >tracing_on
ping -c 20 -i 0.1 -q 10.0.2.2 >/dev/null || fail "a ping got lost"
echo 0 >events/irqmask/irqmask_section/enable

sections=$(grep -c ' irqmask_section: ' trace)
[ "$sections" -ge 20 ] || fail "20 pings made $sections sections"
waited=$(grep -c " irq/$irq-eth0-[0-9]* .* irqmask_section: irq=$irq .* cause=oneshot " trace)
[ "$waited" -eq "$sections" ] || fail "$waited of $sections sections waited for the thread"
