#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# Shows a line that waits for a thread: with `threadirqs` on the kernel command line
# the e1000 card's line stays masked from its interrupt until its thread has run.
. ./demo-lib.sh

grep -qw threadirqs /proc/cmdline || fail "boot with threadirqs"
network_up
irq=$(line_of_eth0)
without_functions
echo sched_switch sched_wakeup >$T/set_event
trace_while_pinging
show_report

seen=$(report irq:)
case $seen in
"$irq eth0 ("*"cause: oneshot"*) ;;
*) fail "expected line $irq of eth0 and cause oneshot, the report says: $seen" ;;
esac
ended=$(report 'ended at:')
case $ended in
*"irq/$irq-eth0"*) ;;
*) fail "expected the thread irq/$irq-eth0 to end it, the report says: $ended" ;;
esac
thread=$(report thread:)
echo "$thread" | grep -q "^irq/$irq-eth0-[0-9]* (CPU#[0-9]* prio=[0-9]*)  waited: [0-9]* us  ran: [0-9]* us$" ||
	fail "expected what the thread irq/$irq-eth0 waited and ran, the report says: $thread"
grep -q ' => irq_thread' $T/trace || fail "no irq_thread in the stack that ended it"

echo
echo "Seen: the line of eth0 (irq $irq) was masked for $(cat $T/tracing_max_latency) us, from its"
echo "      interrupt ($(report 'started at:' | sed 's/ .*//')) until its thread irq/$irq-eth0 had run."
echo "      Of that it waited for the scheduler, and ran: $thread"
