#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# matrix.sh - tests every kernel on every architecture, and shows one table of it.
#
#     [KERNEL=7.3] [ARCH=arm64] [CONFIG=rt] scripts/matrix.sh
#     scripts/matrix.sh --table
#
# A cell is a kernel, an architecture, and `default`, or `rt` where this kernel has
# PREEMPT_RT there; KERNEL, ARCH and CONFIG choose some. In each, scripts/kernel-tests.sh
# builds the kernel and runs all of its tests, for at most CELL_MINUTES (60); a cell that
# fails or takes longer doesn't keep the others from running.
#
# What came out is kept in build/matrix, a folder a cell. Started again, only those cells
# are tested that have no result yet, or whose sources have changed since; a cell that
# failed is tested again. --table shows the table as it is and tests nothing.
#
# Exit status 1 if a cell failed or, with --table, has no result.

# shellcheck source=scripts/lib.sh
. "$(dirname "$0")/lib.sh"

only_table=
case ${1-} in
--table) only_table=yes ;;
*) no_arguments "$@" ;;
esac
[[ ${CELL_MINUTES:=60} =~ ^[1-9][0-9]*$ ]] ||
	bad_usage "CELL_MINUTES=$CELL_MINUTES is not a number of minutes"
folder=$build/matrix
only_kernel=${KERNEL:-} only_arch=${ARCH:-} only_config=${CONFIG:-}
unset KERNEL ARCH CONFIG TESTS TIMEOUT RESULTS

# fetch_all: sources and packages, which everything else here asks. A kernel that can't be
# had makes its own cells fail.
fetch_all() {
	local kernel arch

	for arch in ${only_arch:-$(known_arches)}; do
		ARCH=$arch "$root/scripts/packages.sh" || exit
	done
	for kernel in ${only_kernel:-$(known_versions)}; do
		KERNEL=$kernel "$root/scripts/fetch-source.sh"
	done >&2
}

# has_rt KERNEL ARCH: whether the source says so, if there is one
has_rt() (
	local kconfig

	ARCH=$2
	choose_arch
	kconfig=$cache/source/$1/$(cut -d / -f 1,2 <<<"$image_path")/Kconfig
	[ ! -f "$kconfig" ] || grep -q 'select ARCH_SUPPORTS_RT' "$kconfig"
)

# cells: each as "kernel arch config"; the default ones first
cells() {
	local kernel arch config

	for config in default rt; do
		[ "${only_config:-$config}" = "$config" ] || continue
		for kernel in $(known_versions | xargs -n 1 | sort -V); do
			[ "${only_kernel:-$kernel}" = "$kernel" ] || continue
			for arch in $(known_arches); do
				[ "${only_arch:-$arch}" = "$arch" ] || continue
				[ "$config" = default ] || has_rt "$kernel" "$arch" || continue
				echo "$kernel $arch $config"
			done
		done
	done
}

