#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# irqmask hist: histograms, by the kernel.
# host-only: yes
# files: ../../build/tools/irqmask.static ../tool-lib.sh

# shellcheck source=tests/tool-lib.sh
. ./tool-lib.sh

# mixed: sections of two causes
mixed() {
	trigger
	does oneshot
	trigger
	trigger
	does disable
}

# mixed_and_end: however long that takes
mixed_and_end() {
	mixed
	sleep 1
	interrupt
}

# counted: all sections in the text's histograms
counted() {
	awk '$2 == ".." && $1 != "from" { sum += $4 } END { print sum + 0 }' /tmp/out
}

load us=5000
later mixed_and_end &
run 0 hist -d 60
wait
says "^irq $irq  irqmask_delay_test (irqmask-test 0-level): 3 sections, .* us on average"
says '^ *from us .. *below us *count'
[ "$(counted)" -eq 3 ] || fail "counted $(counted): $(cat /tmp/out)"
[ "$(awk '$2 == ".." && $1 != "from" { print int($1); exit }' /tmp/out)" -ge 4194 ] ||
	fail "shorter than 5 ms: $(cat /tmp/out)"
says '^ *[0-9.]*[.]... .. *[0-9.]* .*#'
unchanged

# Linear, for each cause, as a picture
later mixed_and_end &
run 0 hist -d 60 -b 1000 -C --svg /tmp/hist.svg
wait
says "cause disable: 1 sections"
says "cause oneshot: 2 sections"
[ "$(awk '$2 == ".." && $1 != "from" { print $3 - $1; exit }' /tmp/out)" = 1000 ] ||
	fail "not 1000 us wide: $(cat /tmp/out)"
grep -q '^<svg ' /tmp/hist.svg && grep -q '^</svg>' /tmp/hist.svg ||
	fail "the picture: $(cat /tmp/hist.svg)"
grep -q 'cause oneshot: 2 sections</text>' /tmp/hist.svg || fail "the picture: $(cat /tmp/hist.svg)"
grep -q "fill=\"url(#f3)\"" /tmp/hist.svg || fail "no pattern: $(cat /tmp/hist.svg)"

# JSON, the filters, the threshold
later mixed_and_end &
run 0 hist -d 60 --json -i $irq
wait
[ "$(value count)" -eq 3 ] || fail "JSON: $(cat /tmp/out)"
later mixed_and_end &
run 0 hist -d 60 -i $((irq + 1))-1000
wait
says '^There was no section'
once_armed mixed &
run 2 hist -d 60 -T 4000
wait
says "^irq $irq "
once_armed trigger &
run 1 hist -d 60 -T 4000 -t /nowhere/trace
wait
complains 'saved to /nowhere/trace'
says "^irq $irq "
run 0 hist -d 1 -T 4000
says '^There was no section'
run 1 hist -b 3000000
complains 'classes of more than 2 s'
run 1 hist -d 1 --svg /nowhere/x
grep -q "can't be written to /nowhere/x" /tmp/err || fail "$(cat /tmp/err)"
rmmod irqmask_delay_test
unchanged
