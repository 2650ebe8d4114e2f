#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# series-test.sh - tests that the series can be made, sent and taken.
#
#     [KERNEL=7.3] scripts/series-test.sh
#
# `git am` takes the mails on a clean tree and makes of it the one that the other tests
# build; patches/new-files gives every file to one mail; checkpatch --strict is silent
# about each mail; get_maintainer.pl knows whom to ask about each file; and what can't
# work is refused. That the kernel builds after each mail is up to series-build.sh, which takes
# long.

# shellcheck source=scripts/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=scripts/results.sh
. "$(dirname "$0")/results.sh"
# shellcheck source=scripts/checks.sh
. "$(dirname "$0")/checks.sh"
no_arguments "$@"
choose_objects
start_results
if [ -n "$outermost" ]; then
	"$root/scripts/packages.sh" >&2 && "$root/scripts/fetch-source.sh" >&2 &&
		"$root/scripts/prepare-tree.sh" >&2 || exit $?
fi

unset BASE GIT_DIR GIT_WORK_TREE GIT_INDEX_FILE
repository=$build/series/$version.git
# beside those that a developer made
work=$build/series/test-$version
export MAILS=$work/mails
me='A Tester <tester@example.org>'

as_me() {
	GIT_AUTHOR_NAME=${me% <*} GIT_AUTHOR_EMAIL=tester@example.org \
		GIT_COMMITTER_NAME=${me% <*} GIT_COMMITTER_EMAIL=tester@example.org "$@"
}

# --- patches/new-files --------------------------------------------------------

all_new_files() {
	local folder

	# shellcheck disable=SC2086
	new_files "$root" $new_file_folders
	for folder in "$root"/patches/*/overlay; do
		new_files "$folder" .
	done
}

new_files_are_listed() {
	all_new_files | sort -u >"$work/files"
	awk '
	FNR == NR { if (NF && !/^#/) path[++n] = $2; next }
	{
		times = 0
		for (i = 1; i <= n; i++)
			if (path[i] == $0 || (path[i] ~ /\/$/ && index($0, path[i]) == 1)) {
				times++
				used[i] = 1
			}
		if (times != 1) {
			print $0 " is listed " times " times"
			bad = 1
		}
	}
	END {
		for (i = 1; i <= n; i++)
			if (!(i in used)) {
				print path[i] " is listed, but there is no such file"
				bad = 1
			}
		exit bad
	}' "$root/patches/new-files" "$work/files"
}

# Each number is that of a patch, in each version
numbers_are_patches() {
	local number series status=0

	while IFS= read -r number; do
		for series in "$root"/patches/*/series; do
			grep -q "^$number-" "$series" || {
				echo "$series has no patch $number"
				status=1
			}
		done
	done < <(awk '/^[0-9]/ { print $1 }' "$root/patches/new-files" | sort -u)
	return "$status"
}

# titles VERSION: number and title of each patch that is there, and those that the series has
titles() (
	cd "$root/patches/$1" || exit
	for patch in [0-9]*.patch; do
		# a long title goes on in the next line
		awk -v number="${patch%%-*}" '
		/^Subject: / { found = 1; sub(/^Subject: */, ""); printf "%s %s", number, $0; next }
		found && /^ / { printf "%s", $0; next }
		found { exit }
		END { print "" }' "$patch"
	done
	sed 's/^/in the series: /; s/-.*//' series
)

# One series, but for what differs between the versions
same_titles() {
	local other status=0

	titles "$version" >"$work/titles"
	cat "$work/titles"
	[ "$(grep -vc '^in the series' "$work/titles")" -eq "$(patch_names | wc -l)" ] || status=1
	for other in $(known_versions); do
		titles "$other" | diff "$work/titles" - || {
			echo "patches/$other has other numbers or titles than patches/$version"
			status=1
		}
	done
	return "$status"
}

