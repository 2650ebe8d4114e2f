#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# Tracer, options and event as the kernel command line says.
# append: ftrace=irqmask trace_options=nofunction-trace tracing_thresh=1000000 trace_event=irqmask:irqmask_section
# files: ../demo-lib.sh

# shellcheck source=tests/demo-lib.sh
. ./demo-lib.sh
cd $T || exit 1

# is WHAT VALUE SHOULD-BE
is() {
	[ "$2" = "$3" ] || fail "$1 is $2, should be $3"
}

# measures US: a section of that length is reported
measures() {
	echo "$1" >/sys/module/irqmask_delay_test/parameters/us
	echo 1 >/sys/kernel/irqmask_delay_test/trigger
	[ "$(cat tracing_max_latency)" -ge "$1" ] ||
		fail "$1 us: tracing_max_latency is $(cat tracing_max_latency)"
}

is current_tracer "$(cat current_tracer)" irqmask
is tracing_thresh "$(cat tracing_thresh)" 1000000
[ ! -e options/function-trace ] || is options/function-trace "$(cat options/function-trace)" 0
is events/irqmask/irqmask_section/enable "$(cat events/irqmask/irqmask_section/enable)" 1

modprobe irqmask_delay_test us=1000 || fail "there is no test module"
irq=$(cat /sys/kernel/irqmask_delay_test/irqs)
echo 1 >/sys/kernel/irqmask_delay_test/trigger
is "tracing_max_latency below the threshold" "$(cat tracing_max_latency)" 0
measures 1100000
report irq: | grep "^$irq irqmask_delay_test .* cause: disable " ||
	fail "the report is: $(report irq:)"

# Switched off and on again, they are the same
echo nop >current_tracer
echo 1 >/sys/kernel/irqmask_delay_test/trigger
is "sections of the event" "$(grep -c " irqmask_section: irq=$irq " trace)" 1
echo 0 >events/irqmask/irqmask_section/enable
echo 0 >tracing_thresh
echo irqmask >current_tracer
measures 50000
echo nop >current_tracer
rmmod irqmask_delay_test
