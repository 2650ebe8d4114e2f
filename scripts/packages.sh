#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# packages.sh - makes sure that the Debian packages that the build needs are there.
#
#     scripts/packages.sh [PACKAGE...]
#
# The packages that it is given are looked for as well.
# As root it installs what is missing; as anybody else it prints the command that
# does and ends with exit status 2. Silent and instant when nothing is missing.

# shellcheck source=scripts/lib.sh
. "$(dirname "$0")/lib.sh"
case ${1-} in
-h | --help) show_help; exit 0 ;;
-*) bad_usage "does not know $1; see $0 --help" ;;
esac
choose_arch

# shellcheck disable=SC2154
packages="gcc libc6-dev make flex bison bc libelf-dev cpio kmod xz-utils rsync
	patch perl python3 binutils ccache busybox-static sparse shellcheck git stress-ng
	libtracefs-dev libtraceevent-dev pkg-config $arch_packages $*"

missing() {
	local p installed

	# shellcheck disable=SC2016,SC2086
	installed=$(dpkg-query -W -f '${Package} ${db:Status-Status}\n' $packages 2>/dev/null)
	for p in $packages; do
		grep -qx "$p installed" <<<"$installed" || printf '%s ' "$p"
	done
}

install() {
	# shellcheck disable=SC2086
	DEBIAN_FRONTEND=noninteractive apt-get install -y \
		--no-install-recommends $1
}

if ! command -v dpkg-query >/dev/null; then
	echo "this is not a Debian machine; it has to have: ${packages//[[:space:]]/ }"
	exit 0
fi

lacking=$(missing)
[ -z "$lacking" ] && exit 0

if [ "$(id -u)" -ne 0 ]; then
	bad_usage "packages are missing; install them with: sudo apt-get install --no-install-recommends ${lacking% }"
fi

echo "installing: $lacking"
install "$lacking" || {
	# the machine's package lists may be missing or too old
	apt-get update && install "$lacking"
} || die "could not install: $lacking"
