#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# initramfs.sh - packs the guest's file system: busybox, what it lacks, our init, the
# kernel's modules.
#
#     KERNEL=6.1 scripts/initramfs.sh
#
# Where the guest's architecture isn't the machine's, busybox comes from Debian's package
# for that one, which is kept in the cache and not installed. What one job needs on top
# of it is packed by vm.sh, for every run anew.

# shellcheck source=scripts/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=scripts/apt.sh
. "$(dirname "$0")/apt.sh"
no_arguments "$@"
choose_objects

# The machine's own, or that of Debian's package for the guest's architecture
busybox_of_guest() {
	local busybox=$cache/busybox/$debian_arch

	if [ "$(uname -m)" = "$machine_arch" ]; then
		command -v busybox || die "there is no busybox on this machine"
		return
	fi
	# it is in /bin or in /usr/bin
	file_of_package "$busybox" bin/busybox busybox-static "$debian_arch" >&2 || exit
	printf '%s\n' "$busybox"
}

init=$root/scripts/guest/init
nice=$root/scripts/guest/nice
target=$objects/initramfs.cpio
busybox=$(busybox_of_guest) || exit $?
if [ "$target" -nt "$objects/.built" ] && [ "$target" -nt "$init" ] &&
	[ "$target" -nt "$nice" ] && [ "$target" -nt "$busybox" ] && [ "$target" -nt "$0" ]; then
	exit 0
fi

work=$(mktemp -d "$objects/.initramfs.XXXXXX") || exit 1
trap 'rm -rf "$work"' EXIT
mkdir -p "$work"/{bin,dev,etc,lib,proc,sys,tmp}
chmod 755 "$work"
cp "$busybox" "$work/bin/busybox"
ln -s busybox "$work/bin/sh"
cp "$init" "$work/init"
cp "$nice" "$work/bin/nice"
chmod 755 "$work/init" "$work/bin/nice" "$work/bin/busybox"
printf 'root:x:0:0:root:/root:/bin/sh\nnobody:x:65534:65534:nobody:/:/bin/sh\n' \
	>"$work/etc/passwd"
printf 'root:x:0:\nnogroup:x:65534:\n' >"$work/etc/group"
[ ! -d "$objects/modroot/lib/modules" ] || {
	cp -a "$objects/modroot/lib/modules" "$work/lib/"
	rm -f "$work"/lib/modules/*/{build,source}
}
"$root/scripts/pack.sh" "$work" "$target.$$" && mv "$target.$$" "$target"
