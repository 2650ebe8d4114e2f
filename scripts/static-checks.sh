#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# static-checks.sh - checks the sources without running them.
#
#     [KERNEL=6.1] scripts/static-checks.sh [--of-kernel]
#
# checkpatch --strict over our sources and patches, sparse and W=1 over our objects and
# what is changed of kernel/irq, kernel-doc, shellcheck; then compat-checks.sh,
# series-test.sh, and for the newest kernel static-tools.sh. All of the kernel's own tools
# are those of KERNEL. Each check of one file is a test; any output is a failure. With
# --of-kernel only what another kernel may have another answer to: sparse, W=1,
# compat-checks.sh and series-test.sh.

# shellcheck source=scripts/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=scripts/results.sh
. "$(dirname "$0")/results.sh"
# shellcheck source=scripts/checks.sh
. "$(dirname "$0")/checks.sh"
of_kernel=
case ${1-} in
--of-kernel) of_kernel=yes ;;
*) no_arguments "$@" ;;
esac
choose_objects
start_results
if [ -n "$outermost" ]; then
	STEP_BRIEF=yes "$root/scripts/build-kernel.sh" || exit $?
fi
cd "$root" || exit 1

# The objects themselves stay as they are: sparse writes none, and W=1, whose flags
# differ, makes an assembler file.
sparse_check() {
	local log

	# Debian's sparse lacks a keyword of newer kernels, which refuse to run it then
	log=$(kernel_make C=2 CHECK='sparse -D__typeof_unqual__=__typeof__' "$1.o" 2>&1) || {
		printf '%s\n' "$log"
		return 1
	}
	# 7.3's module parameters are an error to it, all of them; any other error ends its
	# look at the file
	! grep -v ': error: bad constant expression$' <<<"$log" |
		grep -A 5 -E "$about_ours|: error: " &&
		grep "^ *CHECK  *.*$1\.c$" <<<"$log"
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

# scripts/planted.sh takes too long to say so at each change
fault_applies() {
	patch -d "$root" -p1 --fuzz=0 --dry-run -i "$1"
}

# `set -e`, by which a failed command ends a test case, is not for those after `!`
denials_end_it() {
	! grep -n '^[[:space:]]*! ' "$1" | grep -v '||'
}

# what looks at the sources alone
check_sources() {
	local sources file

	sources=$(existing kernel include tools tests -name '*.[ch]')
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

	for file in $(existing tests/planted -name '*.patch'); do
		run_test "a planted fault applies: $file" fault_applies "$root/$file"
	done

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
	run_test "shellcheck: scripts/guest/nice" silent shellcheck scripts/guest/nice
	# ftracetest sources a test case, in which its own functions and variables exist
	for file in $(existing tools -name '*.tc'); do
		run_test "shellcheck: $file" silent shellcheck -s sh -S style \
			-e SC1091,SC2034,SC2154,SC3043 "$file"
		run_test "what it denies ends it: $file" denials_end_it "$file"
	done
}

# what looks at what the compiler makes of them
check_objects() (
	lock "$objects/.lock"
	while IFS= read -r file; do
		# of the other files that are changed, nobody says that nothing is to be said
		[ -f "$file" ] || [[ $file == kernel/irq/* ]] || continue
		run_test "sparse of $version: $file" sparse_check "${file%.c}"
		run_test "W=1 of $version: $file" extra_warnings "${file%.c}"
	done < <(grep -s '^kernel/.*\.c$' "$tree_dir/ours")
)

[ -n "$of_kernel" ] || check_sources
check_objects
"$root/scripts/compat-checks.sh"
"$root/scripts/series-test.sh"
# what is sent is for the newest kernel, and others need not be of its style
[ -n "$of_kernel" ] || [ "$version" != "$(newest_version)" ] || "$root/scripts/static-tools.sh"
finish
