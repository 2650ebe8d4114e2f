#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# irqmask measures while stress-ng loads the CPUs, the memory, the disk, the interrupts,
# and all of them: no interrupt and no section is lost, and the memory in use stays as
# it is. This is the short form of `make soak`, which says DURATION.
# devices: -netdev user,id=n0 -device ne2k_pci,netdev=n0
# programs: stress-ng
# needs: CONFIG_X86_64
# files: ../demo-lib.sh ../measure-lib.sh

# shellcheck source=tests/demo-lib.sh
. ./demo-lib.sh
# shellcheck source=tests/measure-lib.sh
. ./measure-lib.sh
stress=$PWD/stress-ng/run
cd $T || exit 1

# options LOAD: of stress-ng
options() {
	case $1 in
	cpu) echo --cpu 4 --matrix 1 ;;
	memory) echo --vm 2 --vm-bytes 96M --mmap 1 --mmap-bytes 32M ;;
	io) echo --hdd 2 --hdd-bytes 32M --io 1 --pipe 1 ;;
	interrupts) echo --timer 2 --timer-freq 1000 --switch 2 --sock 1 ;;
	mixed) echo "$(options cpu) $(options memory) $(options io) $(options interrupts)" ;;
	esac
}

count_of() {
	sed -n "s/^$1 //p" $delay/counts
}

# round ACTION N: 8 lines have 50 interrupts each, and N sections for each of these
round() {
	echo "$1" >$params/action
	echo 1 >$params/repeat
	# lines that are requested anew are not to be counted
	(echo 1 >$delay/trigger) || fail "the lines can't be masked: $1"
	echo 50 >$params/repeat
	before=$(count_of handled)
	echo >irqmask/stat
	(echo 1 >$delay/trigger) || fail "an interrupt is lost: $1"
	handled=$(($(count_of handled) - before))
	[ $handled -eq 400 ] || fail "$1: 400 interrupts, but $handled were handled"
	sections=$(awk -v first=$first -v last=$last '$1 >= first && $1 <= last { n += $2 + $8 + $9 }
		END { print n + 0 }' irqmask/stat)
	[ "$sections" -eq $((400 * $2)) ] || fail "$1: 400 interrupts, but $sections sections"
	cat irqmask/worst irqmask/open >/dev/null
	rounds=$((rounds + 1))
}

# memory: what the kernel uses, in kB
memory() {
	sync
	echo 3 >/proc/sys/vm/drop_caches
	sleep 1
	awk '/^(Slab|VmallocUsed|Percpu|KernelStack|PageTables):/ { sum += $2 } END { print sum }' \
		/proc/meminfo
}

# load NAME SECONDS: the number of rounds in that time
load() {
	rounds=0
	# shellcheck disable=SC2046
	$stress --quiet --temp-path /tmp --timeout "$2" $(options "$1") &
	pid=$!
	while kill -0 $pid 2>/dev/null; do
		round flow 1
		round oneshot 1
		# the disable, and the interrupt that it kept waiting
		round lazy_irq 2
		ping -c 5 -i 0.1 -q 10.0.2.2 >/tmp/ping || fail "$1: $(cat /tmp/ping)"
		# another latency tracer in between, and the event in an instance
		echo wakeup >current_tracer
		echo 0 >instances/soak/events/irqmask/irqmask_section/enable
		echo irqmask >current_tracer
		echo 1 >instances/soak/events/irqmask/irqmask_section/enable
	done
	wait $pid || fail "stress-ng $(options "$1") fails"
}

network_up
modprobe irqmask_delay_test lines=8 us=20 threads=2 || fail "there is no test module"
irqs=$(cat $delay/irqs)
first=${irqs%-*}
last=${irqs#*-}
mkdir instances/soak
without_functions
echo 1 >/sys/kernel/rcu_expedited
echo 1 >irqmask/enable
echo irqmask >current_tracer

# what is allocated once
load mixed 2
used=$(memory)
echo "the kernel uses $used kB before"
for name in cpu memory io interrupts mixed; do
	load $name "${DURATION:-5}"
	now=$(memory)
	echo "$name: $rounds rounds of 400 interrupts each; the kernel uses $now kB"
	[ $rounds -gt 0 ] || fail "nothing was measured meanwhile"
	[ "$now" -le $((used + 4096)) ] || fail "it used $used kB before"
done
for file in /sys/class/net/eth0/queues/tx-*/tx_timeout; do
	[ "$(cat "$file")" -eq 0 ] || fail "the card waited for an interrupt that did not come"
done
echo nop >current_tracer
rmdir instances/soak
measures "after it"
