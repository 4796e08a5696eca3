#!/usr/bin/env bash
# minimal-root.sh ROOT EXECUTABLE: makes in ROOT a root file system that holds the executable and nothing that it does
# not need: the libraries that ldd names, the user it runs as, /tmp and the store's directory. To be run as root.
# Dockerfile.native-distroless makes its image by it, and src/test/native/minimal-root.sh tests in it.
set -euo pipefail
root=$1 executable=$2
user=10001

# What the engine mounts has its place: without /proc the executable does not find itself.
mkdir -p "$root"/{dev,etc,opt/toolwatch,proc,sys,tmp,var/lib/toolwatch}
# The loader stands there without an arrow; the kernel's vdso is no file.
ldd "$executable" | sed -nE 's/.* => (\/[^ ]+) .*/\1/p; s/^[[:space:]]*(\/[^ ]+) .*/\1/p' | while read -r library; do
  install -D -m 755 "$library" "$root$library"
done
# What SQLite's library and Netty's for epoll need, which the executable brings and ldd does not see.
libraries=$(ldd "$executable" | sed -nE 's/.* => (\/[^ ]+)\/libc\.so\.6 .*/\1/p')
for library in libm.so.6 libpthread.so.0 libdl.so.2 librt.so.1; do
  install -D -m 755 "$libraries/$library" "$root$libraries/$library"
done
install -m 755 "$executable" "$root/opt/toolwatch/toolwatch"

printf 'root:x:0:0:root:/:/sbin/nologin\ntoolwatch:x:%s:0:toolwatch:/var/lib/toolwatch:/sbin/nologin\n' $user > "$root/etc/passwd"
printf 'root:x:0:\n' > "$root/etc/group"
chmod 1777 "$root/tmp"
chown $user:0 "$root/var/lib/toolwatch"
chmod 770 "$root/var/lib/toolwatch"
