# SPDX-License-Identifier: GPL-2.0
# What the guest's scripts share. Sourced with irqmask_bench.ko beside.

T=/sys/kernel/tracing
P=/sys/module/irqmask_bench/parameters

# load PARAMETER...: the module, with lines of its own
load() {
	insmod ./irqmask_bench.ko "$@" || exit 1
}

# set_to PARAMETER=VALUE...: how the workloads run from now on
set_to() {
	for p in "$@"; do
		echo "${p#*=}" >"$P/${p%%=*}" || exit 1
	done
}

# cost WORKLOAD: instructions of one repeat
cost() {
	echo "$1" >"$P/run" || {
		echo "the workload $1 failed" >&2
		exit 1
	}
	said=$(cat "$P/result")
	echo "${said% *}"
}

# show STATE WORKLOAD...: a line each: STATE WORKLOAD INSTRUCTIONS
show() {
	state=$1

	shift
	for workload in "$@"; do
		echo "$state $workload $(cost "$workload")"
	done
}

has_tracer() {
	grep -qw "$1" $T/available_tracers
}

# probe FUNCTION...: a kprobe event on each, switched on. The compiler names what it splits
# off a function after it.
probe() {
	for name in "$@"; do
		symbol=$(awk -v name="$name" '$3 == name || index($3, name ".part.") == 1 {
			print $3; exit }' /proc/kallsyms)
		[ -n "$symbol" ] || {
			echo "this kernel has no $name to probe" >&2
			exit 1
		}
		echo "p:bench/$name $symbol" >>$T/kprobe_events || exit 1
	done
	echo 1 >$T/events/bench/enable
}

unprobe() {
	echo 0 >$T/events/bench/enable
	echo >$T/kprobe_events
}