# What is new comes whole. The tracer's file only gets its lines for a later patch with it.
newest_changes_no_new_file() {
	local file status=0

	while IFS= read -r file; do
		! new_files "$root" "$file" | grep -qxF "$file" || {
			echo "$file"
			[ "$file" = kernel/trace/trace_irqmask.c ] || status=1
		}
	done < <(sed -n 's,^+++ b/,,p' "$root/patches/$(newest_version)"/*.patch | sort -u)
	return "$status"
}

# --- the mails ----------------------------------------------------------------

make_mails() {
	as_me "$root/scripts/series.sh"
}

# In a tree that has only the folders that are touched, and what is at the top
clean_tree() {
	local folders

	rm -rf "$work/tree"
	git -C "$repository" worktree prune
	git -C "$repository" worktree add --quiet --detach --no-checkout "$work/tree" base || return
	folders=$(git -C "$repository" diff --name-only base series | sed -n 's,/[^/]*$,,p' | sort -u)
	# shellcheck disable=SC2086
	git -C "$work/tree" sparse-checkout set --cone $folders &&
		git -C "$work/tree" checkout --quiet --detach base
}

git_am() {
	clean_tree || return
	as_me git -C "$work/tree" am --quiet "$MAILS"/*.patch || return
	# as they were written, and nothing else is left
	git -C "$work/tree" diff --stat --exit-code series HEAD &&
		silent git -C "$work/tree" status --short
}

# What `git am` made is what all other tests are about. Who looks after it is not known there.
same_as_tested() {
	local file status=0

	git -C "$repository" diff --name-only base series >"$work/changed"
	# a path that ends in / is all that is under it
	sed -n 's/^- //p' "$root/patches/new-files" | sed 's/\./\\./g; s,/$,/.*,' |
		grep -vx -f - "$tree_dir/ours" |
		grep -vxFf "$work/changed" && {
		echo "these files of $src are in no mail"
		status=1
	}
	while IFS= read -r file; do
		if [ "$file" = MAINTAINERS ]; then
			git -C "$repository" show "series:$file" | grep -vxF "M:	$me"
		else
			git -C "$repository" show "series:$file"
		fi | cmp - "$src/$file" || status=1
	done <"$work/changed"
	return "$status"
}

# Every file of the mails has somebody to look after it, and those of the tracer its author.
maintainers_are_found() {
	local file found status=0

	git -C "$repository" show series:MAINTAINERS >"$work/MAINTAINERS"
	cd "$src" || return
	while IFS= read -r file; do
		found=$(perl scripts/get_maintainer.pl --no-git --no-git-fallback --no-rolestats \
			--maintainer-path="$work/MAINTAINERS" -f "$file")
		case $file in
		*irqmask*) grep -qxF "$me" <<<"$found" ;;
		*irq_line*) grep -q '^Thomas Gleixner ' <<<"$found" ;;
		*) [ -n "$found" ] ;;
		esac || {
			printf '%s:\n%s\n' "$file" "$found"
			status=1
		}
	done < <(git -C "$repository" diff --name-only base series)
	return "$status"
}

nobody_signed() {
	! grep -i -n 'signed-off-by' "$MAILS"/* "$root"/patches/*/*.patch || return
	# `git am` would stop at it
	[ -f "$MAILS/0000-cover-letter.txt" ] || return
	# what is filled in has been
	! grep -n '@[a-z]*@' "$MAILS/0000-cover-letter.txt"
}

# --- what can't work ----------------------------------------------------------

# refused TEXT COMMAND...: ends with status 2, and says this
refused() {
	local text=$1 said status

	shift
	said=$("$@" 2>&1)
	status=$?
	printf '%s\n' "$said"
	[ "$status" -eq 2 ] && grep -q "$text" <<<"$said"
}

wrong_use() {
	mkdir -p "$work/empty"
	rm -rf "$work/other"
	git init -q "$work/other"
	printf 'VERSION = 5\nPATCHLEVEL = 4\n' >"$work/other/Makefile"
	git -C "$work/other" add Makefile
	as_me git -C "$work/other" commit -q -m other
	refused 'is not a git tree' env BASE="$work/none" GIT_CEILING_DIRECTORIES="$work" \
		GIT_AUTHOR_NAME=x GIT_AUTHOR_EMAIL=x "$root/scripts/series.sh" &&
		refused 'is not a git tree' env BASE="$work/empty" GIT_CEILING_DIRECTORIES="$work" \
			GIT_AUTHOR_NAME=x GIT_AUTHOR_EMAIL=x "$root/scripts/series.sh" &&
		refused "a tree of 5.4 Linux, not of $version" env BASE="$work/other" \
			GIT_AUTHOR_NAME=x GIT_AUTHOR_EMAIL=x "$root/scripts/series.sh" &&
		refused "git doesn't know who you are" env -u GIT_AUTHOR_NAME -u GIT_AUTHOR_EMAIL -u EMAIL \
			GIT_CONFIG_GLOBAL=/dev/null GIT_CONFIG_NOSYSTEM=1 GIT_CEILING_DIRECTORIES="$root" \
			GIT_DIR=/dev/null "$root/scripts/series.sh" &&
		refused "the series is for a version" env KERNEL="$src" "$root/scripts/series.sh" &&
		refused "takes no argument" "$root/scripts/series.sh" now
}

# A tree of one's own is only read.
borrowed_base() {
	local before after

	git -C "$work/tree" checkout --quiet --detach base || return
	before=$(cd "$work/tree" && git rev-parse HEAD && git status --short)
	MAILS=$work/borrowed BASE=$work/tree as_me "$root/scripts/series.sh" || return
	after=$(cd "$work/tree" && git rev-parse HEAD && git status --short)
	[ "$before" = "$after" ]
}

rm -rf "$work"
mkdir -p "$work"
run_test "series of $version: new files are listed once each" new_files_are_listed
run_test "series of $version: new files are listed with patches" numbers_are_patches
run_test "series of $version: the same numbers and titles in each version" same_titles
run_test "series of $version: no patch of $(newest_version) changes a new file but the tracer's" newest_changes_no_new_file
run_test "series of $version: mails are made" make_mails
run_test "series of $version: git am takes the mails" git_am
run_test "series of $version: they make the tree that is tested" same_as_tested
for mail in "$MAILS"/*.patch; do
	[ -f "$mail" ] || continue
	# shellcheck disable=SC2046
	run_test "series of $version: checkpatch: ${mail##*/}" checkpatch --no-signoff $(mail_types "$mail") "$mail"
done
run_test "series of $version: get_maintainer.pl finds who looks after each file" maintainers_are_found
run_test "series of $version: nobody signed off; the cover letter is filled in" nobody_signed
run_test "series of $version: BASE is only read" borrowed_base
run_test "series of $version: wrong use is refused" wrong_use
rm -rf "$work/tree"
# where TESTS chose none that makes the series, there may be none
[ ! -d "$repository" ] || git -C "$repository" worktree prune
finish
