#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# Shows a driver that disables its own line: the 8390 driver of an NE2000 card
# calls disable_irq_nosync() for every packet that it sends.
. ./demo-lib.sh

network_up
irq=$(line_of_eth0)
without_functions
trace_while_pinging
show_report

seen=$(report irq:)
us=$(cat $T/tracing_max_latency)
started=$(report 'started at:' | sed 's/ .*//')
ended=$(report 'ended at:' | sed 's/ .*//')
case $seen in
"$irq eth0 ("*"cause: disable"*) grep ' => ' $T/trace >/tmp/stacks ;;
"$irq eth0 ("*"cause: oneshot"*)
	# Each line has a thread there, for which it may wait longer
	grep -q PREEMPT_RT /proc/version || fail "cause oneshot without threads: $seen"
	echo "\$ cat $T/irqmask/worst"
	sed -n "/^irq: $irq .*  cause: disable  /,/^$/p" $T/irqmask/worst | tee /tmp/stacks
	us=$(($(sed -n 's/^irq: .*  ns: \([0-9]*\) .*/\1/p' /tmp/stacks) / 1000))
	started=$(sed -n 's/^started at: \([^+]*\).*/\1/p' /tmp/stacks)
	ended=$(sed -n 's/^ended at: \([^+]*\).*/\1/p' /tmp/stacks)
	;;
*) fail "expected line $irq of eth0 and cause disable, the report says: $seen" ;;
esac
grep -q ' => .*ei_start_xmit' /tmp/stacks || fail "no ei_start_xmit in the stacks"

echo
echo "Seen: the line of eth0 (irq $irq) could not deliver for $us us."
echo "      The driver's own $started() had disabled it to send a packet,"
echo "      and $ended() enabled it again."
