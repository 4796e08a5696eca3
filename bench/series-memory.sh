#!/usr/bin/env bash
# Measures how much memory series and services take and prints a markdown table. Takes a minute. Ports 14317, 14318 and 19464
# must be free.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

jar=target/quarkus-app/quarkus-run.jar
[[ -e $jar ]] || ./mvnw -q -ntp package -DskipTests
store=$(mktemp -d)
trap 'rm -rf "$store"' EXIT

export TOOLWATCH_STORE_PATH=$store
export TOOLWATCH_OTLP_GRPC_PORT=14317 TOOLWATCH_OTLP_HTTP_PORT=14318 TOOLWATCH_OTLP_EVENT_LOOPS=1
# Small, so that the tables for joining spans are full after the warm-up and stay full.
export TOOLWATCH_MCP_MAX_TRACKED_SPANS=1000 TOOLWATCH_MCP_MAX_PENDING_SPANS=1000
export QUARKUS_MANAGEMENT_PORT=19464 QUARKUS_HTTP_PORT=0

echo "$(date -u +%F), $(java -version 2>&1 | sed -n 's/.*version "\(.*\)".*/JDK \1/p')"
echo
timeout 300 java bench/SeriesMemory.java 14318 19464 java -XX:+UseSerialGC -Xmx1g -jar "$jar"
