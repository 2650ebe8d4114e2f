#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# The package of a kernel: it has installed what it was made of, and this is the kernel
# that runs; it can be removed.
# shellcheck source=tests/debian/lib.sh
. ./lib.sh
release=$(uname -r)
[[ $release = *-irqmask ]] || fail "this is $release"
has "boot/vmlinuz-$release\$" linux-image.sums
has '\.ko$' linux-image.sums
sums=$PWD/linux-image.sums
(cd / && sha256sum --quiet -c "$sums") >/tmp/sums 2>&1 || fail "$(cat /tmp/sums)"
[ "$(modinfo -n irqmask_delay_test)" = "/lib/modules/$release/kernel/kernel/trace/irqmask_delay_test.ko" ] ||
	fail "the module is $(modinfo -n irqmask_delay_test)"
load us=20000
echo irqmask >$T/current_tracer
echo 1 >$delay/trigger
has "#  => irq: *$irq irqmask_delay_test" $T/trace
echo nop >$T/current_tracer
rmmod irqmask_delay_test
dpkg -P "linux-image-$release" || fail "purge"
[ ! -e "/boot/vmlinuz-$release" ] || fail "purge leaves it in /boot"
