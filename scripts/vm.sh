#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# vm.sh - boots the kernel in QEMU and runs a job in it, as root, with tracefs mounted.
#
#     SCRIPT=file [FILES='a b'] scripts/vm.sh
#     RUN='uname -a' scripts/vm.sh
#     scripts/vm.sh --shell
#
# What is missing is built first. The script is run by busybox sh in a folder that also
# holds the FILES (folders with all that is in them). Its output comes out here while it
# runs, and its exit status is this script's, except for
#     70   it succeeded, but the kernel complained or leaked memory
#     124  it took longer than TIMEOUT seconds (600; 2400 with KASAN or KCSAN)
#     125  the guest ended without a verdict: it crashed, or QEMU did not start
#     2    wrong use
# Also from the environment: KERNEL, ARCH, CONFIG (see `make help`), SMP (2), DEVICES
# (further QEMU arguments), APPEND (further kernel parameters). With ICOUNT, QEMU's -icount,
# the guest's clock counts instructions: with shift=0,sleep=off 1 ns each, and idling takes
# no time. Then a cost is the same on every machine and at every run.
#
# DEBIAN=yes boots a Debian with systemd instead of busybox, and runs the script there by
# bash, in /work. DEBIAN=file has it on that disk, a copy of what scripts/debian-root.sh
# made, and what is written there stays. VMLINUZ=file boots that kernel.
#
# --shell gives an interactive shell on the guest's console instead.

# shellcheck source=scripts/lib.sh
. "$(dirname "$0")/lib.sh"

shell=
case ${1-} in
--shell) shell=yes ;;
*) no_arguments "$@" ;;
esac
if [ -z "$shell" ]; then
	[ -n "${SCRIPT:-}${RUN:-}" ] ||
		bad_usage "nothing to run: say SCRIPT=file or RUN='command', or use --shell"
	[ -z "${SCRIPT:-}" ] || [ -z "${RUN:-}" ] ||
		bad_usage "SCRIPT and RUN exclude each other"
	[ -z "${SCRIPT:-}" ] || [ -f "$SCRIPT" ] || bad_usage "SCRIPT=$SCRIPT: no such file"
	for file in ${FILES:-}; do
		[ -e "$file" ] || bad_usage "FILES: $file: no such file"
	done
fi
[[ ${SMP:=2} =~ ^[1-9][0-9]*$ ]] || bad_usage "SMP=$SMP is not a number of CPUs"
[[ ${TIMEOUT:-600} =~ ^[1-9][0-9]*$ ]] || bad_usage "TIMEOUT=$TIMEOUT is not a number of seconds"

if [ -n "${DEBIAN:-}" ]; then
	[ -z "$shell" ] || bad_usage "--shell and DEBIAN exclude each other"
	[ "$DEBIAN" = yes ] || [ -f "$DEBIAN" ] || bad_usage "DEBIAN=$DEBIAN: no such file"
	[[ " ${CONFIG:-} " == *' debian '* ]] || CONFIG="${CONFIG:+$CONFIG }debian"
fi
choose_objects
if [ -z "${VM_IS_BUILT:-}" ]; then
	STEP_BRIEF=${STEP_BRIEF-yes} "$root/scripts/build-kernel.sh" || exit $?
fi
: "${TIMEOUT:=$(patience 600)}"
vmlinuz=${VMLINUZ:-$objects/$image_path}
need_file "$vmlinuz"

# --- accelerator --------------------------------------------------------------

# A /dev/kvm that exists may still not run a kernel: ask it to boot ours, once per
# boot of this machine.
kvm_works() {
	local known=$build/kvm-probe boot_id

	[ "$(uname -m)" = "$machine_arch" ] && [ -w /dev/kvm ] || return
	boot_id=$(cat /proc/sys/kernel/random/boot_id)
	if [ ! -f "$known" ] || [ "$(sed -n 1p "$known")" != "$boot_id" ]; then
		printf '%s\n%s\n' "$boot_id" "$(probe_kvm)" >"$known.$$"
		mv "$known.$$" "$known"
	fi
	[ "$(sed -n 2p "$known")" = works ]
}

