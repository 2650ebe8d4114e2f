#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# series.sh - writes the patches as mails that `git am` takes: build/series/<version>.
#
#     [KERNEL=7.3] [BASE=/path/to/git/tree] scripts/series.sh
#
# Each patch of patches/<version>/series becomes one mail, with the new files that
# patches/new-files gives it. 0000-cover-letter.txt, which is no mail for `git am`, is
# patches/cover-letter with the figures and the sample output of Documentation/.
#
# BASE is a git tree of that version; it is only read. Without it, one commit is made of
# the fetched source, in build/series/<version>.git, once.
#
# The author is who runs this, by the name that git knows. It also goes into the tracer's
# entry in MAINTAINERS. No mail is signed off: that is for who reviews and sends them.

# shellcheck source=scripts/lib.sh
. "$(dirname "$0")/lib.sh"
no_arguments "$@"
choose_objects

unset GIT_DIR GIT_WORK_TREE GIT_INDEX_FILE GIT_OBJECT_DIRECTORY
patches=$root/patches/$version
series=$build/series
mails=${MAILS:-$series/$version}
origin=$cache/source/$version
entry="IRQMASK LATENCY TRACER"

# --- who and what -------------------------------------------------------------

# The user's own configuration is asked for the name only: the mails look the same for
# everybody.
choose_author() {
	local ident

	ident=$(git -C "${BASE:-$root}" -c user.useConfigOnly=true var GIT_AUTHOR_IDENT 2>/dev/null) ||
		bad_usage "git doesn't know who you are, and the mails need an author; say: git config --global user.name 'Your Name'; git config --global user.email you@example.org"
	export GIT_AUTHOR_NAME=${ident%% <*}
	ident=${ident#*<}
	export GIT_AUTHOR_EMAIL=${ident%%>*}
	export GIT_COMMITTER_NAME=$GIT_AUTHOR_NAME GIT_COMMITTER_EMAIL=$GIT_AUTHOR_EMAIL
	export GIT_CONFIG_GLOBAL=/dev/null GIT_CONFIG_NOSYSTEM=1
}

choose_base() {
	local found

	[ -z "$kernel_path" ] ||
		bad_usage "the series is for a version: say KERNEL=$version BASE=$KERNEL"
	repository=$series/$version.git
	[ -n "${BASE:-}" ] || return 0
	base=$(git -C "$BASE" rev-parse --verify --quiet 'HEAD^{commit}' 2>/dev/null) ||
		bad_usage "BASE=$BASE is not a git tree with a commit"
	found=$(git -C "$BASE" show "$base:Makefile" 2>/dev/null |
		sed -n 's/^VERSION = //p; s/^PATCHLEVEL = /./p' | tr -d '\n')
	[ "$found" = "$version" ] ||
		bad_usage "BASE=$BASE is a tree of ${found:-no} Linux, not of $version"
	base_objects=$(git -C "$BASE" rev-parse --path-format=absolute --git-path objects)
	repository=$series/$version-base.git
}

# --- the tree that the mails are for ------------------------------------------

# Nothing is written into BASE: what is new goes into a repository beside it.
borrow_base() {
	rm -rf "$repository"
	git init -q --bare "$repository" || return
	echo "$base_objects" >"$repository/objects/info/alternates"
	git -C "$repository" update-ref refs/tags/base "$base"
}

import_source() (
	new=$repository.new

	[ "$(cat "$repository/origin" 2>/dev/null)" != "$(cat "$origin.package")" ] || return 0
	rm -rf "$repository" "$new"
	git init -q --bare "$new" || return
	# one big file for all of them takes half the time
	git -C "$origin" --git-dir="$new" --work-tree=. -c core.bare=false -c core.compression=1 \
		-c core.bigFileThreshold=1 add --all --force . || return
	commit=$(git -C "$new" commit-tree -m "Linux $version" "$(git -C "$new" write-tree)") || return
	git -C "$new" update-ref refs/tags/base "$commit"
	cp "$origin.package" "$new/origin"
	mv "$new" "$repository"
)

# --- commits ------------------------------------------------------------------

# files_of NUMBER: the new files of this mail, each after the folder that it stands in
files_of() {
	local number path folder

	while read -r number path; do
		[ "$number" = "$1" ] || continue
		for folder in "$patches/overlay" "$root"; do
			new_files "$folder" "$path" | sed "s,^,$folder ,"
		done
	done <"$root/patches/new-files"
}

add_new_files() {
	local folder file mode blob

	while read -r folder file; do
		! git cat-file -e "base:$file" 2>/dev/null ||
			die "the tree has $file already"
		mode=100644
		[ ! -x "$folder/$file" ] || mode=100755
		blob=$(git hash-object -w "$folder/$file") || return
		git update-index --add --cacheinfo "$mode,$blob,$file" || return
	done < <(files_of "$1")
}

# Who sends the tracer looks after it.
add_maintainer() {
	local blob

	git cat-file -p :MAINTAINERS | grep -A 1 -x "$entry" | grep -q '^L:' || return 0
	blob=$(git cat-file -p :MAINTAINERS |
		sed "/^$entry\$/ a M:\\t${GIT_AUTHOR_NAME//[\\\/&]/} <$GIT_AUTHOR_EMAIL>" |
		git hash-object -w --stdin) || return
	git update-index --cacheinfo "100644,$blob,MAINTAINERS"
}

# Patch after patch into an index of its own; needs no checked out tree.
make_commits() {
	local patch commit=base work=$mails.work

	export GIT_DIR=$repository GIT_INDEX_FILE=$work/index
	git read-tree base || return
	for patch in $(patch_names); do
		git mailinfo -b "$work/body" "$work/diff" <"$patches/$patch" >"$work/info" || return
		{
			sed -n 's/^Subject: //p' "$work/info"
			echo
			cat "$work/body"
		} >"$work/message"
		add_new_files "${patch%%-*}" || return
		git apply --cached "$patches/$patch" ||
			die "patches/$version/$patch does not apply to $(git rev-parse base)"
		add_maintainer || return
		commit=$(git commit-tree -p "$commit" -F "$work/message" "$(git write-tree)") || return
	done
	git update-ref refs/heads/series "$commit"
}

# --- mails --------------------------------------------------------------------

# literal_block FILE TEXT: the block of the page that has this line, as it stands there
literal_block() {
	awk -v text="$2" '
	/^[^ \t]/ { if (found) exit; block = ""; next }
	{ block = block $0 "\n" }
	index($0, text) { found = 1 }
	END {
		if (!found)
			exit 1
		gsub(/^\n+|\n+$/, "", block)
		print block
	}' "$1"
}

# figures FILE TITLE: what stands under this title in what `make bench` wrote
figures() {
	awk -v title="$2" '
	/^== / { found = index($0, title) > 0; next }
	found { print; n += /[0-9]/ }
	END { exit !n }' "$1"
}

cover_letter() {
	local line page=$root/Documentation/trace

	while IFS= read -r line; do
		case $line in
		@sample@)
			literal_block "$page/irqmask-tracer.rst" '# tracer: irqmask' || return
			;;
		@cost@)
			figures "$page/irqmask-cost.txt" 'as distributions have it' || return
			;;
		*)
			line=${line//@tc@/$(find "$root/tools" -name '*.tc' | wc -l)}
			line=${line//@kunit@/$(cat "$root"/kernel/trace/irqmask_*kunit.c |
				grep -c '^[[:space:]]*KUNIT_CASE(')}
			printf '%s\n' "$line"
			;;
		esac
	done <"$root/patches/cover-letter"
}

