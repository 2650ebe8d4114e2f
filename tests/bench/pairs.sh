# SPDX-License-Identifier: GPL-2.0
# Prints what a pair of mask and unmask costs in each state of the tracing, in guest
# instructions: a line "STATE WORKLOAD INSTRUCTIONS" each. For vm.sh with ICOUNT=yes.

. ./lib.sh

load lines=256
echo 0 >$T/options/function-trace

# a line that isn't the module's
other=1

# all STATE: every workload
all() {
	show "$1" disable flow cpu nested
	# what the scheduler counts now and then is in most of them
	set_to count=1 tries=300
	show "$1" oneshot
	set_to count=1000 tries=5
}

# longer STATE: sections each of which is longer than any before, on one line
longer() {
	set_to count=32 tries=1 warm_up=4 spin=1000
	show "$1" disable
	set_to count=1000 tries=5 warm_up=16 spin=0
}

# each STATE FROM: sections on lines that had none yet, from the one numbered so on
each() {
	set_to count=32 tries=1 warm_up=0 spin=1000 walk=32 from=$2
	show "$1" disable
	set_to count=1000 tries=5 warm_up=16 spin=0 walk=1 from=0
}

all off
show off stack
longer off_longer
each off_each 128

# --- irqmask ------------------------------------------------------------------

# sections: how many stat has of all lines
sections() {
	awk '!/^#/ && $1 ~ /^[0-9]+$/ { n += $2 } END { print n + 0 }' $T/irqmask/stat
}

# measuring STATE, ignoring STATE: `all`, in which every pair is a section, or none is
measuring() {
	before=$(sections)
	all "$1"
	[ $(($(sections) - before)) -ge 10000 ] || {
		echo "$1: the pairs were not measured as sections" >&2
		exit 1
	}
}

ignoring() {
	before=$(sections)
	all "$1"
	[ $(($(sections) - before)) -le 1000 ] || {
		echo "$1: the pairs were measured as sections" >&2
		exit 1
	}
}

if has_tracer irqmask; then
	# what is watched without a tracer feeds stat and worst
	echo 1 >$T/irqmask/enable
	measuring enable
	echo $other >$T/irqmask/irqs
	ignoring filtered
	echo all >$T/irqmask/irqs

	# the longest of its record; a record of its own; the same in a full pool
	longer record_longer
	echo >$T/irqmask/worst
	each record_new 64
	each record_more 96
	each record_full 128
	echo >$T/irqmask/worst

	echo irqmask >$T/current_tracer
	measuring tracer
	longer maximum
	echo >$T/irqmask/worst
	echo $other >$T/irqmask/irqs
	ignoring tracer_filtered
	echo all >$T/irqmask/irqs

	echo 1 >$T/events/irqmask/irqmask_section/enable
	measuring event
	echo 0 >$T/events/irqmask/irqmask_section/enable

	if [ -f $T/options/irqmask-cpu ]; then
		echo 1 >$T/options/irqmask-cpu
		measuring tracer_cpu
		echo 0 >$T/options/irqmask-cpu
	fi
	echo nop >$T/current_tracer
	echo 0 >$T/irqmask/enable
	ignoring off_again
fi

# --- what there is besides ------------------------------------------------------

if has_tracer irqsoff; then
	echo irqsoff >$T/current_tracer
	all irqsoff
	echo nop >$T/current_tracer
fi

probe irq_disable irq_enable
all kprobe
echo 1 >$T/options/stacktrace
all kprobe_stack
echo 0 >$T/options/stacktrace
unprobe
