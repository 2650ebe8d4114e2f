#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# debian-root.sh - makes the root file system of the Debian guest, and prints its path.
#
#     scripts/debian-root.sh
#
# A small Debian of the machine's own release, with systemd and the programs that are
# tested with irqmask. It is kept in the cache, and made anew when its packages or this
# script change.

# shellcheck source=scripts/lib.sh
. "$(dirname "$0")/lib.sh"
no_arguments "$@"

suite=$(sed -n 's/^VERSION_CODENAME=//p' /etc/os-release)
programs="systemd-sysv udev kmod procps iproute2 linux-libc-dev valgrind
	trace-cmd linux-perf bpftrace rtla rt-tests libtracefs1 libtraceevent1
	kernelshark xvfb x11-utils python3-prometheus-client"
id=$(sha256sum <<<"$suite $programs $(cat "$0")" | cut -c1-12)
folder=$cache/debian
image=$folder/$suite-$id.ext2

# runs what vm.sh has put on the second disk
unit='[Unit]
Description=The job of this guest
After=basic.target systemd-modules-load.service
[Service]
Type=oneshot
WorkingDirectory=/
ExecStart=/bin/sh -c "tar -xf /dev/vdb -C / && exec /job"
ExecStopPost=/bin/systemctl --no-block poweroff
[Install]
WantedBy=multi-user.target'

make_image() {
	mkdir -p "$folder"
	lock "$folder/.lock"
	[ ! -f "$image" ] || return 0
	# shellcheck disable=SC2016,SC2086
	mmdebstrap --variant=minbase --include="$(echo $programs | tr ' ' ,)" \
		--customize-hook='printf "%s\n" "$JOB_UNIT" >"$1/etc/systemd/system/job.service"' \
		--customize-hook='chroot "$1" systemctl enable job.service' \
		--customize-hook='chroot "$1" systemctl mask getty@tty1.service' \
		--customize-hook='echo debian >"$1/etc/hostname"' \
		--customize-hook='cd "$1/usr/include" && ln -s *-linux-gnu/asm asm' \
		--customize-hook='rm -rf "$1"/usr/share/doc/* "$1"/usr/share/locale/*' \
		--dpkgopt='path-exclude=/usr/share/locale/*' \
		--aptopt='APT::Sandbox::User "root"' \
		--format=tar "${suite:-sid}" "$folder/.$id.tar" &&
		tar_to_image && rm -f "$folder/.$id.tar" && mv "$folder/.$id.ext2" "$image" || return
	# those of other packages are not needed any more
	find "$folder" -name '*.ext2' ! -name "$suite-$id.ext2" -delete
}

# as large as the files, and a fourth more to work in
tar_to_image() {
	local kb

	kb=$(($(stat -c %s "$folder/.$id.tar") * 5 / 4 / 1024))
	genext2fs --block-size 4096 --size-in-blocks $((kb / 4)) --number-of-inodes 60000 \
		--tarball "$folder/.$id.tar" "$folder/.$id.ext2"
}

if [ ! -f "$image" ]; then
	export JOB_UNIT=$unit
	{ "$root/scripts/packages.sh" dpkg-dev debhelper lintian mmdebstrap genext2fs && make_image; } >&2 || die "could not make $image"
fi
printf '%s\n' "$image"
