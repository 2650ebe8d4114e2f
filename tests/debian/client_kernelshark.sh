#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# KernelShark: opens a file of trace-cmd with the event in it, on a virtual display. The
# picture is /tmp/kernelshark.png.
# shellcheck source=tests/debian/lib.sh
. ./lib.sh
load us=20000

trace-cmd record -q -o /tmp/section.dat -e irqmask:irqmask_section -e sched:sched_switch \
	sh -c "echo 1 >$delay/trigger; sleep 1" || fail "record"
mkdir -p /tmp/display
export DISPLAY=:1
Xvfb $DISPLAY -screen 0 1280x800x24 -fbdir /tmp/display >/tmp/xvfb 2>&1 &
server=$!
wait_for xwininfo -root
# root would be asked whether that is meant
chmod a+r /tmp/section.dat
mkdir -m 777 /tmp/user
HOME=/tmp/user XDG_RUNTIME_DIR=/tmp/user setpriv --reuid=nobody --clear-groups \
	kernelshark /tmp/section.dat >/tmp/kernelshark 2>&1 &
kernelshark=$!
shows_file() {
	xwininfo -root -tree | grep -q '"[^"]*section\.dat[^"]*"'
}
is_drawn() {
	./picture.py /tmp/display/Xvfb_screen0 /tmp/kernelshark.png
}
wait_for shows_file
wait_for is_drawn
kill -0 $kernelshark || fail "it ended: $(cat /tmp/kernelshark)"
kill $kernelshark $server
wait
rmmod irqmask_delay_test
