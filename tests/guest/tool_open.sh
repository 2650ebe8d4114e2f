#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# irqmask open: the lines that can't deliver right now.
# host-only: yes
# files: ../../build/tools/irqmask.static ../tool-lib.sh

# shellcheck source=tests/tool-lib.sh
. ./tool-lib.sh

# The section lasts until end() is called.
begin() {
	trigger &
	sleep 1
	! is_measuring || wait_for is_open
}

is_open() {
	grep -q "^irq: $irq " $T/irqmask/open
}

end() {
	kill $!
	wait
}

run 0 open
says '^All lines can deliver'
load us=600000000 sleeping=1

# One that was disabled before: nobody knows since when
begin
run 0 open
says "^irq $irq  irqmask_delay_test (irqmask-test 0-level)$"
says 'since: .*unknown'
says '^irqmask record waits for it'
run 0 open --json
says '"since_known": false'
unchanged
end

# One that is disabled while something measures
echo 1 >$T/irqmask/enable
begin
run 0 open
says 'cause: .*disable: a driver called'
says 'started at: .*irqmask_test_disable.*CPU#[0-9]* sh-'
says '    => .*disable_irq'
says_not 'unknown'
sleep 1
run 0 open --json
[ "$(value irq)" = "$irq" ] || fail "the JSON says: $(cat /tmp/out)"
ns=$(value ns)
[ "$ns" -ge 500000000 ] && [ "$ns" -le 600000000000 ] || fail "open for $ns ns"

# Another line is left out
run 0 open -i $((irq + 1))
says '^All lines can deliver'
run 0 open -i 0-$irq
says "^irq $irq "
end
run 0 open
says '^All lines can deliver'
echo 0 >$T/irqmask/enable
unchanged

# Measuring first, it knows
run 0 open -d 60 &
tool=$!
wait_for is_measuring
begin
interrupt
wait $tool || exit 1
says "^irq $irq "
says_not 'unknown'
end
rmmod irqmask_delay_test
unchanged
