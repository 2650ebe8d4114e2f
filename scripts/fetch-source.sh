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

state=$cache/apt
# releases that may have what the machine's own one does not, likeliest first
other_suites="trixie trixie-backports forky sid bookworm bookworm-backports"

apt_options=(-o Acquire::Languages=none -o Debug::NoLocking=true)
[ "$(id -u)" -eq 0 ] && apt_options+=(-o APT::Sandbox::User=root)

# The machine's own sources; with lists of ours if it has none.
own_apt() {
	if [ -z "$(list_targets)" ]; then
		apt_options+=(-o "Dir::State::lists=$state/own-lists"
			-o "Dir::Cache=$state/own-cache")
		mkdir -p "$state/own-lists/partial" "$state/own-cache/archives/partial"
		apt-get "${apt_options[@]}" update >&2
	fi
}

# shellcheck disable=SC2016
list_targets() {
	apt-get "${apt_options[@]}" indextargets --format \
		'$(CREATED_BY)|$(ORIGIN)|$(COMPONENT)|$(CODENAME)|$(REPO_URI)|$(SOURCESENTRY)' |
		grep '^Packages|Debian|main|'
}

# other_apt SUITE: lists of this suite alone, from the archive that the machine uses
other_apt() {
	local lists=$state/$1 signed=

	mkdir -p "$lists/lists/partial" "$lists/cache/archives/partial" "$lists/preferences"
	[ -z "$archive_key" ] || signed="[signed-by=$archive_key] "
	printf 'deb %s%s %s main\n' "$signed" "$archive" "$1" >"$lists/sources.list"
	: >"$lists/status"
	apt_options=("${plain_options[@]}"
		-o "Dir::Etc::sourcelist=$lists/sources.list"
		-o Dir::Etc::sourceparts=- -o "Dir::Etc::preferencesparts=$lists/preferences"
		-o "Dir::State::lists=$lists/lists" -o "Dir::State::status=$lists/status"
		-o "Dir::Cache=$lists/cache")
	apt-get "${apt_options[@]}" update
}

# key_of FILE: the keyring that a file of apt sources names, if it does
key_of() {
	sed -n 's/.*[Ss]igned-[Bb]y[:=] *\(\/[^] ]*\).*/\1/p' "$1" | head -n 1
}

has_package() {
	apt-cache "${apt_options[@]}" show "$1" >/dev/null 2>&1
}

print_default() {
	local found

	own_apt
	found=$(apt-cache "${apt_options[@]}" show linux-source 2>/dev/null |
		sed -n 's/^Depends: linux-source-\([0-9.]*\).*/\1/p' | head -n 1)
	[ -n "$found" ] ||
		bad_usage "cannot tell which linux-source this machine's release ships; say KERNEL=6.1, or the path of a kernel tree"
	printf '%s\n' "$found"
}

# download PACKAGE: leaves the .deb in $cache/download
download() {
	local suite archive archive_key entry

	own_apt
	if ! has_package "$1"; then
		IFS='|' read -r _ _ _ _ archive entry < <(list_targets |
			grep -v -e '-updates|' -e '-security|')
		[ -n "${archive-}" ] ||
			die "apt knows no Debian archive on this machine to take $1 from"
		archive_key=$(key_of "${entry%:*}")
		for suite in $other_suites; do
			echo "looking for $1 in $suite"
			other_apt "$suite" && has_package "$1" && break
		done
		has_package "$1" || bad_usage "no Debian release has $1"
	fi
	mkdir -p "$cache/download"
	(cd "$cache/download" && apt-get "${apt_options[@]}" download "$1") ||
		die "could not download $1"
}

# unpack_into FOLDER VERSION COMMAND...: the command writes the tarball
unpack_into() {
	local target=$1 package_version=$2 unpacked

	shift 2
	rm -rf "$cache"/source/.unpack.*
	unpacked=$(mktemp -d "$cache/source/.unpack.XXXXXX") || exit 1
	(set -o pipefail; "$@" | tar -xJf - -C "$unpacked" --strip-components=1) ||
		die "could not unpack linux-source-$version $package_version"
	chmod 755 "$unpacked"
	rm -rf "$target" "$target.package"
	mv "$unpacked" "$target" && printf '%s\n' "$package_version" >"$target.package"
}

tarball_of_deb() {
	dpkg-deb --fsys-tarfile "$1" | tar -xOf - "./usr/src/$2"
}

plain_options=("${apt_options[@]}")
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
	download "$package"
	deb=$(find_deb)
fi
unpack_into "$target" "$(dpkg-deb -f "$deb" Version)" \
	tarball_of_deb "$deb" "$package.tar.xz"
# the unpacked tree is what the cache keeps
rm -f "$deb"
