#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# prepare-tree.sh - makes build/<kernel>/src: the kernel's source with irqmask in it.
#
#     KERNEL=6.1 scripts/prepare-tree.sh
#
# That is a copy of the pristine source, with patches/<version>/series applied (no
# fuzz), the repository's new files at their kernel paths, and the files of
# patches/<version>/overlay. Only files whose content changes are written, so that a
# build after it compiles only what is affected. With UNPATCHED=yes it is the pristine
# source alone, in a folder of its own.

# shellcheck source=scripts/lib.sh
. "$(dirname "$0")/lib.sh"
no_arguments "$@"
choose_kernel

patches=$root/patches/$version
# every file in src that is not the pristine one
ours=$tree_dir/ours
if [ -n "$kernel_path" ]; then
	origin=$kernel_path
	origin_id=$(cat "$tree_dir/origin" 2>/dev/null)
else
	origin=$cache/source/$version
	origin_id=$(cat "$origin.package") || die "$origin: run scripts/fetch-source.sh first"
fi

# What is in a developer's tree beside the source
not_source=(--exclude=/.git --exclude='*.o' --exclude='*.ko' --exclude='.*.cmd'
	--exclude='*.a' --exclude='*.mod' --exclude=/.config --exclude=/vmlinux
	--exclude=/include/config --exclude='/arch/*/include/generated'
	--exclude=/include/generated --exclude='*.orig' --exclude='*.rej')

copy_fresh() {
	rm -rf "$src" "$src.tmp" "$ours"
	mkdir -p "$src.tmp"
	if [ -n "$kernel_path" ]; then
		rsync -a "${not_source[@]}" "$origin/" "$src.tmp/" || return
	else
		# half of the files are in drivers/; two copies at once halve the time
		cp -a --reflink=auto "$origin/drivers" "$src.tmp/" &
		find "$origin" -mindepth 1 -maxdepth 1 ! -name drivers -print0 |
			xargs -0 cp -a --reflink=auto -t "$src.tmp" || return
		wait $! || return
	fi
	mv "$src.tmp" "$src"
}

# Brings src up to date with an origin that changed, except for our files.
follow_origin() {
	local changed

	sed 's,^,/,' "$ours" 2>/dev/null >"$tree_dir/.exclude"
	changed=$(rsync -a --omit-dir-times --delete --out-format=%n "${not_source[@]}" \
		--exclude-from="$tree_dir/.exclude" "$origin/" "$src/" |
		grep -v -e '/$' -e '^cannot delete non-empty'; exit "${PIPESTATUS[0]}") || return
	# a developer's tree has no version that would tell a change
	if [ -n "$kernel_path" ] && [ -n "$changed" ]; then
		origin_id="as of $(date)"
		printf '%s\n' "$changed"
	fi
}

touched_by() {
	sed -n 's,^--- a/,,p; s,^+++ b/,,p' "$1" | sed 's/\t.*//'
}

apply() {
	if ! patch -d "$stage" -p1 --fuzz=0 --no-backup-if-mismatch -i "$patches/$1"; then
		echo "patches/$version/$1 does not apply to Linux $version:"
		find "$stage" -name '*.rej' -exec cat {} +
		exit 1
	fi
}

# overlay FOLDER PATH...: puts the folder's files into the stage
overlay() {
	local folder=$1 file

	shift
	while IFS= read -r file; do
		[ ! -e "$origin/$file" ] ||
			die "$folder/$file: Linux $version has this file; change it with a patch"
		mkdir -p "$stage/$(dirname "$file")"
		cp "$folder/$file" "$stage/$file"
	done < <(new_files "$folder" "$@")
}

make_stage() {
	local patch file

	[ -z "${UNPATCHED:-}" ] || return 0
	for patch in $(patch_names); do
		need_file "$patches/$patch"
		while IFS= read -r file; do
			[ -e "$stage/$file" ] || [ ! -e "$origin/$file" ] || {
				mkdir -p "$stage/$(dirname "$file")"
				cp "$origin/$file" "$stage/$file"
			}
			echo "$file" >>"$stage.files"
		done < <(touched_by "$patches/$patch")
	done
	# before the patches: an older kernel's may change our own files as well
	# shellcheck disable=SC2086
	overlay "$root" $new_file_folders
	[ ! -d "$patches/overlay" ] || overlay "$patches/overlay" .
	for patch in $(patch_names); do
		apply "$patch"
	done
	(cd "$stage" && find . -type f | sed 's,^\./,,') >>"$stage.files"
	sort -u -o "$stage.files" "$stage.files"
}

# install_file FROM PATH: with a new time stamp, so that make sees it
install_file() {
	cmp -s "$1" "$src/$2" && return
	echo "$2"
	mkdir -p "$src/$(dirname "$2")"
	cp "$1" "$src/$2.new.$$" && mv "$src/$2.new.$$" "$src/$2"
}

install_stage() {
	local file

	# both the old and the new, in case this is interrupted
	sort -u -o "$ours.next" "$stage.files" "$ours"
	cp "$ours.next" "$ours"
	while IFS= read -r file; do
		if [ -e "$stage/$file" ]; then
			install_file "$stage/$file" "$file"
		elif [ -e "$origin/$file" ] && ! grep -qxF -e "$file" "$stage.files"; then
			install_file "$origin/$file" "$file"
		elif [ -e "$src/$file" ]; then
			echo "$file (gone)"
			rm -f "$src/$file"
		fi
	done <"$ours.next"
	mv "$stage.files" "$ours"
	rm -f "$ours.next"
}

# What the result depends on, cheaply.
inputs() {
	# shellcheck disable=SC2086
	(cd "$root" && find $new_file_folders "$patches" -printf '%p %s %T@\n' 2>/dev/null)
	echo "$origin_id"
	sha256sum <"$0"
}

mkdir -p "$tree_dir"
now=$(inputs | sha256sum)
if [ -z "$kernel_path" ] && [ -d "$src" ] &&
	[ "$now" = "$(cat "$tree_dir/inputs" 2>/dev/null)" ]; then
	exit 0
fi

lock "$tree_dir/.lock"
rm -f "$tree_dir/inputs"
if [ ! -d "$src" ]; then
	copy_fresh || die "could not copy $origin"
elif [ -n "$kernel_path" ] || [ "$origin_id" != "$(cat "$tree_dir/origin" 2>/dev/null)" ]; then
	follow_origin || die "could not copy $origin"
fi
echo "$origin_id" >"$tree_dir/origin"

rm -rf "$tree_dir"/stage.*
stage=$(mktemp -d "$tree_dir/stage.XXXXXX") || exit 1
: >"$stage.files"
touch "$ours"
make_stage
install_stage
rm -rf "$stage" "$stage.files"
# names what a kernel is built from; tests and documents are not
(cd "$src" && grep -v -E '^(tools|Documentation)/' "$ours" |
	xargs -r -d '\n' sha256sum 2>/dev/null; echo "$origin_id") |
	sha256sum >"$tree_dir/content"
echo "$now" >"$tree_dir/inputs"
