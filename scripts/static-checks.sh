#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# static-checks.sh - checks the sources without running them.
#
#     [KERNEL=6.1] scripts/static-checks.sh
#
# checkpatch --strict over our sources and patches, sparse and W=1 over our objects,
# kernel-doc, shellcheck. All of the kernel's own tools are those of KERNEL. Each check
# of one file is a test; any output is a failure.

# shellcheck source=scripts/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=scripts/results.sh
. "$(dirname "$0")/results.sh"
no_arguments "$@"
choose_objects
if [ -n "$outermost" ]; then
	STEP_BRIEF=yes "$root/scripts/build-kernel.sh" || exit $?
fi
cd "$root" || exit 1

# silent COMMAND...: fails when the command fails or says anything
silent() {
	local output status=0

	output=$("$@" 2>&1) || status=1
	[ -z "$output" ] || {
		printf '%s\n' "$output"
		status=1
	}
	return "$status"
}

existing() {
	find "$@" -type f 2>/dev/null | sort
}

checkpatch() {
	# without a git tree it takes a patch for what it is, and leaves the licence
	# identifiers to its own check
	GIT_DIR=$src/.git silent perl "$src/scripts/checkpatch.pl" --root="$src" --strict --quiet \
		--no-summary --show-types "$@"
}

# layout_types FILE: what checkpatch says of the kernel's own files of this kind too.
# Event definitions have a layout of their own, which it does not know; the startup
# selftests print, wait and are declared as all of them are.
layout_types() {
	local types=

	case $1 in
	include/trace/events/*)
		types=SPACING,OPEN_ENDED_LINE,PARENTHESIS_ALIGNMENT,TRAILING_SEMICOLON,COMPLEX_MACRO
		;;
	tools/*.[ch])
		# it knows the kernel's printing functions and attribute macros, not ours
		types=LONG_LINE_STRING,PREFER_DEFINED_ATTRIBUTE_MACRO
		;;
	kernel/*.c)
		# it looks in the same patch only; parameters_are_documented() looks in the tree
		types=UNDOCUMENTED_SETUP
		;;
	*.patch)
		# new files in a mail get their MAINTAINERS entry with the whole series
		types=FILE_PATH_CHANGES
		! grep -q '^+++ b/kernel/trace/trace_entries.h' "$1" ||
			types=$types,SPACING,OPEN_ENDED_LINE,PARENTHESIS_ALIGNMENT
		! grep -q '^+++ b/kernel/trace/trace_selftest.c' "$1" ||
			types=$types,AVOID_EXTERNS,USLEEP_RANGE,LOGGING_CONTINUATION,PREFER_PR_LEVEL
		;;
	esac
	[ -z "$types" ] || echo "--ignore=$types"
}

# about_ours COMMAND...: fails when the command fails or says something about our files
about_ours() {
	local output

	output=$("$@" 2>&1) || {
		printf '%s\n' "$output"
		return 1
	}
	! grep -A 5 -E '(irqmask[a-z_]*|irq_line)\.[ch]:[0-9]+' <<<"$output"
}

# The objects themselves stay as they are: sparse writes none, and W=1, whose flags
# differ, makes an assembler file.
sparse_check() {
	about_ours kernel_make C=2 "$1.o"
}

extra_warnings() {
	local status=0

	about_ours kernel_make W=1 "$1.s" || status=1
	rm -f "$objects/$1.s"
	return "$status"
}

kernel_doc() {
	local tool=$src/tools/docs/kernel-doc

	[ -e "$tool" ] || tool=$src/scripts/kernel-doc
	silent "$tool" -none -Werror "$1"
}

# Every kernel parameter of ours is in the kernel's list of them
parameters_are_documented() {
	local name status=0

	while IFS= read -r name; do
		grep -q "^	$name" "$src/Documentation/admin-guide/kernel-parameters.txt" || {
			echo "$name is not in kernel-parameters.txt"
			status=1
		}
	done < <(sed -n 's/^__setup("\([^"]*\)".*/\1/p' "$@")
	return "$status"
}

sources=$(existing kernel include tools -name '*.[ch]')
for file in $sources; do
	# shellcheck disable=SC2046
	run_test "checkpatch: $file" checkpatch $(layout_types "$file") -f "$file"
	run_test "kernel-doc: $file" kernel_doc "$file"
done
# shellcheck disable=SC2086
run_test "kernel parameters are documented" parameters_are_documented $sources
for file in $(existing patches -name '*.patch'); do
	# shellcheck disable=SC2046
	run_test "checkpatch: $file" checkpatch --no-signoff $(layout_types "$file") "$file"
done

(
	lock "$objects/.lock"
	for file in $(existing kernel -name '*.c'); do
		grep -qxF "$file" "$tree_dir/ours" || continue
		run_test "sparse: $file" sparse_check "${file%.c}"
		run_test "W=1: $file" extra_warnings "${file%.c}"
	done
)

# functions are also called by name (SC2317)
for file in $(existing scripts packaging .ci -name '*.sh' -o -path .ci/run -o -name debian-job \
	-o -name irqmask-watch -o -name irqmask-tests); do
	run_test "shellcheck: $file" silent shellcheck -x -S style -e SC2317 "$file"
done
# guest scripts have their library, with its variables, beside them only in the guest,
# and paths without blanks; A && B || fail is meant as it stands
for file in $(existing tests -not -path 'tests/debian/*' -name '*.sh'); do
	run_test "shellcheck: $file" silent shellcheck -s sh -S style \
		-e SC1091,SC2015,SC2034,SC2086,SC2154 "$file"
done
# bash, with the library beside them in the guest too
for file in $(existing tests/debian tools/tracing -name '*.sh' -o -name '*.bash'); do
	run_test "shellcheck: $file" silent shellcheck -x -S style -e SC1091,SC2154,SC2317 "$file"
done
# busybox sh knows `local`; the checker knows no busybox
run_test "shellcheck: scripts/guest/init" silent shellcheck -s sh -e SC3043 scripts/guest/init
# ftracetest sources a test case, in which its own functions and variables exist
for file in $(existing tools -name '*.tc'); do
	run_test "shellcheck: $file" silent shellcheck -s sh -S style \
		-e SC1091,SC2034,SC2154,SC3043 "$file"
done
finish
