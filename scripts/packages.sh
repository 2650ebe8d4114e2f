#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# packages.sh - makes sure that the Debian packages that the build needs are there.
#
# As root it installs what is missing; as anybody else it prints the command that
# does and ends with exit status 2. Silent and instant when nothing is missing.
#
#     scripts/packages.sh [deb | debian | kernel-deb]
#
# deb: also what makes Debian packages; debian: and a Debian guest; kernel-deb: and
# packages of a kernel.

# shellcheck source=scripts/lib.sh
. "$(dirname "$0")/lib.sh"
case ${1-} in
deb) more="dpkg-dev debhelper lintian" ;;
debian) more="dpkg-dev debhelper lintian mmdebstrap genext2fs" ;;
kernel-deb) more="dpkg-dev debhelper fakeroot libssl-dev dwarves gawk" ;;
*)
	more=
	no_arguments "$@"
	;;
esac
choose_arch

# shellcheck disable=SC2154
packages="gcc libc6-dev make flex bison bc libelf-dev cpio kmod xz-utils rsync
	patch perl python3 ccache busybox-static sparse shellcheck
	libtracefs-dev libtraceevent-dev pkg-config $more $qemu_packages"

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