write_mails() (
	work=$mails.work
	prefix=PATCH
	[ "$version" = "$(newest_version)" ] || prefix="PATCH $version"
	rm -rf "$work"
	mkdir -p "$work/mails" || exit
	make_commits || exit
	letter=$(cover_letter) || die "could not fill in patches/cover-letter"
	git -c branch.series.description="$letter" format-patch -q --cover-letter \
		--cover-from-description=subject --subject-prefix="$prefix" \
		${BASE:+--base="$base"} -o "$work/mails" base..series || exit
	# *.patch is then what `git am` takes; `git send-email` takes the whole folder
	mv "$work/mails/0000-cover-letter.patch" "$work/mails/0000-cover-letter.txt"
	rm -rf "$mails"
	mv "$work/mails" "$mails"
	rm -rf "$work"
)

step_count 4
step "looking for packages" "$root/scripts/packages.sh"
choose_base
choose_author
lock "$series/.lock.$version"
if [ -n "${BASE:-}" ]; then
	step "borrowing the commits of $BASE" borrow_base
else
	step "fetching Linux $version" "$root/scripts/fetch-source.sh"
	step "making a git tree of Linux $version" import_source
fi
step "writing the mails" write_mails
cat <<END
in $mails: a cover letter and $(patch_names | wc -l) mails
to apply them to a clean tree of Linux $version:
    git am $mails/*.patch
END
