# SPDX-License-Identifier: GPL-2.0
# Sends packets from one network card to another of the same kind, with irqmask off and
# on, and with kprobes in its place, in turn: a line "net DRIVER STATE INSTRUCTIONS
# RECEIVED SECTIONS" each, the first of them for each packet. For vm.sh with
# ICOUNT, threadirqs (a card's line is masked until its thread has run then), and two
# cards of each kind on a wire of their own.

. ./lib.sh

packets=20000
rounds=5
echo 0 >$T/options/function-trace
[ -d /proc/net/pktgen ] || {
	echo "this kernel has no packet generator" >&2
	exit 1
}

# cards DRIVER: its network interfaces
cards() {
	for card in /sys/class/net/*; do
		[ "$(basename "$(readlink "$card/device/driver")" 2>/dev/null)" != "$1" ] ||
			basename "$card"
	done
}

received() {
	cat "/sys/class/net/$to/statistics/rx_packets"
}

pg() {
	echo "$2" >"/proc/net/pktgen/$1" || exit 1
}

# how many sections irqmask has counted
sections() {
	awk '$1 ~ /^[0-9]+$/ { sum += $2 } END { print sum + 0 }' $T/irqmask/stat
}

# run STATE
run() {
	before=$(received)
	counted=$(sections)
	pg pgctrl start
	usec=$(sed -n 's/^Result: OK: \([0-9]*\)(.*/\1/p' "/proc/net/pktgen/$from")
	got=$(($(received) - before))
	echo "net $driver $1 $((usec * 1000 / packets)) $got $(($(sections) - counted))"
}

for driver in e1000 virtio_net; do
	from=$(cards $driver | sed -n 1p)
	to=$(cards $driver | sed -n 2p)
	[ -n "$to" ] || {
		echo "there are no two cards of $driver" >&2
		exit 1
	}
	ip link set "$from" up && ip link set "$to" up || exit 1
	sleep 3
	pg kpktgend_0 rem_device_all
	pg kpktgend_0 "add_device $from"
	for setting in "count $packets" "pkt_size 60" "delay 0" \
		"dst_mac $(cat "/sys/class/net/$to/address")"; do
		pg "$from" "$setting"
	done
	pg pgctrl start
	for _ in $(seq $rounds); do
		run off
		echo irqmask >$T/current_tracer
		run on
		echo nop >$T/current_tracer
		probe mask_irq unmask_irq
		run kprobe
		unprobe
	done
	ip link set "$from" down && ip link set "$to" down
done
