#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# randconfig.sh - compiles irqmask in random configurations of the kernel.
#
#     [KERNEL=7.3] [ARCH=x86_64] [SEEDS=1-50] scripts/randconfig.sh
#
# A configuration is that of `make randconfig` with this KCONFIG_SEED: the same one again
# for the same kernel, compiler and seed. An even seed asks for IRQMASK_TRACER besides,
# which chance gives one in five. Compiled are kernel/irq, what irqmask changes in
# kernel/trace, and our own objects as far as they are configured. Any warning about a
# file of ours is a failure, and so is any error. Where the tracer is off there has to be
# nothing of it.
#
# A seed takes about a minute. One that passed isn't tried again until the sources change,
# so that an interrupted run goes on. Each seed is a test.

# shellcheck source=scripts/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=scripts/results.sh
. "$(dirname "$0")/results.sh"
# shellcheck source=scripts/checks.sh
. "$(dirname "$0")/checks.sh"
no_arguments "$@"
if ! [[ ${SEEDS:=1-50} =~ ^([1-9][0-9]{0,5})(-([1-9][0-9]{0,5}))?$ ]] ||
	[ "${BASH_REMATCH[1]}" -gt "${BASH_REMATCH[3]:-999999}" ]; then
	bad_usage "SEEDS=$SEEDS is neither a number nor two, the first of them not above the second, such as 1-50"
fi
first=${BASH_REMATCH[1]} last=${BASH_REMATCH[3]:-${BASH_REMATCH[1]}}
choose_objects
start_results
objects=$build/$tree-$ARCH-random

# configured SYMBOL: y or m, or nothing
configured() {
	sed -n "s/^CONFIG_$1=//p" "$objects/.config"
}

# What this configuration compiles of the files that irqmask adds or changes
objects_wanted() {
	local object

	[ -z "$(configured TRACING)" ] || echo kernel/trace/trace.o kernel/trace/trace_export.o
	# shellcheck disable=SC2016
	# as the Makefile has it: obj-$(CONFIG_X) += file.o
	sed -n 's/^obj-\$(CONFIG_\(IRQMASK_[A-Z_]*\)) += \(.*\.o\)$/\1 \2/p' \
		"$src/kernel/trace/Makefile" | while read -r symbol object; do
		[ -z "$(configured "$symbol")" ] || echo "kernel/trace/$object"
	done
}

# Where the tracer is off, what was compiled has nothing of it. How its entries are laid
# out, event_irqmask, is in the list of all tracers' entries, configured or not.
correctly_left_out() {
	[ -z "$(configured IRQMASK_TRACER)" ] || return 0
	! find "$objects/kernel/irq" "$objects/kernel/trace" -name '*.o' \
		-exec nm -A {} + 2>&1 | grep -i '[ _]irqmask_'
}

configure() {
	mkdir -p "$objects"
	: >"$objects/.wishes"
	[ $(($1 % 2)) -eq 1 ] || printf 'CONFIG_FTRACE=y\nCONFIG_IRQMASK_TRACER=y\n' >"$objects/.wishes"
	# what is on needs nothing that is off
	KCONFIG_SEED=$1 kernel_make KCONFIG_ALLCONFIG="$objects/.wishes" randconfig >"$objects/.said" 2>&1 &&
		! grep -A 6 'unmet direct dependencies.*IRQMASK' "$objects/.said"
}

one_seed() (
	lock "$tree_dir/.lock" -s
	lock "$objects/.lock"
	configure "$1" || {
		cat "$objects/.said"
		exit 1
	}
	grep -E '^CONFIG_IRQMASK_|CONFIG_(SMP|PREEMPT_RT|LOCKDEP|SPARSE_IRQ|FTRACE_STARTUP_TEST)=' "$objects/.config"
	find "$objects/kernel/irq" "$objects/kernel/trace" -name '*.o' -delete 2>/dev/null
	# shellcheck disable=SC2046
	about_ours kernel_make -j"$((jobs + 1))" $(objects_wanted) kernel/irq/ && correctly_left_out
)

has_tracer() {
	grep -qx CONFIG_IRQMASK_TRACER=y "$(result_log "randconfig: seed $1")"
}

step_count 3
step "looking for packages" "$root/scripts/packages.sh" libssl-dev
step "fetching Linux $version" "$root/scripts/fetch-source.sh"
step "patching Linux $version" "$root/scripts/prepare-tree.sh"

passed=$objects.passed
sources=$({ cat "$tree_dir/content" "$0"; gcc --version; } | sha256sum | cut -c1-16)
touch "$passed"
with=0
for ((seed = first; seed <= last; seed++)); do
	name="randconfig: seed $seed"
	known=$(grep -m 1 "^$sources $seed " "$passed")
	if [ -n "$known" ]; then
		! wanted "$name" || result ok "$name" 0
	else
		run_test "$name" one_seed "$seed"
		! grep -q "^ok   $name (" "$results/summary" || {
			known="$sources $seed $(has_tracer "$seed" && echo with)"
			echo "$known" >>"$passed"
		}
	fi
	[ "${known##* }" != with ] || with=$((with + 1))
done
echo "the tracer was on in $with of $((last - first + 1)) configurations"
# the even ones ask for it, and few of them can't have it
many_have_it() {
	[ $((with * 3)) -ge $((last - first)) ]
}
run_test "randconfig: a third of them has the tracer" many_have_it
finish
