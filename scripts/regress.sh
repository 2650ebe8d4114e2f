#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# regress.sh - compares what the kernel's own tests say without irqmask and with it.
#
#     [KERNEL=7.3] [TESTS=pattern] scripts/regress.sh
#
# Builds the same kernel three times: unpatched, patched, and patched with irqmask left
# out. On the first two run the startup selftests of all tracers, the KUnit tests of the
# interrupt core (of kernels that have them) and the kernel's ftrace selftests (TESTS, a
# shell pattern, chooses some); the results are shown side by side, and have to be the
# same and complete. So is what the kernels complained of: the patched one may complain of
# nothing else. The objects of the first and the third may differ by the events alone. Exit
# status 1 if anything differs or is missing. Takes half an hour and more on an emulated CPU.

# shellcheck source=scripts/lib.sh
. "$(dirname "$0")/lib.sh"
no_arguments "$@"

results=$build/regress
mkdir -p "$results"
lock "$results/.lock"
find "$results" -mindepth 1 ! -name .lock -delete

# on WHICH COMMAND...: with the kernel `unpatched`, `patched` or `off`
on() (
	which=$1
	shift
	unset UNPATCHED
	export CONFIG="regress ${CONFIG:-}"
	case $which in
	unpatched) export UNPATCHED=yes ;;
	off) CONFIG="$CONFIG off" ;;
	esac
	"$@"
)

build_dir() {
	on "$1" "$root/scripts/build-kernel.sh" --print-dir
}

# note WHICH NAME RESULT
note() {
	printf '%s\t%s\n' "$2" "$3" >>"$results/$1"
}

# boot WHICH: what all tests say that run while the kernel boots
boot() {
	RUN=dmesg APPEND="kunit.enable=1 panic_on_warn=0 ${APPEND:-}" TIMEOUT=${TIMEOUT:-2400} \
		VM_IS_BUILT=yes on "$1" "$root/scripts/vm.sh" >"$results/$1.boot" 2>&1
	note "$1" "status: boot" $?
	sed 's/^\[ *[0-9.]*\] //' "$results/$1.boot" | tr -d '\r' >"$results/$1.log"
	{
		sed -n 's/^\(Testing .*\): \([A-Z][A-Za-z]*!*\)$/startup: \1\t\2/p' "$results/$1.log"
		sed -n 's/^ *ok [0-9]* \([^ ]*\) # SKIP.*/kunit: \1\tSKIP/p; t
			s/^ *ok [0-9]* \([^ ]*\)$/kunit: \1\tok/p
			s/^ *not ok [0-9]* \([^ ]*\).*/kunit: \1\tnot ok/p' "$results/$1.log"
	} >>"$results/$1"
}

# selftests WHICH: the kernel's own ftrace selftests, not those of irqmask
selftests() {
	local cases folder line missing name

	folder=$(on "$1" source_dir)/tools/testing/selftests/ftrace
	cases=$(cd "$folder" && find test.d -name '*.tc' ! -path 'test.d/irqmask/*' | sort |
		while IFS= read -r name; do
			# shellcheck disable=SC2053
			[ -n "${TESTS:-}" ] && [[ $name != *$TESTS* ]] || printf '%s ' "$name"
		done)
	[ -n "$cases" ] || return 0
	FILES=$folder RUN="cd ftrace && ./ftracetest -l /tmp/logs $cases; true" \
		APPEND="ftrace=nop panic_on_warn=0 ${APPEND:-}" TIMEOUT=${TIMEOUT:-5400} VM_IS_BUILT=yes \
		on "$1" "$root/scripts/vm.sh" >"$results/$1.ftrace" 2>&1
	note "$1" "status: ftracetest" $?
	while IFS= read -r line; do
		if [[ $line =~ ^\[[0-9]+\]\ ?([^$'\t']*) ]]; then
			name=${BASH_REMATCH[1]%%+ *}
		fi
		[[ $line =~ $'\t'\[([A-Z]+)\] ]] && printf 'ftrace: %s\t%s\n' "$name" "${BASH_REMATCH[1]}"
	done <"$results/$1.ftrace" >>"$results/$1"
	# those that run in an instance, too, have one more
	missing=$(($(wc -w <<<"$cases") - $(grep -c '^ftrace: ' "$results/$1")))
	note "$1" "number: ftrace cases without a result" $((missing > 0 ? missing : 0))
}

