#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# help.sh - says what `make` can do here.

cat <<'END'
Builds and boots Linux kernels with the irqmask tracer.

  make run                everything from nothing, then two real drivers' masked lines
  make test               everything from nothing, then all tests; the last line counts them
  make kunit              only the KUnit tests, under User Mode Linux
  make check              only the static checks, on the default kernel
  make kernel             only builds
  make tools              only builds the command-line tool, into build/tools
  make vm SCRIPT=file [FILES='a b']
                          boots and runs the script (busybox sh, root, tracefs mounted),
                          with the FILES in its working folder
  make vm RUN='command'   the same for a short one
  make shell              boots to a shell
  make -s print-kernel-dir
                          where the kernel is built: make -C that-folder M=$PWD modules
  make deb                Debian packages of the tool and the tests, in build/deb
  make kernel-deb [CONFIG_FROM=/boot/config-...]
                          the patched kernel as Debian packages, in build/kernel-deb, with
                          the configuration of the running kernel: takes hours
  make clean              removes build/

make vm exits with the status of the guest's script, or with 70 when that succeeded but
the kernel complained or leaked memory, 124 when it took too long, 125 when the guest
crashed. scripts/vm.sh does the same, with the variables in its environment.

Variables
  KERNEL=   6.1, 6.12, 7.3 ..., or the path of a kernel tree (it is copied)
            (default: what this machine's Debian release ships as linux-source)
  ARCH=     x86_64
  CONFIG=   fragments to add: names in configs/ (debug, off, rt) or paths; the last wins
  SMP=      CPUs of the guest (default 2)
  DEVICES=  further QEMU arguments, e.g. '-nic user,model=ne2k_pci'
  APPEND=   further kernel parameters
  DEBIAN=   yes: make vm boots a Debian with systemd, perf, trace-cmd, bpftrace and rtla
  TIMEOUT=  seconds that one boot may take (default 600)
  TESTS=    only the tests whose names match this pattern, e.g. 'irqmask/*'
END
