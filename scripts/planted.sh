#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# planted.sh - plants faults into irqmask, one after the other, and looks whether the
# tests find them.
#
#     [KERNEL=6.1] [TESTS=pattern] [CONFIG=debug] scripts/planted.sh
#
# Each patch of tests/planted is one fault, and says in its first lines
#     config: default                     the kernel's configuration, a CONFIG or default
#     test: kunit                         what is run: a TESTS of scripts/kernel-tests.sh
#     red: kunit: irqmask_worst: *        the test that has to fail, a shell pattern
# It is put into a copy of this repository, which has builds of its own, so that they
# are quick from the second one on. Before the first fault of a configuration, the same
# tests have to pass without it. TESTS, a shell pattern, chooses faults by their file's
# name, CONFIG those of this configuration. Exit status 1 if a fault was not caught.

# shellcheck source=scripts/lib.sh
. "$(dirname "$0")/lib.sh"
no_arguments "$@"
# a guest that hangs has been caught; torture takes up to 400 s on a debug kernel
: "${TIMEOUT:=600}"
export TIMEOUT

copy=$build/planted/copy
out=$build/planted/results
faults=$root/tests/planted
only=${TESTS:-*} only_config=${CONFIG:-}
# the copy is no part of the repository that it lies in
export GIT_CEILING_DIRECTORIES=$build/planted CCACHE_BASEDIR=$copy
unset TESTS CONFIG RESULTS STEP_TOTAL STEP_NOW

header() {
	sed -n "1,10 s/^$2: *//p" "$faults/$1.patch"
}

# fresh_copy: as the repository is, without any fault; what was built in it stays
fresh_copy() {
	mkdir -p "$copy"
	rsync -a --checksum --delete --exclude=/build --exclude=/.git "$root/" "$copy/" ||
		die "could not copy the repository"
}

# run_tests CONFIG TEST LOG: in the copy
run_tests() (
	[ "$1" = default ] || export CONFIG=$1
	TESTS=$2 "$copy/scripts/kernel-tests.sh" "$1" >"$3" 2>&1
)

# outcome LOG ok|FAIL RED: whether a test of this name ended so
outcome() {
	local line

	while IFS= read -r line; do
		# shellcheck disable=SC2053
		[[ $line == *$3\ \(*\ s\) ]] && return
	done < <(grep "^$2 " "$1")
	return 1
}

# passes_without CONFIG TEST RED: once for each of them
passes_without() {
	local log

	log=$out/without-$(printf %s "$1-$2" | tr -c 'A-Za-z0-9_.-' _).log
	if [ ! -f "$log" ]; then
		fresh_copy
		run_tests "$1" "$2" "$log"
	fi
	outcome "$log" ok "$3"
}

# caught NAME: whether its test is red with it, and only with it
caught() {
	local config test red

	config=$(header "$1" config) test=$(header "$1" test) red=$(header "$1" red)
	passes_without "$config" "$test" "$red" || {
		echo "its test fails without it: $red"
		return 2
	}
	fresh_copy
	patch -d "$copy" -p1 --fuzz=0 --no-backup-if-mismatch -i "$faults/$1.patch" >"$out/$1.log" || {
		echo "it does not apply"
		return 2
	}
	run_tests "$config" "$test" "$out/$1.log"
	grep -q "^ok  *$config: kernel builds" "$out/$1.log" || {
		echo "the kernel does not build with it"
		return 2
	}
	outcome "$out/$1.log" FAIL "$red" && echo "caught by $config: $red"
}

lock "$build/planted/.lock"
rm -rf "$out"
mkdir -p "$out"
names=
for fault in "$faults"/*.patch; do
	name=$(basename "$fault" .patch)
	# shellcheck disable=SC2053
	[[ $name == $only ]] || continue
	[ -z "$only_config" ] || [ "$(header "$name" config)" = "$only_config" ] || continue
	names="$names $name"
done
[ -n "$names" ] || bad_usage "no fault in $faults is meant by TESTS=$only CONFIG=$only_config"

step_count "$(wc -w <<<"$names")"
total=0 missed=0
for name in $names; do
	begin_step "$name"
	total=$((total + 1))
	if says=$(caught "$name"); then
		printf 'ok   %s: %s\n' "$name" "$says"
	else
		missed=$((missed + 1))
		printf 'FAIL %s: %s; see %s\n' "$name" "${says:-not caught}" "$out/$name.log"
	fi
done
printf '%d faults planted, %d not caught\n' "$total" "$missed"
[ "$missed" -eq 0 ]
