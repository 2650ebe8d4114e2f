#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# build-kernel.sh - builds the kernel of KERNEL, ARCH and CONFIG, from nothing if need be.
#
#     KERNEL=6.1 CONFIG=debug scripts/build-kernel.sh
#     scripts/build-kernel.sh --print-dir
#
# Packages, source, patches, configuration, kernel, initramfs: six steps, each done only
# as far as something changed. What it makes stays in build/<kernel>-<arch>[-<configs>];
# --print-dir prints that folder's path and builds nothing.

# shellcheck source=scripts/lib.sh
. "$(dirname "$0")/lib.sh"

compile() (
	local content made

	lock "$tree_dir/.lock" -s
	lock "$objects/.lock"
	content=$(sha256sum "$tree_dir/content" "$objects/.config" "$0" && kcsan_arguments)
	if [ "$content" = "$(cat "$objects/.built" 2>/dev/null)" ]; then
		echo "nothing changed since the last build"
		return 0
	fi
	rm -f "$objects/.built"
	kernel_make olddefconfig || return
	kernel_make -j"$((jobs + 1))" "$image_target" modules || return
	made=$objects/modroot
	rm -rf "$made"
	kernel_make INSTALL_MOD_PATH="$made" modules_install || return
	echo "$content" >"$objects/.built"
)

case ${1-} in
--print-dir)
	choose_objects
	printf '%s\n' "$objects"
	exit
	;;
*) no_arguments "$@" ;;
esac

choose_objects
step_count 6
step "looking for packages" "$root/scripts/packages.sh"
step "fetching Linux $version" "$root/scripts/fetch-source.sh"
step "preparing Linux $version" "$root/scripts/prepare-tree.sh"
step "configuring ${objects#"$build"/}" "$root/scripts/configure.sh"
step "building ${objects#"$build"/}" compile
step "making the initramfs" "$root/scripts/initramfs.sh"
