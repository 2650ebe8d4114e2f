#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# bench-guest.sh - runs a guest script of tests/bench, with its module, and counts instructions.
#
#     KERNEL=7.3 CONFIG=bench scripts/bench-guest.sh pairs.sh
#
# The module is built against that kernel first; MODULE=file takes another one that fits,
# so that two kernels run the same code. What the script prints comes out here. SMP is 1
# CPU unless it says otherwise; the rest of the environment is that of scripts/vm.sh.

# shellcheck source=scripts/lib.sh
. "$(dirname "$0")/lib.sh"

bench=$root/tests/bench
case ${1-} in
-h | --help) show_help; exit 0 ;;
'') bad_usage "which script of tests/bench? See $0 --help" ;;
esac
{ [ $# -eq 1 ] && [ -f "$bench/$1" ]; } || bad_usage "$*: no such script in tests/bench"
[ -z "${MODULE:-}" ] || [ -f "$MODULE" ] || bad_usage "MODULE=$MODULE: no such file"

choose_objects
if [ -z "${VM_IS_BUILT:-}" ]; then
	STEP_BRIEF=yes "$root/scripts/build-kernel.sh" || exit $?
fi

# Kbuild writes where the source is
build_module() {
	local folder=$build/bench/modules/${objects#"$build"/} file

	mkdir -p "$folder"
	lock "$folder/.lock"
	for file in Makefile irqmask_bench.c; do
		cmp -s "$bench/$file" "$folder/$file" || cp "$bench/$file" "$folder/" || return
	done
	kernel_make M="$folder" modules >"$folder/log" 2>&1 || {
		cat "$folder/log" >&2
		return 1
	}
	MODULE=$folder/irqmask_bench.ko
}

[ -n "${MODULE:-}" ] || build_module || die "could not build the module against ${objects#"$build"/}"
unset RUN
ICOUNT=${ICOUNT:-shift=0,sleep=off} VM_IS_BUILT=yes SMP=${SMP:-1} SCRIPT=$bench/$1 \
	FILES="$bench/lib.sh $MODULE ${FILES:-}" \
	exec "$root/scripts/vm.sh"
