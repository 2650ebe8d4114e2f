# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
# What the scripts that check sources share; sourced after lib.sh and choose_objects.

# The kernel wants a newer one than Debian's default.
# shellcheck disable=SC2034
clang="clang-19"
# The packages of what static-tools.sh runs.
# shellcheck disable=SC2034
static_tools="$clang coccinelle python3-sphinx python3-yaml"

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

# checkpatch of the prepared tree
checkpatch() {
	# shellcheck disable=SC2154
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
		# it knows the kernel's printing functions and attribute macros, not ours; what
		# a signal's handler writes is volatile
		types=LONG_LINE_STRING,PREFER_DEFINED_ATTRIBUTE_MACRO,VOLATILE
		types=$types,STRCPY,STRNCPY,STRLCPY
		;;
	tests/guest/*.[ch])
		# programs, with the C library's types and functions; fuzz.c writes odd white space
		types=PREFER_KERNEL_TYPES,QUOTED_WHITESPACE_BEFORE_NEWLINE,PREFER_DEFINED_ATTRIBUTE_MACRO
		types=$types,STRCPY,STRNCPY,STRLCPY
		;;
	kernel/*.c)
		# it looks in the same patch only; parameters_are_documented() looks in the tree
		types=UNDOCUMENTED_SETUP
		;;
	*.patch)
		! grep -q '^+++ b/kernel/trace/trace_entries.h' "$1" ||
			types=$types,SPACING,OPEN_ENDED_LINE,PARENTHESIS_ALIGNMENT
		! grep -q '^+++ b/kernel/trace/trace_selftest.c' "$1" ||
			types=$types,AVOID_EXTERNS,USLEEP_RANGE,LOGGING_CONTINUATION,PREFER_PR_LEVEL
		;;
	esac
	[ -z "$types" ] || echo "--ignore=$types"
}

# mail_types MAIL: the same for the mail that brings the file
mail_types() {
	layout_types "$1"
	! grep -q '^+++ b/include/trace/events/' "$1" || layout_types include/trace/events/
	# a test of trace events has words twice where an event comes twice
	! grep -q '^+++ b/tools/.*\.tc$' "$1" || echo --ignore=REPEATED_WORD
	# what an older kernel takes no argument for is left out
	! grep -q '^+++ b/.*/irqmask_compat.h$' "$1" || echo --ignore=MACRO_ARG_UNUSED
	# it asks whether MAINTAINERS needs updating: series-test.sh has get_maintainer.pl
	# answer that, for each file
	echo --ignore=FILE_PATH_CHANGES
}

# Files of ours, and all of the folder that is changed everywhere
about_ours='(irqmask[a-z_]*|irq_line|kernel/irq/[a-z_]*)\.[ch]:[0-9]+'

# about_ours COMMAND...: fails when the command fails or says something about those files
about_ours() {
	local output

	output=$("$@" 2>&1) || {
		printf '%s\n' "$output"
		return 1
	}
	! grep -A 5 -E "$about_ours" <<<"$output"
}
