#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# torture.sh - does to irqmask all that can be done, everything at once.
#
#     [MINUTES=4] [SEED=n] [KERNEL=6.1] [CONFIG=debug] scripts/torture.sh
#
# A quarter of the time each on 1, 2, 4 and 8 CPUs, with threadirqs on 2 and on 8; on a
# slow machine up to six times as long, until everything was done: then by those who have
# something left to do, for the others keep locks from them. The watchdogs wait so
# many times longer as there are CPUs, as far as they can, for emulated ones may take turns
# on one of this machine's; a task may wait for a lock for 1600 s and more. Prints how often
# each thing was done. What each worker of tests/guest/torture.c does depends on the seed
# alone, which is printed: SEED= repeats it.
# Exit status 1 when anything was wrong.

# shellcheck source=scripts/lib.sh
. "$(dirname "$0")/lib.sh"
no_arguments "$@"
[[ ${MINUTES:=4} =~ ^[1-9][0-9]*$ ]] || bad_usage "MINUTES=$MINUTES is not a number of minutes"
[[ ${SEED:=$((SRANDOM % 1000000))} =~ ^[0-9]+$ ]] || bad_usage "SEED=$SEED is not a number"

unset RUN
choose_objects
step_count 10
"$root/scripts/build-kernel.sh" || exit $?
# its steps are done; go on counting after them
STEP_NOW=$((STEP_NOW + 6))
program=$("$root/scripts/guest-program.sh" "$root/tests/guest/torture.c") || exit $?

failed=
for cpus in 1 2 4 8; do
	case $cpus in
	2 | 8) parameters=threadirqs ;;
	*) parameters= ;;
	esac
	watchdogs="watchdog_thresh=$((cpus < 6 ? cpus * 10 : 60))"
	watchdogs="$watchdogs rcupdate.rcu_cpu_stall_timeout=$((cpus * 21))"
	# as long as check_stuck() of torture.c waits for a worker, if need be at the end
	stuck=$(((cpus > 4 ? cpus : 4) * 400))
	watchdogs="$watchdogs sysctl.kernel.hung_task_timeout_secs=$stuck"
	begin_step "torture on $cpus CPUs, SEED=$SEED"
	SCRIPT=$root/tests/guest/torture.sh SMP=$cpus TIMEOUT=$((MINUTES * 15 * 7 + 600 + stuck)) \
		FILES="$root/tests/demo-lib.sh $root/tests/measure-lib.sh $program" \
		DEVICES="-netdev user,id=n0 -device ne2k_pci,netdev=n0 ${DEVICES:-}" \
		APPEND="ftrace=nop kmemleak=on SEED=$SEED DURATION=$((MINUTES * 15)) $parameters $watchdogs ${APPEND:-}" \
		VM_IS_BUILT=yes "$root/scripts/vm.sh" || failed="$failed $cpus"
done
[ -z "$failed" ] || die "failed on this number of CPUs:$failed; SEED=$SEED MINUTES=$MINUTES repeats it"
printf 'torture: all of %d minutes survived, SEED=%s\n' "$MINUTES" "$SEED"
