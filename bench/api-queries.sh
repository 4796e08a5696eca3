#!/usr/bin/env bash
# Measures the API's queries over 90 days of 10 services with 100 tools each, or the objectives of 500 services, and
# prints a markdown table. Takes some minutes, mostly to fill the store. Ports 18080 and 19464 must be free, and the
# machine otherwise idle. The store is on SQLite, or with TOOLWATCH_STORE_URL in an empty database of PostgreSQL.
#
#   bench/api-queries.sh                           the jar, built if it is missing
#   bench/api-queries.sh target/toolwatch-*-runner a native executable; the jar is needed as well
#   bench/api-queries.sh --slos [EXECUTABLE]       /api/v1/slos with 100 objectives of 500 services, 50,000 rows in all
#   TOOLWATCH_STORE_URL=jdbc:postgresql://localhost/empty TOOLWATCH_STORE_USERNAME=postgres bench/api-queries.sh
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

app=target/quarkus-app
queries=tools
if [[ ${1:-} == --slos ]]; then
  queries=slos
  shift
fi
if (($#)); then
  command=("$@")
else
  command=(java -jar "$app/quarkus-run.jar")
fi
[[ -e $app/quarkus-run.jar ]] || ./mvnw -q -ntp package -DskipTests

store=$(mktemp -d)
trap 'rm -rf "$store"' EXIT

export TOOLWATCH_STORE_PATH=$store
export TOOLWATCH_OTLP_GRPC_PORT=0 TOOLWATCH_OTLP_HTTP_PORT=0
export QUARKUS_MANAGEMENT_PORT=19464 QUARKUS_HTTP_PORT=18080

echo "$(date -u +%F), $(nproc) × $(sed -n 's/^model name\s*: //p' /proc/cpuinfo | head -1)," \
  "$(java -version 2>&1 | sed -n 's/.*version "\(.*\)".*/JDK \1/p')"
echo
timeout 1800 java -cp "$app/app/*:$app/lib/main/*:$app/lib/boot/*" bench/api/ApiQueries.java "$queries" "$store" "${command[@]}"
