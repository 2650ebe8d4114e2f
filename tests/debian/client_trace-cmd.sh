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

# The event, recorded into a file
trace-cmd record -q -o /tmp/event.dat -e irqmask:irqmask_section sh -c "echo 1 >$delay/trigger" ||
	fail "record"
trace-cmd report -i /tmp/event.dat >/tmp/report 2>/tmp/err || fail "report: $(cat /tmp/err)"
has "irqmask_section: *irq=$irq hwirq=0 cause=disable ns=[0-9]* .*begin_ip=.*irqmask_test_disable" /tmp/report

# The tracer's own entries, recorded into a file
trace-cmd record -q -o /tmp/tracer.dat -p irqmask sh -c "echo 1 >$delay/trigger" || fail "record -p"
trace-cmd report -i /tmp/tracer.dat >/tmp/report 2>/tmp/err || fail "report: $(cat /tmp/err)"

# What was traced before is extracted into a file
trace-cmd start -p irqmask -e sched:sched_switch || fail "start"
echo 1 >$delay/trigger
trace-cmd stop
trace-cmd extract -s -o /tmp/extract.dat || fail "extract"
trace-cmd report -i /tmp/extract.dat >/tmp/report 2>/tmp/err || fail "report: $(cat /tmp/err)"
has "irqmask: *.*$irq" /tmp/report
trace-cmd reset
rmmod irqmask_delay_test
