#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# make-deb.sh - makes Debian packages of the tool and of the tests, in build/deb.
#
#     [KERNEL=6.1] scripts/make-deb.sh
#
# irqmask has the tool, its man page and the service; irqmask-tests the tests of the
# tracer, with the ftracetest of KERNEL that runs them. lintian has to be silent.

# shellcheck source=scripts/lib.sh
. "$(dirname "$0")/lib.sh"
no_arguments "$@"

packaging=$root/packaging
# shellcheck disable=SC2034
objects=$build/deb
stage=$build/deb/stage

# the tool's sources without what was built among them
copy_tool() {
	mkdir -p "$stage/tool/tests"
	cp "$root"/tools/tracing/irqmask/{*.c,*.h,Makefile,irqmask.1,irqmask.bash} "$stage/tool/" &&
		cp -r "$root"/tools/tracing/irqmask/tests/{*.c,*.h,*.sh,samples} "$stage/tool/tests/"
}

copy_tests() {
	local from=$src/tools/testing/selftests/ftrace to=$stage/ftrace

	mkdir -p "$to/test.d"
	cp "$from/ftracetest" "$to/" &&
		cp "$from/test.d/functions" "$to/test.d/" &&
		cp -r "$root/tools/testing/selftests/ftrace/test.d/irqmask" "$to/test.d/" &&
		chmod 755 "$to"/test.d/irqmask/*.tc
}

copy_all() {
	rm -rf "$stage" "$build"/deb/*.deb
	mkdir -p "$stage"
	copy_tool && copy_tests && cp -r "$packaging"/{debian,service,irqmask-tests,irqmask-tests.1} "$stage/"
}

build_packages() {
	(cd "$stage" && dpkg-buildpackage -b -us -uc)
}

lint() {
	lintian --allow-root --fail-on error,warning,info "$build"/deb/irqmask_*.changes
}

step_count 6
step "checking the packages that it needs" "$root/scripts/packages.sh" dpkg-dev debhelper lintian
choose_kernel
objects=$build/deb
mkdir -p "$objects"
step "fetching the source of Linux $version" "$root/scripts/fetch-source.sh"
step "preparing it" "$root/scripts/prepare-tree.sh"
step "copying the sources" copy_all
step "building the packages" build_packages
step "lintian" lint
ls "$build"/deb/*.deb
