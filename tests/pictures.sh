#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# What the pictures of the documentation show, on a real driver: an e1000 card with
# threadirqs on a machine with one CPU, and another line whose thread keeps that busy now
# and then. scripts/pictures.sh runs this in the guest and takes out of its output what is
# between the lines "begin FILE" and "end FILE".

. ./demo-lib.sh
irqmask=$PWD/irqmask.static

# show FILE
show() {
	echo "begin ${1##*/}"
	cat "$1"
	echo "end ${1##*/}"
}

# the other line's interrupts: a thread of the same priority, for 20 ms each time
busy() {
	echo 1 >/sys/kernel/irqmask_delay_test/trigger
}

network_up
irq=$(line_of_eth0)
modprobe irqmask_delay_test us=20000 repeat=20 gap_us=50000 || fail "there is no test module"
echo oneshot >/sys/module/irqmask_delay_test/parameters/action

ping -q -i 0.05 -c 200 10.0.2.2 >/dev/null &
$irqmask hist -d 12 -i "$irq" -C --svg /tmp/histogram.svg >/tmp/hist.txt || fail "hist"
wait
ping -q -i 0.05 -c 200 10.0.2.2 >/dev/null &
(sleep 3; busy) &
$irqmask top -q -d 10 >/tmp/top.txt || fail "top"
wait
# an answer has to come while the other thread runs: so there are many
for _ in 1 2 3; do
	ping -q -i 0.002 -w 30 10.0.2.2 >/dev/null &
done
(sleep 5; busy; busy) &
$irqmask record -T 15000 -i "$irq" -d 60 -q --svg /tmp/timeline.svg >/tmp/record.txt
[ $? -eq 2 ] || fail "record found nothing"
killall ping
for file in histogram.svg hist.txt top.txt timeline.svg record.txt; do
	show /tmp/$file
done
