#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# All that can be done to irqmask, everything at once, under load; then it measures as
# before. This is the short form of `make torture`, which says DURATION.
# append: kmemleak=on
# smp: 4
# smp-riscv64: 1
# devices: -netdev user,id=n0 -device ne2k_pci,netdev=n0
# programs: torture.c
# files: ../demo-lib.sh ../measure-lib.sh

# shellcheck source=tests/demo-lib.sh
. ./demo-lib.sh
# shellcheck source=tests/measure-lib.sh
. ./measure-lib.sh
module=$(find /lib/modules -name irqmask_delay_test.ko)
[ -f "$module" ] || fail "there is no test module"
network_up

# Linux's own, also without irqmask: osnoise's worker may lose its CPU, which goes offline;
# on x86, whoever unwinds the stack in an interrupt that came between two instructions of
# function_graph's return_to_handler() is led astray, and finds out.
cat >/run/expected-splats <<END
BUG: using smp_processor_id\\(\\) .*: caller is osnoise_hotplug_workfn\\+
WARNING: stack going in the wrong direction\\? at return_to_handler\\+
END

# With lockdep and KASAN, all takes several times as long
seconds=20
[ ! -e /proc/lockdep_stats ] || seconds=60
echo "torture of seed $SEED; SEED=$SEED repeats it"
./torture "$SEED" "${DURATION:-$seconds}" "$module" || fail "SEED=$SEED repeats it"

cd $T || exit 1
! grep -q irqmask_delay_test /proc/interrupts || fail "the module's lines are left"
[ -z "$(ls instances)" ] || fail "instances are left"
grep '^# nothing is measured: ' irqmask/stat || fail "something is on still"
modprobe irqmask_delay_test || fail "the module can't be loaded any more"
measures "after it"
