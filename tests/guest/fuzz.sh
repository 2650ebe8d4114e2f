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
section=events/irqmask/irqmask_section
files="irqmask/enable irqmask/irqs irqmask/stat irqmask/worst irqmask/open
	$section/enable $section/filter $section/trigger $section/format $section/id
	events/irqmask/enable events/irqmask/filter events/irq_line/enable events/irq_line/filter"
[ ! -e options/irqmask-cpu ] || files="$files options/irqmask-cpu"
folders="irqmask events events/irqmask $section events/irq_line options"

modprobe irqmask_delay_test || fail "there is no test module"
echo 1 >/sys/kernel/rcu_expedited
measures "before"

# plain_user COMMAND
plain_user() {
	su nobody -s /bin/sh -c "$1" 2>/dev/null
}

# Nobody else can open them, even where the folders can be entered
mount -o remount,mode=755 $T || fail "tracefs can't be opened to everybody"
for folder in $folders; do
	chmod 755 $folder
	plain_user "ls $T/$folder >/dev/null" || fail "$folder hides what the files' own modes are"
done
for file in $files; do
	[ -e $file ] || fail "there is no $file"
	for how in '<' '>' '>>'; do
		! plain_user "exec 3$how$T/$file" || fail "a plain user can open $file with $how"
	done
done
for file in "$params"/* "$delay"/*; do
	for how in '>' '>>'; do
		! plain_user "exec 3$how$file" || fail "a plain user can open $file with $how"
	done
done
plain_user "exec 3<$params/us" || fail "this would not show it"
for folder in $folders; do
	chmod 750 $folder
done
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
