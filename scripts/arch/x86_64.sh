# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash disable=SC2034
# How an x86_64 kernel is built and booted; read by scripts/lib.sh.

kernel_arch=x86_64
machine_arch=x86_64
debian_arch=amd64
cross_compile=
image_target=bzImage
image_path=arch/x86/boot/bzImage
console=ttyS0
# TCG's time stamp counter is good, but a busy host makes its watchdog doubt it.
arch_append='tsc=reliable no_timer_check'
arch_packages=qemu-system-x86
qemu_command=(qemu-system-x86_64 -machine q35)
# Linux's identify_cpu() forgets for a moment that page tables have five levels. KASAN takes
# what an interrupt reads then for a wild access.
qemu_cpu_tcg=max,la57=off
