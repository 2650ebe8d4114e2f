#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# kernel-tests.sh - builds one kernel and runs all tests on it that a kernel can run.
#
#     [KERNEL=6.1] [ARCH=arm64] [CONFIG=rt] [TESTS=pattern] scripts/kernel-tests.sh [--quick] [NAME]
#
# The ftrace selftests of test.d/irqmask, the KUnit tests, the guest tests of tests/guest;
# with --quick the guest tests, each of which boots anew, are left out, but for those that
# `make test` has on the newest kernel alone. A CONFIG with `off` has only to boot, without
# irqmask. NAME stands before the name of each test (default: CONFIG). TESTS, a shell
# pattern, chooses tests by a part of their name.
#
# A guest test is a script for `scripts/vm.sh` that may say in its first lines
#     # devices: -netdev user,id=n0 -device e1000,netdev=n0      further QEMU arguments
#     # append: threadirqs                  further kernel parameters
#     # smp: 4                              CPUs
#     # icount: shift=0,sleep=off           a clock that counts instructions, see vm.sh
#     # config: name ...                    further configuration fragments; with CONFIG
#                                           such a test is left out, unless that has
#                                           what they ask for
#     # newest: yes                         with --quick it is run on the newest kernel, and
#                                           not on the one that is tested besides: a kernel
#                                           of its own for each takes long
#     # files: path ...                     relative to the test's folder
#     # programs: name.c ...                to compile for the guest; the same folder.
#                                           stress-ng is the one of this machine
#     # modules: name.c ...                 kernel modules of one file, likewise; not
#                                           with a configuration of its own
#     # needs: CONFIG_SUSPEND ...           what the kernel has to have
#     # host-only: yes                      only where the guest is of this machine's
#                                           architecture: it runs what was compiled for
#                                           this machine, or has a kernel of its own,
#                                           which no foreign guest gets: that takes long
# A key with an architecture's name, `append-arm64`, counts there instead. A test finds a
# number in $SEED, for what it does at random; SEED= repeats a run.
#
# A test is skipped only if it needs what configs/<arch>.config, or <arch>-<version>.config,
# says that this architecture does not have, if it is host-only and the guest is foreign, or
# if this kernel hangs with one of its kernel parameters alone: never_boots() knows which.

# shellcheck source=scripts/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=scripts/results.sh
. "$(dirname "$0")/results.sh"

quick=
if [ "${1-}" = --quick ]; then
	quick=yes
	shift
fi
case ${1-} in
-*) no_arguments "$@" ;;
esac
[ $# -le 1 ] || bad_usage "takes one name, but got: $*; see $0 --help"
choose_objects
start_results
name=${1:-${CONFIG:-default}}

build_kernel() {
	local test="$name: kernel builds" started=$SECONDS log status

	log=$(result_log "$test")
	"$root/scripts/build-kernel.sh" 2> >(tee "$log" >&2)
	status=$?
	# its steps are done; go on counting after them
	STEP_NOW=$((STEP_NOW + 6))
	if [ "$status" -eq 0 ]; then
		result ok "$test" $((SECONDS - started)) "$log"
	else
		result FAIL "$test" $((SECONDS - started)) "$log"
	fi
	return "$status"
}

# symbols_of CASE: the kernel symbols behind the files that a .tc requires
symbols_of() {
	local requires

	requires=$(sed -n 's/^# requires: //p' "$1")
	case $requires in */hist*) echo CONFIG_HIST_TRIGGERS ;; esac
	case $requires in *set_ftrace_filter*) echo CONFIG_FUNCTION_TRACER ;; esac
}

# ftrace_tests: every .tc of ours
ftrace_tests() {
	local folder cases='' alone='' lacking test

	folder=$src/tools/testing/selftests/ftrace
	while IFS= read -r test; do
		wanted "$name: $test" || continue
		# shellcheck disable=SC2046
		lacking=$(lacks $(symbols_of "$folder/$test"))
		if [ -n "$lacking" ]; then
			result skip "$name: $test: there is no $lacking" 0
		elif [[ " ${one_cpu_cases:-} " == *" $(basename "$test" .tc) "* ]]; then
			alone="$alone $test"
		else
			cases="$cases $test"
		fi
	done < <(cd "$folder" && find test.d/irqmask -name '*.tc' | sort)
	[ -z "$cases" ] || ftrace_guest ftracetest "$folder" "$cases"
	[ -z "$alone" ] || SMP=1 ftrace_guest 'ftracetest on one CPU' "$folder" "$alone"
}

