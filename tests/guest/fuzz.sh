#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# Whatever is written to the files and parameters of irqmask, the answer is right, the
# kernel says nothing, and it measures as before. They are root's alone.
# programs: fuzz.c
# files: ../demo-lib.sh ../measure-lib.sh

# shellcheck source=tests/demo-lib.sh
. ./demo-lib.sh
# shellcheck source=tests/measure-lib.sh
. ./measure-lib.sh
cd $T || exit 1
files="irqmask/enable irqmask/irqs irqmask/stat irqmask/worst irqmask/open
	events/irqmask/irqmask_section/enable events/irq_line/enable"

modprobe irqmask_delay_test || fail "there is no test module"
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
