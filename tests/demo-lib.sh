# SPDX-License-Identifier: GPL-2.0
# For the scripts that show irqmask on a real driver's interrupts. They run in the
# guest, with a network card on QEMU's user networking, where the gateway 10.0.2.2
# answers pings.

T=/sys/kernel/tracing

fail() {
	echo "FAILED: $*" >&2
	exit 1
}

# Some architectures have no function tracer in kernels that can be preempted
without_functions() {
	[ ! -e $T/options/function-trace ] || echo 0 >$T/options/function-trace
}

network_up() {
	ip link set eth0 up && ip addr add 10.0.2.15/24 dev eth0 ||
		fail "there is no network card eth0"
	for _ in 1 2 3 4 5 6 7 8 9 10; do
		ping -c 1 -W 1 10.0.2.2 >/dev/null 2>&1 && return
	done
	fail "the gateway does not answer"
}

line_of_eth0() {
	sed -n 's/^ *\([0-9]*\):.* eth0$/\1/p' /proc/interrupts
}

# trace_while_pinging: irqmask watches while the gateway is pinged
trace_while_pinging() {
	echo irqmask >$T/current_tracer
	# an emulated CPU is slow whenever it runs a piece of code for the first time
	ping -c 3 -i 0.1 -q 10.0.2.2 >/dev/null
	echo 0 >$T/tracing_max_latency
	ping -c 20 -i 0.1 -q 10.0.2.2 >/dev/null || fail "a ping got lost"
	echo 0 >$T/tracing_on
}

uptime_ms() {
	awk '{ printf "%d\n", $1 * 1000 }' /proc/uptime
}

# The fields of the report: what follows NAME in the header of the trace
report() {
	sed -n "s/^#  => $1 *//p" $T/trace
}

# What a person who typed it would see. The functions in between are many.
show_report() {
	echo "\$ cat $T/tracing_max_latency"
	cat $T/tracing_max_latency
	echo "\$ cat $T/trace"
	grep -v '^$' $T/trace >/tmp/trace
	if [ "$(wc -l </tmp/trace)" -le 60 ]; then
		cat /tmp/trace
	else
		head -n 36 /tmp/trace
		echo "[... $(($(wc -l </tmp/trace) - 60)) lines ...]"
		tail -n 24 /tmp/trace
	fi
}
