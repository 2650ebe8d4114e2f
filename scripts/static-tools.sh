#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# static-tools.sh - static checks by what is not needed to build: clang, a compiler for
# 32 bits, coccinelle, sphinx.
#
#     [KERNEL=7.3] scripts/static-tools.sh
#
# W=1 with clang, and for i386, over our objects and those of kernel/irq; each semantic
# patch of the kernel's coccicheck over our sources; `make htmldocs` of our pages. Anything
# that is said about a file of ours is a failure. smatch, which the kernel's own
# documentation names beside these, is no Debian package.

# shellcheck source=scripts/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=scripts/results.sh
. "$(dirname "$0")/results.sh"
# shellcheck source=scripts/checks.sh
. "$(dirname "$0")/checks.sh"
no_arguments "$@"
choose_objects
start_results
wanted "clang: W=1" || wanted "32 bits: W=1" || wanted "coccicheck" || wanted "htmldocs" || finish
# shellcheck disable=SC2086
if ! "$root/scripts/packages.sh" $static_tools >&2; then
	result FAIL "static tools: the packages are there" 0
	finish
fi
if [ -n "$outermost" ]; then
	"$root/scripts/fetch-source.sh" >&2 && "$root/scripts/prepare-tree.sh" >&2 || exit $?
fi

our_sources() {
	grep '^kernel/.*\.c$' "$tree_dir/ours" | while IFS= read -r file; do
		[ ! -f "$root/$file" ] || echo "$file"
	done
}

# --- other compilers ----------------------------------------------------------

# other_make MAKE-ARGUMENT...: with the variables of make in $other
other_make() {
	kernel_make "${other[@]}" "$@"
}

# An object folder of its own; our modules are built in, to have objects.
compile_ours() {
	local file wanted=()

	while IFS= read -r file; do
		wanted+=("${file%.c}.o")
		rm -f "$objects/${file%.c}.o"
	done < <(our_sources)
	rm -f "$objects"/kernel/irq/*.o
	mkdir -p "$objects"
	cat "${fragments[@]}" >"$objects/.fragments"
	other_make KCONFIG_ALLCONFIG="$objects/.fragments" allnoconfig &&
		other_make -j"$((jobs + 1))" prepare &&
		about_ours other_make W=1 "${wanted[@]}" kernel/irq/
}

# no_wide_division: what a 32-bit kernel has no function for; no link would tell here
no_wide_division() {
	! nm -A "$objects"/kernel/trace/*irqmask*.o "$objects"/kernel/irq/*.o |
		grep -E ' U __u?(div|mod|divmod)[sdt]i[34]$'
}

# shellcheck disable=SC2030,SC2031
clang_check() (
	objects=$objects-clang
	other=(CC="ccache $clang")
	lock "$tree_dir/.lock" -s
	lock "$objects/.lock"
	compile_ours
)

# shellcheck disable=SC2030,SC2031
check_32_bits() (
	objects=$objects-32
	other=(ARCH=i386 CROSS_COMPILE= CC="ccache gcc")
	lock "$tree_dir/.lock" -s
	lock "$objects/.lock"
	compile_ours && grep -qx CONFIG_X86_32=y "$objects/.config" && no_wide_division
)

# --- coccinelle ---------------------------------------------------------------

# What coccicheck does for MODE=report, for all of our files at once. It also warns of a
# semantic patch itself.
cocci_check() {
	local patch options sources said count=0 status=0

	cd "$src" || return
	mapfile -t sources < <(our_sources)
	while IFS= read -r patch; do
		grep -q '^virtual report' "$patch" || continue
		# some are in OCaml, for which Debian's has no compiler
		! grep -q '@ *\(script\|initialize\|finalize\):ocaml' "$patch" || {
			echo "left out, as it is in OCaml: $patch"
			continue
		}
		options=$(sed -n 's,^// *Options: *,,p' "$patch")
		# shellcheck disable=SC2086
		said=$(spatch -D report --very-quiet --no-show-diff $options -I include \
			-I kernel/trace --cocci-file "$patch" "${sources[@]}" 2>&1 |
			grep -v '^warning: line [0-9]*: should .* be a metavariable?$')
		count=$((count + 1))
		[ -z "$said" ] || {
			printf '%s:\n%s\n' "$patch" "$said"
			status=1
		}
	done < <(find scripts/coccinelle -name '*.cocci' | sort)
	echo "$count semantic patches, ${#sources[@]} files"
	[ "$count" -gt 0 ] && return "$status"
}

# --- documentation ------------------------------------------------------------

htmldocs() {
	local output status=0 pages=$build/$tree-docs

	rm -rf "$pages"
	output=$(make -C "$src" O="$pages" SPHINXDIRS=trace htmldocs 2>&1) || status=1
	! grep -E 'irqmask|irq_line' <<<"$output" || status=1
	# they are there, and in the index
	for page in "$root"/Documentation/trace/irqmask-*.rst; do
		page=$(basename "$page" .rst)
		[ -f "$(find "$pages" -name "$page.html" | head -n 1)" ] || {
			echo "$page.html was not made"
			status=1
		}
	done
	[ "$status" -eq 0 ] || tail -n 20 <<<"$output"
	return "$status"
}

run_test "clang: W=1" clang_check
run_test "32 bits: W=1" check_32_bits
run_test "coccicheck" cocci_check
run_test "htmldocs" htmldocs
finish
