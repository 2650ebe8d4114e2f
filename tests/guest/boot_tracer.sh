#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# The tracer as the kernel command line says, with no threshold: it reports the longest
# section since early boot. The line interrupts while its driver looks for the device.
# devices: -device virtio-serial-pci,id=early,vectors=0,ioeventfd=off -chardev null,id=early -device virtserialport,bus=early.0,chardev=early,name=early
# append: threadirqs ftrace=irqmask trace_options=nofunction-trace
# files: ../demo-lib.sh

# shellcheck source=tests/demo-lib.sh
. ./demo-lib.sh
cd $T || exit 1
dmesg | grep "Starting tracer 'irqmask'" || fail "the kernel has not started the tracer"
[ "$(cat current_tracer)" = irqmask ] || fail "current_tracer is $(cat current_tracer)"
[ "$(cat tracing_thresh)" = 0 ] || fail "tracing_thresh is $(cat tracing_thresh)"

# what is late may still add to it while it is read
echo 0 >tracing_on
max=$(cat tracing_max_latency)
[ "$max" -gt 0 ] || fail "nothing was measured in the boot"
grep "^# latency: $max us" trace || fail "trace doesn't show the maximum of $max us"
# 7.3's serial port disables its line while it looks for what it can do, and its thread
# may wait for the console
report irq: | grep -e '^[0-9]* virtio[01] .* cause: oneshot ' \
	-e '^[0-9]* ttyS0 .* cause: \(disable\|oneshot\) ' ||
	fail "it was not in the boot: $(report irq:)"
echo 1 >tracing_on

# A longer one replaces it, a shorter one doesn't
modprobe irqmask_delay_test us=1 || fail "there is no test module"
irq=$(cat /sys/kernel/irqmask_delay_test/irqs)
echo $((max + 100000)) >/sys/module/irqmask_delay_test/parameters/us
echo 1 >/sys/kernel/irqmask_delay_test/trigger
longer=$(cat tracing_max_latency)
[ "$longer" -ge $((max + 100000)) ] || fail "$((max + 100000)) us: the maximum is $longer"
report irq: | grep "^$irq irqmask_delay_test " || fail "the report is: $(report irq:)"
echo 1000 >/sys/module/irqmask_delay_test/parameters/us
echo 1 >/sys/kernel/irqmask_delay_test/trigger
[ "$(cat tracing_max_latency)" = "$longer" ] || fail "a shorter one is the maximum"
echo nop >current_tracer
rmmod irqmask_delay_test
