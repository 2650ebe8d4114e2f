# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
# Shared by the scripts: where things are, progress, errors, locks. Sourced, never run.
#
# What the user chose comes from the environment (the Makefile exports it):
# KERNEL ARCH CONFIG SMP DEVICES APPEND TIMEOUT. See `make help`. A script that needs the
# kernel without irqmask's patches to compare with sets UNPATCHED=yes.

set -u
export LC_ALL=C PATH=$PATH:/usr/sbin:/sbin
# the callers' make has nothing to say to the kernel's
unset MAKEFLAGS MAKELEVEL MFLAGS

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
build=$root/build
cache=${XDG_CACHE_HOME:-$HOME/.cache}/irqmask
logs=$build/logs
progname=${0##*/}
# shellcheck disable=SC2034
new_file_folders="kernel include tools Documentation"
# shellcheck disable=SC2034
jobs=$(nproc)

die() {
	printf '%s: %s\n' "$progname" "$*" >&2
	exit 1
}

bad_usage() {
	printf '%s: %s\n' "$progname" "$*" >&2
	exit 2
}

# show_help: the comment at the top of the running script is its manual.
show_help() {
	awk 'NR > 2 && /^#/ { sub(/^# ?/, ""); print; next } NR > 2 { exit }' "$0"
}

# no_arguments ARGUMENT...: for the scripts that know only --help.
no_arguments() {
	case ${1-} in
	'') ;;
	-h | --help) show_help; exit 0 ;;
	*) bad_usage "takes no argument, but got '$1'; see $0 --help" ;;
	esac
}

# the kernel's make refuses them, after packages and sources were fetched
[[ $root$cache != *[[:space:]:]* ]] ||
	bad_usage "neither this folder's path nor the cache's may have a blank or a colon: $root, $cache"

need_file() {
	[ -f "$1" ] || die "$1 is missing"
}

# --- progress ---------------------------------------------------------------

# The script that the user started says how many steps there will be; those
# that it calls count on from there.
step_count() {
	export STEP_TOTAL=${STEP_TOTAL:-$1} STEP_NOW=${STEP_NOW:-0}
}

ticker() {
	local title=$1 started=$SECONDS wait=30

	# no orphan may keep locks or logs open
	trap 'kill $!; exit 0' TERM
	[ -t 2 ] && wait=1
	# nor go on for a script that was killed
	while kill -0 $$ 2>/dev/null; do
		sleep "$wait" &
		wait $!
		if [ -t 2 ]; then
			printf '\r%s (%d s) ' "$title" $((SECONDS - started)) >&2
		else
			printf '%s (%d s so far)\n' "$title" $((SECONDS - started)) >&2
		fi
	done
}

# stop_ticker PID: a terminal's line is left for what comes next
stop_ticker() {
	kill "$1" 2>/dev/null
	wait "$1" 2>/dev/null
	[ ! -t 2 ] || printf '\r\033[K' >&2
}

# begin_step TITLE: announces a step whose own output follows.
begin_step() {
	STEP_NOW=$((STEP_NOW + 1))
	step_title="step $STEP_NOW of $STEP_TOTAL: $1"
	printf '%s\n' "$step_title" >&2
}

