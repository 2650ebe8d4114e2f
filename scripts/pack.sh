#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# pack.sh - packs a folder as a cpio archive that the kernel can unpack; all root's.
#
#     scripts/pack.sh FOLDER ARCHIVE

# shellcheck source=scripts/lib.sh
. "$(dirname "$0")/lib.sh"
case ${1-} in
-h | --help) show_help; exit 0 ;;
esac
[ $# -eq 2 ] || bad_usage "needs a folder and the archive's name; see $0 --help"

set -o pipefail
(cd "$1" && find . | sort | cpio --quiet -o -H newc -R 0:0) >"$2"
