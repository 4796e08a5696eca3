#!/usr/bin/env bash
# Compares Toolwatch with the OpenTelemetry Collector (spanmetrics connector and Prometheus exporter). They run one after the
# other, under the same load, over loopback. Prints a markdown table; docs/comparison.md explains its columns.
#
#   bench/compare.sh            all 36 cases: half a minute per process and 10 s of warm-up each, about 75 minutes
#   bench/compare.sh --quick    four cases
#   bench/compare.sh --main     the case of the goals: 100 spans per request, gzip protobuf, 1,000 series
#   bench/compare.sh --memory   peak memory at 20,000 spans/s
#   --series N                  of the 36 cases, those with so many series: 10, 1000 or 10000
#   --seconds N, --warm-up N    of every phase
#
# OTELCOL names a built collector; without it, Go 1.25 or newer builds one (bench/otelcol/manifest.yaml). JAVA names the java
# that runs Toolwatch. The native executable is measured too if it is in target/.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
source bench/toolwatch.sh

jar=target/quarkus-app/quarkus-run.jar
[[ -e $jar ]] || ./mvnw -q -ntp package -DskipTests
executable=$(compgen -G 'target/*-runner' | head -1 || true)

find_otelcol

echo "$(date -u +%F), $(nproc) × $(sed -n 's/^model name\s*: //p' /proc/cpuinfo | head -1)," \
  "$("${JAVA:-java}" -version 2>&1 | sed -n 's/.*version "\(.*\)".*/JDK \1/p'), $("$otelcol" --version)"
echo
# The JVM with the flags of the image.
exec bench/run Compare "$@" \
  --otelcol "$otelcol --config bench/otelcol/config.yaml" \
  --jvm "${JAVA:-java} -XX:+UseSerialGC -XX:MaxRAMPercentage=60 -jar $jar" \
  --native "$executable"
