#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# As a new user would: find the line that a module keeps masked, with the tool alone.
# shellcheck source=tests/debian/lib.sh
. ./lib.sh
# it is disabled from now on, for longer than anybody would wait
load us=60000000 sleeping=1
irqmask record -T 1000 -q >/tmp/record &
wait_for is_armed
sh -c 'echo $$ >/tmp/pid; exec >'$delay'/trigger; echo 1' &
sleep 2
wait %1
[ $? -eq 2 ] || fail "record found nothing"
has "^irq $irq  irqmask_delay_test " /tmp/record
has 'it still can.t deliver' /tmp/record
has 'started at: *irqmask_test_disable.*\[irqmask_delay_test\]' /tmp/record

irqmask open >/tmp/open || fail open
has "^irq $irq  irqmask_delay_test " /tmp/open
irqmask top -q -d 2 >/tmp/top || fail top
has "^ *$irq irqmask_delay_test .*unknown" /tmp/top
# what matters fits on a terminal of 80 columns
script -q -c 'stty cols 80; irqmask top -d 3' /tmp/typescript >/dev/null </dev/null || fail "top on a terminal"
tr -d '\r' </tmp/typescript | sed 's/\x1b\[[HJ]//g' | grep -v '^Script ' >/tmp/screen
has '^ *irq name *count *max us *masked us *open us cause *place' /tmp/screen
has "^ *$irq irqmask_dela .*unknown" /tmp/screen
[ "$(wc -L </tmp/screen)" -le 80 ] || fail "wider than the terminal: $(cat /tmp/screen)"
kill "$(cat /tmp/pid)"
wait
rmmod irqmask_delay_test
