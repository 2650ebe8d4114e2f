# SPDX-License-Identifier: GPL-2.0
# Builds, boots and tests kernels with irqmask. The work is done by scripts/;
# everything that is made goes under build/. `make help` says what there is.

export KERNEL ARCH CONFIG SMP DEVICES APPEND TIMEOUT SCRIPT FILES RUN TESTS BASE SEEDS CELL_MINUTES SEED MINUTES DEBIAN CONFIG_FROM

MAKEFLAGS += --no-print-directory

help:
	@scripts/help.sh

run:
	@scripts/demo.sh

test:
	@scripts/test.sh

matrix:
	@scripts/matrix.sh

kunit:
	@scripts/kunit.sh

torture:
	@scripts/torture.sh

soak:
	@scripts/soak.sh

regress:
	@scripts/regress.sh

planted:
	@scripts/planted.sh

bench:
	@scripts/bench.sh

check:
	@scripts/static-checks.sh

series:
	@scripts/series.sh

series-build:
	@scripts/series-build.sh

randconfig:
	@scripts/randconfig.sh

kernel:
	@scripts/build-kernel.sh

tools:
	@scripts/build-tools.sh

deb:
	@scripts/make-deb.sh

debian:
	@scripts/debian-tests.sh

pictures:
	@scripts/pictures.sh

kernel-deb:
	@scripts/make-kernel-deb.sh

# make itself would say 2 for every status but 0; see scripts/make-exit.c
ifneq (,$(filter vm,$(MAKECMDGOALS)))
vm_status := build/.vm-status.$(shell echo $$PPID)
-load build/make-exit.so(make_exit_gmk_setup)
endif

# without a compiler, as on a new machine, there is none: then 2 it is
build/make-exit.so: scripts/make-exit.c
	@mkdir -p build
	@cc -shared -fPIC -O2 -Wall -o $@ $< 2>/dev/null || true

vm-run:
	@mkdir -p build
	@scripts/vm.sh; echo $$? >$(vm_status)

vm: vm-run
	$(exit $(shell cat $(vm_status); rm -f $(vm_status)))@exit 2

shell:
	@scripts/vm.sh --shell

print-kernel-dir:
	@scripts/build-kernel.sh --print-dir

clean:
	rm -rf build

.PHONY: help run test kunit bench check series series-build randconfig kernel vm vm-run shell print-kernel-dir clean matrix torture soak regress planted tools deb debian kernel-deb pictures
