#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# Wherever memory runs out, there is a clean error, nothing is leaked or left half on,
# and the next try works.
# append: kmemleak=on panic_on_warn=0
# programs: faults.c
# files: ../demo-lib.sh

# shellcheck source=tests/demo-lib.sh
. ./demo-lib.sh
module=$(find /lib/modules -name irqmask_delay_test.ko)
[ -f "$module" ] || fail "there is no test module"
# The interrupt core doesn't notice when a file in /proc/irq can't be made, and warns
# when that is to go. A module with a static key, without memory for that, is a warning
# of the kernel's as well. Complaints are looked for in the end.
cat >/run/expected-splats <<END
WARNING: .* at remove_proc_entry
WARNING: .* at jump_label_(module_notify|del_module)
END
# Since Linux has its lines in a maple tree, the core goes on when there is no memory to
# put one in, and crashes when it takes the others back: no module may load then
if grep -q ' sparse_irqs$' /proc/kallsyms; then
	: "${STEP:=-module}"
fi
./faults "$module" $STEP || fail "see above"
