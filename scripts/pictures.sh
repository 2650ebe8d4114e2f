#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# pictures.sh - draws the pictures of the documentation anew, from a run in the guest.
#
#     scripts/pictures.sh
#
# They are Documentation/trace/irqmask-*.svg and .txt; see tests/pictures.sh.

# shellcheck source=scripts/lib.sh
. "$(dirname "$0")/lib.sh"
no_arguments "$@"

output=$(mktemp) || exit 1
trap 'rm -f "$output"' EXIT
"$root/scripts/build-tools.sh" >&2 || die "could not build the tool"
SCRIPT=$root/tests/pictures.sh DEVICES="-nic user,model=e1000" APPEND=threadirqs SMP=1 \
	FILES="$root/tests/demo-lib.sh $build/tools/irqmask.static" \
	"$root/scripts/vm.sh" >"$output" || {
	cat "$output" >&2
	die "the run in the guest failed"
}
while read -r file; do
	sed -n "/^begin $file\$/,/^end $file\$/p" "$output" | sed '1d; $d' \
		>"$root/Documentation/trace/irqmask-$file"
	echo "Documentation/trace/irqmask-$file"
done < <(sed -n 's/^begin //p' "$output")
