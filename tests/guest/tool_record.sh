#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# irqmask record: waits for a long section, and explains it.
# host-only: yes
# files: ../../build/tools/irqmask.static ../tool-lib.sh
# programs: hog.c fifo.c
# smp: 2

# shellcheck source=tests/tool-lib.sh
. ./tool-lib.sh

# twice [COMMAND...]: a section, and the COMMAND and another one when the tool has told of
# it; then the tool may end
twice() {
	once_armed trigger
	sleep 1
	once_armed "$@"
	trigger
	sleep 1
	once_armed interrupt
}

# record STATUS ARGUMENT...: with the section after it has begun
record() {
	once_armed trigger &
	run "$@"
	wait
}

load us=20000

# Nobody waited
record 2 record -T 1000 -d 60
says "^irq $irq  irqmask_delay_test (irqmask-test 0-level)$"
says 'cause: *disable: '
says 'masked: *0.000 us: no interrupt was waiting'
says 'started at: *irqmask_test_disable.*sh-'
says '    => disable_irq'
says 'ended at: *irqmask_test_disable'
says '    => enable_irq'
says 'meanwhile ran on CPU#[0-9]'
says '  sh-[0-9]'
complains 'waiting for a section of more than 1000 us'
unchanged

# Too short; another line; nothing
for chosen in 10000000 "1000 -i $((irq + 1))"; do
	once_armed trigger_once_and_end &
	run 0 record -d 60 -T $chosen
	wait $! || fail "there was no section"
	says_not irq
done
run 0 record -T 1000 -d 1 -q
[ ! -s /tmp/out ] && [ ! -s /tmp/err ] || fail "it is not quiet: $(cat /tmp/out /tmp/err)"

# An interrupt waited
does lazy_irq
record 2 record -T 1000 -d 60 -q --json
says '"interrupt": "arrived"'
after=$(value arrived_after_ns)
masked=$(value masked_ns)
[ "$after" -ge 3000000 ] && [ "$masked" -ge 10000000 ] ||
	fail "arrived after $after ns, masked for $masked ns"

# A handler disabled its own line
does handler
record 2 record -T 1000 -d 60 -q
says 'disabled at: *irqmask_test_disable_own'
says 'from its own interrupt on'

# A thread: how long it waited for its CPU, and how long it ran
does oneshot 5000
record 2 record -T 1000 -d 60 -q
says 'thread: *irq/.* (prio [0-9]*, CPU#[0-9]*)  waited: .* us  ran: .* us'
[ "$(sed -n 's/.*ran: \([0-9]*\).*/\1/p' /tmp/out)" -ge 5000 ] || fail "it ran: $(cat /tmp/out)"
record 2 record -T 1000 -d 60 -q --json --svg /tmp/record.svg
[ "$(value ran_ns)" -ge 5000000 ] || fail "JSON: $(cat /tmp/out)"
says '"ran_instead": \['

for what in 'interrupt arrived, masked' 'thread woken' 'thread runs' unmasked; do
	grep -q ">$what</text>" /tmp/record.svg || fail "no '$what' in the picture"
done

# starve: every CPU is busy with a task of a higher priority than the thread's, whose own
# affinity can't be set since Linux 7.3; lower than the tool's, which is to tell of it while
# it lasts. So it has to be later: tracing is set up by work on each CPU.
starve() {
	./fifo 90 sh -c "./hog 0 80 6 & ./hog 1 80 6 & sleep 1; echo 1 >$delay/trigger; wait"
}

# A thread that waits for its CPU is told of without waiting for its end. The tool may have
# run there for longer than the hog.
echo -1 >/proc/sys/kernel/sched_rt_runtime_us
nice_irqmask=$irqmask
irqmask="./fifo 90 $irqmask"
for json in '' --json; do
	once_armed starve &
	run 2 record -T 1000 -d 60 -q $json --svg /tmp/record.svg
	[ -n "$json" ] || says 'open for: '
	[ -n "$json" ] || says 'thread: *irq/.* (prio 49, CPU#[01])  waited: [0-9.]* us  and still does'
	[ -n "$json" ] || sed -n '/instead of it ran on CPU#[01]/,/meanwhile/p' /tmp/out | grep -q '  hog-' ||
		fail "no hog: $(cat /tmp/out)"
	wait
done
irqmask=$nice_irqmask
says '"still_waits": true, '
says '"ran_instead": \[[^]]*"comm": "hog", '
grep -q '>thread woken</text>' /tmp/record.svg || fail "no thread in the picture"
! grep -q '>thread runs</text>' /tmp/record.svg || fail "it runs, in the picture"

# What is traced, saved and done then
does disable 20000
signalled=
trap 'signalled=yes' USR1
record 2 record -T 1000 -d 60 -q -t /tmp/trace -e irq:softirq_entry -e irq:softirq_exit \
	--trigger stacktrace --on-threshold trace,file=/tmp/second \
	--on-threshold 'shell,command=echo done >/tmp/done' --on-threshold signal,num=10,pid=parent
trap - USR1
[ "$signalled" = yes ] || fail "there was no signal"
[ "$(cat /tmp/done)" = "done" ] || fail "the command did not run"
grep -q " irqmask_section: irq=$irq " /tmp/trace || fail "the trace: $(cat /tmp/trace)"
grep -q softirq_entry /tmp/trace || fail "no softirq_entry in the trace"
grep -q sched_switch /tmp/trace || fail "no sched_switch in the trace"
cmp /tmp/trace /tmp/second || fail "the second trace differs"