# complaints WHICH: what the kernel said that a healthy one never does, without what
# differs from boot to boot
complaints() {
	sed -n '/^\(kmemleak reports\|the kernel complained\):$/,/^vm\.sh: /p' \
		"$results/$1.boot" "$results/$1.ftrace" 2>/dev/null |
		grep -v -e '^kmemleak reports:$' -e '^the kernel complained:$' -e '^vm\.sh: ' |
		sed 's/^\[ *[0-9.]*\] //; s/0x[0-9a-f]*/0x/g; s/\<[0-9a-f]\{16\}\>/address/g
			s/[0-9][0-9]*/0/g' | sort | uniq -c >"$results/$1.complaints"
}

# only_patched_complaints: shows what the unpatched kernel never says, however often
only_patched_complaints() {
	comm -13 <(sed 's/^ *[0-9]* //' "$results/unpatched.complaints" | sort -u) \
		<(sed 's/^ *[0-9]* //' "$results/patched.complaints" | sort -u) | grep .
}

# complete WHICH: whether all tests have run to their end
complete() {
	local status=0 what wanted="startup: ftrace:"

	[ "$version" = "$(newest_version)" ] && wanted="$wanted kunit:"
	[ -z "${TESTS:-}" ] || wanted=${wanted/ftrace:/}
	for what in $wanted; do
		grep -q "^$what" "$results/$1" || {
			echo "the $1 kernel has no results of $what"
			status=1
		}
	done
	# 70 says that all ended well, but for what is shown as complaints
	! grep -P '^status: .*\t(?!0$|70$)' "$results/$1" || status=1
	! grep -P '^number: .*\t(?!0$)' "$results/$1" || status=1
	return "$status"
}

source_dir() {
	choose_objects
	printf '%s\n' "$src"
}

# side_by_side: both kernels' results; what only the patched one has is irqmask's own. Of
# some names there are two selftests.
side_by_side() {
	awk -F '\t' '
	{
		name = $1
		if (times[FILENAME, name]++)
			name = name " #" times[FILENAME, $1]
	}
	FILENAME == ARGV[1] { order[n++] = name; without[name] = $2; next }
	{ with[name] = $2 }
	END {
		printf "%-76s %-12s %s\n", "test", "unpatched", "patched"
		for (i = 0; i < n; i++) {
			same = with[order[i]] == without[order[i]]
			differ += !same
			printf "%-76s %-12s %s%s\n", substr(order[i], 1, 76), without[order[i]],
				(order[i] in with) ? with[order[i]] : "-", same ? "" : "  <-- differs"
		}
		printf "%d results, %d differ\n", n, differ
		exit !n || differ > 0
	}' "$results/unpatched" "$results/patched"
}

unset RUN SCRIPT FILES
choose_objects
step_count 23
failed=
for which in unpatched patched off; do
	on "$which" "$root/scripts/build-kernel.sh" || exit $?
	# its steps are done; go on counting after them
	STEP_NOW=$((STEP_NOW + 6))
done
for which in unpatched patched; do
	begin_step "the tests of the $which kernel"
	: >"$results/$which"
	boot "$which"
	selftests "$which"
done
begin_step "side by side"
side_by_side || failed="$failed results"
for which in unpatched patched; do
	complete "$which" || failed="$failed completeness"
	complaints "$which"
done
echo "what the kernels complained of, the unpatched one on the left:"
diff --side-by-side --width=170 "$results/unpatched.complaints" "$results/patched.complaints"
only_patched_complaints && failed="$failed complaints"
begin_step "what the patches add to kernel/irq with irqmask left out"
"$root/scripts/bench-sites.py" --only-events "$(build_dir unpatched)" "$(build_dir off)" ||
	failed="$failed objects"
[ -z "$failed" ] || die "there are differences:$failed; the logs are in $results"