# step TITLE COMMAND...: runs the command with its output in a log; shows how
# long it took, or what went wrong and where to read more.
step() {
	local title=$1 log log_name status started=$SECONDS tick took

	shift
	STEP_NOW=$((STEP_NOW + 1))
	step_title="step $STEP_NOW of $STEP_TOTAL: $title …"
	mkdir -p "$logs"
	log=$(mktemp "$logs/.step.XXXXXX") || exit 1
	log_name=${objects#"$build"/}
	log_name=$logs/${log_name//\//-}.$(basename "$1" .sh).log
	[ -t 2 ] && printf '%s ' "$step_title" >&2
	ticker "$step_title" &
	tick=$!
	"$@" >"$log" 2>&1 </dev/null
	status=$?
	stop_ticker "$tick"
	mv "$log" "$log_name"
	log=$log_name
	[ "$status" -eq 0 ] || step_failed "$title" "$log" "$status"
	took=$((SECONDS - started))
	# no line for it if nothing was to be done
	if [ -z "${STEP_BRIEF:-}" ] || [ "$took" -gt 0 ]; then
		printf '%s (%d s)\n' "$step_title" "$took" >&2
	fi
}

step_failed() {
	{
		printf '%s: failed: %s; the last lines of %s:\n' "$progname" "$1" "$2"
		tail -n 20 "$2" | sed 's/^/    /'
		# with several compilers at work, the error is further up
		if grep -q -E ' error: |undefined reference|ERROR: ' "$2"; then
			printf '%s: its first errors:\n' "$progname"
			grep -m 8 -E ' error: |undefined reference|ERROR: ' "$2" | sed 's/^/    /'
		fi
		printf '%s: the whole log: %s\n' "$progname" "$2"
	} >&2
	# 2 means wrong use, everywhere here: a missing package, an unknown kernel
	[ "$3" -eq 2 ] && exit 2
	exit 1
}

# --- what to build ----------------------------------------------------------

# Sets version, tree (the kernel's name under build/), src (its prepared source) and
# kernel_path (where KERNEL is a path).
choose_kernel() {
	local tree_version

	if [ -z "${KERNEL:-}" ]; then
		KERNEL=$(default_kernel) || exit $?
		export KERNEL
	fi
	case $KERNEL in
	*/* | .)
		kernel_path=$(cd "$KERNEL" 2>/dev/null && pwd) ||
			bad_usage "KERNEL=$KERNEL: no such folder"
		[ -f "$kernel_path/Kbuild" ] ||
			bad_usage "KERNEL=$KERNEL is not a kernel tree"
		tree_version=$(sed -n 's/^VERSION = //p; s/^PATCHLEVEL = /./p' \
			"$kernel_path/Makefile" | tr -d '\n')
		version=$tree_version
		tree=$(basename "$kernel_path" | tr -c 'A-Za-z0-9_.+\n-' _)-$(printf %s "$kernel_path" | sha256sum | cut -c1-8)
		;;
	*)
		[[ $KERNEL =~ ^[0-9]+\.[0-9]+$ ]] ||
			bad_usage "KERNEL=$KERNEL is neither a version such as 6.1 nor the path of a kernel tree"
		kernel_path=
		version=$KERNEL
		tree=$version
		;;
	esac
	[ -f "$root/patches/$version/series" ] ||
		bad_usage "there are no patches for Linux $version (KERNEL=$KERNEL); there are for: $(known_versions)"
	# side by side as the patched ones are: the compiler's cache knows relative paths
	trees=$build
	[ -z "${UNPATCHED:-}" ] || trees=$build/unpatched
	tree_dir=$trees/$tree
	src=$tree_dir/src
}

known_versions() {
	local d

	for d in "$root"/patches/*/series; do
		[ -f "$d" ] && printf '%s ' "$(basename "$(dirname "$d")")"
	done
}

# The version that the sources are written for.
newest_version() {
	known_versions | tr ' ' '\n' | sort -V | tail -n 1
}

# new_files FOLDER PATH...: the files of ours under the folder's paths, relative to it;
# what git ignores is none of them
new_files() (
	cd "$1" 2>/dev/null || return 0
	shift
	{
		git ls-files --cached --others --exclude-standard -- "$@" 2>/dev/null ||
			find "$@" -type f ! -name '*.o' 2>/dev/null
	} | sed 's,^\./,,' | sort -u | while IFS= read -r file; do
		case $file in
		*~ | *.swp) ;;
		*) [ ! -f "$file" ] || printf '%s\n' "$file" ;;
		esac
	done
)

# patch_names: the patches of the chosen version, in order
patch_names() {
	sed 's/#.*//; s/[[:space:]]//g; /^$/d' "$root/patches/$version/series"
}

# The version that the machine's own Debian release ships as linux-source.
# Asking apt takes long, so the answer is kept for this release.
default_kernel() {
	local release known answer

	# shellcheck disable=SC1091
	release=$(. /etc/os-release && printf '%s %s' "$ID" "${VERSION_ID:-unstable}")
	known=$cache/default-kernel
	if [ -f "$known" ] && [ "$(sed -n 1p "$known")" = "$release" ]; then
		sed -n 2p "$known"
		return
	fi
	answer=$("$root/scripts/fetch-source.sh" --default) || exit $?
	mkdir -p "$cache"
	printf '%s\n%s\n' "$release" "$answer" >"$known.$$" && mv "$known.$$" "$known"
	printf '%s\n' "$answer"
}

choose_arch() {
	ARCH=${ARCH:-x86_64}
	[ -f "$root/scripts/arch/$ARCH.sh" ] ||
		bad_usage "ARCH=$ARCH is not supported; these are: $(known_arches)"
	# shellcheck source=scripts/arch/x86_64.sh
	. "$root/scripts/arch/$ARCH.sh"
}

# is_foreign: whether this machine's programs don't run on ARCH; after choose_arch
is_foreign() {
	# shellcheck disable=SC2154
	[ "$(uname -m)" != "$machine_arch" ]
}

known_arches() {
	local f

	for f in "$root"/scripts/arch/*.sh; do
		f=${f##*/}
		printf '%s ' "${f%.sh}"
	done
}

