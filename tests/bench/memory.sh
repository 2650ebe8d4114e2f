# SPDX-License-Identifier: GPL-2.0
# Prints what memory irqmask takes while it is on, and what of that it keeps when it is
# off again: a line "memory LINES STATE BYTES KEPT" each. What is allocated is read from
# the events of the allocators. For vm.sh.

. ./lib.sh

I=$T/instances/memory
cpus=$(awk 'BEGIN { FS = "-" } { print $NF + 1 }' /sys/devices/system/cpu/possible)
mkdir $I || exit 1
for event in kmem/kmalloc kmem/kfree percpu/percpu_alloc_percpu percpu/percpu_free_percpu; do
	echo 1 >$I/events/$event/enable || exit 1
done

# between ON OFF: what ON allocated and left, and what of that OFF left. Some is freed
# only when no probe can run any more. kvmalloc() reports one piece twice, and per-CPU
# pieces are there once for each possible CPU.
between() {
	echo >$I/trace
	echo 1 >$I/tracing_on
	eval "$1" || exit 1
	echo on >$I/trace_marker
	vmalloc=$(awk '/irqmask_[a-z]/ { sum += $2 - 4096 } END { print sum + 0 }' /proc/vmallocinfo)
	eval "$2" || exit 1
	sleep 2
	echo 0 >$I/tracing_on
	cat $I/trace >/tmp/trace
	awk -v cpus="$cpus" -v task="$$" -v vmalloc="$vmalloc" '
	# what the allocator needs for itself stays with it
	/ call_site=__pcs_/ { next }
	/: (kmalloc|percpu_alloc_percpu|kfree|percpu_free_percpu): / {
		for (i = 1; i <= NF; i++) {
			if ($i ~ /^ptr=/)
				ptr = $i
			if ($i ~ /^bytes_alloc=/)
				size = substr($i, 13)
		}
		if (/percpu_/)
			size *= cpus
		if (/: (kfree|percpu_free_percpu): /)
			delete bytes[ptr]
		else if (!on && index($0, "-" task " ")) {
			bytes[ptr] = size
			said[ptr] = $0
		}
	}
	/ tracing_mark_write: on/ {
		on = 1
		for (ptr in bytes)
			sum += bytes[ptr]
	}
	END {
		for (ptr in bytes) {
			kept += bytes[ptr]
			print "kept: " said[ptr] >"/dev/stderr"
		}
		print sum + vmalloc, kept + 0
	}' /tmp/trace
	grep -q 'tracing_mark_write: on' /tmp/trace || exit 1
	! grep -q irqmask_ /proc/vmallocinfo
}

measure() {
	printf 'memory %s %s ' "$lines" "$1"
	# not in a shell of its own, whose task would be another one
	between "$2" "$3"
}

for lines in 1 4096; do
	load lines=$lines
	measure enable "echo 1 >$T/irqmask/enable" "echo 0 >$T/irqmask/enable"
	rmmod irqmask_bench
done

# what the tracer takes besides is the tracing's snapshot buffer, which any latency
# tracer has
if [ -f $T/options/irqmask-cpu ]; then
	echo irqmask >$T/current_tracer || exit 1
	measure cpu "echo 1 >$T/options/irqmask-cpu" "echo 0 >$T/options/irqmask-cpu"
	echo nop >$T/current_tracer
fi
rmdir $I
