#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# irqmask-tests: the tests of the tracer, as the package has them.
# shellcheck source=tests/debian/lib.sh
. ./lib.sh
irqmask-tests >/tmp/tests || fail "irqmask-tests: $(grep -v PASS /tmp/tests)"
has '^# of passed: *[1-9][0-9]' /tmp/tests
has '^# of failed: *0' /tmp/tests
irqmask-tests frob >/tmp/out
[ $? -eq 1 ] || fail "it takes an argument"
