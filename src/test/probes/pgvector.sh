#!/usr/bin/env bash
# Runs the PostgreSQL with pgvector of PyPI's pgserver on a port of this machine until it is told to stop. PostgreSQL
# does not run as root: then it runs as nobody, in a copy that this user can read.
#
#   PORT=5433 PASSWORD=sesame src/test/probes/pgvector.sh SITE-PACKAGES
set -euo pipefail

directory=$(mktemp -d)
server=
stop() {
  local code=$?
  trap - EXIT TERM INT
  if [[ -n $server ]]; then
    kill -INT "$server" 2>/dev/null || true # a fast shutdown
    wait "$server" || true
  fi
  rm -rf "$directory"
  exit "$code"
}
trap stop EXIT TERM INT

as=()
packages=$1
if [[ $(id -u) == 0 ]]; then
  mkdir "$directory/pgserver"
  cp -r "$1/pgserver/pginstall" "$directory/pgserver/"
  cp -r "$1/pgserver.libs" "$directory/"
  packages=$directory
  as=(setpriv --reuid=nobody --regid=nogroup --clear-groups)
fi
bin=$packages/pgserver/pginstall/bin
mkdir "$directory/data"
echo "$PASSWORD" >"$directory/password"
[[ ${#as[@]} == 0 ]] || chown -R nobody:nogroup "$directory"
cd "$directory"
"${as[@]}" "$bin/initdb" -D "$directory/data" -U postgres -A scram-sha-256 --pwfile="$directory/password" >/dev/null
"${as[@]}" "$bin/postgres" -D "$directory/data" -h 127.0.0.1 -p "$PORT" -k "$directory" -c fsync=off &
server=$!
wait "$server"
