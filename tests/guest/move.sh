#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# A line is moved to another CPU. On x86 without interrupt remapping, an MSI-X line is
# masked for it when its next interrupt arrives. Elsewhere it moves at once, and the
# interrupt core doesn't mask it.
# devices: -netdev user,id=n0 -device virtio-net-pci,netdev=n0
# smp: 2
# files: ../demo-lib.sh

# shellcheck source=tests/demo-lib.sh
. ./demo-lib.sh
network_up
cd $T || exit 1
card=$(basename "$(readlink /sys/class/net/eth0/device)")
irq=$(sed -n "s/^ *\([0-9]*\):.* $card\(-input\.0\)*$/\1/p" /proc/interrupts)

# move_to CPU: now, by an interrupt
move_to() {
	printf '%x\n' $((1 << $1)) >"/proc/irq/$irq/smp_affinity"
	ping -c 3 -i 0.1 -q 10.0.2.2 >/dev/null || fail "a ping got lost"
	[ "$(cat "/proc/irq/$irq/effective_affinity_list")" = "$1" ] ||
		fail "line $irq did not move to CPU $1"
}

events() {
	grep -c " $1: irq=$irq .*$2" trace
}

# check_moves LEAST: sections and events since the trace was cleared
check_moves() {
	moves=$(events irqmask_section cause=move)
	[ "$moves" -ge "$1" ] || fail "$1 moves gave $moves sections"
	[ "$(events irq_line_mask reason=move)" -eq "$moves" ] ||
		fail "there are not $moves mask events for a move"
	# an interrupt that arrives while another is handled masks the line, too
	[ "$(events irq_line_unmask)" -eq "$(events irq_line_mask)" ] ||
		fail "there are not as many unmask events as mask events"
	sed -n 's/.* cause=move ns=\([0-9]*\) masked_ns=\([0-9]*\) .*/\1 \2/p' trace |
		while read -r ns masked_ns; do
			[ "$ns" -gt 0 ] && [ "$ns" -eq "$masked_ns" ] ||
				fail "a move of $ns ns masked the line for $masked_ns ns"
		done || exit 1
	echo >trace
}

for event in irqmask/irqmask_section irq_line/irq_line_mask irq_line/irq_line_unmask; do
	echo "irq == $irq" >"events/$event/filter"
	echo 1 >"events/$event/enable"
done
for cpu in 0 1 0 1 0 1; do
	move_to "$cpu"
done
if [ "$(uname -m)" != x86_64 ]; then
	! grep -e " irqmask_section: irq=$irq .* cause=move " -e " irq_line_mask: .* reason=move" trace ||
		fail "a move masked the line"
	exit 0
fi
check_moves 5

# Nothing to move, nothing masked
ping -c 5 -i 0.1 -q 10.0.2.2 >/dev/null || fail "a ping got lost"
[ "$(events irqmask_section cause=move)" -eq 0 ] || fail "interrupts alone moved the line"

# In the tracer, too: nothing else masks a line here
echo 0 >events/irqmask/irqmask_section/enable
without_functions
echo irqmask >current_tracer
move_to 0
seen=$(report irq:)
case $seen in
"$irq "*"  cause: move  masked: "*) echo "$seen" ;;
*) fail "expected line $irq and cause move, the report says: $seen" ;;
esac
grep "irqmask: irq=$irq mask cause=move" trace || fail "no begin in the trace"
