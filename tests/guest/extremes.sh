#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# 4,096 lines, most of them numbered past the initial nr_irqs; a storm of a million
# interrupts, with lockdep of 20,000, each of which masks the line.
# files: ../demo-lib.sh ../measure-lib.sh

# shellcheck source=tests/demo-lib.sh
. ./demo-lib.sh
# shellcheck source=tests/measure-lib.sh
. ./measure-lib.sh
cd $T || exit 1
echo 1 >/sys/kernel/rcu_expedited

# act SETTING...
act() {
	for setting; do
		echo "${setting#*=}" >"$params/${setting%%=*}"
	done
	(echo 1 >$delay/trigger) || fail "the lines can't be masked: $*"
}

# column N: of the row of the first line
column() {
	awk -v irq="$irq" -v n="$1" '$1 == irq { print $n }' irqmask/stat
}

count_of() {
	sed -n "s/^$1 //p" $delay/counts
}

# --- many lines ---

echo 1 >irqmask/enable
modprobe irqmask_delay_test lines=4096 chip=hard us=1 || fail "there is no test module"
irqs=$(cat $delay/irqs)
initial=$(dmesg | sed -n 's/.*NR_IRQS: [0-9]*, nr_irqs: \([0-9]*\),.*/\1/p')
echo "lines $irqs; the kernel began with $initial"
[ "${irqs%-*}" -lt "$initial" ] && [ "${irqs#*-}" -gt "$initial" ] ||
	fail "the lines are not on both sides of the initial nr_irqs"
echo "$irqs" >irqmask/irqs
# the storage for them is added a little later
sleep 1
echo >irqmask/stat
act action=nosync
grep -v '^#' irqmask/stat | grep -v hist: | awk '$2 == 1 && $8 == 0 && $9 == 0' >/tmp/rows
[ "$(wc -l </tmp/rows)" -eq 4096 ] || fail "$(wc -l </tmp/rows) of 4096 lines have one section"
head -n 1 /tmp/rows
tail -n 1 /tmp/rows
[ "$(grep -c '^irq: ' irqmask/worst)" -gt 0 ] || fail "worst is empty"
rmmod irqmask_delay_test

modprobe irqmask_delay_test chip=hard || fail "the module can't be loaded"
irq=$(cat $delay/irqs)
echo all >irqmask/irqs

# --- a storm ---

interrupts=1000000
# each takes half a millisecond there
[ -e /proc/lockdep_stats ] && interrupts=20000
echo >irqmask/stat
echo >irqmask/worst
masks=$(count_of mask)
handled=$(count_of handled)
act action=flow us=1 sleeping=0 repeat=$interrupts
echo "count $(column 2), dropped $(column 8), lost $(column 9)"
[ $(($(count_of handled) - handled)) -eq $interrupts ] || fail "interrupts are lost"
[ $(($(count_of mask) - masks)) -eq $interrupts ] || fail "not every interrupt masked the line"
[ "$(column 2) $(column 8) $(column 9)" = "$interrupts 0 0" ] || fail "sections are lost"
grep "^irq: $irq .* cause: flow .* count: $interrupts$" irqmask/worst || fail "worst lost some"
measures "after all that"
