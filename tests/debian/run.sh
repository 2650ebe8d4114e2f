#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Runs in the Debian guest. `run.sh client` installs the packages, runs client_*.sh, and
# prepares the next boot; `run.sh boot`, then, runs boot_*.sh, and removes the packages;
# `run.sh boot kernel` runs kernel_*.sh as well. For each there is a line "ok NAME SECONDS" or "FAIL NAME SECONDS", after what a failed
# one has said; at the end, a line "picture FILE BASE64" for each that was taken.

status=0

# run_one NAME COMMAND...
run_one() {
	local name=$1 started=$SECONDS verdict=ok

	shift
	"$@" >/tmp/log 2>&1 </dev/null || verdict=FAIL
	[ "$verdict" = ok ] || {
		status=1
		tail -n 40 /tmp/log
	}
	echo "$verdict $name $((SECONDS - started))"
}

install_packages() {
	dpkg -i ./*.deb && irqmask --version
}

# a driver that is loaded at boot and keeps its line disabled for once, before the
# system is up
prepare_boot() {
	cat >/etc/modprobe.d/irqmask_delay_test.conf <<-'END' &&
		options irqmask_delay_test us=50000
		install irqmask_delay_test /sbin/modprobe --ignore-install irqmask_delay_test && echo 1 >/sys/kernel/irqmask_delay_test/trigger
	END
		echo irqmask_delay_test >/etc/modules-load.d/irqmask_delay_test.conf &&
		echo THRESHOLD_US=20000 >/etc/irqmask.conf &&
		systemctl enable irqmask
}

units_start() {
	systemctl --failed --no-legend >/tmp/failed && ! grep . /tmp/failed
}

remove_packages() {
	dpkg -P irqmask irqmask-tests && [ ! -e /usr/bin/irqmask ] &&
		[ ! -e /etc/irqmask.conf ] && [ ! -e /usr/share/irqmask ] &&
		[ ! -e /etc/systemd/system/sysinit.target.wants/irqmask.service ] &&
		! pgrep -x irqmask
}

# run_phase PHASE
run_phase() {
	local test name

	for test in ./"$1"_*.sh; do
		name=${test#./"$1"_}
		run_one "${name%.sh}" bash "$test"
	done
}

if [ "$1" = client ]; then
	run_one "the packages install" install_packages
	run_phase client
	run_one "the service is enabled" prepare_boot
else
	run_one "all units start" units_start
	for phase; do
		run_phase "$phase"
	done
	run_one "the packages leave nothing behind" remove_packages
fi
for picture in /tmp/*.png; do
	[ ! -f "$picture" ] || echo "picture ${picture#/tmp/} $(base64 -w 0 "$picture")"
done
exit "$status"
