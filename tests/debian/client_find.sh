#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# As a new user would: find the line that a module keeps masked, with the tool alone, and
# within a minute.
# shellcheck source=tests/debian/lib.sh
. ./lib.sh
# a line is disabled for longer than anybody would wait
load us=60000000 sleeping=1

# misbehave: until behave
misbehave() {
	sh -c 'echo $$ >/tmp/pid; exec >'$delay'/trigger; echo 1' &
	misbehaving=$!
}
behave() {
	kill "$(cat /tmp/pid)"
	wait $misbehaving
}

# found: it took less than a minute since $started
found() {
	[ $((SECONDS - started)) -lt 60 ] || fail "that took $((SECONDS - started)) s"
}

started=$SECONDS
irqmask record -T 1000 -q >/tmp/record &
record=$!
wait_for is_armed
misbehave
wait $record
[ $? -eq 2 ] || fail "record found nothing"
has "^irq $irq  irqmask_delay_test " /tmp/record
has 'it still can.t deliver' /tmp/record
has 'started at: *irqmask_test_disable.*\[irqmask_delay_test\]' /tmp/record
found

irqmask open >/tmp/open || fail open
has "^irq $irq  irqmask_delay_test " /tmp/open
irqmask top -q -d 2 >/tmp/top || fail top
has "^ *$irq irqmask_delay_test .*unknown" /tmp/top
# what matters fits on a terminal of 80 columns
script -q -c 'stty cols 80; irqmask top -d 3' /tmp/typescript >/dev/null </dev/null || fail "top on a terminal"
tr -d '\r' </tmp/typescript | sed 's/\x1b\[[HJ]//g' | grep -v '^Script ' >/tmp/screen
has '^ *irq name *count *max us *masked us *open now us cause *place' /tmp/screen
has "^ *$irq irqmask_dela .*unknown" /tmp/screen
[ "$(wc -L </tmp/screen)" -le 80 ] || fail "wider than the terminal: $(cat /tmp/screen)"
behave

# it was disabled before anything measured: which one, and whose, is seen at once
is_measuring && fail "something measures"
misbehave
sleep 2
started=$SECONDS
irqmask open >/tmp/open || fail "open, of what was before"
has "^irq $irq  irqmask_delay_test " /tmp/open
has 'unknown' /tmp/open
found
behave
rmmod irqmask_delay_test
