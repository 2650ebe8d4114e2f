#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# guest-module.sh - compiles a kernel module for the guest, and prints where it is.
#
#     [KERNEL=6.1] [ARCH=x86_64] [CONFIG=rt] scripts/guest-module.sh tests/guest/wakeup.c
#
# It is one file, and is built against that kernel, which has to be there.

# shellcheck source=scripts/lib.sh
. "$(dirname "$0")/lib.sh"
case ${1-} in
-h | --help) show_help; exit 0 ;;
esac
[ $# -eq 1 ] || bad_usage "needs the module's source; see $0 --help"
[ -f "$1" ] || bad_usage "$1: no such file"
choose_objects
need_file "$objects/.config"

name=$(basename "$1" .c)
folder=$build/guest-modules/${objects#"$build"/}/$name
mkdir -p "$folder"
lock "$folder/.lock" >&2
# Kbuild writes where the source is
cp "$1" "$folder/" && echo "obj-m := $name.o" >"$folder/Makefile" || exit 1
if ! kernel_make M="$folder" modules >"$folder/log" 2>&1; then
	cat "$folder/log" >&2
	die "could not build $1 against ${objects#"$build"/}"
fi
printf '%s\n' "$folder/$name.ko"
