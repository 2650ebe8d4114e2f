#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# A section of 30 minutes. Idling takes no time here: the guest's clock leaps to what
# happens next.
# smp: 1
# icount: shift=0,sleep=off
# files: ../demo-lib.sh ../measure-lib.sh

# shellcheck source=tests/demo-lib.sh
. ./demo-lib.sh
# shellcheck source=tests/measure-lib.sh
. ./measure-lib.sh
cd $T || exit 1
us=1800000000

modprobe irqmask_delay_test us=$us sleeping=1 || fail "there is no test module"
irq=$(cat $delay/irqs)
without_functions
echo irqmask >current_tracer
echo 1 >$delay/trigger &
sleep 1200
open=$(sed -n "s/^irq: $irq .* cause: disable  ns: \([0-9]*\) .*/\1/p" irqmask/open)
echo "open for $open ns"
[ "$open" -ge 1199000000000 ] && [ "$open" -le 1300000000000 ] || fail "not open for 20 minutes"
wait

elapsed=$(cat $delay/elapsed_max_ns)
ns=$(awk -v irq="$irq" '$1 == irq && $2 == 1 { print $6 }' irqmask/stat)
echo "measured $ns ns, the module saw $elapsed ns; uptime $(cat /proc/uptime)"
[ "$ns" -ge ${us}000 ] && [ "$ns" -le "$elapsed" ] || fail "30 minutes were measured as '$ns' ns"
[ "$(cat tracing_max_latency)" -ge $us ] || fail "the maximum is $(cat tracing_max_latency) us"
report irq: | grep "^$irq irqmask_delay_test .* cause: disable " || fail "it is not reported"
grep " irqmask: irq=$irq enable ns=$ns " trace || fail "its end is not in the trace"
grep -A 1 "^ *$irq " irqmask/stat | grep '2^40:1$' || fail "the histogram doesn't have it"
awk -v irq="$irq" '/^irq: / { mine = $2 == irq } mine && / ns: / { found = 1 } END { exit !found }' \
	irqmask/worst || fail "worst doesn't have it"
echo nop >current_tracer
measures "after it"
