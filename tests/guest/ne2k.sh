#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# A driver that disables its own line: for each packet that it sends.
# devices: -netdev user,id=n0 -device ne2k_pci,netdev=n0
# files: ../demo-ne2k.sh ../demo-lib.sh

sh ./demo-ne2k.sh || exit 1

# shellcheck source=tests/demo-lib.sh
. ./demo-lib.sh
cd $T || exit 1

sent() {
	cat /sys/class/net/eth0/statistics/tx_packets
}

# by_driver: the sections that the driver's send function began and ended
by_driver() {
	grep ' irqmask_section: .* cause=disable .* begin_ip=[_]*ei_start_xmit+' trace |
		grep -c ' end_ip=[_]*ei_start_xmit+'
}

echo nop >current_tracer
echo "irq == $(line_of_eth0)" >events/irqmask/irqmask_section/filter
echo 1 >events/irqmask/irqmask_section/enable
echo 1 >tracing_on
before=$(sent)
ping -c 20 -i 0.1 -q 10.0.2.2 >/dev/null || fail "a ping got lost"
packets=$(($(sent) - before))
echo 0 >events/irqmask/irqmask_section/enable

[ "$packets" -ge 20 ] || fail "only $packets packets were sent"
[ "$(by_driver)" -ge "$packets" ] ||
	fail "$packets packets were sent, but $(by_driver) sections are the driver's"

# A longer section that was open all the while: its begin went with the driver's
# snapshots, but is in its own as well
delay=/sys/kernel/irqmask_delay_test
modprobe irqmask_delay_test us=60000000 sleeping=1 || fail "there is no test module"
irq=$(cat $delay/irqs)
echo irqmask >current_tracer
echo 1 >$delay/trigger &
worker=$!
ping -c 5 -i 0.1 -q 10.0.2.2 >/dev/null || fail "a ping got lost"
report irq: | grep ' eth0 ' || fail "no report of eth0, but: $(report irq:)"
kill $worker
wait
report irq: | grep "^$irq irqmask_delay_test " || fail "the report is: $(report irq:)"
grep "irqmask: irq=$irq disable$" trace || fail "the begin is not in the trace"
echo nop >current_tracer
rmmod irqmask_delay_test
