#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# irqmask.service: off until it is enabled; it watches, and the journal has what it found.
# shellcheck source=tests/debian/lib.sh
. ./lib.sh
systemctl is-enabled irqmask && fail "it is enabled without being asked for"
load us=50000
printf 'IRQS=%s\nTHRESHOLD_US=20000\nPROCESS=yes\nTRACE=/run/irqmask.trace\nCOMMAND=echo again >>/run/irqmask.hits\n' \
	"$irq" >/etc/irqmask.conf
systemctl enable --now irqmask || fail "it does not start"
[ -e /etc/systemd/system/sysinit.target.wants/irqmask.service ] || fail "not from boot on"
wait_for is_armed
echo 1 >$delay/trigger
wait_for test -s /run/irqmask.hits
# it goes on, and leaves short ones alone
wait_for is_armed
echo 1 >$delay/trigger
twice() {
	[ "$(wc -l </run/irqmask.hits)" -eq 2 ]
}
wait_for twice
wait_for is_armed
echo 1000 >$parameters/us
echo 1 >$delay/trigger
sleep 3
[ "$(wc -l </run/irqmask.hits)" -eq 2 ] || fail "a short one was reported"
journalctl -u irqmask >/tmp/journal
has "irq $irq  irqmask_delay_test (irqmask-test 0-level)" /tmp/journal
has 'cause: *disable' /tmp/journal
has 'process: ' /tmp/journal
has "irqmask_section: irq=$irq " /run/irqmask.trace
# while it runs, worst knows without a -d
irqmask worst >/tmp/worst || fail "worst"
has "^irq $irq " /tmp/worst

systemctl disable --now irqmask || fail "it does not stop"
is_measuring && fail "it is still measured"
[ "$(ls $T/instances)" = "" ] || fail "it left an instance: $(ls $T/instances)"
[ "$(systemctl show -P Result irqmask)" = success ] || fail "its end is a failure"
# what is wrong is said, and not tried for ever
echo 'IRQS=x' >/etc/irqmask.conf
mkdir -p /run/systemd/system/irqmask.service.d
printf '[Service]\nRestartSec=1\n' >/run/systemd/system/irqmask.service.d/soon.conf
systemctl daemon-reload
systemctl start irqmask
has_given_up() {
	systemctl is-failed irqmask && ! systemctl start irqmask
}
wait_for has_given_up
journalctl -u irqmask >/tmp/journal
has '-i x: expected a list of lines' /tmp/journal
has 'Start request repeated too quickly' /tmp/journal
rm -r /run/systemd/system/irqmask.service.d
systemctl daemon-reload
rmmod irqmask_delay_test
