# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
# Takes packages from Debian's archive without installing them; sourced after lib.sh.
# What the machine's own apt does not know, another release's or another architecture's
# package, is fetched with a private apt state in the cache: own lists, own sources, the
# archive's address taken from the machine's apt. The machine's stays as it is.

# shellcheck disable=SC2154
state=$cache/apt
# releases that may have what the machine's own one does not, likeliest first
other_suites="trixie trixie-backports forky sid bookworm bookworm-backports"

apt_options=(-o Acquire::Languages=none -o Debug::NoLocking=true)
[ "$(id -u)" -eq 0 ] && apt_options+=(-o APT::Sandbox::User=root)
plain_options=("${apt_options[@]}")

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

# other_apt SUITE [ARCHITECTURE]: lists of this suite alone, from the archive that the
# machine uses
other_apt() {
	local lists=$state/$1${2:+-$2} signed=

	mkdir -p "$lists/lists/partial" "$lists/cache/archives/partial" "$lists/preferences"
	[ -z "$archive_key" ] || signed="[signed-by=$archive_key] "
	printf 'deb %s%s %s main\n' "$signed" "$archive" "$1" >"$lists/sources.list"
	: >"$lists/status"
	apt_options=("${plain_options[@]}"
		-o "Dir::Etc::sourcelist=$lists/sources.list"
		-o Dir::Etc::sourceparts=- -o "Dir::Etc::preferencesparts=$lists/preferences"
		-o "Dir::State::lists=$lists/lists" -o "Dir::State::status=$lists/status"
		-o "Dir::Cache=$lists/cache")
	[ -z "${2-}" ] || apt_options+=(-o "APT::Architecture=$2" -o "APT::Architectures=$2")
	apt-get "${apt_options[@]}" -o APT::Update::Error-Mode=any update
}

# key_of FILE: the keyring that a file of apt sources names, if it does
key_of() {
	sed -n 's/.*[Ss]igned-[Bb]y[:=] *\(\/[^] ]*\).*/\1/p' "$1" | head -n 1
}

# has_package PACKAGE [VERSION]: this version or a newer one
has_package() {
	local found

	found=$(apt-cache "${apt_options[@]}" show "$1" 2>/dev/null | sed -n 's/^Version: //p' |
		head -n 1)
	[ -n "$found" ] && dpkg --compare-versions "$found" ge "${2:-0}"
}

# download PACKAGE [ARCHITECTURE [VERSION]]: leaves the .deb, of this version or a newer
# one, in $cache/download. A subshell, which holds the lock: apt's own locks are off.
download() (
	lock "$state/.lock"
	unreached=
	own_apt
	if [ -n "${2-}" ] || ! has_package "$1" "${3-}"; then
		IFS='|' read -r _ _ _ codename archive entry < <(list_targets |
			grep -v -e '-updates|' -e '-security|')
		[ -n "${archive-}" ] ||
			die "apt knows no Debian archive on this machine to take $1 from"
		archive_key=$(key_of "${entry%:*}")
		for suite in ${2:+"$codename"} $other_suites; do
			echo "looking for $1${3:+ $3} in $suite${2:+ for $2}"
			if ! other_apt "$suite" "${2-}"; then
				unreached="$unreached $suite"
			elif has_package "$1" "${3-}"; then
				break
			fi
		done
		if ! has_package "$1" "${3-}"; then
			[ -z "$unreached" ] ||
				die "$1${3:+ $3}${2:+ for $2} was not found, and these could not be looked into:$unreached"
			bad_usage "no Debian release has $1${3:+ $3}${2:+ for $2}"
		fi
	fi
	mkdir -p "$cache/download"
	(cd "$cache/download" && apt-get "${apt_options[@]}" download "$1") ||
		die "could not download $1"
)

# file_of_package TARGET FILE PACKAGE [ARCHITECTURE [VERSION]]: puts the file that the
# package has at a path that ends with FILE to TARGET, once
file_of_package() {
	local target=$1 file=$2 deb

	shift 2
	lock "$(dirname "$target")/.lock.$(basename "$target")"
	[ ! -f "$target" ] || return 0
	download "$@" || return
	deb=$(find "$cache/download" -name "$1_*_${2:-*}.deb" | sort -V | tail -n 1)
	dpkg-deb --fsys-tarfile "$deb" | tar -xO --no-anchored "$file" >"$target.new"
	[ -s "$target.new" ] || die "there is no $file in $deb"
	mv "$target.new" "$target"
	rm -f "$deb"
}
