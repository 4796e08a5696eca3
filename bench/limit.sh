#!/usr/bin/env bash
# The limit for the case of bench/compare.sh --main on the JVM: the spans per CPU-second of a server that only reads requests,
# inflates them and answers, with the same Netty, Vert.x and zlib.
#
#   bench/limit.sh              10 s of warm-up, then three times 10 s, flat out
#   --seconds N, --warm-up N
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
source bench/toolwatch.sh

[[ -e target/quarkus-app/quarkus-run.jar ]] || ./mvnw -q -ntp package -DskipTests
classes=target/bench/limit
libraries="target/quarkus-app/lib/main/*"
mkdir -p "$classes"
javac --release 17 -d "$classes" -cp "$libraries" bench/limit/NullPipeline.java
port=14399
log=$classes/log
"${JAVA:-java}" -XX:+UseSerialGC -cp "$classes:$libraries" NullPipeline $port > "$log" 2>&1 &
server=$!
trap 'kill $server' EXIT
until grep -q ready "$log"; do
  kill -0 $server 2> /dev/null || { cat "$log" >&2; exit 1; }
  sleep 0.2
done

load() {
  bench/run Load --port $port --protocol grpc --gzip --spans 100 --series 1000 --rate 0 --seconds "$1"
}
ticks() { awk '{ print $14 + $15 }' "/proc/$server/stat"; }

load "$(option --warm-up 10 "$@")" > /dev/null
for _ in 1 2 3; do
  before=$(ticks)
  spans=$(load "$(option --seconds 10 "$@")" | sed -n 's/.*spans accepted \([0-9]*\).*/\1/p')
  echo "$((spans * 100 / ($(ticks) - before))) spans/CPU-s"
done
