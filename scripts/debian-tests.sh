#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# debian-tests.sh - tests the packages, and the programs that people use, in a Debian guest.
#
#     [KERNEL=6.1] [TESTS=pattern] scripts/debian-tests.sh
#
# Makes the packages, which lintian has to be silent about; builds a kernel with
# configs/debian.config; and runs tests/debian/run.sh in a Debian with systemd. TESTS, a
# shell pattern, chooses by a part of the names, of which all begin with `debian: `.

# shellcheck source=scripts/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=scripts/results.sh
. "$(dirname "$0")/results.sh"
no_arguments "$@"

unset SCRIPT FILES RUN DEVICES APPEND SMP
export CONFIG=debian

# guest_tests: a test for each line "ok NAME SECONDS" or "FAIL NAME SECONDS" of the guest
guest_tests() {
	local log line name outcome took status ran=0 said='' started=$SECONDS

	log=$(result_log "debian: guest")
	: >"$log"
	while IFS= read -r line; do
		printf '%s\n' "$line" >>"$log"
		if [[ $line =~ ^(ok|FAIL)\ (.*)\ ([0-9]+)$ ]]; then
			outcome=${BASH_REMATCH[1]} name=${BASH_REMATCH[2]} took=${BASH_REMATCH[3]}
			printf '%s' "$said" >"$(result_log "debian: $name")"
			! wanted "debian: $name" ||
				result "$outcome" "debian: $name" "$took" "$(result_log "debian: $name")"
			said=
			ran=$((ran + 1))
		else
			said+=$line$'\n'
		fi
	done < <(VM_IS_BUILT=yes DEBIAN=yes TIMEOUT=${TIMEOUT:-1800} SCRIPT=$root/tests/debian/run.sh \
		FILES="$(echo "$build"/deb/irqmask*_*.deb "$root"/tests/debian/*.sh)" \
		"$root/scripts/vm.sh" 2>&1
		echo "the guest ended with $?")
	status=$(sed -n 's/^the guest ended with //p' "$log")
	if [ "$status" = 0 ] && [ "$ran" -gt "$(find "$root/tests/debian" -name 'client_*' | wc -l)" ]; then
		result ok "debian: the guest as a whole" $((SECONDS - started))
	else
		result FAIL "debian: the guest as a whole" $((SECONDS - started)) "$log"
	fi
}

step_count 12
[ -z "${TESTS:-}" ] || [[ "debian: " == *${TESTS%%:*}* ]] || exit 0
# what they need, whatever TESTS says
TESTS='' run_test "debian: packages are made, and lintian is silent" "$root/scripts/make-deb.sh"
TESTS='' run_test "debian: kernel builds" "$root/scripts/build-kernel.sh"
TESTS='' run_test "debian: root file system" "$root/scripts/debian-root.sh"
begin_step "testing in a Debian guest"
guest_tests
finish