# fragment_path NAME: a fragment is a name in configs/ or a path.
fragment_path() {
	if [ -f "$root/configs/$1.config" ]; then
		printf '%s\n' "$root/configs/$1.config"
	elif [ -f "$1" ]; then
		readlink -f "$1"
	else
		bad_usage "CONFIG=$1: neither a fragment in configs/ nor a file"
	fi
}

# Sets objects (the O= folder) for the chosen kernel, architecture, fragments.
choose_objects() {
	local name path suffix=

	choose_arch
	choose_kernel
	fragments=("$root/configs/base.config" "$root/configs/$ARCH.config")
	# what the architecture can't have in this version
	path=$root/configs/$ARCH-$version.config
	[ ! -f "$path" ] || fragments+=("$path")
	fragments+=("$root/Kconfig.fragment")
	# it knows no symbol of ours
	[ -z "${UNPATCHED:-}" ] || fragments+=("$root/configs/off.config")
	for name in ${CONFIG:-}; do
		path=$(fragment_path "$name") || exit $?
		fragments+=("$path")
		case $path in
		"$root"/configs/*) suffix=$suffix-$name ;;
		# files of the same name in two folders get two builds
		*) suffix=$suffix-$(basename "$path" .config)-$(printf %s "$path" |
			sha256sum | cut -c1-8) ;;
		esac
	done
	objects=$trees/$tree-$ARCH$suffix
}

# patience SECONDS: how long the chosen kernel may take for what others do in so many: each
# access to memory is a call with KASAN, and with KCSAN some of irqmask wait for a race
patience() {
	if grep -qE '^CONFIG_(KASAN|KCSAN)=y' "$objects/.config"; then
		echo $(($1 * 4))
	else
		echo "$1"
	fi
}

# lacks SYMBOL...: prints the first one that the architecture does not have, as its
# fragments say; after choose_objects.
lacks() {
	local symbol

	for symbol in "$@"; do
		if cat "$root/configs/$ARCH.config" "$root/configs/$ARCH-$version.config" 2>/dev/null |
			grep -qxF "# $symbol is not set"; then
			echo "$symbol"
			return
		fi
	done
}

# --- make in the kernel tree -------------------------------------------------

# The same sources give the same objects wherever the clone is and whenever it is
# built, so that the compiler's cache serves every clone.
export CCACHE_DIR=$cache/ccache CCACHE_BASEDIR=$root CCACHE_NOHASHDIR=1
export CCACHE_MAXSIZE=5G CCACHE_COMPILERCHECK=content
export KBUILD_BUILD_TIMESTAMP='Thu Jan  1 00:00:00 UTC 2026'
export KBUILD_BUILD_USER=irqmask KBUILD_BUILD_HOST=irqmask KBUILD_BUILD_VERSION=1
export LOCALVERSION=

# kcsan_arguments: of make, so that KCSAN watches the accesses of irqmask and no others: it
# watches one in hundreds, which would hardly ever be one of irqmask's. Nearly all of these
# are in the write section of a line's seqcount, which KCSAN takes for atomic otherwise.
# After choose_objects, for a tree that is prepared.
kcsan_arguments() {
	local files file name

	[[ " ${CONFIG:-} " == *' kcsan '* ]] || return 0
	files=$(new_files "$root" kernel/irq kernel/trace | sed -n 's/\.c$//p')
	echo KCSAN_SANITIZE=n
	for file in $files; do
		name=${file##*/}
		echo "KCSAN_SANITIZE_$name.o=y"
		# the command line's flags stand for those that the folder's own Makefile gives
		printf '%s' "CFLAGS_$name.o=" \
			"$(sed -n "s/^CFLAGS_$name\.o := //p" "$src/${file%/*}/Makefile")"
		printf ' -Dkcsan_nestable_atomic_%s=__kcsan_mb' begin end
		echo
	done
}

# after choose_objects
kernel_make() {
	local more

	mapfile -t more < <(kcsan_arguments)
	# a guest that runs meanwhile counts on its time
	# shellcheck disable=SC2154
	nice make -C "$src" O="$objects" ARCH="$kernel_arch" CROSS_COMPILE="$cross_compile" \
		CC="ccache ${cross_compile}gcc" HOSTCC="ccache gcc" "${more[@]}" "$@"
}

# --- locks ------------------------------------------------------------------

# lock FILE [-s]: held until the (sub)shell ends, so that two builds of one folder
# wait for each other.
lock() {
	local fd

	mkdir -p "$(dirname "$1")"
	exec {fd}>"$1"
	# shellcheck disable=SC2086
	if ! flock -n ${2-} "$fd"; then
		echo "waiting for another run that uses $(dirname "$1")"
		# shellcheck disable=SC2086
		flock ${2-} "$fd"
	fi
}
