#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# test.sh - builds the kernels, runs all tests, and counts them in its last line.
#
#     [KERNEL=6.1] [ARCH=arm64] [CONFIG=debug] [TESTS=pattern] scripts/test.sh
#
# The tool irqmask, where it needs no kernel; the KUnit tests under User Mode Linux; the
# default kernel with the ftrace selftests of test.d/irqmask, the KUnit tests again, and
# the guest tests of tests/guest; without KERNEL, the oldest and the newest kernel with the
# former two, and the newest with the guest tests that are for it; what a pair of mask and
# unmask costs on the newest, or on KERNEL, against the same without the patches; the
# kernel with irqmask left out, which has to build and boot; the static checks, without
# KERNEL of the newest kernel, whose sources are what is sent, and of the default one what
# is its own.
#
# The default kernel is tested while the other ones, and what needs them, are: a guest keeps
# one processor busy. Kernels are built with less priority than guests run with.
#
# With ARCH or CONFIG: all tests on that kernel, and the static checks. CONFIG=debug takes
# long, and runs the startup selftests as well. TESTS, a shell pattern, chooses tests by
# a part of their name, and leaves out kernels that none of them needs.
#
# scripts/kernel-tests.sh is what tests one kernel. Exit status 1 if any test failed.
# Logs and a summary stay in build/test-results. What needs a Debian is in `make debian`,
# and takes too long for this.

# shellcheck source=scripts/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=scripts/results.sh
. "$(dirname "$0")/results.sh"
# shellcheck source=scripts/checks.sh
. "$(dirname "$0")/checks.sh"
no_arguments "$@"

# asked_for KIND: if a test of this kind can match TESTS
asked_for() {
	[ -z "${TESTS:-}" ] || [[ $TESTS != *:* ]] || [[ $TESTS == "$1":* ]]
}

# test_kernel NAME [--quick]
test_kernel() {
	asked_for "$1" || return 0
	"$root/scripts/kernel-tests.sh" ${2+"$2"} "$1"
	# its steps are done; go on counting after them
	STEP_NOW=$((STEP_NOW + 7))
}

# The oldest and the newest kernel that there are patches for, but for the default one
other_kernels() {
	known_versions | xargs -n 1 | sort -V | sed -n '1p;$p' | grep -vxF "$version"
}

given_kernel=${KERNEL:-}
choose_objects
# needs_static_tools: the newest kernel is among those that are tested, with all tests
needs_static_tools() {
	[ -z "${TESTS:-}" ] || return
	[ "$version" = "$(newest_version)" ] ||
		{ [ -z "$given_kernel${CONFIG:-}" ] && [ "$ARCH" = x86_64 ]; }
}

# all packages at once, for who has to install them by hand
if needs_static_tools; then
	# shellcheck disable=SC2086
	"$root/scripts/packages.sh" $static_tools >&2 || exit $?
fi
start_results

# the guest tests need it, whatever TESTS says
TESTS='' run_test "tools: irqmask builds" "$root/scripts/build-tools.sh"
TESTS='' run_test "tools: irqmask without a kernel" "$root/scripts/build-tools.sh" --check

# what is done while the default kernel is tested; its steps are counted before that one's
beside_default() {
	if asked_for kunit; then
		"$root/scripts/kunit.sh"
		STEP_NOW=$((STEP_NOW + 5))
	fi
	for kernel in $others; do
		KERNEL=$kernel test_kernel "$kernel" --quick
	done
	if asked_for bench; then
		# bounds are of the newest, and costs differ between kernels
		KERNEL=${given_kernel:-$(newest_version)} "$root/scripts/bench.sh" --short
		STEP_NOW=$((STEP_NOW + 13))
	fi
	if [ -n "$tests_newest" ]; then
		begin_step "static checks"
		KERNEL=$(newest_version) "$root/scripts/static-checks.sh"
	fi
}

# in_own_group COMMAND...: started in the background, and ended with this script at the
# latest; sets group. Fails where a script can't even count its failures.
in_own_group() {
	# else it would ignore the terminal's interrupt
	set -m
	(set +m -e; "$@") </dev/null &
	group=$!
	set +m
	trap 'kill -- "-$group" 2>/dev/null' EXIT
	trap 'exit 130' INT TERM HUP
}

if [ -n "${CONFIG:-}" ] || [ "$ARCH" != x86_64 ]; then
	step_count 8
	test_kernel "${CONFIG:-$ARCH}"
	begin_step "static checks"
	"$root/scripts/static-checks.sh"
	finish
fi

others=
[ -n "$given_kernel" ] || others=$(other_kernels)
tests_newest=
! grep -qxF "$(newest_version)" <<<"$others" || tests_newest=yes
steps_beside=$((18 + 7 * $(wc -w <<<"$others")))
[ -z "$tests_newest" ] || steps_beside=$((steps_beside + 1))
step_count $((steps_beside + 15))
in_own_group beside_default
STEP_NOW=$((STEP_NOW + steps_beside))
newest_follows=$tests_newest test_kernel default
CONFIG=off test_kernel off
wait "$group" || result FAIL "what runs beside the default kernel has come to its end" "$SECONDS"
begin_step "static checks"
"$root/scripts/static-checks.sh" ${tests_newest:+--of-kernel}
finish
