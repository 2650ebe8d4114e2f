#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# 1,000 lines are masked on all CPUs at once, while all files are read: no copy may be
# torn, and in the end each section has to be somewhere.
# smp: 8
# smp-riscv64: 1
# files: ../demo-lib.sh

# shellcheck source=tests/demo-lib.sh
. ./demo-lib.sh
cd $T || exit 1
delay=/sys/kernel/irqmask_delay_test
params=/sys/module/irqmask_delay_test/parameters
copies=/tmp/storm
files='stat worst open'

count_of() {
	sed -n "s/^$1 //p" $delay/counts
}

# act ACTION REPEAT
act() {
	echo "$1" >$params/action
	echo "$2" >$params/repeat
	# The module's other threads are on the other CPUs; and a child that ends would wake a
	# shell that waits for the write
	taskset 1 sh -c "echo 1 >$delay/trigger" || fail "the lines can't be masked: $1"
}

clear_files() {
	echo >irqmask/stat
	echo >irqmask/worst
}

# read_files: again and again, until told to stop; the last copies of each are kept
read_files() {
	rm -rf $copies
	mkdir $copies
	for file in $files; do
		(
			n=0
			until [ -e $copies/stop ]; do
				copy=$copies/$file.$((n % 8))
				# each begins with a comment
				cat "irqmask/$file" >"$copy" && [ -s "$copy" ] || touch $copies/failed
				n=$((n + 1))
			done
			echo $n >"$copies/number.$file"
		) &
		readers="$readers $!"
	done
}

# stop_reading: and check what was read
stop_reading() {
	touch $copies/stop
	# shellcheck disable=SC2086
	wait $readers
	readers=
	[ ! -e $copies/failed ] || fail "a file can't be read, or is empty"
	for file in $files; do
		cat "$copies/$file".* >"/tmp/$file"
		"check_$file" "/tmp/$file" || fail "a copy of $file is torn"
		echo "$file was read $(cat "$copies/number.$file") times, all of $(wc -l <"/tmp/$file") lines are fine"
	done
}