# ftrace_guest TITLE FOLDER CASES: by the kernel's own ftracetest, in one guest. Each case
# has an ftracetest of its own, which stops if it fails: it would go on with subshells that
# have a caught signal of their parent's, with which `read` of newer busyboxes never ends.
# One has a line that nobody cares for, on purpose.
ftrace_guest() {
	local log started line last=$SECONDS test outcome ran=0 status

	log=$(result_log "$name: $1")
	: >"$log"
	started=$SECONDS
	while IFS= read -r line; do
		printf '%s\n' "$line" >>"$log"
		# [3] the description	[PASS], perhaps with a shell's trace between the two
		if [[ $line =~ ^\[[0-9]+\]\ ?([^$'\t']*) ]]; then
			test=${BASH_REMATCH[1]%%+ *}
		fi
		[[ $line =~ $'\t'\[([A-Z]+)\] ]] || continue
		case ${BASH_REMATCH[1]} in
		PASS) outcome=ok ;;
		*) outcome=FAIL ;;
		esac
		result "$outcome" "$name: ftrace: ${test# }" $((SECONDS - last))
		last=$SECONDS
		ran=$((ran + 1))
	done < <(VM_IS_BUILT=yes APPEND=$(quick_boot) TIMEOUT=${TIMEOUT:-$(patience 1800)} FILES=$2 \
		RUN="cd ftrace || exit 1
		echo 'nobody cared' >/run/expected-splats
		status=0
		for case in $3; do
			./ftracetest --stop-fail --fail-unsupported --fail-unresolved \
				-l /tmp/logs \$case || status=1
		done
		for log in /tmp/logs/*-log.*; do
			[ -f \"\$log\" ] && echo \"== \$log\" && cat \"\$log\"
		done
		echo '== end'
		exit \$status" "$root/scripts/vm.sh" 2>&1
		echo "ftracetest ended with $?")
	status=$(sed -n 's/^ftracetest ended with //p' "$log")
	# the guest's own verdict, which also covers leaks and the kernel's complaints
	if [ "$status" = 0 ] && [ "$ran" -ge "$(wc -w <<<"$3")" ]; then
		result ok "$name: $1 as a whole" $((SECONDS - started))
	else
		result FAIL "$name: $1 as a whole" $((SECONDS - started)) "$log"
		failed_cases "$log" | details
	fi
}

# failed_cases LOG: the end of each failed case's own log, which the guest appended
failed_cases() {
	awk '
	function show(  i) {
		if (!title)
			return
		print title
		for (i = n > 12 ? n - 11 : 1; i <= n; i++)
			print "  " line[i]
	}
	/^== / { show(); title = $2 == "end" ? "" : $0; n = 0; next }
	{ line[++n] = $0 }' "$1"
}

# The startup selftests of all tracers take minutes under emulation. They are a test
# of their own; a tracer on the command line keeps the other boots from running them.
has_startup_selftests() {
	grep -qx CONFIG_FTRACE_STARTUP_TEST=y "$objects/.config"
}

quick_boot() {
	has_startup_selftests && echo ftrace=nop
}

startup_selftests() {
	has_startup_selftests || return 0
	# also where the command line leaves out the line that is tested
	# shellcheck disable=SC2016
	APPEND=irqmask_irqs=4000 RUN='dmesg | grep "Testing tracer"
		dmesg | grep -q "Testing tracer irqmask: PASSED"' TIMEOUT=1200 VM_IS_BUILT=yes \
		run_test "$name: startup selftests" "$root/scripts/vm.sh"
}

# header FILE KEY
header() {
	local key

	for key in "$2-$ARCH" "$2"; do
		if sed -n 1,30p "$1" | grep -q "^# $key:"; then
			sed -n "1,30 s/^# $key: *//p" "$1"
			return
		fi
	done
}

