#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# The tool on a kernel without irqmask: one sentence.
# config: off
# host-only: yes
# files: ../../build/tools/irqmask.static

for command in top hist 'record -T 5' open worst stat; do
	./irqmask.static $command >/tmp/out 2>/tmp/err
	status=$?
	if [ "$status" -ne 1 ] || [ -s /tmp/out ] || [ "$(wc -l </tmp/err)" -ne 1 ] ||
		! grep -q "the running kernel, $(uname -r), has no irqmask: boot one .* CONFIG_IRQMASK_TRACER" /tmp/err
	then
		echo "FAILED: irqmask $command: exit status $status: $(cat /tmp/out /tmp/err)"
		exit 1
	fi
done
