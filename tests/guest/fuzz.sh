#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# Whatever is written to the files and parameters of irqmask, the answer is right, the
# kernel says nothing, and it measures as before. They are root's alone.
# smp-riscv64: 1
# programs: fuzz.c
# files: ../demo-lib.sh ../measure-lib.sh

# shellcheck source=tests/demo-lib.sh
. ./demo-lib.sh
# shellcheck source=tests/measure-lib.sh
. ./measure-lib.sh
cd $T || exit 1
section=events/irqmask/irqmask_section
files=$(find irqmask events/irqmask events/irq_line -type f)
[ ! -e options/irqmask-cpu ] || files="$files options/irqmask-cpu"
folders="events options $(find irqmask events/irqmask events/irq_line -type d)"

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
[ "$(echo "$files" | grep -c /irq_line_)" -ge 35 ] || fail "there are not all files: $files"
for file in $files; do
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

addresses='ffff[0-9a-f]{8}'

# by_name FILE TEXT...: it has these places, and no kernel address, whoever reads it
by_name() {
	file=$1
	shift
	for reader in cat 'su nobody -s /bin/sh -c cat'; do
		$reader <$file >/tmp/shown || fail "$file can't be read by: $reader"
		! grep -E "$addresses" /tmp/shown || fail "$file shows addresses"
		for text; do
			grep -q "$text" /tmp/shown || fail "$file does not say $text: $(cat /tmp/shown)"
		done
	done
}

# Places are shown by name: no file has a kernel address in it
for restrict in 0 1 2; do
	echo $restrict >/proc/sys/kernel/kptr_restrict
	[ $restrict -ne 0 ] || grep -qE "$addresses" /proc/kallsyms || fail "this would not show it"
	measures "with kptr_restrict $restrict"
	for file in stat irqs enable; do
		by_name irqmask/$file
	done
	by_name irqmask/worst 'started at: irqmask_test_disable+'

	# While a line is disabled, and when it was
	without_functions
	echo irqmask >current_tracer
	echo 1 >$section/enable
	echo 1 >$params/sleeping
	echo 60000000 >$params/us
	echo 1 >$delay/trigger &
	worker=$!
	until grep -q "^irq: $irq .* ns: " irqmask/open; do
		kill -0 $worker 2>/dev/null || fail "open never showed the line"
	done
	by_name irqmask/open 'started at: irqmask_test_disable+' '=> irqmask_test_disable+'
	kill $worker
	wait
	by_name trace '=> started at: irqmask_test_disable ' '=> irqmask_test_disable' \
		' begin_ip=irqmask_test_disable+' ' end_ip=irqmask_test_disable+'
	echo 0 >$section/enable
	echo nop >current_tracer
	[ ! -e options/function-trace ] || echo 1 >options/function-trace
done

# Traced functions would take nearly all of the time, and torture.sh has them
without_functions
echo "writes of seed $SEED; SEED=$SEED repeats them"
"$OLDPWD/fuzz" "$SEED" "${WRITES:-100000}" || fail "SEED=$SEED repeats it"
measures "after it"
