#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# irqmask.service, enabled before this boot, has seen what a driver did while it was
# loaded by systemd.
# shellcheck source=tests/debian/lib.sh
. ./lib.sh
irq=$(cat $delay/irqs) || fail "the driver wasn't loaded at boot"
[ "$(systemctl is-active irqmask)" = active ] || fail "$(systemctl status irqmask)"
is_told() {
	journalctl -b -u irqmask >/tmp/journal
	grep -q "irq $irq  irqmask_delay_test" /tmp/journal
}
wait_for is_told
has 'cause: *disable' /tmp/journal
has 'started at: *irqmask_test_disable' /tmp/journal
has 'modprobe\|sh-' /tmp/journal
irqmask worst >/tmp/worst || fail "worst"
has "^irq $irq " /tmp/worst
