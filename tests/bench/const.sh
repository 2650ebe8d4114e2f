# SPDX-License-Identifier: GPL-2.0
# Prints what a pair costs with few and with many lines, with and without earlier
# records of long sections, and on each CPU, with irqmask on and off: a line
# "CASE WORKLOAD INSTRUCTIONS" each. For vm.sh with ICOUNT, and SMP=1 or more.

. ./lib.sh

many=4096
repeats=200
echo 0 >$T/options/function-trace

# on TRACER: measures, the tracer itself or only what feeds stat and worst
on() {
	echo 1 >$T/irqmask/enable && echo "$1" >$T/current_tracer || exit 1
}

off() {
	echo nop >$T/current_tracer
	echo 0 >$T/irqmask/enable
}

# on each CPU for itself
each_cpu() {
	for cpu in $(seq 0 $(($(nproc) - 1))); do
		set_to cpu=$cpu
		show "$1_cpu$cpu" disable flow
	done
	set_to cpu=0
}

for lines in 1 $many; do
	load lines=$lines count=$repeats tries=3
	each_cpu lines${lines}_off
	on nop
	each_cpu lines${lines}_records0
	off
	on irqmask
	each_cpu lines${lines}_tracer
	if [ $lines -eq $many ]; then
		# longer ones on all other lines: the first line's are in no record
		echo >$T/irqmask/worst
		set_to from=1 walk=$((many - 1)) count=$((many - 1)) warm_up=0 tries=1 spin=1
		cost disable >/dev/null
		set_to from=0 walk=1 count=$repeats warm_up=16 tries=3 spin=0
		each_cpu lines${lines}_records$many
	fi
	off
	rmmod irqmask_bench
done
