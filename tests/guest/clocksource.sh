#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# The clocksource changes within a section, to every one that there is and back.
# files: ../demo-lib.sh ../measure-lib.sh
# needs: CONFIG_X86_64

# shellcheck source=tests/demo-lib.sh
. ./demo-lib.sh
# shellcheck source=tests/measure-lib.sh
. ./measure-lib.sh
cd $T || exit 1
clocks=/sys/devices/system/clocksource/clocksource0
# one that is there for the first second only
while grep -q early $clocks/available_clocksource; do
	sleep 0.1
done
first=$(cat $clocks/current_clocksource)
all=$(cat $clocks/available_clocksource)
[ "$(echo $all | wc -w)" -gt 1 ] || fail "there is only one clocksource: $all"

# column N: of the line's row
column() {
	awk -v irq="$irq" -v n="$1" '$1 == irq { print $n }' irqmask/stat
}

modprobe irqmask_delay_test us=60000000 sleeping=1 chip=hard || fail "there is no test module"
irq=$(cat $delay/irqs)
echo 1 >irqmask/enable
echo 1 >$delay/trigger &
worker=$!
while grep -q '^disable 0$' $delay/counts; do
	sleep 0.01
done
for clock in $all $first; do
	echo "$clock" >$clocks/current_clocksource
	[ "$(cat $clocks/current_clocksource)" = "$clock" ] || fail "$clock can't be used"
	sleep 0.3
	grep -q "^irq: $irq .*  cause: disable  ns: " irqmask/open || fail "not open with $clock"
done
kill $worker
wait
ns=$(column 6)
echo "a section through $all: $ns ns, the module saw $(cat $delay/elapsed_max_ns) ns"
[ "$(column 2)" = 1 ] && [ "$ns" -ge 900000000 ] && [ "$ns" -le "$(cat $delay/elapsed_max_ns)" ] ||
	fail "over 0.9 s were measured as '$ns' ns"
measures "after all that"
