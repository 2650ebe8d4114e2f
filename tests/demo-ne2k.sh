#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# Shows a driver that disables its own line: the 8390 driver of an NE2000 card
# calls disable_irq_nosync() for every packet that it sends.
. ./demo-lib.sh

network_up
irq=$(line_of_eth0)
echo 0 >$T/options/function-trace
trace_while_pinging
show_report

seen=$(report irq:)
case $seen in
"$irq eth0 ("*"cause: disable"*) ;;
*) fail "expected line $irq of eth0 and cause disable, the report says: $seen" ;;
esac
grep -q ' => .*ei_start_xmit' $T/trace || fail "no ei_start_xmit in the stacks"

echo
echo "Seen: the line of eth0 (irq $irq) could not deliver for $(cat $T/tracing_max_latency) us."
echo "      The driver's own $(report 'started at:' | sed 's/ .*//')() had disabled it to send a packet,"
echo "      and $(report 'ended at:' | sed 's/ .*//')() enabled it again."
