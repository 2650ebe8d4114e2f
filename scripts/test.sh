#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# test.sh - builds the kernels, runs all tests, and counts them in its last line.
#
#     [KERNEL=6.1] [CONFIG=debug] [TESTS=pattern] scripts/test.sh
#
# First the tool irqmask is built, and what of it needs no kernel is tested.
# Without CONFIG: the KUnit tests under User Mode Linux; the default kernel, with the
# ftrace selftests of test.d/irqmask, the KUnit tests again, and the guest tests of
# tests/guest; the kernel with irqmask left out, which has to build and boot; the
# packages, in a Debian guest (scripts/debian-tests.sh); the static checks. With CONFIG: the tests on that kernel, and the static checks;
# CONFIG=debug takes long, and runs the startup selftests as well. TESTS, a shell
# pattern, chooses tests by a part of their name, and leaves out kernels that none of
# them needs.
#
# A guest test is a script for `scripts/vm.sh` that may say in its first lines
#     # devices: -nic user,model=e1000      further QEMU arguments
#     # append: threadirqs                  further kernel parameters
#     # smp: 4                              CPUs
#     # config: name ...                    further configuration fragments; such a
#                                           test is left out with CONFIG
#     # files: path ...                     relative to the test's folder
# Exit status 1 if any test failed. Logs and a summary stay in build/test-results.

# shellcheck source=scripts/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=scripts/results.sh
. "$(dirname "$0")/results.sh"
no_arguments "$@"

# build_kernel NAME: a test of its own; says whether it succeeded
build_kernel() {
	local name="$1: kernel builds" started=$SECONDS log status

	log=$(result_log "$name")
	"$root/scripts/build-kernel.sh" 2> >(tee "$log" >&2)
	status=$?
	# its steps are done; go on counting after them
	STEP_NOW=$((STEP_NOW + 6))
	if [ "$status" -eq 0 ]; then
		result ok "$name" $((SECONDS - started)) "$log"
	else
		result FAIL "$name" $((SECONDS - started)) "$log"
	fi
	return "$status"
}

# ftrace_tests NAME: every .tc of ours, by the kernel's own ftracetest, in one guest
ftrace_tests() {
	local kernel=$1 folder cases log started last line name outcome ran=0 status

	choose_objects
	folder=$src/tools/testing/selftests/ftrace
	[ -d "$folder/test.d/irqmask" ] || return 0
	cases=$(cd "$folder" && find test.d/irqmask -name '*.tc' | sort |
		while IFS= read -r name; do
			wanted "$kernel: $name" && printf '%s ' "$name"
		done)
	[ -n "$cases" ] || return 0
	log=$(result_log "$kernel: ftracetest")
	: >"$log"
	started=$SECONDS last=$SECONDS
	while IFS= read -r line; do
		printf '%s\n' "$line" >>"$log"
		# [3] the description	[PASS], perhaps with a shell's trace between the two
		if [[ $line =~ ^\[[0-9]+\]\ ?([^$'\t']*) ]]; then
			name=${BASH_REMATCH[1]%%+ *}
		fi
		[[ $line =~ $'\t'\[([A-Z]+)\] ]] || continue
		case ${BASH_REMATCH[1]} in
		PASS) outcome=ok ;;
		*) outcome=FAIL ;;
		esac
		result "$outcome" "$kernel: ftrace: ${name# }" $((SECONDS - last))
		last=$SECONDS
		ran=$((ran + 1))
	done < <(VM_IS_BUILT=yes APPEND=$(quick_boot) TIMEOUT=${TIMEOUT:-1800} FILES=$folder \
		RUN="cd ftrace || exit 1
		./ftracetest --fail-unsupported --fail-unresolved -l /tmp/logs $cases
		status=\$?
		for log in /tmp/logs/*-log.*; do
			[ -f \"\$log\" ] && echo \"== \$log\" && cat \"\$log\"
		done
		exit \$status" "$root/scripts/vm.sh" 2>&1
		echo "ftracetest ended with $?")
	status=$(sed -n 's/^ftracetest ended with //p' "$log")
	# the guest's own verdict, which also covers leaks and the kernel's complaints
	if [ "$status" = 0 ] && [ "$ran" -ge "$(wc -w <<<"$cases")" ]; then
		result ok "$kernel: ftracetest as a whole" $((SECONDS - started))
	else
		failed_cases "$log"
		result FAIL "$kernel: ftracetest as a whole" $((SECONDS - started)) "$log"
	fi
}

# failed_cases LOG: the end of each failed case's own log, which the guest appended
failed_cases() {
	awk '
	function show(  i) {
		if (!title)
			return
		print "     | " title
		for (i = n > 12 ? n - 11 : 1; i <= n; i++)
			print "     |   " substr(line[i], 1, 150)
	}
	/^== / || /^vm\.sh: / { show(); title = /^== / ? $0 : ""; n = 0; next }
	{ line[++n] = $0 }' "$1"
}

# The startup selftests of all tracers take minutes under emulation. They are a test
# of their own; a tracer on the command line keeps the other boots from running them.
has_startup_selftests() (
	choose_objects
	grep -qx CONFIG_FTRACE_STARTUP_TEST=y "$objects/.config"
)

quick_boot() {
	has_startup_selftests && echo ftrace=nop
}

startup_selftests() {
	has_startup_selftests || return 0
	# shellcheck disable=SC2016
	RUN='dmesg | grep "Testing tracer"
		dmesg | grep -q "Testing tracer irqmask: PASSED"' TIMEOUT=1200 VM_IS_BUILT=yes \
		run_test "$1: startup selftests" "$root/scripts/vm.sh"
}

# header FILE KEY
header() {
	sed -n "1,30 s/^# $2: *//p" "$1"
}

