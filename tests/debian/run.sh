#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Runs in the Debian guest: installs the packages, then runs each test. For each there is
# a line "ok NAME SECONDS" or "FAIL NAME SECONDS", after what a failed one has said.

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
	dpkg -i ./irqmask_*.deb ./irqmask-tests_*.deb && irqmask --version
}

run_one "the packages install" install_packages
for test in ./client_*.sh; do
	name=${test#./client_}
	run_one "${name%.sh}" bash "$test"
done
remove_packages() {
	dpkg -P irqmask irqmask-tests && [ ! -e /usr/bin/irqmask ] &&
		[ ! -e /etc/irqmask.conf ] && [ ! -e /usr/share/irqmask ]
}
run_one "the packages leave nothing behind" remove_packages
exit "$status"
