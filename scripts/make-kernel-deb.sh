#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# make-kernel-deb.sh - makes Debian packages of a kernel with irqmask, in build/kernel-deb.
#
#     [KERNEL=6.1] [CONFIG_FROM=/boot/config-...] scripts/make-kernel-deb.sh [--configure]
#
# The kernel has the configuration of the running one, or that of CONFIG_FROM, and
# irqmask; its release ends in -irqmask, so that it is installed beside others. With a
# distribution's configuration it takes hours, and 20 GB. --configure ends before that.

# shellcheck source=scripts/lib.sh
. "$(dirname "$0")/lib.sh"

only_configure=
case ${1-} in
--configure) only_configure=yes ;;
*) no_arguments "$@" ;;
esac

if [ -z "${CONFIG_FROM:-}" ]; then
	CONFIG_FROM=/boot/config-$(uname -r)
	[ -f "$CONFIG_FROM" ] || bad_usage "there is no $CONFIG_FROM: say CONFIG_FROM=file"
fi
[ -f "$CONFIG_FROM" ] || bad_usage "CONFIG_FROM=$CONFIG_FROM: no such file"
grep -q '^CONFIG_' "$CONFIG_FROM" || bad_usage "CONFIG_FROM=$CONFIG_FROM is no kernel configuration"
CONFIG_FROM=$(readlink -f "$CONFIG_FROM")

choose_arch
choose_kernel
packages=$build/kernel-deb
objects=$packages/$tree-$ARCH

configure() (
	mkdir -p "$objects"
	lock "$objects/.lock"
	cd "$objects" || exit 1
	# the distribution's keys are not ours; the kernel makes some of its own
	sed -e 's/^CONFIG_SYSTEM_TRUSTED_KEYS=.*/CONFIG_SYSTEM_TRUSTED_KEYS=""/' \
		-e 's/^CONFIG_SYSTEM_REVOCATION_KEYS=.*/CONFIG_SYSTEM_REVOCATION_KEYS=""/' \
		-e 's,^CONFIG_MODULE_SIG_KEY=.*,CONFIG_MODULE_SIG_KEY="certs/signing_key.pem",' \
		"$CONFIG_FROM" >.from
	# with the module for the tests of the package irqmask-tests
	{
		cat "$root/Kconfig.fragment"
		echo CONFIG_IRQMASK_DELAY_TEST=m
	} >.ours
	KCONFIG_CONFIG=$objects/.config "$src/scripts/kconfig/merge_config.sh" -m -O "$objects" \
		.from .ours || exit
	kernel_make olddefconfig || exit
	# an option that lacks another is left out without a word
	while IFS= read -r line; do
		grep -qxF "$line" .config || die "$line: this configuration doesn't allow it"
	done < <(grep '^CONFIG_' .ours)
)

build_packages() (
	lock "$tree_dir/.lock" -s
	lock "$objects/.lock"
	# of an earlier release, there may be some that this doesn't replace
	rm -f "$packages"/linux-*[-_]"$version".*.deb
	LOCALVERSION=-irqmask kernel_make -j"$((jobs + 1))" bindeb-pkg
)

step_count 5
step "looking for packages" "$root/scripts/packages.sh" dpkg-dev debhelper fakeroot libssl-dev \
	dwarves gawk
step "fetching Linux $version" "$root/scripts/fetch-source.sh"
step "patching Linux $version" "$root/scripts/prepare-tree.sh"
step "configuring it as $CONFIG_FROM" configure
[ -z "$only_configure" ] || exit 0
step "building the packages" build_packages
ls "$packages"/linux-*[-_]"$version".*.deb
