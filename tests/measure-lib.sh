# SPDX-License-Identifier: GPL-2.0
# For the guest's tests that do anything to irqmask: whether it measures as it should.

delay=/sys/kernel/irqmask_delay_test
params=/sys/module/irqmask_delay_test/parameters

# measures WHEN: a section of 20 ms of the module's first line is measured as such
measures() {
	echo all >irqmask/irqs
	echo 0 >tracing_thresh
	echo 0 >irqmask/enable
	echo 1 >irqmask/enable
	# an event that is on keeps what was counted
	echo >irqmask/stat
	for setting in action=disable us=20000 repeat=1 threads=1 sleeping=0; do
		echo "${setting#*=}" >"$params/${setting%%=*}"
	done
	irq=$(sed 's/-.*//' $delay/irqs)
	echo 1 >$delay/trigger || fail "the line can't be masked $1"
	ns=$(awk -v irq="$irq" '$1 == irq && $2 == 1 { print $6 }' irqmask/stat)
	if ! [ "$ns" -ge 20000000 ] || [ "$ns" -gt "$(cat $delay/elapsed_max_ns)" ]; then
		fail "$1, 20 ms are measured as '$ns' ns"
	fi
}
