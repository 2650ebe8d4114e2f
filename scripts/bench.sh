#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# bench.sh - measures what irqmask costs, off and on, beside what there is besides.
#
#     [KERNEL=7.3] scripts/bench.sh
#     [KERNEL=7.3] scripts/bench.sh --short
#
# Builds four kernels of configs/bench.config: with and without the patches, each with
# irqsoff, preemptoff and CONFIG_IRQMASK_CPU, and without them (configs/nocpu.config).
# Counts the instructions of masking and unmasking a line, of handling an interrupt and
# of turning all of them off, in each state of the tracing; with many lines, records and
# CPUs; of packets through two drivers. Looks at what the patches add to the code, at
# the memory that is taken, and at how true the lengths of sections are.
# Documentation/trace/irqmask-cost.rst says how each figure is made.
#
# What came out is in build/bench/<kernel>: table.txt, cost.svg, and a file for each
# guest. Exit status 1 if a figure left its bound.
#
# --short counts only what pairs cost, on the kernel that other tests use and on the same
# without the patches, which spares two kernels to build: each bound is a test.

# shellcheck source=scripts/lib.sh
. "$(dirname "$0")/lib.sh"

# two cards of each kind, on a wire of their own; a virtio card sends when the guest's
# clock says so, not when the host comes to it
cards="-netdev hubport,id=a0,hubid=0 -netdev hubport,id=a1,hubid=0
	-netdev hubport,id=b0,hubid=1 -netdev hubport,id=b1,hubid=1
	-device e1000,netdev=a0 -device e1000,netdev=a1
	-device virtio-net-pci,netdev=b0,vectors=0,ioeventfd=off,tx=timer
	-device virtio-net-pci,netdev=b1,vectors=0,ioeventfd=off,tx=timer"

short=
case ${1-} in
--short) short=yes ;;
*) no_arguments "$@" ;;
esac

# kernel NAME: what builds and boots it
kernel() {
	case $1 in
	plain*) UNPATCHED=yes ;;
	*) UNPATCHED= ;;
	esac
	CONFIG=bench
	[ -z "$short" ] || CONFIG=
	case $1 in
	*-nocpu) CONFIG='bench nocpu' ;;
	esac
	export UNPATCHED CONFIG
}

build_kernel() {
	kernel "$1"
	"$root/scripts/build-kernel.sh" || return
	# its steps are done; go on counting after them
	STEP_NOW=$((STEP_NOW + 6))
}

# where NAME: the folder that it is built in
where() (
	kernel "$1"
	"$root/scripts/build-kernel.sh" --print-dir
)

module_for() {
	printf '%s/bench/modules/unpatched/%s/irqmask_bench.ko\n' "$build" \
		"$(basename "$(where "$1")")"
}

# measure NAME SCRIPT RESULT: in a guest of its own. Both kernels of a configuration run
# the module that was built against the unpatched one.
measure() (
	local module=

	kernel "$1"
	case $1 in
	patched*) module=$(module_for "$1") ;;
	esac
	MODULE=$module VM_IS_BUILT=yes "$root/scripts/bench-guest.sh" "$2" >"$out/$3.new" || exit
	mv "$out/$3.new" "$out/$3"
)

# step_through NAME: the instructions of a pair, one by one
step_through() (
	local workload

	kernel "$1"
	for workload in disable flow; do
		MODULE=$(module_for "$1") "$root/scripts/bench-step.py" --raw $workload >"$out/$1.$workload.steps" || exit
	done
)

# sites NAME: what the patches add to the code
sites() {
	step_through "plain$1" && step_through "patched$1" || return
	"$root/scripts/bench-sites.py" "$(where "plain$1")" "$(where "patched$1")" \
		"$out/plain$1.disable.steps" "$out/patched$1.disable.steps" \
		"$out/plain$1.flow.steps" "$out/patched$1.flow.steps" >"$out/sites$1.txt"
	echo $? >"$out/sites$1"
	cat "$out/sites$1.txt"
	[ "$(cat "$out/sites$1")" -le 1 ]
}