# QEMU with a thread per CPU may translate code while another CPU patches it, and keep the
# old code for good: a tracepoint's int3 then traps for ever, or what was switched on stays
# off. Since version 8.1 that is rare.
tcg_thread() {
	local number

	if [ -n "${qemu_tcg_thread:-}" ]; then
		echo "$qemu_tcg_thread"
		return
	fi
	number=$("${qemu_command[0]}" --version | sed -n 's/.*version \([0-9]*\)\.\([0-9]*\).*/\1 \2/p')
	# shellcheck disable=SC2086
	set -- $number
	if [ "${1:-0}" -gt 8 ] || { [ "${1:-0}" -eq 8 ] && [ "$2" -ge 1 ]; }; then
		echo multi
	else
		echo single
	fi
}

# The kernel measures the TSC's frequency while QEMU, on a busy machine, may be kept from
# running: it comes out several times too low, and the guest's clock is too fast then.
tsc_append() {
	[ "$ARCH $(uname -m)" = 'x86_64 x86_64' ] || return
	if [ ! "$build/tsc-khz" -nt "$root/scripts/tsc-khz.c" ]; then
		gcc -O2 -o "$build/tsc-khz.$$" "$root/scripts/tsc-khz.c" &&
			mv "$build/tsc-khz.$$" "$build/tsc-khz"
	fi
	echo "tsc_early_khz=$("$build/tsc-khz")"
}

probe_kvm() {
	local work

	work=$(mktemp -d "$build/.probe.XXXXXX") || return
	mkdir "$work/root"
	echo 'exit 0' >"$work/root/job"
	pack_job "$work"
	verdict_port "$work"
	timeout -k 1 5 "${qemu_command[@]}" -accel kvm -cpu host -smp 2 -m 512 \
		-nodefaults -display none -no-reboot -kernel "$vmlinuz" \
		-initrd "$work/initrd" -append "panic=-1" "${ports[@]}" \
		-chardev null,id=output >/dev/null 2>&1
	[ "$(cat "$work/verdict" 2>/dev/null)" != 0 ] || echo works
	rm -rf "$work"
}

# --- the job ------------------------------------------------------------------

put_job() {
	local file

	mkdir -p "$1/root/work"
	[ -z "$shell" ] || return 0
	for file in ${FILES:-} ${SCRIPT:+"$SCRIPT"}; do
		cp -rL "$file" "$1/root/work/" || die "could not copy $file"
	done
	if [ -n "${SCRIPT:-}" ]; then
		printf 'exec sh "./%s"\n' "$(basename "$SCRIPT")" >"$1/root/job"
	else
		printf '%s\n' "$RUN" >"$1/root/job"
	fi
}

