# SPDX-License-Identifier: GPL-2.0
# Does one WORKLOAD again and again in the state that SETUP made, for
# scripts/bench-step.py, which follows one after the last line printed.

. ./lib.sh
. ./step.conf

load lines=64
echo 0 >$T/options/function-trace
eval "$SETUP" || exit 1
cost $WORKLOAD >/dev/null
set_to count=1 tries=1 warm_up=0
cost $WORKLOAD >/dev/null
grep -F '[irqmask_bench]' /proc/kallsyms
echo ready
n=0
while [ $n -lt 1000 ]; do
	cost $WORKLOAD >/dev/null
	n=$((n + 1))
done
