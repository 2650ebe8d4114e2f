# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
# Counts tests; sourced after lib.sh by the scripts that run some. The results folder
# holds `summary`, one line a test, `details` of those that failed, and the log of each
# test that has one.

results=${RESULTS:-$build/test-results}
# the script that made the folder is the one that prints the totals
outermost=
# some tests, which others depend on, run whatever TESTS is
asked_tests=${TESTS:-}

# start_results: a new folder, unless the calling script has one. Only once the arguments
# are known to be right: it deletes the last results, and waits for a running test.
start_results() {
	[ -z "${RESULTS:-}" ] || return 0
	outermost=yes
	mkdir -p "$results"
	lock "$results/.lock"
	find "$results" -mindepth 1 ! -name .lock -delete
	: >"$results/summary"
	export RESULTS=$results
}

# result ok|FAIL|skip NAME SECONDS [LOG]: a failure shows the end of its log
result() {
	printf '%-4s %s (%d s)\n' "$1" "$2" "$3" | tee -a "$results/summary"
	# shellcheck disable=SC2053
	[ -z "$asked_tests" ] || [[ $2 != *$asked_tests* ]] || : >"$results/.asked"
	if [ "$1" = FAIL ] && [ -n "${4-}" ]; then
		{
			printf '%s: its end\n' "$2"
			tail -n 40 "$4"
			printf 'the whole log: %s\n' "$4"
		} | details
	fi
}

# details: what stdin says of a failure, now and before the totals, as whoever keeps a part
# of a long output keeps its end
details() {
	cut -c1-160 | sed 's/^/     | /' | tee -a "$results/details"
}

# result_log NAME: where this test's output goes
result_log() {
	printf '%s/%s.log\n' "$results" "$(printf %s "$1" | tr -c 'A-Za-z0-9_.-' _)"
}

# run_test NAME COMMAND...: passes if the command succeeds
run_test() {
	local name=$1 started=$SECONDS log tick status

	shift
	wanted "$name" || return 0
	log=$(result_log "$name")
	ticker "$name" &
	tick=$!
	"$@" >"$log" 2>&1 </dev/null
	status=$?
	stop_ticker "$tick"
	if [ "$status" -eq 0 ]; then
		result ok "$name" $((SECONDS - started)) "$log"
	else
		result FAIL "$name" $((SECONDS - started)) "$log"
	fi
}

# wanted NAME: whether TESTS, a shell pattern, asks for it
wanted() {
	[ -n "${TESTS:-}" ] || return 0
	# shellcheck disable=SC2053
	[[ $1 == *$TESTS* ]] && : >"$results/.asked"
}

count() {
	grep -c "^$1 " "$results/summary"
}

# finish: the line that says it all; exit status 1 if a test failed or none ran, 2 if TESTS
# chose none
finish() {
	[ -n "$outermost" ] || exit 0
	[ ! -e "$results/details" ] || cat "$results/details"
	grep '^FAIL ' "$results/summary"
	printf '%d passed, %d failed, %d skipped\n' "$(count ok)" "$(count FAIL)" "$(count skip)"
	[ -z "$asked_tests" ] || [ -e "$results/.asked" ] ||
		bad_usage "TESTS=$asked_tests is in no test's name"
	[ "$(count FAIL)" -eq 0 ] && [ "$(count ok)" -gt 0 ]
	exit
}
