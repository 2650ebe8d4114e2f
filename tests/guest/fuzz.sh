#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# Whatever is written to the files and parameters of irqmask, the answer is right, the
# kernel says nothing, and it measures as before. They are root's alone.
# programs: fuzz.c
# files: ../demo-lib.sh

# shellcheck source=tests/demo-lib.sh
. ./demo-lib.sh
cd $T || exit 1
delay=/sys/kernel/irqmask_delay_test
params=/sys/module/irqmask_delay_test/parameters
files="irqmask/enable irqmask/irqs irqmask/stat irqmask/worst irqmask/open
	events/irqmask/irqmask_section/enable events/irq_line/enable"

# measures WHEN: a section of 20 ms is measured as such
measures() {
	echo all >irqmask/irqs
	echo 0 >tracing_thresh
	echo 0 >irqmask/enable
	echo 1 >irqmask/enable
	for setting in action=disable us=20000 repeat=1 threads=1 sleeping=0; do
		echo "${setting#*=}" >"$params/${setting%%=*}"
	done
	echo 1 >$delay/trigger || fail "the line can't be masked $1"
	ns=$(awk -v irq="$irq" '$1 == irq && $2 == 1 { print $6 }' irqmask/stat)
	if ! [ "$ns" -ge 20000000 ] || [ "$ns" -gt "$(cat $delay/elapsed_max_ns)" ]; then
		fail "$1, 20 ms are measured as '$ns' ns"
	fi
}

modprobe irqmask_delay_test || fail "there is no test module"
irq=$(cat $delay/irqs)
echo 1 >/sys/kernel/rcu_expedited
measures "before"

# Nobody else can open them, even where the folders can be entered
mount -o remount,mode=755 $T || fail "tracefs can't be opened to everybody"
for file in $files; do
	[ -e $file ] || fail "there is no $file"
	for how in '<' '>' '>>'; do
		! su nobody -s /bin/sh -c "exec 3$how$T/$file" 2>/dev/null ||
			fail "a plain user can open $file with $how"
	done
done
for file in $params/us $params/action $delay/trigger; do
	! su nobody -s /bin/sh -c "exec 3>$file" 2>/dev/null || fail "a plain user can write $file"
done
su nobody -s /bin/sh -c "exec 3<$T" || fail "this would not show it"
mount -o remount,mode=700 $T

# Places are shown by name: no file has a kernel address in it
for restrict in 0 1 2; do
	echo $restrict >/proc/sys/kernel/kptr_restrict
	measures "with kptr_restrict $restrict"
	for file in stat worst open irqs enable; do
		! grep -E 'ffff[0-9a-f]{8}' irqmask/$file || fail "$file shows addresses"
	done
	grep -q 'started at: irqmask_test_disable+' irqmask/worst || fail "worst shows no names"
done

echo "writes of seed $SEED; SEED=$SEED repeats them"
"$OLDPWD/fuzz" "$SEED" "${WRITES:-100000}" || fail "SEED=$SEED repeats it"
measures "after it"
