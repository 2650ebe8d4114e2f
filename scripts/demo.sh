#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# demo.sh - builds everything, then lets two real drivers mask their lines under irqmask.
#
#     [KERNEL=6.1] scripts/demo.sh
#
# First a guest with an ne2k_pci card, whose driver disables its own line for every
# packet that it sends; then one with threadirqs and an e1000 card, whose ONESHOT line
# stays masked until its thread has run. Prints the reports of both.

# shellcheck source=scripts/lib.sh
. "$(dirname "$0")/lib.sh"
no_arguments "$@"

# demo CARD SCRIPT KERNEL-PARAMETERS
demo() {
	need_file "$root/tests/$2"
	begin_step "a real $1 card"
	DEVICES="-netdev user,id=n0 -device $1,netdev=n0 ${DEVICES:-}" \
		APPEND="$3 ${APPEND:-}" SCRIPT=$root/tests/$2 FILES=$root/tests/demo-lib.sh VM_IS_BUILT=yes \
		"$root/scripts/vm.sh" || exit $?
}

unset RUN
choose_objects
step_count 8
"$root/scripts/build-kernel.sh" || exit $?
# its steps are done; go on counting after them
STEP_NOW=$((STEP_NOW + 6))
demo ne2k_pci demo-ne2k.sh ''
demo e1000 demo-e1000.sh threadirqs
printf 'all of it took %d s\n' "$SECONDS" >&2
