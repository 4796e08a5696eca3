#!/usr/bin/env bash
# minimal-root.sh EXECUTABLE: runs the native executable as the distroless image does: in a root file system of what
# ldd names and nothing else (and /proc, /sys and /dev as engines mount them), read-only but for the store and /tmp, as user 10001 without any capability, with TZ and
# no locale. It must be healthy, accept a request, count it, and end within two seconds of SIGTERM while requests come
# in, with every request that it accepted counted. To be run as root, on Linux. Needs util-linux and Python 3.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
executable=$(readlink -f "$1")
[[ $(id -u) -eq 0 ]] || { echo 'minimal-root.sh: to be run as root' >&2; exit 2; }

work=$(mktemp -d)
trap 'rm -rf --one-file-system "$work"' EXIT
mkdir "$work/root" "$work/store"
"$here/../../main/docker/minimal-root.sh" "$work/root" "$executable"
chown 10001:0 "$work/store"
(cd "$work/root" && find . -type f -o -type l | sort)

# A name space of mounts of its own: what is mounted is gone with it.
export WORK=$work HERE=$here
unshare --mount --propagation private bash -c '
  set -euo pipefail
  mount --bind "$WORK/root" "$WORK/root"
  mount -o remount,bind,ro "$WORK/root"
  mount --bind "$WORK/store" "$WORK/root/var/lib/toolwatch"
  mount -t tmpfs -o mode=1777,nosuid,nodev tmpfs "$WORK/root/tmp"
  # What every engine mounts.
  mount -t proc -o nosuid,nodev,noexec proc "$WORK/root/proc"
  mount --rbind -o ro /sys "$WORK/root/sys"
  mount -t tmpfs -o mode=755,nosuid tmpfs "$WORK/root/dev"
  for device in null zero random urandom; do
    touch "$WORK/root/dev/$device"
    mount --bind "/dev/$device" "$WORK/root/dev/$device"
  done
  ! touch "$WORK/root/x" 2> "$WORK/refused" || { echo "the root is not read-only" >&2; exit 1; }
  python3 "$HERE/minimal_root.py" "$WORK/root"
'
