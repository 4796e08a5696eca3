#!/usr/bin/env bash
# Runs the k6 scripts against the packaged Toolwatch with --demo: all of them, or the ones named.
#
#   k6/run.sh [otlp scrape api]
#
# K6 names the k6 executable; by default it is found on the path. Runs target/*-runner if there is one, otherwise or with
# JVM=1 the jar.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
source bench/toolwatch.sh
find_toolwatch

store=$(mktemp -d)
export K6_NO_USAGE_REPORT=true
export TOOLWATCH_HOST=127.0.0.1 TOOLWATCH_STORE_PATH=$store TOOLWATCH_DEMO_PAST=false
export TOOLWATCH_OTLP_GRPC_PORT=14317 TOOLWATCH_OTLP_HTTP_PORT=14318 QUARKUS_MANAGEMENT_PORT=19464 QUARKUS_HTTP_PORT=18080
"${toolwatch[@]}" --demo > "$store/log" &
toolwatch_pid=$!
trap 'kill "$toolwatch_pid" && wait "$toolwatch_pid" || true; rm -rf "$store"' EXIT

for _ in {1..60}; do
  if curl -sf "localhost:$QUARKUS_MANAGEMENT_PORT/q/health/ready" > /dev/null; then break; fi
  sleep 0.5
done
sleep 5 # wait for the fleet's first operations

scripts=("$@")
if ((!$#)); then scripts=(otlp scrape api); fi
status=0
for script in "${scripts[@]}"; do
  "${K6:-k6}" run --quiet "k6/$script.js" || status=$?
done
exit "$status"
