#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# firmware.sh - prints the path of the guest's firmware, if QEMU's own won't do.
#
#     ARCH=riscv64 scripts/firmware.sh
#
# Where the architecture asks for a newer version of its firmware's package than the one
# that is installed, and QEMU loads, a newer Debian release's is kept in the cache and not
# installed.

# shellcheck source=scripts/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=scripts/apt.sh
. "$(dirname "$0")/apt.sh"
no_arguments "$@"
choose_arch
package=${firmware_package:-} version=${firmware_version:-} file=${firmware_file:-}

[ -n "$package" ] || exit 0
image=$cache/firmware/$package-$version
# shellcheck disable=SC2016
installed=$(dpkg-query -W -f '${Version}' "$package" 2>/dev/null)
! dpkg --compare-versions "${installed:-0}" ge "$version" || exit 0
file_of_package "$image" "$file" "$package" '' "$version" >&2 || exit
printf '%s\n' "$image"
