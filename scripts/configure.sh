#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# configure.sh - writes .config into the build's object folder.
#
#     KERNEL=6.1 CONFIG='debug my.config' scripts/configure.sh
#
# Merges configs/base.config, configs/<arch>.config, Kconfig.fragment and the
# fragments that CONFIG names (a name in configs/ or a path; the later one wins) on top
# of allnoconfig, then checks that every symbol came out as it was asked for. A symbol
# that a fragment lists in a comment `# optional: CONFIG_X ...` may be missing.

# shellcheck source=scripts/lib.sh
. "$(dirname "$0")/lib.sh"
no_arguments "$@"
choose_objects

need_file "$src/Makefile"

# Prints the requests that were not met; the last fragment that names a symbol counts.
unmet() {
	awk '
	FILENAME == config { if (/^CONFIG_/) { split($0, a, "="); have[a[1]] = $0 } next }
	/^# optional:/ { for (i = 3; i <= NF; i++) optional[$i] = 1; next }
	/^# CONFIG_[A-Za-z0-9_]+ is not set/ { want[$2] = ""; from[$2] = FILENAME; next }
	/^CONFIG_/ {
		s = $0; sub(/=.*/, "", s)
		want[s] = ($0 == s "=n") ? "" : $0; from[s] = FILENAME
	}
	END {
		for (s in want)
			if (want[s] != have[s] && !(s in optional))
				printf "%s asks for %s, but this kernel got %s\n", from[s],
					want[s] == "" ? s "=n" : want[s],
					have[s] == "" ? s "=n" : have[s]
	}' config="$objects/.config" "$objects/.config" "${fragments[@]}" | sort
}

for fragment in "${fragments[@]}"; do
	need_file "$fragment"
done
mkdir -p "$objects"
lock "$objects/.lock"

now=$({
	sha256sum "${fragments[@]}" "$0" "$root/scripts/arch/$ARCH.sh"
	cat "$tree_dir/origin"
	# the Kconfig files that irqmask changes
	(cd "$src" && grep Kconfig "$tree_dir/ours" | xargs -r -d '\n' cat)
} | sha256sum)
if [ -f "$objects/.config" ] && [ "$now" = "$(cat "$objects/.configured" 2>/dev/null)" ]; then
	exit 0
fi
rm -f "$objects/.configured"

# merge_config.sh leaves its temporary files where it runs
cd "$objects" || exit 1
KCONFIG_CONFIG=$objects/.merged "$src/scripts/kconfig/merge_config.sh" -m -O "$objects" \
	/dev/null "${fragments[@]}" || die "could not merge the fragments"
kernel_make KCONFIG_ALLCONFIG="$objects/.merged" allnoconfig ||
	die "could not configure the kernel"

bad=$(unmet)
[ -z "$bad" ] || bad_usage "these symbols are not what was asked for:
$bad"
echo "$now" >"$objects/.configured"
