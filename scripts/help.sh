#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# help.sh - says what `make` can do here.

cat <<'END'
Builds and boots Linux kernels with the irqmask tracer.

  make run                everything from nothing, then two real drivers' masked lines
  make test               everything from nothing, then all tests; the last line counts them
  make matrix             all tests on every kernel and architecture, as one table: hours;
                          started again, it goes on where it was
  make kunit              only the KUnit tests, under User Mode Linux
  make torture [MINUTES=4] [SEED=n]
                          everything at once, on 1, 2, 4 and 8 CPUs
  make soak [MINUTES=30]  so many minutes under each kind of load of stress-ng
  make regress            the kernel's own tests, without irqmask and with it, side by side
  make planted            faults that are put into irqmask, each of which a test has to find
  make bench              what irqmask costs, counted in instructions (KERNEL=7.3 unless
                          it says otherwise): tables, a picture, bounds
  make check              only the static checks, on the default kernel
  make series [BASE=tree] writes the patches as mails into build/series, for `git am`
  make series-build       builds the kernel after each of these mails, with irqmask on
                          and off: takes half an hour
  make randconfig         compiles irqmask in 50 random configurations: takes an hour
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
  make debian             tests these packages, and perf, trace-cmd, bpftrace and others
                          with irqmask, in a Debian guest; not part of make test
  make pictures           draws the pictures of README.md and the documentation anew
  make clean              removes build/

make vm exits with the status of the guest's script, or with 70 when that succeeded but
the kernel complained or leaked memory, 124 when it took too long, 125 when the guest
crashed. scripts/vm.sh does the same, with the variables in its environment.

Variables
  KERNEL=   6.1, 6.12, 7.3 ..., or the path of a kernel tree (it is copied)
            (default: what this machine's Debian release ships as linux-source)
  ARCH=     x86_64 (default), arm64, riscv64: QEMU's q35 and virt machines
  CONFIG=   fragments to add: names in configs/ (debug, off, rt) or paths; the last wins
  SMP=      CPUs of the guest (default 2)
  DEVICES=  further QEMU arguments, e.g. '-netdev user,id=n0 -device ne2k_pci,netdev=n0'
  APPEND=   further kernel parameters
  DEBIAN=   yes: make vm boots a Debian with systemd, perf, trace-cmd, bpftrace and rtla;
            or a copy of its disk, to write on
  TIMEOUT=  seconds that one boot may take (default 600; 2400 with KASAN or KCSAN)
  BASE=     git tree of the version KERNEL that the mails are for (default: the source
            that Debian ships)
  SEEDS=    of random configurations, one or first-last (default 1-50)
  CELL_MINUTES=  what a cell of the matrix may take (default 60)
  SEED=     a number: repeats what a test did at random
  TESTS=    only the tests whose names match this pattern, e.g. 'irqmask/*'
END
