#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# bpftrace: a histogram of each line, from the event, and where the longest began.
# shellcheck source=tests/debian/lib.sh
. ./lib.sh
load us=5000 repeat=3

# These are only for a kernel without CONFIG_DEBUG_INFO_BTF, which Debian's have
types='#define u64 unsigned long long
#define pid_t int'

# on_sections ACTION: what bpftrace prints after three sections
on_sections() {
	(wait_for is_measuring; sleep 2; echo 1 >$delay/trigger) &
	timeout -s INT 60 bpftrace -e "$types
	tracepoint:irqmask:irqmask_section /args->irq == $irq && args->cause == 0/ {
		$1; @seen += 1; if (@seen >= 3) { exit(); }
	}" >/tmp/bpftrace 2>&1
	wait
}

on_sections '@ns[args->irq] = hist(args->ns)'
has "^@ns\\[$irq\\]:" /tmp/bpftrace
has '^\[[0-9]*M, [0-9]*M) *[1-3] ' /tmp/bpftrace
on_sections '@longest[args->irq, ksym(args->begin_ip)] = max(args->ns)'
has "^@longest\\[$irq, irqmask_test_disable\\]: [0-9]\\{7,\\}$" /tmp/bpftrace
rmmod irqmask_delay_test
