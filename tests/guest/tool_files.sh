#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# irqmask stat and worst: what the kernel keeps.
# host-only: yes
# files: ../../build/tools/irqmask.static ../tool-lib.sh

# shellcheck source=tests/tool-lib.sh
. ./tool-lib.sh

for command in stat worst; do
	run 1 $command
	complains "nothing is measured.*irqmask $command -d 10"
done
run 0 stat --prometheus
says '^irqmask_measuring 0$'
load us=5000
does oneshot
echo 1 >$T/irqmask/enable
for _ in 1 2 3; do
	trigger
done
does disable 20000
trigger

run 0 stat
says '^ *irq *count *total us *avg us *min us *max us *masked us '
says "^ *$irq  *4 .* irqmask_delay_test (irqmask-test 0-level)$"
run 0 stat -i $((irq + 1))
says_not irqmask_delay_test
run 0 stat --json
[ "$(value irq)" = "$irq" ] && [ "$(value count)" -eq 4 ] || fail "the JSON says: $(cat /tmp/out)"
[ "$(value max_ns)" -ge 20000000 ] || fail "max_ns: $(value max_ns)"
[ "$(value min_ns)" -ge 5000000 ] || fail "min_ns: $(value min_ns)"
run 0 stat --prometheus
says '^irqmask_measuring 1$'
says '^# TYPE irqmask_section_seconds histogram'
says "^irqmask_section_seconds_count{cpu=\"\",irq=\"$irq\",actions=\"irqmask_delay_test\",.*} 4$"
says "^irqmask_section_seconds_bucket{.*irq=\"$irq\".*,le=\"+Inf\"} 4$"
run 0 stat --prometheus -i $((irq + 1))
says_not irqmask_delay_test

run 0 worst
says '^The longest section of each line, cause and place: 2'
says 'cause: .*oneshot: masked until'
says 'count: .*3 of this line'
says 'ended at: .*irq_thread_fn.*irq/'
says '    => .*irqmask_test_disable'
says_not 'process:'
run 0 worst --json
[ "$(value ns)" -ge 20000000 ] || fail "the longest is not the first: $(cat /tmp/out)"
run 0 worst -i $((irq + 1)) --json
says '"worst": \[\]'

# A task's name that looks like two lines is one name
echo >$T/irqmask/worst
(
	printf 'a\nirq: b' >/proc/self/comm
	trigger
)
run 0 worst
says 'started at: .*a\\012irq: b-'
echo >$T/irqmask/worst
trigger

# What the process had open, while it is alive
exec 7>/tmp/a-file-of-mine
run 0 worst --process
says "process: *$$ "
says '   7  /tmp/a-file-of-mine'
run 0 worst --process --json
says '"fd": 7, "what": "/tmp/a-file-of-mine"'
exec 7>&-
echo 0 >$T/irqmask/enable
unchanged

# Who measures already has counted before, and may leave lines out
echo 1 >$T/irqmask/enable
trigger
for command in stat worst; do
	run 0 $command -d 1
	complains 'note: something else measures already'
	says irqmask_delay_test
done
echo $((irq + 1)) >$T/irqmask/irqs
for command in 'stat' 'top -q -d 1' 'open'; do
	# shellcheck disable=SC2086
	run 0 $command -i $irq
	complains "note: nothing measures line $irq, as $T/irqmask/irqs leaves it out"
	run 0 $command -i $((irq + 2))-$((irq + 9))
	complains "note: nothing measures lines $((irq + 2))-$((irq + 9)), as .* leaves them out"
	run 0 $command -i $irq-$((irq + 9))
	[ ! -s /tmp/err ] || fail "a part of them is measured: $(cat /tmp/err)"
done
echo all >$T/irqmask/irqs
run 0 open -i $irq
[ ! -s /tmp/err ] || fail "all are measured: $(cat /tmp/err)"
echo 0 >$T/irqmask/enable

# They measure for a while themselves
later trigger_once_and_end &
run 0 stat -d 60
[ ! -s /tmp/err ] || fail "nothing else measures: $(cat /tmp/err)"
says "^ *$irq  *1 "
wait
later trigger_once_and_end &
run 0 worst -d 60
says "^irq $irq "
wait

# A process that is gone has nothing open
echo 1 >$T/irqmask/enable
sh -c 'echo 1 >'$delay/trigger
run 0 worst --process
says 'process: .* sh is gone'
echo 0 >$T/irqmask/enable
rmmod irqmask_delay_test
unchanged
