#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# kunit.sh - runs the KUnit tests of irqmask, each case of which is a test.
#
#     [KERNEL=6.1] scripts/kunit.sh
#     [KERNEL=6.1] [ARCH=arm64] [CONFIG=debug] scripts/kunit.sh --guest [NAME]
#
# Without an argument under User Mode Linux, the kernel as a program, which is built by
# the kernel's own kunit.py from configs/kunit.config first. What that architecture
# does not have is left to the guest, and counts as nothing.
#
# With --guest in QEMU, on the kernel of ARCH and CONFIG, which has to be built. There
# nothing is to be skipped but what needs something that the architecture does not have.
# NAME stands before the names of these (default: CONFIG).

# shellcheck source=scripts/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=scripts/results.sh
. "$(dirname "$0")/results.sh"

guest=
case ${1-} in
--guest) guest=${2:-${CONFIG:-default}} ;;
*) no_arguments "$@" ;;
esac
choose_objects
start_results
kunit_py=$src/tools/testing/kunit/kunit.py
# the prepared source is to have nothing in it that is not source
export PYTHONDONTWRITEBYTECODE=1

# --- under User Mode Linux ----------------------------------------------------

build_uml() (
	lock "$tree_dir/.lock" -s
	lock "$objects/.lock"
	nice "$kunit_py" build --build_dir="$objects" --kunitconfig="$root/configs/kunit.config" \
		--jobs=$((jobs + 1)) --make_options='CC=ccache gcc' --make_options='HOSTCC=ccache gcc'
)

prepare_uml() (
	step "looking for packages" "$root/scripts/packages.sh"
	step "fetching Linux $version" "$root/scripts/fetch-source.sh"
	step "patching Linux $version" "$root/scripts/prepare-tree.sh"
	step "building User Mode Linux $version" build_uml
)

run_uml() (
	lock "$objects/.lock"
	rm -rf "$objects/uml"
	"$kunit_py" exec --build_dir="$objects" --kunitconfig="$root/configs/kunit.config" \
		--timeout="${TIMEOUT:-120}" --json="$json" --kernel_args=uml_dir="$objects/uml/"
	status=$?
	cp "$objects/test.log" "$raw"
	# what the kernel itself complained of, but not before the first test
	sed '1,/KTAP version/ d' "$raw" | grep -E 'BUG: |WARNING: |INFO: |Oops' && status=1
	exit "$status"
)

# --- in the guest -------------------------------------------------------------

# Some cases have lines that nobody cares for, on purpose.
run_guest() {
	local status

	RUN="echo 'nobody cared' >/run/expected-splats; dmesg" \
		APPEND="kunit.enable=1 ${APPEND:-}" VM_IS_BUILT=yes "$root/scripts/vm.sh" >"$raw"
	status=$?
	"$kunit_py" parse --json="$json" "$raw" || status=1
	return "$status"
}

# --- results ------------------------------------------------------------------

# Prints what became of each case: PASS, SKIP or anything else, and its name.
cases() {
	[ -s "$json" ] && python3 -c '
import json, sys

def show(group, path):
    for case in group["test_cases"]:
        print(case["status"], ": ".join(path + [case["name"]]))
    for sub in group["sub_groups"]:
        show(sub, path + [sub["name"]])

show(json.load(open(sys.argv[1])), [])' "$json"
}

# case_log CASE: what it said, which stands before its result
case_log() {
	sed 's/^\[ *[0-9.]*\] //' "$raw" | awk -v name="$1" '
	/^ *(not )?ok [0-9]+ / {
		for (i = 1; i < NF && $i != name; i++)
			;
		if ($i == name)
			printf "%s%s\n", said, $0
		said = ""
		next
	}
	{ said = said $0 "\n" }'
}

# symbols_of CASE: the kernel symbols that it needs, if any architecture lacks them
symbols_of() {
	case $1 in
	*': cause_move') echo CONFIG_GENERIC_PENDING_IRQ ;;
	*': suspended'*) echo CONFIG_SUSPEND ;;
	esac
}

# report LABEL COMMAND: runs them, counts each case, and whether all of them have run
report() {
	local label=$1 run=$2 log raw json started=$SECONDS status outcome name said lacking total=0

	log=$(result_log "$label")
	raw=${log%.log}.raw json=${log%.log}.json
	: >"$raw"
	"$run" >"$log" 2>&1 </dev/null
	status=$?
	while read -r outcome name; do
		total=$((total + 1))
		wanted "$label: $name" || continue
		case $outcome${guest:+ guest} in
		PASS*) result ok "$label: $name" 0 ;;
		'SKIP guest'*)
			# shellcheck disable=SC2046
			lacking=$(lacks $(symbols_of "$name"))
			result "$([ -n "$lacking" ] && echo skip || echo FAIL)" \
				"$label: $name${lacking:+: there is no $lacking}" 0
			;;
		# no result: the guest has to have it
		SKIP) printf -- '--   %s: %s is left to the guest\n' "$label" "$name" ;;
		*)
			said=$(result_log "$label: $name")
			case_log "${name##*: }" >"$said"
			result FAIL "$label: $name" 0 "$said"
			;;
		esac
	done < <(cases)
	if [ "$status" -eq 0 ] && [ "$total" -eq "$(cat "$src"/kernel/trace/irqmask_*kunit.c |
		grep -c '^[[:space:]]*KUNIT_CASE(')" ]; then
		result ok "$label as a whole" $((SECONDS - started))
	else
		result FAIL "$label as a whole" $((SECONDS - started)) "$log"
	fi
}

if [ -n "$guest" ]; then
	report "$guest: kunit" run_guest
	finish
fi

objects=$build/$tree-um
step_count 5
log=$(result_log "kunit: kernel builds")
if prepare_uml 2> >(tee "$log" >&2); then
	# those were its steps
	STEP_NOW=$((STEP_NOW + 4))
	result ok "kunit: kernel builds" "$SECONDS" "$log"
	begin_step "KUnit under User Mode Linux"
	report kunit run_uml
else
	result FAIL "kunit: kernel builds" "$SECONDS" "$log"
fi
finish
