#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# check.sh - tests what needs no kernel with irqmask: make check runs it.
#
#     tests/check.sh IRQMASK UNIT SAMPLES
#
# IRQMASK is the tool, UNIT the program made of unit.c, SAMPLES the folder with what a
# kernel said. Beside it are the man page and the completion. Exit status 1 if a test
# failed.

set -u
if [ $# -ne 3 ]; then
	sed -n '3,9 s/^# \?//p' "$0"
	exit 2
fi
irqmask=$1 unit=$2 samples=$3
failures=0
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT

failed() {
	echo "check.sh: failed: $*"
	failures=$((failures + 1))
}

# wrong PATTERN ARGUMENT...: exit status 1, and one sentence with the pattern
wrong() {
	local pattern=$1 status

	shift
	"$irqmask" "$@" >"$work/out" 2>"$work/err" </dev/null
	status=$?
	[ "$status" -eq 1 ] || failed "irqmask $*: exit status $status"
	[ ! -s "$work/out" ] || failed "irqmask $*: output"
	grep -q -e "$pattern" "$work/err" || failed "irqmask $*: $(cat "$work/err")"
	[ "$(wc -l <"$work/err")" -eq 1 ] || failed "irqmask $*: not one line: $(cat "$work/err")"
}

# helps ARGUMENT...: prints a help, and succeeds
helps() {
	"$irqmask" "$@" >"$work/out" 2>"$work/err" || failed "irqmask $*: exit status $?"
	grep -q '^usage: irqmask' "$work/out" || failed "irqmask $*: no help"
	[ ! -s "$work/err" ] || failed "irqmask $*: $(cat "$work/err")"
}

"$unit" check "$samples" || failed "unit"

helps --help
for command in top hist record open worst stat; do
	helps "$command" --help
done
"$irqmask" --version | grep -q '^irqmask [0-9]' || failed "--version"
"$irqmask" >/dev/null 2>&1
[ $? -eq 1 ] || failed "without a command"

for arguments in --help --version 'stat --help'; do
	# shellcheck disable=SC2086
	"$irqmask" $arguments >/dev/full 2>"$work/err"
	[ $? -eq 1 ] || failed "irqmask $arguments: what can't be written is no success"
	[ "$(cat "$work/err")" = "irqmask: the output can't be written: No space left on device" ] ||
		failed "irqmask $arguments: $(cat "$work/err")"
done

wrong "no command 'frob'" frob
wrong "no argument 'x'" stat x
wrong "unrecognized option '--frob'" top --frob
wrong "invalid option -- 'T'" stat -T 5
wrong "option requires an argument -- 'T'" record -T
wrong "record needs -T" record
wrong '-T x: expected a number of us' record -T x
wrong '-T 0: expected' top -T 0
wrong '-T -5: expected' hist -T -5
wrong '-i 1,x: expected a list of lines' open -i 1,x
wrong '-i 65536: expected' open -i 65536
wrong '-i 4294967300: expected' open -i 4294967300
wrong '-d 4294967295d: expected a time' worst -d 4294967295d
wrong '-i : expected' open -i ''
wrong '-c 3-1: expected a list of CPUs' top -c 3-1
wrong '-d 0: expected a time' top -d 0
wrong '-d 5x: expected a time' worst -d 5x
wrong '-s size: expected max, count' top -s size
wrong '-b 0: expected' hist -b 0
wrong '-t saves the trace' top -t /tmp/x
wrong '-e adds to the trace' top -e sched:sched_switch
wrong '--on-threshold needs a threshold' hist --on-threshold continue
wrong '--trigger x: say the event' record -T 5 --trigger x
wrong 'is a whole system' record -T 5 -e sched --trigger x
wrong '-e :x: expected SYSTEM:EVENT' record -T 5 -e :x
wrong '--on-threshold frob: expected trace' record -T 5 --on-threshold frob
wrong '--on-threshold shell: expected' record -T 5 --on-threshold shell
wrong '--on-threshold signal,num=0,pid=1: expected' record -T 5 --on-threshold signal,num=0,pid=1
wrong '--on-threshold signal,num=9: expected' record -T 5 --on-threshold signal,num=9
wrong '--trace-buffer-size 0: expected' record -T 5 --trace-buffer-size 0
wrong 'exclude each other' stat --json --prometheus

# What another program makes of it
printf 'a"b\\c\td\xff\xc3\xa4\xed\xa0\x80\x7f' >"$work/bytes.in"
# prints WHAT FILE: into a file of the name WHAT
prints() {
	"$unit" print "$1" "$2" >"$work/$1" || failed "print $1"
}

prints bytes "$work/bytes.in"
prints open "$samples/open_kinds"
prints worst "$samples/worst"
prints stat "$samples/stat"
prints top "$samples/stat"
prints hist "$samples/hist_linear"
prints hist.svg "$samples/hist_linear"
prints record "$samples/open_kinds"
prints record.svg "$samples/open_kinds"
echo '# nothing is measured' >"$work/off"
prints prometheus "$work/off"
mv "$work/prometheus" "$work/metrics.off"
prints prometheus "$samples/stat"
python3 - "$work" <<'END' || failed "what the JSON, the pictures or the metrics say"
import json
import re
import sys
import xml.etree.ElementTree as xml

def load(name):
    with open(sys.argv[1] + "/" + name, encoding="utf-8") as file:
        return json.load(file)

assert load("bytes")["text"] == 'a"b\\c\td\xff\xe4\xed\xa0\x80\x7f'
worst = load("worst")["worst"]
assert [w["ns"] for w in worst] == [17400811, 12010054, 10970442, 10830745, 49322]
assert worst[1]["disable"]["stack"][2].startswith("irqmask_test_disable_own+")
assert "stack" not in worst[1]["begin"] and worst[2]["begin"]["stack"]
assert worst[0]["end"]["ts_ns"] == 2641684486
kinds = load("open")["open"]
assert kinds[0]["since_known"] is False and kinds[1]["cpu"] == 3
assert kinds[2]["thread"]["waited_ns"] == 60123
line = load("stat")["lines"][0]
assert line["count"] == 7 and sum(slot["count"] for slot in line["hist"]) == 7
assert load("top")["lost_events"] == 7
line = load("top")["lines"][0]
odd = "a\"b\\<c>&'d\xff"
assert line["open_ns"] == line["max_ns"] + 1 == 17400812
assert line["cause"] == "disable" and line["place"] == odd
assert load("hist")["dropped"] == 7
assert load("hist")["histograms"][1]["buckets"][0]["from_ns"] == 5000000
assert load("hist")["histograms"][1]["actions"] == odd
record = load("record")
assert record["is_open"] is True and record["actions"] == odd
run = record["thread_run"]
assert run["pid"] == 64 and run["still_waits"] is True and run["ran_ns"] == 0
assert [task["comm"] for task in run["ran_instead"]] == [odd, "other"] or \
    [task["comm"] for task in run["ran_instead"]] == ["other", odd]
assert sum(task["ns"] for task in run["ran_instead"]) == run["waited_ns"]

# The pictures, as a browser reads them
def picture(name):
    root = xml.parse(sys.argv[1] + "/" + name).getroot()
    svg = "{http://www.w3.org/2000/svg}"
    assert root.tag == svg + "svg"
    width, height = float(root.get("width")), float(root.get("height"))
    for box in root.iter(svg + "rect"):
        x, y = float(box.get("x", 0)), float(box.get("y", 0))
        assert 0 <= x <= x + float(box.get("width")) <= width + 0.01
        assert 0 <= y <= y + float(box.get("height")) <= height + 0.01
    return [element.text for element in root.iter(svg + "text")], \
        [box.find(svg + "title").text for box in root.iter(svg + "rect") if len(box)]

odd = "a\"b\\<c>&'d?"
texts, tips = picture("hist.svg")
assert any(text.startswith("irq 26  " + odd) for text in texts) and len(tips) == 4
texts, tips = picture("record.svg")
assert {"interrupt arrived, masked", "thread woken", "now"} <= set(texts)
assert "thread runs" not in texts
assert any(tip.startswith(odd + "-70: ") for tip in tips)

# Prometheus' text format, as far as it goes here
def metrics(name):
    values = {}
    for line in open(sys.argv[1] + "/" + name, encoding="utf-8"):
        if line.startswith("#"):
            assert re.fullmatch(r"# (HELP|TYPE) [a-z_]+ .+\n", line), line
            continue
        match = re.fullmatch(r'([a-z_]+)(\{(([a-z]+="[^"\\]*",?)+)\})? ([0-9.]+)\n', line)
        assert match, line
        values[match[1] + re.sub(r'.*(,le="[^"]*").*', r"\1", match[2])
               if "le=" in line else match[1]] = float(match[5])
    return values

assert metrics("metrics.off") == {"irqmask_measuring": 0}
values = metrics("prometheus")
assert values["irqmask_measuring"] == 1
buckets = [v for k, v in values.items() if k.startswith("irqmask_section_seconds_bucket")]
assert buckets == sorted(buckets) and buckets[-1] == 7 and len(buckets) == 26
assert values["irqmask_section_seconds_count"] == 7
assert values["irqmask_section_seconds_sum"] == 0.068514842
assert values['irqmask_section_seconds_bucket,le="0.000065536"'] == 1
assert values["irqmask_section_max_seconds"] == 0.017400811
END

# Each option is in the help, the man page and the completion
folder=$(dirname "$0")/..
for command in top hist record open worst stat; do
	# as bash would ask for it
	completed=$(bash -c '. "$1"; COMP_WORDS=(irqmask "$2" -) COMP_CWORD=2; _irqmask
		printf "%s\n" "${COMPREPLY[@]}"' - "$folder/irqmask.bash" "$command" | sort)
	listed=$("$irqmask" "$command" --help | grep -o -e ' --[a-z-]*' -e '^  -[A-Za-z]' | tr -d ' ' | sort)
	[ "$completed" = "$listed" ] || failed "completion of $command: $(diff <(echo "$listed") <(echo "$completed"))"
	for option in $listed; do
		grep -q -F -e "${option//-/\\-}" "$folder/irqmask.1" || failed "$option is not in irqmask.1"
	done
done
[ "$(bash -c '. "$1"; COMP_WORDS=(irqmask st) COMP_CWORD=1; _irqmask; echo "${COMPREPLY[@]}"' - \
	"$folder/irqmask.bash")" = stat ] || failed "completion of st"

[ "$failures" -eq 0 ] && echo "check.sh: passed"
