# SPDX-License-Identifier: GPL-2.0
# Compares what irqmask says of sections that the delay module makes with the module's
# own two clock reads around them: a line "accuracy MICROSECONDS STAT ELAPSED" each, the
# last two in ns. For vm.sh with ICOUNT.

T=/sys/kernel/tracing
M=/sys/kernel/irqmask_delay_test
P=/sys/module/irqmask_delay_test/parameters

modprobe irqmask_delay_test || exit 1
echo 0 >$T/options/function-trace
# a longer one first: who reports a maximum takes its stack after it, between the reads
echo irqmask >$T/current_tracer

section() {
	echo "$1" >$P/us && echo 1 >$M/trigger || exit 1
}

# the line's row: irq count total ...
row() {
	awk -v column="$1" '$1 ~ /^[0-9]+$/ && /irqmask_delay_test/ { print $column }' $T/irqmask/stat
}

echo nosync >$P/action
section 200000
for us in 10 100 1000 10000 100000; do
	count=$(row 2) total=$(row 3)
	section $us
	[ "$(row 2)" = $((count + 1)) ] || {
		echo "stat has no such section:" >&2
		cat $T/irqmask/stat >&2
		exit 1
	}
	echo "accuracy $us $(($(row 3) - total)) $(cat $M/elapsed_min_ns)"
done
