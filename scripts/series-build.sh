#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# series-build.sh - builds the kernel after each mail of the series, with irqmask on and off.
#
#     [KERNEL=7.3] [ARCH=x86_64] scripts/series-build.sh
#
# In a tree of its own, build/series/build/<version>/src, kernel and modules are built as they are
# without any mail, and then after one mail after the other, twice each: with the
# configuration of the test kernels, and with that of CONFIG=off. Any warning is an error.
# A build after a mail has little to do; the first one takes as long as a kernel does. What
# was built is not built again. Each build is a test.

# shellcheck source=scripts/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=scripts/results.sh
. "$(dirname "$0")/results.sh"
no_arguments "$@"

# the test kernels' own, and what CONFIG=off adds
CONFIG=off
choose_objects
start_results
all_fragments=("${fragments[@]}")
repository=$build/series/$version.git
# laid out as build/ is, so that the compiler's cache knows most of it already
area=$build/series/build
src=$area/$version/src
export MAILS=$area/mails-$version
unset BASE GIT_DIR GIT_WORK_TREE GIT_INDEX_FILE

make_tree() {
	[ -e "$src/.git" ] && git -C "$src" rev-parse --quiet --verify HEAD && return
	rm -rf "$src"
	git -C "$repository" worktree prune
	git -C "$repository" worktree add --quiet --detach "$src" base
}

# configure on|off: as much of it as this tree knows
configure() {
	local chosen=("${all_fragments[@]}")

	# without the last, which switches it off
	[ "$1" = off ] || unset 'chosen[-1]'
	mkdir -p "$objects"
	# the startup selftests are code of the tracers as well
	{ cat "${chosen[@]}"; echo CONFIG_FTRACE_STARTUP_TEST=y; } >"$objects/.fragments"
	kernel_make KCONFIG_ALLCONFIG="$objects/.fragments" allnoconfig
}

# build_one COMMIT on|off
build_one() (
	objects=$area/$version-$ARCH-$2
	lock "$area/.lock"
	git -C "$src" checkout --quiet --detach "$1" || exit
	configure "$2" || exit
	kernel_make -j"$((jobs + 1))" vmlinux modules || exit
	# an option is there as soon as its Kconfig symbol is, and not before
	expected=$([ "$2" = off ] || sed -n 's/^config \(IRQMASK_.*\)/\1/p' "$src/kernel/trace/Kconfig" | sort)
	found=$(sed -n 's/^CONFIG_\(IRQMASK_.*\)=[ym]$/\1/p' "$objects/.config" | sort)
	echo "configured: ${found:-nothing of irqmask}"
	[ "$found" = "$expected" ]
)

known_good=$area/$version-$ARCH.built
# built COMMIT on|off: whether this source was built in this way, and by this script
built() {
	printf '%s %s %s\n' "$(git -C "$repository" rev-parse "$1^{tree}")" "$2" \
		"$(cat "$0" "${all_fragments[@]}" | sha256sum | cut -c1-16)"
}

step_count 5
step "looking for packages" "$root/scripts/packages.sh"
step "fetching Linux $version" "$root/scripts/fetch-source.sh"
GIT_AUTHOR_NAME=nobody GIT_AUTHOR_EMAIL=nobody@example.org \
	step "making the series" "$root/scripts/series.sh"
step "checking out Linux $version" make_tree
begin_step "building after each mail"
touch "$known_good"
while read -r commit title; do
	for way in on off; do
		name="series: builds $way: $title"
		if grep -qxF "$(built "$commit" "$way")" "$known_good"; then
			wanted "$name" && result ok "$name" 0
			continue
		fi
		run_test "$name" build_one "$commit" "$way"
		! tail -n 1 "$results/summary" | grep -qF "ok   $name" ||
			built "$commit" "$way" >>"$known_good"
	done
done < <(git -C "$repository" log --no-walk --format='%H %s' base
	git -C "$repository" log --reverse --format='%H %s' base..series)
finish
