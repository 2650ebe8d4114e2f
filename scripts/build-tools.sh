#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# build-tools.sh - builds the tool irqmask into build/tools.
#
#     scripts/build-tools.sh [--check]
#
# There are irqmask, and irqmask.static, which the guest runs. --check builds its tests
# too, and runs those that need no kernel with irqmask.

# shellcheck source=scripts/lib.sh
. "$(dirname "$0")/lib.sh"

targets="all static"
case ${1-} in
--check) targets=check ;;
*) no_arguments "$@" ;;
esac

"$root/scripts/packages.sh" || exit $?
lock "$build/tools/.lock"
# shellcheck disable=SC2086
make -C "$root/tools/tracing/irqmask" OUTPUT="$build/tools/" -j"$jobs" $targets
