#!/usr/bin/env bash
# Start-up time, idle memory and spans a second on one connection, as a markdown table.
# Takes a minute; wants ports 14317, 14318 and 19464 free and the machine for itself.
#
#   bench/first-figures.sh                           the jar, built if it is not there
#   bench/first-figures.sh target/toolwatch-*-runner a native executable
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

jar=target/quarkus-app/quarkus-run.jar
if (($#)); then
  command=("$@")
else
  [[ -e $jar ]] || ./mvnw -q -ntp package -DskipTests
  command=(java -jar "$jar")
fi

store=$(mktemp -d)
trap 'rm -rf "$store"' EXIT

export TOOLWATCH_STORE_PATH=$store
export TOOLWATCH_OTLP_GRPC_PORT=14317 TOOLWATCH_OTLP_HTTP_PORT=14318
export QUARKUS_MANAGEMENT_PORT=19464 QUARKUS_HTTP_PORT=0

echo "$(date -u +%F), $(nproc) × $(sed -n 's/^model name\s*: //p' /proc/cpuinfo | head -1)," \
  "$(java -version 2>&1 | sed -n 's/.*version "\(.*\)".*/JDK \1/p')"
echo
timeout 180 java bench/OneConnection.java 14318 19464 "${command[@]}"