# A histogram of what also stops the trace
record 2 record -T 1000 -d 60 -q -e irqmask:irqmask_section --trigger hist:keys=irq \
	--on-threshold "shell,command=cat $T/instances/irqmask-trace-*/events/irqmask/irqmask_section/hist >/tmp/hist"
grep -q "{ irq: *$irq } hitcount:" /tmp/hist || fail "no histogram: $(cat /tmp/hist)"

# It goes on
twice &
run 2 record -T 1000 -d 60 -q --on-threshold 'shell,command=echo again' --on-threshold continue
wait
[ "$(grep -c '^again' /tmp/out)" -eq 2 ] || fail "not twice: $(cat /tmp/out)"
[ "$(grep -c "^irq $irq " /tmp/out)" -eq 2 ] || fail "not twice: $(cat /tmp/out)"

# The kernel has the stacks of a longer one at this place: the trace has the begin's
twice does disable 10000 &
run 2 record -T 1000 -d 60 -q --on-threshold continue
wait
sed -n '/^irq/h; /^irq/!H; $ { x; p }' /tmp/out >/tmp/last
grep -A 3 'started at: *irqmask_test_disable' /tmp/last | grep -q ' => _*\(irq_disable\|disable_irq\)' ||
	fail "the second stack is: $(cat /tmp/last)"

# One that never ends, as a driver's that forgot to enable its line
echo 1 >$parameters/sleeping
does disable 600000000
once_armed sh -c "echo \$\$ >/tmp/pid; echo 1 >$delay/trigger" &
run 2 record -T 1000 -d 60 -q --process
kill "$(cat /tmp/pid)"
wait
says 'open for: .* us: it still can'
says 'started at: *irqmask_test_disable'
says 'process: *[0-9]'
unchanged

# One that began before: it says so
sh -c "echo \$\$ >/tmp/pid; echo 1 >$delay/trigger" &
sleep 1
run 0 record -T 1000 -d 1 -q
[ ! -s /tmp/out ] && [ ! -s /tmp/err ] || fail "it is not quiet: $(cat /tmp/out /tmp/err)"
run 0 record -T 1000 -d 2
kill "$(cat /tmp/pid)"
grep -q "note: irq $irq, irqmask_delay_test .* can't deliver already" /tmp/err ||
	fail "no note: $(cat /tmp/err)"
wait

# One that is known, as something measured: that is not what it waits for
echo 1 >$T/events/irqmask/irqmask_section/enable
sh -c "echo \$\$ >/tmp/pid; echo 1 >$delay/trigger" &
sleep 2
run 0 record -T 1000 -d 1 -q
[ ! -s /tmp/out ] && [ ! -s /tmp/err ] || fail "it is not quiet: $(cat /tmp/out /tmp/err)"
run 0 record -T 1000 -d 2
kill "$(cat /tmp/pid)"
note="note: irq $irq, irqmask_delay_test .* can't deliver already, for [0-9]*\.[0-9]* us"
grep -q "$note: disable, by irqmask_test_disable.* of sh-[0-9]" /tmp/err ||
	fail "no note: $(cat /tmp/err)"
[ ! -s /tmp/out ] || fail "it reports: $(cat /tmp/out)"
wait
echo 0 >$T/events/irqmask/irqmask_section/enable

# What goes wrong
echo 0 >$parameters/sleeping
does disable 20000
run 1 record -T 1000 -q -e no:such
complains "the event no:such can't be enabled"
run 1 record -T 1000 -q -e sched:sched_switch --trigger frob
complains 'trigger "frob" of the event sched:sched_switch is refused'
record 1 record -T 1000 -q -t /nowhere/trace --on-threshold 'shell,command=echo acts'
complains "saved to /nowhere/trace"
says "^irq $irq "
says '^acts'
record 1 record -T 1000 -q --on-threshold trace,file=/nowhere/trace \
	--on-threshold 'shell,command=echo acts'
complains "saved to /nowhere/trace"
says "^irq $irq "
says_not '^acts'
twice &
run 1 record -T 1000 -d 60 -q -t /nowhere/trace --on-threshold 'shell,command=false' \
	--on-threshold continue
wait
[ "$(grep -c "^irq $irq " /tmp/out)" -eq 2 ] || fail "not twice: $(cat /tmp/out)"
[ "$(grep -c 'the command failed: false' /tmp/err)" -eq 2 ] || fail "$(cat /tmp/err)"
record 1 record -T 1000 -q --on-threshold 'shell,command=false'
grep -q 'the command failed: false' /tmp/err || fail "$(cat /tmp/err)"
record 2 record -T 1000 -q --trace-buffer-size 100
says "^irq $irq "

# A driver that is loaded later has names, also where the kernel keeps a longer section
rmmod irqmask_delay_test
with_new_module() {
	once_armed modprobe irqmask_delay_test us=40000
	twice does disable 20000
}
with_new_module &
run 2 record -T 1000 -d 90 -q --on-threshold continue
wait
[ "$(grep -c 'started at: *irqmask_test_disable' /tmp/out)" -eq 2 ] ||
	fail "a function of a new module has no name: $(cat /tmp/out)"

# Nobody tells of anything any more when the instance is gone
once_armed sh -c "rmdir $T/instances/irqmask-trace-*" &
run 1 record -T 1000 -d 60 -q
complains 'somebody has removed .*/instances/irqmask-'
wait
rmmod irqmask_delay_test
unchanged
