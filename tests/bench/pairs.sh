# SPDX-License-Identifier: GPL-2.0
# Prints what a pair of mask and unmask costs in each state of the tracing, in guest
# instructions: a line "STATE WORKLOAD INSTRUCTIONS" each. For vm.sh with ICOUNT=yes.

. ./lib.sh

load lines=64
echo 0 >$T/options/function-trace

# a line that isn't the module's
other=1

# all STATE: every workload
all() {
	show "$1" disable flow cpu nested
	set_to count=20 tries=20
	show "$1" oneshot
	set_to count=1000 tries=5
}

all off
show off stack
set_to spin=8
show off_spin disable
set_to spin=0

# --- irqmask ------------------------------------------------------------------

if has_tracer irqmask; then
	# what is watched without a tracer feeds stat and worst
	echo 1 >$T/irqmask/enable
	all enable
	echo $other >$T/irqmask/irqs
	all filtered
	echo all >$T/irqmask/irqs

	echo irqmask >$T/current_tracer
	all tracer
	echo $other >$T/irqmask/irqs
	all tracer_filtered
	echo all >$T/irqmask/irqs

	echo 1 >$T/events/irqmask/irqmask_section/enable
	all event
	echo 0 >$T/events/irqmask/irqmask_section/enable

	if [ -f $T/options/irqmask-cpu ]; then
		echo 1 >$T/options/irqmask-cpu
		all tracer_cpu
		echo 0 >$T/options/irqmask-cpu
	fi
	echo nop >$T/current_tracer
	echo 0 >$T/irqmask/enable
	all off_again
fi

# --- what there is besides ------------------------------------------------------

if has_tracer irqsoff; then
	echo irqsoff >$T/current_tracer
	all irqsoff
	echo nop >$T/current_tracer
fi

# the compiler names what it splits off a function after it
probe() {
	symbol=$(awk -v name="$1" '$3 == name || index($3, name ".part.") == 1 { print $3; exit }' \
		/proc/kallsyms)
	[ -n "$symbol" ] || {
		echo "this kernel has no $1 to probe" >&2
		exit 1
	}
	echo "p:bench/$1 $symbol" >>$T/kprobe_events || exit 1
}

probe __irq_disable
probe irq_enable
echo 1 >$T/events/bench/enable
all kprobe
echo 1 >$T/options/stacktrace
all kprobe_stack
echo 0 >$T/options/stacktrace
echo 0 >$T/events/bench/enable
echo >$T/kprobe_events
