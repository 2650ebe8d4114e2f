#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# pictures.sh - draws the pictures of README and documentation anew, from a run in the guest.
#
#     scripts/pictures.sh
#
# They are Documentation/trace/irqmask-*.svg and .txt but for those of what irqmask costs;
# see tests/pictures.sh.

# shellcheck source=scripts/lib.sh
. "$(dirname "$0")/lib.sh"
no_arguments "$@"

output=$(mktemp) || exit 1
trap 'rm -f "$output"' EXIT
"$root/scripts/build-tools.sh" >&2 || die "could not build the tool"
SCRIPT=$root/tests/pictures.sh DEVICES="-netdev user,id=n0 -device e1000,netdev=n0" APPEND=threadirqs SMP=1 \
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
# README has the table itself
awk -v table="$root/Documentation/trace/irqmask-top.txt" '
	/^<!-- end of it -->$/ { copying = 0; print "" }
	!copying
	/^<!-- irqmask-top.txt -->$/ {
		copying = 1
		print ""
		while ((getline line <table) > 0)
			print "    " line
	}' "$root/README.md" >"$output" && cat "$output" >"$root/README.md"
