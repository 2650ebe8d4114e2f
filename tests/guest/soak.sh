#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# irqmask measures while stress-ng loads the CPUs, the memory, the files, the timers,
# and all of them: no interrupt and no section is lost, and the memory in use stays as
# it is, also when it is switched off in between. This is the short form of `make soak`,
# which says DURATION.
# append: kmemleak=on
# devices: -netdev user,id=n0 -device ne2k_pci,netdev=n0
# programs: stress-ng
# host-only: yes
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

# delivered FIRST LAST: how many interrupts these lines had, as the kernel counts them
delivered() {
	awk -v first="$1" -v last="$2" '
		NR == 1 { cpus = NF; next }
		$1 + 0 >= first && $1 + 0 <= last && $1 ~ /^[0-9]+:$/ {
			for (i = 2; i <= cpus + 1; i++)
				n += $i
		}
		END { print n + 0 }' /proc/interrupts
}

# card: its packets are sent, each with its line disabled once, and have an interrupt each,
# which is a section as well where it has a thread
card() {
	sent_before=$(cat /sys/class/net/eth0/statistics/tx_packets)
	threads=$(delivered $card $card)
	echo >irqmask/stat
	sent=$(cat /sys/class/net/eth0/statistics/tx_packets)
	interrupts=$(delivered $card $card)
	# each waits for its reply, which an interrupt brings
	for _ in 1 2 3 4 5; do
		ping -c 1 -q 10.0.2.2 >/tmp/ping || fail "$1: $(cat /tmp/ping)"
	done
	sent=$(($(cat /sys/class/net/eth0/statistics/tx_packets) - sent))
	interrupts=$(($(delivered $card $card) - interrupts))
	sections=$(awk -v irq=$card '$1 == irq { print $2 + $8 + $9 }' irqmask/stat)
	sent_before=$(($(cat /sys/class/net/eth0/statistics/tx_packets) - sent_before))
	threads=$(($(delivered $card $card) - threads))
	grep -q PREEMPT_RT /proc/version || threads=0
	[ $interrupts -ge 5 ] || fail "$1: 5 replies came by $interrupts interrupts of the card"
	[ "$sections" -ge $sent ] && [ "$sections" -le $((sent_before + threads)) ] ||
		fail "$1: the card sent $sent packets, but its line has $sections sections"
}

# round ACTION N: 8 lines have 50 interrupts each, and N sections for each of these
round() {
	echo "$1" >$params/action
	echo 1 >$params/repeat
	# lines that are requested anew are not to be counted
	(echo 1 >$delay/trigger) || fail "the lines can't be masked: $1"
	echo 50 >$params/repeat
	before=$(count_of handled)
	delivered=$(delivered $first $last)
	echo >irqmask/stat
	(echo 1 >$delay/trigger) || fail "an interrupt is lost: $1"
	handled=$(($(count_of handled) - before))
	[ $handled -eq 400 ] || fail "$1: 400 interrupts, but $handled were handled"
	delivered=$(($(delivered $first $last) - delivered))
	[ $delivered -eq 400 ] || fail "$1: 400 interrupts, but the kernel counts $delivered"
	sections=$(awk -v first=$first -v last=$last '$1 >= first && $1 <= last { n += $2; none += $8 + $9 }
		END { print n + 0, none + 0 }' irqmask/stat)
	[ "$sections" = "$((400 * $2)) 0" ] ||
		fail "$1: 400 interrupts, but sections measured and not: $sections"
	cat irqmask/worst irqmask/open >/dev/null
	rounds=$((rounds + 1))
}

# caches: what each of the kernel's caches of objects has in use, in kB, and how much more
# of it may be; what kmemleak keeps of them is not the kernel's own. A kernel without
# SLUB_DEBUG knows no more than the sum.
caches() {
	if [ -e /proc/slabinfo ]; then
		awk '!/^(#|slabinfo|kmemleak)/ { printf "%s %d 1024\n", $1, $2 * $4 / 1024 }' \
			/proc/slabinfo
	else
		sed -n 's/^\(Slab\): *\([0-9]*\) kB/\1 \2 4096/p' /proc/meminfo
	fi
}

# memory: what the kernel uses besides, in kB
memory() {
	awk '/^(VmallocUsed|Percpu|KernelStack|PageTables):/ { sum += $2 } END { print sum }' \
		/proc/meminfo
}

# large: what the kernel has in pieces too large for its caches, in kB, as irqmask's storage
# of lines is; known only with the caches' own sizes. Pages have 4 kB.
large() {
	echo 1 >/proc/sys/vm/stat_refresh
	awk '
		$1 == "Slab:" { all = $2 }
		FILENAME == "/proc/slabinfo" && $7 == ":" { caches += $6 * $15 * 4 }
		END { print all - caches }' /proc/meminfo /proc/slabinfo
}

# shrink: what is cached. KASAN keeps objects that were freed, until their cache is shrunk.
shrink() {
	sync
	echo 3 >/proc/sys/vm/drop_caches
	for cache in /sys/kernel/slab/*/shrink; do
		[ ! -e "$cache" ] || echo 1 >"$cache"
	done
	sleep 1
}

# compare WHEN: with the caches and the memory before, while nothing is measured; what is
# large, with that before anything was
compare() {
	measure_not
	shrink
	caches >/tmp/caches.now
	now=$(memory)
	[ -s /tmp/caches ] || {
		cp /tmp/caches.now /tmp/caches
		used=$now
	}
	awk -v when="$1" '
		FILENAME == "/tmp/caches" { before[$1] = $2; next }
		$2 > before[$1] + $3 { print when ": " $1 " has " $2 " kB, before " before[$1]; bad = 1 }
		END { exit bad }' /tmp/caches /tmp/caches.now || fail "memory is lost"
	[ "$now" -le $((used + 1024)) ] || fail "$1: the kernel uses $now kB, before $used"
	[ -z "$large" ] || [ "$(large)" -lt $((large + piece / 2)) ] ||
		fail "$1: the kernel has $(large) kB in large pieces, before anything was measured $large"
	measure
}

measure() {
	echo 1 >irqmask/enable
	echo irqmask >current_tracer
	echo 1 >instances/soak/events/irqmask/irqmask_section/enable
}

measure_not() {
	echo 0 >instances/soak/events/irqmask/irqmask_section/enable
	echo nop >current_tracer
	echo 0 >irqmask/enable
	grep -q '^# nothing is measured' irqmask/stat || fail "something still measures"
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
		card "$1"
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
card=$(line_of_eth0)

large=
if [ -e /proc/slabinfo ]; then
	shrink
	large=$(large)
fi
measure
if [ -n "$large" ]; then
	# the storage of some lines at least
	piece=256
	echo "irqmask has $(($(large) - large)) kB in large pieces"
	[ "$(large)" -ge $((large + piece)) ] || fail "it would not show"
fi

# what is allocated once
load mixed 2
compare "before"
for name in cpu memory io interrupts mixed; do
	load $name "${DURATION:-5}"
	[ $rounds -gt 0 ] || fail "nothing was measured meanwhile"
	compare "$name"
	echo "$name: $rounds rounds of 400 interrupts each; the kernel uses $now kB"
done
for file in /sys/class/net/eth0/queues/tx-*/tx_timeout; do
	[ "$(cat "$file")" -eq 0 ] || fail "the card waited for an interrupt that did not come"
done
measure_not
rmdir instances/soak
measures "after it"
