#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# irqmask top: a table of all lines.
# needs: CONFIG_X86_64
# files: ../../build/tools/irqmask.static ../tool-lib.sh

# shellcheck source=tests/tool-lib.sh
. ./tool-lib.sh

# trigger_later TIMES: every 200 ms, when the tool is ready
trigger_later() {
	wait_for is_measuring
	for _ in $(seq "$1"); do
		trigger
		usleep 200000
	done
}

# column NUMBER: of the test line's last row
column() {
	grep "^ *$irq " /tmp/out | tail -n 1 | awk "{ print \$$1 }"
}

load us=5000
trigger_later 5 &
run 0 top -q -d 6
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
trigger_later 1 &
run 0 top -d 4
wait
[ "$(grep -c '^ *irq name' /tmp/out)" -ge 3 ] || fail "not a table each second: $(cat /tmp/out)"
open=$(grep "^ *$irq " /tmp/out | awk '$12 != "-" { print int($12) }' | sort -n | tail -n 1)
[ "${open:-0}" -ge 500000 ] || fail "open for $open us: $(cat /tmp/out)"

# Other lines and CPUs are left out
echo 0 >$parameters/sleeping
does disable 5000
trigger_later 2 &
run 0 top -q -d 4 -i 0-$((irq - 1))
wait
says_not irqmask_delay_test
(wait_for is_measuring; taskset 2 sh -c "echo 1 >$delay/trigger") &
run 0 top -q -d 4 -c 0
wait
says_not irqmask_delay_test
(wait_for is_measuring; taskset 2 sh -c "echo 1 >$delay/trigger") &
run 0 top -q -d 4 -c 1
wait
says irqmask_delay_test

# JSON: an object for each table
trigger_later 3 &
run 0 top --json -d 4
wait
[ "$(wc -l </tmp/out)" -ge 3 ] || fail "JSON: $(cat /tmp/out)"
tail -n 1 /tmp/out | grep -q '"lost_events": 0, "lines": \[{"irq": '$irq', .*"count": 3, ' ||
	fail "JSON: $(cat /tmp/out)"

# The threshold: not hit, then hit
trigger_later 1 &
run 0 top -q -d 4 -T 10000000
wait
trigger_later 1 &
run 2 top -q -d 60 -T 4000 -t /tmp/trace -e irq:irq_handler_entry
wait
grep -q " irqmask_section: irq=$irq " /tmp/trace || fail "the trace is: $(cat /tmp/trace)"

trigger_later 1 &
run 1 top -q -d 60 -T 4000 -t /nowhere/trace
wait
complains 'saved to /nowhere/trace'
says "^ *$irq "

# Sorted: by max, and by the number of sections
rmmod irqmask_delay_test
load us=2000 lines=2
first=${irq%%[!0-9]*}
for key in max count irq; do
	trigger_later 1 &
	run 0 top -q -d 3 -s $key
	wait
	[ "$(grep -c irqmask_delay_test /tmp/out)" -eq 2 ] || fail "two lines: $(cat /tmp/out)"
done
[ "$(grep irqmask_delay_test /tmp/out | awk 'NR == 1 { print $1 }')" -eq "$first" ] ||
	fail "not by line: $(cat /tmp/out)"
rmmod irqmask_delay_test
unchanged
