#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# soak.sh - lets irqmask measure for long, under every kind of load.
#
#     [MINUTES=30] [KERNEL=6.1] [CONFIG=debug] scripts/soak.sh
#
# So many minutes each under CPU, memory, I/O, interrupt and mixed load of stress-ng.
# No interrupt and no section may be lost, no memory leaked, nothing may be locked up.

# shellcheck source=scripts/lib.sh
. "$(dirname "$0")/lib.sh"
no_arguments "$@"
[[ ${MINUTES:=30} =~ ^[1-9][0-9]*$ ]] || bad_usage "MINUTES=$MINUTES is not a number of minutes"

unset RUN
choose_objects
! is_foreign || bad_usage "stress-ng of this machine doesn't run on ARCH=$ARCH"
step_count 7
"$root/scripts/build-kernel.sh" || exit $?
# its steps are done; go on counting after them
STEP_NOW=$((STEP_NOW + 6))
stress=$("$root/scripts/guest-stress.sh") || exit $?

begin_step "$MINUTES minutes of each load"
SCRIPT=$root/tests/guest/soak.sh TIMEOUT=$((MINUTES * 60 * 10 + 900)) VM_IS_BUILT=yes \
	FILES="$root/tests/demo-lib.sh $root/tests/measure-lib.sh $stress" \
	DEVICES="-netdev user,id=n0 -device ne2k_pci,netdev=n0 ${DEVICES:-}" \
	APPEND="ftrace=nop kmemleak=on DURATION=$((MINUTES * 60)) ${APPEND:-}" "$root/scripts/vm.sh" || exit $?
printf 'soak: all of %d minutes survived\n' $((MINUTES * 5))