guest_test() {
	local test=$1 file files='' config built=yes

	# with a configuration of its own it has a kernel of its own
	config=$(header "$test" config)
	[ -z "$config" ] || built=
	for file in $(header "$test" files); do
		files="$files $root/tests/guest/$file"
	done
	SCRIPT=$test FILES=$files DEVICES=$(header "$test" devices) \
		APPEND="$(quick_boot) $(header "$test" append)" SMP=$(header "$test" smp) \
		CONFIG="${CONFIG:-} $config" VM_IS_BUILT=$built "$root/scripts/vm.sh"
}

guest_tests() {
	local test

	for test in "$root"/tests/guest/*.sh; do
		[ -f "$test" ] || continue
		# a kernel for each, with what CONFIG says besides, would take too long
		[ -z "${CONFIG:-}" ] || [ -z "$(header "$test" config)" ] || continue
		run_test "$1: guest: $(basename "$test" .sh)" guest_test "$test"
	done
}

kunit_tests() {
	APPEND=$(quick_boot) "$root/scripts/kunit.sh" --guest
}

# left_out NAME: the kernel without irqmask boots and has nothing of it
left_out() {
	# shellcheck disable=SC2016
	RUN='cat /sys/kernel/tracing/available_tracers
		! grep -qw irqmask /sys/kernel/tracing/available_tracers &&
		! grep -q "[ _]irqmask_" /proc/kallsyms' run_test \
		"$1: kernel boots without irqmask" "$root/scripts/vm.sh"
}

# on_kernel NAME COMMAND...: builds, then runs the commands
on_kernel() {
	local name=$1

	shift
	build_kernel "$name" || return
	begin_step "testing on $name"
	while [ $# -gt 0 ]; do
		"$1" "$name"
		shift
	done
}

# needed NAME: whether a test of this kernel can match TESTS
needed() {
	[ -z "${TESTS:-}" ] || [[ $TESTS != *:* ]] || [[ $TESTS == "$1":* ]]
}

# the tests set these for themselves
unset SCRIPT FILES RUN DEVICES APPEND SMP

# the guest tests need it, whatever TESTS says
TESTS='' run_test "tools: irqmask builds" "$root/scripts/build-tools.sh"
TESTS='' run_test "tools: irqmask without a kernel" "$root/scripts/build-tools.sh" --check
if [ -n "${CONFIG:-}" ]; then
	step_count 8
	case " $CONFIG " in
	*' off '*) on_kernel "$CONFIG" left_out ;;
	*) on_kernel "$CONFIG" ftrace_tests kunit_tests guest_tests startup_selftests ;;
	esac
else
	step_count 20
	if needed kunit; then
		"$root/scripts/kunit.sh"
		# its steps are done; go on counting after them
		STEP_NOW=$((STEP_NOW + 5))
	fi
	needed default && on_kernel default ftrace_tests kunit_tests guest_tests
	needed off && CONFIG=off on_kernel off left_out
	needed debian && "$root/scripts/debian-tests.sh"
fi
begin_step "static checks"
"$root/scripts/static-checks.sh"
finish
