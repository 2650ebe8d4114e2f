#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# compat-checks.sh - checks that what older kernels need stays small, and with them.
#
#     [KERNEL=6.1] scripts/compat-checks.sh
#
# Documentation/trace/irqmask-compat.rst says how many lines and macros irqmask_compat.h
# may have, and why each macro is there. The header has no condition but its guard; no
# source tests the kernel's version; and nothing of the newest kernel knows the header.

# shellcheck source=scripts/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=scripts/results.sh
. "$(dirname "$0")/results.sh"
# shellcheck source=scripts/checks.sh
. "$(dirname "$0")/checks.sh"
no_arguments "$@"
choose_objects
start_results
cd "$root" || exit 1

page=Documentation/trace/irqmask-compat.rst
newest=$(newest_version)

# macros HEADER: what it defines, without the guard
macros() {
	sed -n 's/^#[[:space:]]*define[[:space:]]\{1,\}\([A-Za-z0-9_]*\).*/\1/p' "$1" | sed 1d
}

within_bounds() {
	local bounds lines count

	bounds=$(tr '\n' ' ' <"$page" | sed -n 's/.*at most \([0-9]*\) lines and \([0-9]*\) macros.*/\1 \2/p')
	lines=$(wc -l <"$1") count=$(macros "$1" | wc -l)
	echo "$1: $lines lines, $count macros; $page allows ${bounds:-nothing}"
	[ -n "$bounds" ] && [ "$lines" -le "${bounds% *}" ] && [ "$count" -le "${bounds#* }" ]
}

each_has_a_reason() {
	local macro status=0

	while IFS= read -r macro; do
		grep -q "^\`\`$macro\`\` " "$page" || {
			echo "$page doesn't say why there is $macro"
			status=1
		}
	done < <(macros "$1")
	return "$status"
}

# The guard is the only condition: the first, and ended by the last line
no_condition() {
	[ "$(grep -c '^[[:space:]]*#[[:space:]]*\(if\|elif\|else\)' "$1")" -eq 1 ] ||
		! grep -n '^[[:space:]]*#[[:space:]]*\(if\|elif\|else\)' "$1"
}

no_version_test() {
	! grep -r -n -E 'LINUX_VERSION|KERNEL_VERSION|UTS_RELEASE|linux/version\.h|generated/utsrelease' \
		kernel include tools patches --include='*.[ch]' --include='*.patch' --include='Makefile*'
}

# Neither a source nor the newest kernel's series has it; nor did a build of that one,
# where the same look at a build of an older kernel finds it.
not_on_newest() {
	local status=0 compiled=$objects/kernel/trace/.trace_irqmask.o.cmd

	! grep -r -n irqmask_compat kernel include tools "patches/$newest" || status=1
	! existing "patches/$newest" -name irqmask_compat.h | grep . || status=1
	[[ " ${CONFIG:-} " != *' off '* ]] || return "$status"
	if [ "$version" = "$newest" ]; then
		[ -f "$compiled" ] && ! grep irqmask_compat "$compiled" || status=1
	else
		grep -q irqmask_compat "$compiled" || status=1
	fi
	return "$status"
}

for header in $(existing patches -name irqmask_compat.h); do
	run_test "compat: small: $header" within_bounds "$header"
	run_test "compat: each macro has a reason: $header" each_has_a_reason "$header"
	run_test "compat: no condition: $header" no_condition "$header"
done
run_test "compat: no source tests the kernel's version" no_version_test
run_test "compat: not included on $newest, as $version shows" not_on_newest
finish
