#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# debian-tests.sh - tests the packages, and the programs that people use, in a Debian guest.
#
#     [KERNEL=6.1] [TESTS=pattern] scripts/debian-tests.sh [--kernel-deb]
#
# Makes the packages, which lintian has to be silent about; builds a kernel with
# configs/debian.config; and runs tests/debian/run.sh in a Debian with systemd, which is
# booted again for the service. TESTS, a shell pattern, chooses by a part of the names, of
# which all begin with `debian: `.
#
# --kernel-deb makes packages of that kernel, too, installs them there, and boots that one.

# shellcheck source=scripts/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=scripts/results.sh
. "$(dirname "$0")/results.sh"
kernel_deb=
case ${1-} in
--kernel-deb) kernel_deb=yes ;;
*) no_arguments "$@" ;;
esac

unset SCRIPT FILES RUN DEVICES APPEND SMP
export CONFIG=debian
choose_objects
start_results

# guest_tests PHASE...: boots, and has run.sh do these; a test for each line
# "ok NAME SECONDS" or "FAIL NAME SECONDS"
guest_tests() {
	local log line name outcome took status phase expected=2 ran=0 said='' started=$SECONDS

	for phase; do
		expected=$((expected + $(find "$root/tests/debian" -name "${phase}_*.sh" | wc -l)))
	done
	log=$(result_log "debian: guest, $1")
	: >"$log"
	while IFS= read -r line; do
		if [[ $line =~ ^picture\ ([a-z]+\.png)\ (.*)$ ]]; then
			base64 -d <<<"${BASH_REMATCH[2]}" >"$results/${BASH_REMATCH[1]}"
			continue
		fi
		printf '%s\n' "$line" >>"$log"
		if [[ $line =~ ^(ok|FAIL)\ (.*)\ ([0-9]+)$ ]]; then
			outcome=${BASH_REMATCH[1]} name=${BASH_REMATCH[2]} took=${BASH_REMATCH[3]}
			printf '%s' "$said" >"$(result_log "debian: $name")"
			! wanted "debian: $name" ||
				result "$outcome" "debian: $name" "$took" "$(result_log "debian: $name")"
			said=
			ran=$((ran + 1))
		else
			said+=$line$'\n'
		fi
	done < <(VM_IS_BUILT=yes DEBIAN=$disk TIMEOUT=${TIMEOUT:-1800} RUN="./run.sh $*" \
		FILES="$(echo "$build"/deb/irqmask_*.deb "$build"/deb/irqmask-tests_*.deb "$root"/tests/debian/*) $kernel_files" \
		"$root/scripts/vm.sh" 2>&1
		echo "the guest ended with $?")
	status=$(sed -n 's/^the guest ended with //p' "$log")
	if [ "$status" = 0 ] && [ "$ran" -eq "$expected" ]; then
		result ok "debian: the guest as a whole, $1" $((SECONDS - started))
	else
		result FAIL "debian: the guest as a whole, $1" $((SECONDS - started)) "$log"
	fi
}

# whether one of them can match TESTS
are_wanted() {
	local test

	[[ -z ${TESTS:-} || $TESTS == debian* ]] && return
	for test in "$root"/tests/debian/{client,boot}_*.sh; do
		test=${test##*/*_}
		wanted "debian: ${test%.sh}" && return
	done
	return 1
}

# the packages stay installed in this one
copy_disk() {
	cp --sparse=always "$("$root/scripts/debian-root.sh")" "$disk"
}

# make_kernel_packages: and takes out the kernel, with the sums of all that it can load
make_kernel_packages() {
	CONFIG='' CONFIG_FROM=$objects/.config "$root/scripts/make-kernel-deb.sh" || return
	packed=$(echo "$build/kernel-deb/linux-image-$version".*-irqmask_*.deb)
	rm -rf "$unpacked"
	dpkg-deb -x "$packed" "$unpacked" || return
	(cd "$unpacked" && find boot lib \( -name 'vmlinuz-*' -o -name '*.ko' \) -exec sha256sum {} +) \
		>"$unpacked/linux-image.sums" || return
	kernel_files="$packed $unpacked/linux-image.sums"
	vmlinuz=$(echo "$unpacked"/boot/vmlinuz-*-irqmask)
}

disk=$build/debian-tests.ext2
unpacked=$build/kernel-deb/unpacked
kernel_files=
vmlinuz=
trap 'rm -rf "$disk" "$unpacked"' EXIT
step_count 2
are_wanted || finish
# what they need, whatever TESTS says
TESTS='' run_test "debian: packages are made, and lintian is silent" "$root/scripts/make-deb.sh"
TESTS='' run_test "debian: kernel builds" "$root/scripts/build-kernel.sh"
TESTS='' run_test "debian: root file system" copy_disk
[ -z "$kernel_deb" ] || TESTS='' run_test "debian: packages of a kernel are made" make_kernel_packages
begin_step "testing in a Debian guest"
guest_tests client
begin_step "testing what the Debian guest does from boot on"
VMLINUZ=$vmlinuz guest_tests boot ${kernel_deb:+kernel}
finish
