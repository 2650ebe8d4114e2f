#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# irqmask top: a table of all lines.
# host-only: yes
# files: ../../build/tools/irqmask.static ../tool-lib.sh
# programs: terminal.c

# shellcheck source=tests/tool-lib.sh
. ./tool-lib.sh

# is_counting: top's own instance takes the sections
is_counting() {
	grep -q 1 $T/instances/irqmask-top-*/events/irqmask/irqmask_section/enable 2>/dev/null
}

# trigger_later TIMES: every 200 ms, when the tool is ready
trigger_later() {
	wait_for is_counting
	for _ in $(seq "$1"); do
		trigger
		usleep 200000
	done
}

# trigger_and_end TIMES: the same; the tool may end when it has told of all
trigger_and_end() {
	trigger_later "$1"
	sleep 2
	interrupt
}

# column NUMBER: of the test line's last row
column() {
	grep "^ *$irq " /tmp/out | tail -n 1 | awk "{ print \$$1 }"
}

load us=5000
trigger_and_end 5 &
run 0 top -q -d 60
wait
says '^ *irq name *chip *count *rate/s *cur us *min us *avg us *max us *masked us *open now us cause'
[ "$(grep -c '^ *irq name' /tmp/out)" -eq 1 ] || fail "more than one table: $(cat /tmp/out)"
[ "$(column 2)" = irqmask_delay_test ] || fail "name: $(column 2)"
[ "$(column 5)" -eq 5 ] || fail "count: $(column 5)"
[ "$(column 10 | sed 's/[.].*//')" -ge 5000 ] || fail "max: $(column 10)"
says ' disable *irqmask_test_disable+'
unchanged

# A table each second; a line that is disabled right now
does disable 3000000
echo 1 >$parameters/sleeping
trigger_and_end 1 &
run 0 top -d 60
wait
[ "$(grep -c '^ *irq name' /tmp/out)" -ge 3 ] || fail "not a table each second: $(cat /tmp/out)"
open=$(grep "^ *$irq " /tmp/out | awk '$12 != "-" { print int($12) }' | sort -n | tail -n 1)
[ "${open:-0}" -ge 500000 ] || fail "open for $open us: $(cat /tmp/out)"

# The last table is not one more
run 0 top -d 1
[ "$(grep -c '^ *irq name' /tmp/out)" -eq 1 ] || fail "not one table: $(cat /tmp/out)"

# Other lines and CPUs are left out
echo 0 >$parameters/sleeping
does disable 5000
trigger_and_end 2 &
run 0 top -q -d 60 -i 0-$((irq - 1))
wait
says_not irqmask_delay_test
# by_second_cpu: a section of the second CPU alone
by_second_cpu() {
	wait_for is_counting
	taskset 2 sh -c "echo 1 >$delay/trigger"
	sleep 2
	interrupt
}
by_second_cpu &
run 0 top -q -d 60 -c 0
wait
says_not irqmask_delay_test
by_second_cpu &
run 0 top -q -d 60 -c 1
wait
says irqmask_delay_test

# JSON: an object for each table
trigger_and_end 3 &
run 0 top --json -d 60
wait
[ "$(wc -l </tmp/out)" -ge 3 ] || fail "JSON: $(cat /tmp/out)"
tail -n 1 /tmp/out | grep -q '"lost_events": 0, "lines": \[{"irq": '$irq', .*"count": 3, ' ||
	fail "JSON: $(cat /tmp/out)"

# The threshold: not hit, then hit
once_armed trigger_and_end 1 &
run 0 top -q -d 60 -T 10000000
wait $! || fail "there was no section"
once_armed trigger &
run 2 top -q -d 60 -T 4000 -t /tmp/trace -e irq:irq_handler_entry
wait
grep -q " irqmask_section: irq=$irq " /tmp/trace || fail "the trace is: $(cat /tmp/trace)"

once_armed trigger &
run 1 top -q -d 60 -T 4000 -t /nowhere/trace
wait
complains 'saved to /nowhere/trace'
says "^ *$irq "

# column_of NUMBER: of all rows of the test's lines
column_of() {
	awk "/irqmask_delay_test/ { print \$$1 }" /tmp/out
}

# Sorted. At first the section of the first line is cut short, before the second's
# begins: their counts differ, and their lengths do by chance.
rmmod irqmask_delay_test
load us=1500000 lines=2 sleeping=1
both() {
	wait_for is_counting
	sh -c "echo 1 >$delay/trigger" &
	usleep 700000
	kill $!
	wait
	trigger
	sleep 1
	interrupt
}
for key in max:10 count:5 irq:1; do
	both &
	run 0 top -q -d 60 -s ${key%:*}
	wait
	[ "$(column_of 1 | wc -l)" -eq 2 ] || fail "two lines: $(cat /tmp/out)"
	[ "$(column_of 5 | sort -n | tr '\n' ' ')" = '1 2 ' ] || fail "counts: $(cat /tmp/out)"
	order=-rn
	[ $key != irq:1 ] || order=-n
	[ "$(column_of ${key#*:})" = "$(column_of ${key#*:} | sort $order)" ] ||
		fail "not by ${key%:*}: $(cat /tmp/out)"
done

# on_terminal ROWS COLUMNS: what the last table has on it is in /tmp/out
on_terminal() {
	trigger_and_end 1 &
	./terminal "$1" "$2" $irqmask top -d 60 >/tmp/all </dev/null ||
		fail "on a terminal: exit status $?: $(cat /tmp/all)"
	wait
	tr -d '\r' </tmp/all | sed -n '/\[H/h; /\[H/!H; $ { x; s/.*\[J//; p }' >/tmp/out
	[ "$(awk '{ print length }' /tmp/out | sort -n | tail -n 1)" -le "$2" ] ||
		fail "it is wider than $2: $(cat /tmp/out)"
}

# A terminal with room for some of the columns and rows
rmmod irqmask_delay_test
load us=100 lines=20
on_terminal 12 80
says '^ *irq name *count *max us *masked us *open now us cause'
[ "$(wc -l </tmp/out)" -eq 11 ] || fail "not 11 lines: $(cat /tmp/out)"
says '^1[2-9] more$'
on_terminal 40 124
says '^ *irq name *count *rate/s *cur us *min us *avg us *max us *masked us *open now us cause *place'
says_not ' more$'
[ "$(grep -c irqmask_test_di /tmp/out)" -eq 20 ] || fail "not all lines: $(cat /tmp/out)"
on_terminal 40 170
says '^ *irq name *chip *count *rate/s'
rmmod irqmask_delay_test
unchanged
