#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# perf: records, prints and counts the event.
# shellcheck source=tests/debian/lib.sh
. ./lib.sh
load us=5000 repeat=3

perf record -q -o /tmp/perf.data -e irqmask:irqmask_section -a -- sh -c "echo 1 >$delay/trigger" ||
	fail "record"
perf script -i /tmp/perf.data >/tmp/script || fail "script"
has "irqmask:irqmask_section: irq=$irq hwirq=0 cause=disable ns=[0-9]* masked_ns=0" /tmp/script
[ "$(grep -c "irq=$irq " /tmp/script)" -eq 3 ] || fail "not 3 sections: $(cat /tmp/script)"

perf record -q -o /tmp/filtered.data -e irqmask:irqmask_section --filter "irq == $irq && ns > 5000000000" -a \
	-- sh -c "echo 1 >$delay/trigger" || fail "record with a filter"
perf script -i /tmp/filtered.data >/tmp/script || fail "script of what was filtered"
[ "$(grep -c "irq=$irq " /tmp/script)" -eq 0 ] || fail "the filter let it pass"
perf record -q -o /tmp/passed.data -e irqmask:irqmask_section --filter "irq == $irq && ns > 4000000" -a \
	-- sh -c "echo 1 >$delay/trigger" || fail "record with a filter that they pass"
perf script -i /tmp/passed.data >/tmp/script || fail "script of what passed"
[ "$(grep -c "irq=$irq " /tmp/script)" -eq 3 ] || fail "the filter kept some: $(cat /tmp/script)"

perf record -q -g -o /tmp/stacks.data -e irqmask:irqmask_section -a -- sh -c "echo 1 >$delay/trigger" ||
	fail "record -g"
perf script -i /tmp/stacks.data >/tmp/script || fail "script of stacks"
has enable_irq /tmp/script
perf stat -x, -o /tmp/stat -e irqmask:irqmask_section -a -- sh -c "echo 1 >$delay/trigger" ||
	fail "stat"
has '^3,.*irqmask:irqmask_section' /tmp/stat
rmmod irqmask_delay_test
