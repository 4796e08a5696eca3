#!/usr/bin/env bash
# Toolwatch against the OpenTelemetry Collector with the spanmetrics connector and the Prometheus exporter, in turn, under
# the same load, over loopback. Prints a markdown table; docs/comparison.md says what its columns are.
#
#   bench/compare.sh            every case: 36, each half a minute a process and 10 s of warm-up, some 75 minutes
#   bench/compare.sh --quick    four cases
#   bench/compare.sh --main     the one that the goals name: 100 spans a request, gzip protobuf, 1,000 series
#   bench/compare.sh --memory   peak memory at 20,000 spans/s
#   --seconds N, --warm-up N    of every phase
#
# OTELCOL names a collector that is built already; without it Go 1.25 or newer builds one (bench/otelcol/manifest.yaml).
# JAVA names the java that Toolwatch runs on. The native executable is measured if target/ holds one.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

jar=target/quarkus-app/quarkus-run.jar
[[ -e $jar ]] || ./mvnw -q -ntp package -DskipTests
executable=$(compgen -G 'target/*-runner' | head -1 || true)

otelcol=${OTELCOL:-target/bench/otelcol/otelcol}
if [[ ! -x $otelcol ]]; then
  GOBIN=$PWD/target/bench go install go.opentelemetry.io/collector/cmd/builder@v0.161.0
  target/bench/builder --config bench/otelcol/manifest.yaml >&2
fi

echo "$(date -u +%F), $(nproc) × $(sed -n 's/^model name\s*: //p' /proc/cpuinfo | head -1)," \
  "$("${JAVA:-java}" -version 2>&1 | sed -n 's/.*version "\(.*\)".*/JDK \1/p'), $("$otelcol" --version)"
echo
# The JVM as the image starts it.
exec bench/run Compare "$@" \
  --otelcol "$otelcol --config bench/otelcol/config.yaml" \
  --jvm "${JAVA:-java} -XX:+UseSerialGC -XX:MaxRAMPercentage=60 -jar $jar" \
  --native "$executable"
