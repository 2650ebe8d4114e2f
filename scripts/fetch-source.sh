#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# fetch-source.sh - puts the unpacked Linux source of KERNEL into the cache.
#
#     KERNEL=6.12 scripts/fetch-source.sh
#     scripts/fetch-source.sh --default
#
# Takes Debian's package linux-source-<version>: the installed one, else that of the
# machine's own release, else that of another release, which is fetched with a
# private apt state in the cache, so that the machine's own sources stay untouched.
# What the cache already has is used as it is; an installed package that was upgraded
# since is unpacked anew. A KERNEL that is a path needs no source and is left alone.
#
# --default prints the version that the machine's own release ships.

# shellcheck source=scripts/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=scripts/apt.sh
. "$(dirname "$0")/apt.sh"

print_default() {
	local found

	own_apt
	found=$(apt-cache "${apt_options[@]}" show linux-source 2>/dev/null |
		sed -n 's/^Depends: linux-source-\([0-9.]*\).*/\1/p' | head -n 1)
	[ -n "$found" ] ||
		bad_usage "cannot tell which linux-source this machine's release ships; say KERNEL=6.1, or the path of a kernel tree"
	printf '%s\n' "$found"
}

# unpack_into FOLDER VERSION COMMAND...: the command writes the tarball
unpack_into() {
	local target=$1 package_version=$2 unpacked

	shift 2
	# an interrupted run's; the lock is this version's
	rm -rf "$cache/source/.unpack.$version."*
	unpacked=$(mktemp -d "$cache/source/.unpack.$version.XXXXXX") || exit 1
	(set -o pipefail; "$@" | tar -xJf - -C "$unpacked" --strip-components=1) ||
		die "could not unpack linux-source-$version $package_version"
	chmod 755 "$unpacked"
	rm -rf "$target" "$target.package"
	mv "$unpacked" "$target" && printf '%s\n' "$package_version" >"$target.package"
}

tarball_of_deb() {
	dpkg-deb --fsys-tarfile "$1" | tar -xOf - "./usr/src/$2"
}

case ${1-} in
--default) print_default; exit ;;
*) no_arguments "$@" ;;
esac

choose_kernel
[ -n "$kernel_path" ] && exit 0

package=linux-source-$version
target=$cache/source/$version
mkdir -p "$cache/source"
lock "$cache/source/.lock.$version"

cached=$(cat "$target.package" 2>/dev/null)
# shellcheck disable=SC2016
installed=$(dpkg-query -W -f '${Version}' "$package" 2>/dev/null)
[ -f "/usr/src/$package.tar.xz" ] || installed=

if [ -n "$cached" ] && [ "${installed:-$cached}" = "$cached" ]; then
	exit 0
fi

if [ -n "$installed" ]; then
	unpack_into "$target" "$installed" cat "/usr/src/$package.tar.xz"
	exit
fi

find_deb() {
	find "$cache/download" -name "${package}_*.deb" 2>/dev/null | sort | tail -n 1
}

deb=$(find_deb)
if [ -z "$deb" ]; then
	download "$package" || exit $?
	deb=$(find_deb)
fi
unpack_into "$target" "$(dpkg-deb -f "$deb" Version)" \
	tarball_of_deb "$deb" "$package.tar.xz"
# the unpacked tree is what the cache keeps
rm -f "$deb"
