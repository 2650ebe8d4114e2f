# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash disable=SC2034
# How a riscv64 kernel is built and booted; read by scripts/lib.sh.

kernel_arch=riscv
machine_arch=riscv64
debian_arch=riscv64
cross_compile=riscv64-linux-gnu-
image_target=Image
image_path=arch/riscv/boot/Image
console=ttyS0
arch_append=
arch_packages='gcc-riscv64-linux-gnu libc6-dev-riscv64-cross qemu-system-misc opensbi ipxe-qemu'
qemu_command=(qemu-system-riscv64 -machine virt)
qemu_cpu_tcg=rv64
# All CPUs flush their instruction caches for each function that is to be traced: 2 minutes
# for all functions if they run in turns. So they don't, whatever vm.sh says of older QEMUs,
# and patched code may go unseen: what patches often has one CPU, as `smp-riscv64` says for
# a guest test.
qemu_tcg_thread=multi
one_cpu_cases=switch_often
# An OpenSBI before 1.3 lets a CPU that is started run before it has written down where:
# about one boot in a hundred ran the kernel's start on both CPUs, and hung
firmware_package=opensbi
firmware_version=1.3
firmware_file=riscv64-linux-gnu/opensbi/generic/fw_dynamic.bin
