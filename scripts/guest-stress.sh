#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# guest-stress.sh - collects stress-ng and its libraries for the guest.
#
#     scripts/guest-stress.sh
#
# Debian's own program, as it is installed here; so the guest has to be of this
# machine's architecture. Prints the folder, in which `run` starts it.

# shellcheck source=scripts/lib.sh
. "$(dirname "$0")/lib.sh"
no_arguments "$@"
choose_arch
! is_foreign || bad_usage "stress-ng of this machine doesn't run on ARCH=$ARCH"
program=$(command -v stress-ng) || die "there is no stress-ng on this machine"

libraries=$(ldd "$program" | sed -n 's/^[^/]*\(\/[^ ]*\) (0x.*/\1/p')
# another run may be copying it: what is there is never changed
content=$(xargs -d '\n' cat <<<"$program
$libraries" | cat - "$0" | sha256sum | cut -c1-12)
folder=$build/guest-$ARCH/$content/stress-ng
if [ -d "$folder" ]; then
	printf '%s\n' "$folder"
	exit
fi
made=$(mktemp -d "$build/.stress-ng.XXXXXX") || exit 1
trap 'rm -rf "$made"' EXIT
loader=$(grep '/ld-linux' <<<"$libraries")
[ -n "$loader" ] || die "cannot tell what loads $program"
while IFS= read -r library; do
	cp -L "$library" "$made/" || die "could not copy $library"
done <<<"$libraries"
cp -L "$program" "$made/" || die "could not copy $program"
cat >"$made/run" <<END
#!/bin/sh
here=\$(dirname "\$0")
exec "\$here/${loader##*/}" --library-path "\$here" "\$here/stress-ng" "\$@"
END
chmod 755 "$made" "$made/run"
mkdir -p "${folder%/*}"
# not into the one that another run has just put there
mv -T "$made" "$folder" 2>/dev/null || [ -d "$folder" ] || die "could not make $folder"
printf '%s\n' "$folder"