# what is compiled in: code, constants and variables, and those that each CPU has
sizes() {
	local folder

	for folder in plain patched; do
		(cd "$(where $folder)" && size -A vmlinux) |
			awk '/^\.data\.\.percpu/ { cpu += $2 }
				$3 > 0 && !/^\.init|^\.exit/ { all += $2 }
				END { print all - cpu, cpu }'
	done >"$out/.sizes" || return
	awk '{ all[NR] = $1; cpu[NR] = $2 }
		END {
			print all[2] - all[1], "compiled_in"
			print cpu[2] - cpu[1], "compiled_in,_for_each_CPU"
		}' "$out/.sizes" >"$out/sizes"
}

pairs() {
	measure "plain$1" pairs.sh "plain$1.pairs" && measure "patched$1" pairs.sh "patched$1.pairs"
}

constant() {
	SMP=1 measure patched const.sh patched.const1 && SMP=8 measure patched const.sh patched.const8
}

verdicts() {
	"$root/scripts/bench-report.py" "$out" "$@"
}

run_full() {
	local name

	step_count 33
	for name in plain patched plain-nocpu patched-nocpu; do
		build_kernel $name || exit $?
	done
	kernel patched
	choose_objects
	out=$build/bench/$tree
	mkdir -p "$out"
	lock "$out/.lock"
	kernel_make -s kernelversion >"$out/version" || exit 1
	step "counting the instructions of pairs" pairs ''
	step "the same without the CPU half" pairs -nocpu
	step "with many lines, records and CPUs" constant
	SMP=8 step "memory" measure patched memory.sh patched.memory
	step "the lengths of sections" measure patched accuracy.sh patched.accuracy
	APPEND=threadirqs DEVICES=$cards step "packets" measure patched net.sh patched.net
	step "what was compiled in" sizes
	step "comparing the code" sites ''
	step "comparing the code without the CPU half" sites -nocpu
	verdicts "$out/table.txt" "$out/cost.svg" >"$out/bounds" || exit 1
	cat "$out/table.txt"
	printf '\n== bounds\n'
	cat "$out/bounds"
	printf '%s: %s, %s\n' "$progname" "$out/table.txt" "$out/cost.svg" >&2
	! grep -q '^FAIL' "$out/bounds"
}

measure_short() {
	build_kernel plain && build_kernel patched || return
	choose_objects
	out=$build/bench/$tree-short
	rm -rf "$out"
	mkdir -p "$out"
	grep '^CONFIG_IRQMASK_KUNIT_TEST=y' "$(where patched)/.config" >"$out/kunit"
	begin_step "counting the instructions of pairs"
	pairs ''
}

# each bound is a test; that there are bounds at all is one too
run_short() {
	local outcome what n=0 log started

	# shellcheck source=scripts/results.sh
	. "$root/scripts/results.sh"
	start_results
	step_count 13
	started=$SECONDS
	log=$(result_log "bench: pairs are measured")
	if measure_short 2> >(tee "$log" >&2); then
		while read -r outcome what; do
			n=$((n + 1))
			wanted "bench: $what" || continue
			result "$outcome" "bench: $what" 0
		done < <(verdicts)
	fi
	if [ "$n" -gt 10 ]; then
		result ok "bench: pairs are measured" $((SECONDS - started))
	else
		result FAIL "bench: pairs are measured" $((SECONDS - started)) "$log"
	fi
	finish
}

unset SCRIPT FILES RUN DEVICES APPEND SMP MODULE
if [ -n "$short" ]; then
	run_short
else
	[ -z "${CONFIG:-}" ] || bad_usage "CONFIG=$CONFIG: it has configurations of its own"
	export KERNEL=${KERNEL:-7.3}
	run_full
fi