# What all of the checks need
# shellcheck disable=SC2016
common='
function wrong(what) {
	print FILENAME ":" FNR ": " what ": " $0
	bad = 1
	exit bad
}
function value(name,  i) {
	for (i = 1; i < NF; i++)
		if ($i == name)
			return $(i + 1)
	wrong("no " name)
}
# Its number, its hwirq and its name belong together; they begin in that field
function check_line(irq, n) {
	if (irq < first || irq > last || $n != "irqmask_delay_test" ||
	    $(n + 1) != "(irqmask-test" || $(n + 2) != (irq - first) "-level)")
		wrong("not one of our lines")
}
function check_parts() {
	if (value("masked_ns:") + 0 > value("ns:") + 0)
		wrong("masked for longer than it is long")
	if (value("cause:") !~ /^(disable|flow|oneshot)$/)
		wrong("not a cause that there is")
}
# What an end says: symbol [s.ns] (CPU#n task)
function check_end(  n) {
	if ($3 !~ /^(irqmask_test_|handle_level_irq|irq_finalize_oneshot|irq_thread)/)
		wrong("not what masks a line, or unmasks it")
	n = NF - 1
	if ($n !~ /^\(CPU#[0-7]$/ || $NF !~ /-[0-9]+\)$/)
		wrong("no CPU or no task")
	task = $NF
	n--
	if ($n !~ /^\[[0-9]+\.[0-9]+\]$/)
		wrong("no time")
	time = substr($n, 2, length($n) - 2)
	sub(/\./, "", time)
	# in the first second it would be an octal number, to busybox
	sub(/^0+/, "", time)
}
'

check_stat() {
	awk -v first="$first" -v last="$last" "$common"'
	BEGIN {
		power[0] = 1
		for (n = 1; n < 64; n++)
			power[n] = 2 * power[n - 1]
	}
	/^# in no row/ { irq = 0 }
	/^#/ { next }
	$1 != "hist:" {
		if (count)
			wrong("no histogram before it")
		if (NF != 12 || $1 + 0 <= irq)
			wrong("not a row, or not in order")
		irq = $1 + 0
		check_line(irq, 10)
		count = $2 + 0
		min = $5 + 0
		max = $6 + 0
		if (!count)
			next
		if ($4 + 0 < min || $4 + 0 > max || $7 + 0 > max)
			wrong("avg or masked_max is out of range")
		if ($4 * count > $3 + 0 || ($4 + 1) * count <= $3 + 0)
			wrong("avg is not total / count")
		next
	}
	{
		for (i = 2; i <= NF; i++) {
			split($i, part, /[\^:]/)
			count -= part[3]
			bound = part[1] == "<2" ? 0 : power[part[2]]
			if (i == 2 && (min < bound || bound && min >= 2 * bound))
				wrong("its shortest is not as long as min")
		}
		if (max < bound || bound && max >= 2 * bound)
			wrong("its longest is not as long as max")
		if (count)
			wrong("not as many as count")
		count = 0
	}
	END { exit bad }' "$1"
}

check_worst() {
	awk -v first="$first" -v last="$last" "$common"'
	function check_number() {
		if (left)
			wrong(left " records more or less than the copy before it says")
	}
	/^# the longest/ { check_number(); longest = ""; split("", seen) }
	/^# records: / { left = $3 }
	/^#/ { next }
	/^irq: / {
		if (open)
			wrong("no end before it")
		open = 1
		irq = $2 + 0
		check_line(irq, 3)
		check_parts()
		cause = value("cause:")
		ns = value("ns:") + 0
		if (value("count:") + 0 < 1)
			wrong("no section")
		if (longest != "" && ns > longest)
			wrong("not in order")
		longest = ns
		left--
		next
	}
	/^(started|disabled) at: / {
		check_end()
		place = $3
		if ($1 == "started") {
			begin = time
			begin_task = task
		}
		stack = 0
		next
	}
	/^ended at: / {
		check_end()
		if (time - begin != ns)
			wrong("its ends are " time - begin " ns apart, not " ns)
		if (cause == "disable" && (task != begin_task || stack != 2))
			wrong("not the end of this section, or no stack at its begin")
		if ((irq, cause, place) in seen)
			wrong("one offender twice")
		seen[irq, cause, place] = 1
		open = 0
		stack = 0
		next
	}
	/^ => / {
		if ($2 ~ /^disable_irq\+/)
			stack++
		if (stack && $2 ~ /^irqmask_test_disable\+/)
			stack++
	}
	END {
		if (!bad)
			check_number()
		exit bad
	}' "$1"
}

check_open() {
	awk -v first="$first" -v last="$last" "$common"'
	/^#/ { irq = 0; next }
	/^irq: / {
		if ($2 + 0 <= irq)
			wrong("not in order")
		irq = $2 + 0
		check_line(irq, 3)
		if (/  since: unknown, before it was watched$/)
			next
		check_parts()
		if (value("cause:") == "disable")
			wants = "irqmask_test_"
		else
			wants = ""
		next
	}
	/^(started|disabled) at: / {
		check_end()
		if (wants && substr($3, 1, length(wants)) != wants)
			wrong("disabled by something else")
		next
	}
	/^ended at: / { wrong("it has ended") }
	END { exit bad }' "$1"
}

# sum FIELD...: of these columns of stat, over all rows
sum() {
	awk -v fields="$*" '
	/^# *irq / { for (i = 2; i <= NF; i++) column[$i] = i - 1; next }
	/^#/ || $1 == "hist:" { next }
	{ for (i = split(fields, field); i; i--) sum += $column[field[i]] }
	END { printf "%.0f\n", sum }' irqmask/stat
}

# balance CALLS: what became of so many calls of the chip
balance() {
	in_no_row=$(sed -n 's/^# in no row: recursion \([0-9]*\)  no storage \([0-9]*\)$/\1 + \2/p' irqmask/stat)
	[ $(($(sum count dropped lost) + in_no_row)) -eq "$1" ] ||
		fail "$1 calls, but count $(sum count), dropped $(sum dropped), lost $(sum lost), in no row $in_no_row"
	unkept=$(sed -n 's/.* sections in no record: //p' irqmask/worst)
	kept=$(sed -n 's/^irq: .* count: //p' irqmask/worst | awk '{ n += $1 } END { print n + 0 }')
	[ $((kept + unkept)) -eq "$(sum count)" ] ||
		fail "$(sum count) sections, but $kept in worst and $unkept in no record"
}

# storm ACTION COUNT REPEAT: how often the chip is called for it is COUNT
storm() {
	# As often as lines are requested anew, the first time is another one
	act "$1" 1
	clear_files
	before=$(count_of "$2")
	read_files
	act "$1" "$3"
	stop_reading
	calls=$(($(count_of "$2") - before))
	echo "$1: $calls calls, count $(sum count), dropped $(sum dropped), lost $(sum lost)"
	[ "$calls" -eq $((1000 * $3)) ] || fail "$1: $calls calls"
	balance $calls
}

# nothing_cut_short: nor without storage
nothing_cut_short() {
	[ "$(sum count)" -eq "$calls" ] ||
		fail "sections that nothing cut short: count $(sum count) of $calls"
}

readers=
modprobe irqmask_delay_test lines=1000 threads=8 chip=hard us=10 || fail "there is no test module"
irqs=$(cat $delay/irqs)
first=${irqs%-*}
last=${irqs#*-}
echo 1 >/sys/kernel/rcu_expedited
echo "$irqs" >irqmask/irqs
echo 1 >irqmask/enable

# A kernel without histograms tells the CPUs by the events themselves
section=events/irqmask/irqmask_section
if [ -e $section/hist ]; then
	echo hist:keys=begin_cpu >$section/trigger
else
	echo 1 >$section/enable
fi
storm disable disable 20
nothing_cut_short
if [ -e $section/hist ]; then
	cpus=$(sed -n 's/^{ begin_cpu: *\([0-9]*\) .*/\1/p' $section/hist)
	echo '!hist:keys=begin_cpu' >$section/trigger
else
	echo 0 >$section/enable
	cpus=$(sed -n 's/.* irqmask_section: .* begin_cpu=\([0-9]*\) .*/\1/p' trace | sort -u)
fi
[ "$(echo "$cpus" | wc -l)" -eq "$(grep -c '^cpu[0-9]' /proc/stat)" ] ||
	fail "not all CPUs masked a line, but only: $cpus"
storm oneshot mask 5
nothing_cut_short
storm flow mask 5
nothing_cut_short
storm free disable 5
[ "$(sum count)" -eq 0 ] || fail "sections of freed lines are measured"

# All that can be written, while lines are masked and files are read: what is counted
# is another matter then
act disable 1
clear_files
echo 1000000 >$params/repeat
echo 1 >$delay/trigger &
worker=$!
read_files
for n in $(seq 40); do
	case $n in
	*1) echo 0 >irqmask/enable ;;
	*2) echo 1 >irqmask/enable ;;
	*5) echo >irqmask/stat ;;
	*6) echo >irqmask/worst ;;
	esac
	echo "$first-$((first + 499))" >irqmask/irqs
	sleep 0.02
	echo "$irqs" >irqmask/irqs
	sleep 0.02
done
stop_reading
[ "$(sum dropped)" -gt 0 ] || fail "no section was cut short when its line was left out"
kill $worker
wait $worker

# It was all undone
clear_files
before=$(count_of disable)
act disable 3
balance $(($(count_of disable) - before))
[ "$(sum count)" -eq 3000 ] || fail "not all lines are measured in the end: $(sum count)"
rmmod irqmask_delay_test
echo 0 >irqmask/enable
