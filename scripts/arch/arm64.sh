# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash disable=SC2034
# How an arm64 kernel is built and booted; read by scripts/lib.sh.

kernel_arch=arm64
machine_arch=aarch64
debian_arch=arm64
cross_compile=aarch64-linux-gnu-
image_target=Image
image_path=arch/arm64/boot/Image
console=ttyAMA0
arch_append=
arch_packages='gcc-aarch64-linux-gnu libc6-dev-arm64-cross qemu-system-arm ipxe-qemu'
qemu_command=(qemu-system-aarch64 -machine 'virt,gic-version=3')
# `max` signs pointers, which takes an emulator very long
qemu_cpu_tcg=cortex-a72
