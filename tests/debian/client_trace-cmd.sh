#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# trace-cmd: the tracer and the event, live and from a file.
# shellcheck source=tests/debian/lib.sh
. ./lib.sh
load us=20000

# The tracer, with nothing but trace-cmd
trace-cmd start -p irqmask || fail "start"
echo 1 >$delay/trigger
trace-cmd stop
trace-cmd show >/tmp/show
has "#  => irq: *$irq irqmask_delay_test (irqmask-test 0-level)  cause: disable" /tmp/show
trace-cmd reset
[ "$(cat $T/current_tracer)" = nop ] || fail "the tracer is $(cat $T/current_tracer)"

# The event, recorded into a file: so many that it is more than a page of the buffer, of
# which trace-cmd 3.1 may lose the last one
echo 100 >$parameters/us
echo 300 >$parameters/repeat
trace-cmd record -q -o /tmp/event.dat -e irqmask:irqmask_section sh -c "echo 1 >$delay/trigger" ||
	fail "record"
trace-cmd report -i /tmp/event.dat >/tmp/report 2>/tmp/err || fail "report: $(cat /tmp/err)"
has "irqmask_section: *irq=$irq hwirq=0 cause=disable ns=[0-9]* .*begin_ip=.*irqmask_test_disable" /tmp/report

[ "$(grep -c "irqmask_section: *irq=$irq " /tmp/report)" -ge 200 ] ||
	fail "too few sections: $(wc -l </tmp/report)"

# With the tracer besides, which records functions unless it is told not to
trace-cmd record -q -o /tmp/tracer.dat -p irqmask -O nofunction-trace -e irqmask:irqmask_section \
	sh -c "echo 1 >$delay/trigger" || fail "record -p irqmask"
trace-cmd report -i /tmp/tracer.dat >/tmp/report 2>/tmp/err || fail "report: $(cat /tmp/err)"
[ "$(grep -c "irqmask_section: *irq=$irq " /tmp/report)" -ge 200 ] ||
	fail "too few sections with the tracer: $(wc -l </tmp/report)"
echo 1 >$T/options/function-trace

# What was traced before is extracted into a file. trace-cmd has a list of the latency
# tracers whose snapshot it puts there instead, and irqmask isn't in it: so by the event.
trace-cmd start -e irqmask:irqmask_section -e sched:sched_switch || fail "start"
echo 1 >$delay/trigger
trace-cmd stop
trace-cmd extract -o /tmp/extract.dat >/tmp/out 2>&1 || fail "extract: $(cat /tmp/out)"
trace-cmd report -i /tmp/extract.dat >/tmp/report 2>/tmp/err || fail "report: $(cat /tmp/err)"
has "irqmask_section: *irq=$irq " /tmp/report
has 'sched_switch: ' /tmp/report
trace-cmd reset
rmmod irqmask_delay_test