# tested KERNEL ARCH: names all that a cell's result depends on
tested() {
	local tool=tools/tracing

	# a foreign guest can't run it, and skips its tests
	(ARCH=$2 && choose_arch && ! is_foreign) || tool=
	cat "$cache/source/$1.package" 2>/dev/null
	# shellcheck disable=SC2086
	cd "$root" && find kernel include tools/testing $tool tests/guest tests/*.sh \
		"patches/$1" Kconfig.fragment configs/{base,"$2","$2-$1",rt,nocpu,off}.config \
		scripts/{lib,apt,packages,fetch-source,prepare-tree,configure,build-kernel}.sh \
		scripts/{initramfs,pack,firmware,vm,kernel-tests,kunit,results,guest-program}.sh \
		scripts/{guest-stress,guest-module,build-tools}.sh scripts/guest "scripts/arch/$2.sh" \
		-type f ! -name '.*' 2>/dev/null | sort | xargs -d '\n' sha256sum
}

# run_cell KERNEL ARCH CONFIG: the folder has `verdict` only after it came to an end
run_cell() {
	local cell=$folder/$1-$2-$3 config=$3 status started=$SECONDS
	local command=("$root/scripts/kernel-tests.sh" "$1 $2 $3")

	[ "$config" != default ] || config=
	rm -rf "$cell"
	mkdir -p "$cell"
	: >"$cell/summary"
	# in the background, so that an interrupt is seen at once
	env -u STEP_NOW -u STEP_TOTAL KERNEL="$1" ARCH="$2" CONFIG="$config" RESULTS="$cell" \
		timeout -k 30 $((CELL_MINUTES * 60)) "${command[@]}" >"$cell/log" 2>&1 </dev/null &
	cell_pid=$!
	wait "$cell_pid"
	status=$?
	cell_pid=
	case $status in
	124 | 137) echo "FAIL $1 $2 $3: no end within $CELL_MINUTES minutes" >>"$cell/summary" ;;
	esac
	echo $((SECONDS - started)) >"$cell/seconds"
	echo "$status" >"$cell/verdict"
}

# count OUTCOME FILE
count() {
	grep -c "^$1 " "$2"
}

# row CELL-NAME...: of the table; fails if the cell failed or has no result
row() {
	local cell=$folder/$1-$2-$3 state=ok building total

	if [ ! -f "$cell/verdict" ]; then
		printf '%-7s %-8s %-8s no result\n' "$1" "$2" "$3"
		return 1
	fi
	building=$(sed -n 's/^[^ ]* .*: kernel builds (\([0-9]*\) s)$/\1/p' "$cell/summary")
	total=$(cat "$cell/seconds")
	if [ "$(cat "$cell/verdict")" != 0 ] || [ "$(count FAIL "$cell/summary")" -ne 0 ] ||
		[ "$(count ok "$cell/summary")" -le 1 ]; then
		state=FAILED
	fi
	printf '%-7s %-8s %-8s %6d %6d %7d %7s %7s  %s\n' "$1" "$2" "$3" \
		"$(count ok "$cell/summary")" "$(count FAIL "$cell/summary")" \
		"$(count skip "$cell/summary")" "${building:--} s" \
		"$((total - ${building:-0})) s" "$state"
	[ "$state" = ok ]
}

table() {
	local kernel arch config status=0 summaries=() times=()

	printf '%-7s %-8s %-8s %6s %6s %7s %7s %7s\n' kernel arch config passed failed skipped \
		build tests
	while read -r kernel arch config; do
		row "$kernel" "$arch" "$config" || status=1
		summaries+=("$folder/$kernel-$arch-$config/summary")
		times+=("$folder/$kernel-$arch-$config/seconds")
	done <"$folder/cells"
	cat "${times[@]}" 2>/dev/null | awk '{ sum += $1 } END { printf "%d cells took %d minutes\n", NR, sum / 60 }'
	cat "${summaries[@]}" 2>/dev/null | awk '{ n[$1]++ }
		END { printf "%d passed, %d failed, %d skipped\n", n["ok"], n["FAIL"], n["skip"] }'
	return "$status"
}

# done_already KERNEL ARCH CONFIG: it passed, and is still the same
done_already() {
	row "$@" >/dev/null &&
		[ "$(tested "$1" "$2" | sha256sum)" = "$(cat "$folder/$1-$2-$3/tested" 2>/dev/null)" ]
}

mkdir -p "$folder"
lock "$folder/.lock"
[ -n "$only_table" ] || fetch_all
cells >"$folder/cells"
[ -s "$folder/cells" ] ||
	bad_usage "there is no such cell: KERNEL=$only_kernel ARCH=$only_arch CONFIG=$only_config"
if [ -n "$only_table" ]; then
	table
	exit
fi

cell_pid=
# timeout hands the signal on to all that the cell has started
trap 'if [ -n "$cell_pid" ]; then kill "$cell_pid"; wait "$cell_pid"; fi; exit 130' INT TERM HUP
step_count "$(wc -l <"$folder/cells")"
printf 'at most %d minutes for each of %d cells\n' "$CELL_MINUTES" "$STEP_TOTAL" >&2
while read -r kernel arch config <&3; do
	if done_already "$kernel" "$arch" "$config"; then
		begin_step "$kernel $arch $config: passed before"
		continue
	fi
	begin_step "$kernel $arch $config"
	key=$(tested "$kernel" "$arch" | sha256sum)
	run_cell "$kernel" "$arch" "$config"
	echo "$key" >"$folder/$kernel-$arch-$config/tested"
	grep '^FAIL ' "$folder/$kernel-$arch-$config/summary" >&2
	row "$kernel" "$arch" "$config" >&2
done 3<"$folder/cells"
printf '\n'
table