# The Debian has a service that unpacks this and runs /job, which does what the init of
# the other guest does.
pack_debian_job() {
	mv "$1/root/job" "$1/root/work/.job"
	cp "$root/scripts/guest/debian-job" "$1/root/job"
	mkdir -p "$1/root/usr/lib"
	cp -a "$objects/modroot/lib/modules" "$1/root/usr/lib/" &&
		rm -f "$1"/root/usr/lib/modules/*/{build,source} &&
		tar -C "$1/root" --owner=0 --group=0 -cf "$1/job.tar" work job usr
}

# The kernel unpacks one archive after another.
pack_job() {
	"$root/scripts/pack.sh" "$1/root" "$1/job.cpio" &&
		cat "$objects/initramfs.cpio" "$1/job.cpio" >"$1/initrd"
}

verdict_port() {
	ports=(-device virtio-serial-pci
		-device "virtserialport,chardev=output,name=irqmask.output"
		-chardev "file,id=verdict,path=$1/verdict"
		-device "virtserialport,chardev=verdict,name=irqmask.verdict")
}

# --- running ------------------------------------------------------------------

mkdir -p "$logs/vm"
run=$(mktemp -d "$logs/vm/$(date +%m%d-%H%M%S).XXXX") || exit 1
cleanup() {
	rm -rf "$run/root" "$run/initrd" "$run/job.cpio" "$run/job.tar"
	[ -z "${qemu_pid:-}" ] || kill "$qemu_pid" 2>/dev/null
	# only the newest runs are kept
	find "$logs/vm" -mindepth 1 -maxdepth 1 -type d -printf '%T@ %p\n' 2>/dev/null |
		sort -rn | sed -n '101,$ s/^[^ ]* //p' | xargs -r rm -rf
}
trap cleanup EXIT
trap 'exit 130' INT TERM HUP

put_job "$run"
memory=1024
if [ -n "${DEBIAN:-}" ]; then
	disk="file=$DEBIAN,cache=unsafe"
	if [ "$DEBIAN" = yes ]; then
		disk="file=$("$root/scripts/debian-root.sh"),snapshot=on" || exit $?
	fi
	pack_debian_job "$run" || die "could not pack the job"
	memory=2048
	boot=(-drive "$disk,format=raw,if=virtio"
		-drive "file=$run/job.tar,format=raw,if=virtio,readonly=on")
	boot_append="root=/dev/vda rw quiet"
else
	pack_job "$run" || die "could not pack the job"
	boot=(-initrd "$run/initrd")
	boot_append=
fi
grep -qx CONFIG_KASAN=y "$objects/.config" && memory=2048
if [ -n "${ICOUNT:-}" ]; then
	accel=(-accel "tcg,thread=single" -icount "$ICOUNT" -cpu "$qemu_cpu_tcg")
elif kvm_works; then
	accel=(-accel kvm -cpu host)
else
	accel=(-accel "tcg,thread=$(tcg_thread)" -cpu "$qemu_cpu_tcg")
	arch_append+=" $(tsc_append)"
fi
firmware=$("$root/scripts/firmware.sh") || exit $?
# shellcheck disable=SC2206
devices=(${DEVICES:-})
qemu=("${qemu_command[@]}" "${accel[@]}" -smp "$SMP" -m "$memory" -nodefaults
	-no-user-config -display none -no-reboot ${firmware:+-bios "$firmware"}
	-kernel "$vmlinuz" "${boot[@]}" "${devices[@]}"
	-append "console=$console panic=-1 oops=panic panic_on_warn=1 $boot_append $arch_append ${APPEND:-}")

if [ -n "$shell" ]; then
	"${qemu[@]}" -serial mon:stdio
	exit
fi

verdict_port "$run"
exec {output}> >(exec tee -p "$run/output")
tee_pid=$!
timeout --foreground -k 5 "$TIMEOUT" "${qemu[@]}" -serial "file:$run/console" "${ports[@]}" \
	-chardev "file,id=output,path=/dev/fd/$output" </dev/null 2>"$run/qemu" &
qemu_pid=$!
wait "$qemu_pid"
qemu_status=$?
qemu_pid=
exec {output}>&-
wait "$tee_pid"

verdict=$(cat "$run/verdict" 2>/dev/null)
if [[ $verdict =~ ^[0-9]+$ ]]; then
	status=$verdict
	[ "$status" -eq 0 ] && exit 0
	reason="exit status $status"
elif [ "$qemu_status" -eq 124 ] || [ "$qemu_status" -eq 137 ]; then
	status=124
	reason="no end within $TIMEOUT s"
else
	status=125
	reason="the guest ended without a verdict"
fi
{
	echo "$progname: $reason; the last lines of the guest's console:"
	cat "$run/qemu"
	tail -n 30 "$run/console" 2>/dev/null | tr -d '\r' | sed 's/^/    /'
	echo "$progname: the whole console: $run/console"
} >&2
exit "$status"