guest_test() {
	local test=$1 file files='' config built=yes
	local SEED=${SEED:-$((SRANDOM % 1000000))}

	# with a configuration of its own it has a kernel of its own
	config=$(header "$test" config)
	[ -z "${CONFIG:-}" ] || config=
	[ -z "$config" ] || built=
	for file in $(header "$test" files); do
		case $file in
		../../build/tools/*) "$root/scripts/build-tools.sh" >&2 || return ;;
		esac
		files="$files $root/tests/guest/$file"
	done
	for file in $(header "$test" programs); do
		case $file in
		stress-ng) file=$("$root/scripts/guest-stress.sh") || return ;;
		*) file=$("$root/scripts/guest-program.sh" "$root/tests/guest/$file") || return ;;
		esac
		files="$files $file"
	done
	for file in $(header "$test" modules); do
		file=$("$root/scripts/guest-module.sh" "$root/tests/guest/$file") || return
		files="$files $file"
	done
	# what the kernel doesn't know becomes a variable of its init
	SCRIPT=$test FILES=$files DEVICES=$(header "$test" devices) \
		APPEND="$(quick_boot) SEED=$SEED $(header "$test" append)" SMP=$(header "$test" smp) \
		CONFIG="${CONFIG:-} $config" ICOUNT=$(header "$test" icount) VM_IS_BUILT=$built \
		"$root/scripts/vm.sh"
}

# kernel_has NAME...: whether the kernel of CONFIG has what these fragments ask for
kernel_has() {
	local fragment

	for fragment; do
		grep '^[^#]\|^# CONFIG_.* is not set' "$root/configs/$fragment.config" |
			grep -v -x -F -q -f "$objects/.config" && return 1
	done
	return 0
}

# hangs_with PARAMETER: whether this kernel doesn't come up with it, without any of ours;
# however else it fails, irqmask's tests are to show it
declare -A boot_status
hangs_with() {
	if [ -z "${boot_status[$1]:-}" ]; then
		RUN=true TIMEOUT=120 VM_IS_BUILT=yes APPEND="$(quick_boot) $1" \
			"$root/scripts/vm.sh" >"$(result_log "$name: boot with $1")" 2>&1
		boot_status[$1]=$?
	fi
	[ "${boot_status[$1]}" -eq 124 ]
}

# never_boots TEST: whether this kernel hangs with one of the test's parameters alone, which
# is not for irqmask then; sets reason.
# With PREEMPT_RT, Linux 7.3 waits for ever for an SRCU grace period when trace_event= asks
# for an event: that needs the threads of kernel/irq_work.c, which are started later.
# riscv64's Linux 6.1 flushes the instruction caches for a parameter that is a static key,
# by an SBI that it has not asked for its version yet: it calls a null pointer.
never_boots() {
	local append

	append=" $(header "$1" append) "
	if [[ $append = *' trace_event='* ]] && grep -q '^CONFIG_PREEMPT_RT=y' "$objects/.config" &&
		hangs_with trace_event=sched:sched_switch; then
		reason="this PREEMPT_RT kernel hangs with any trace_event="
	elif [[ $append = *' threadirqs '* ]] && [ "$ARCH" = riscv64 ] && hangs_with threadirqs; then
		reason="this kernel hangs with threadirqs"
	else
		return 1
	fi
}

guest_tests() {
	local test config of_newest label lacking reason

	for test in "$root"/tests/guest/*.sh; do
		[ -f "$test" ] || continue
		# a kernel for each, with what CONFIG says besides, would take too long
		config=$(header "$test" config)
		# shellcheck disable=SC2086
		[ -z "${CONFIG:-}" ] || [ -z "$config" ] || kernel_has $config || continue
		of_newest=$(header "$test" newest)
		[ -z "$quick" ] || { [ -n "$of_newest" ] && [ "$version" = "$(newest_version)" ]; } || continue
		# test.sh says so
		[ -z "${newest_follows:-}" ] || [ -z "$of_newest" ] || continue
		label="$name: guest: $(basename "$test" .sh)"
		wanted "$label" || continue
		# shellcheck disable=SC2046
		lacking=$(lacks $(header "$test" needs))
		if [ -n "$lacking" ]; then
			result skip "$label: there is no $lacking" 0
		elif [ -n "$(header "$test" host-only)" ] && is_foreign; then
			result skip "$label: only where the guest is of this machine's architecture" 0
		elif never_boots "$test"; then
			result skip "$label: $reason" 0
		else
			run_test "$label" guest_test "$test"
		fi
	done
}

# left_out: the kernel without irqmask boots and has nothing of it
left_out() {
	# shellcheck disable=SC2016
	RUN='cat /sys/kernel/tracing/available_tracers
		! grep -qw irqmask /sys/kernel/tracing/available_tracers &&
		! grep -q "[ _]irqmask_" /proc/kallsyms' run_test \
		"$name: kernel boots without irqmask" "$root/scripts/vm.sh"
}

# the tests set these for themselves
unset SCRIPT FILES RUN DEVICES APPEND SMP

step_count 7
build_kernel || finish
begin_step "testing on $name"
case " ${CONFIG:-} " in
*' off '*) left_out ;;
*)
	ftrace_tests
	APPEND=$(quick_boot) "$root/scripts/kunit.sh" --guest "$name"
	guest_tests
	startup_selftests
	;;
esac
finish
