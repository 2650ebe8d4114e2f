#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# guest-program.sh - compiles a C program for the guest, and prints where it is.
#
#     [ARCH=x86_64] scripts/guest-program.sh tests/guest/fuzz.c
#
# It is linked statically: the guest has no libraries. Its headers are beside it.

# shellcheck source=scripts/lib.sh
. "$(dirname "$0")/lib.sh"
case ${1-} in
-h | --help) show_help; exit 0 ;;
esac
[ $# -eq 1 ] || bad_usage "needs the program's source; see $0 --help"
[ -f "$1" ] || bad_usage "$1: no such file"
choose_arch

folder=$build/guest-$ARCH
program=$folder/$(basename "$1" .c)
mkdir -p "$folder"
# another run may be using the one that is there
made=$(mktemp "$folder/.program.XXXXXX") || exit 1
# shellcheck disable=SC2154
if ! "${cross_compile}gcc" -static -O2 -g0 -Wall -o "$made" "$1" >&2; then
	rm -f "$made"
	die "could not compile $1"
fi
chmod 755 "$made"
mv "$made" "$program" && printf '%s\n' "$program"
