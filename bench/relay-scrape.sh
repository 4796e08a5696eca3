#!/usr/bin/env bash
# Measures the scrape of 20,000 series that are passed on, of Toolwatch and of the OpenTelemetry Collector (Prometheus
# exporter), in turns: all points are sent anew before each scrape.
#
#   bench/relay-scrape.sh [--rounds 30]
#
# Runs target/*-runner if there is one, otherwise or with JVM=1 the jar. OTELCOL as for bench/compare.sh.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
source bench/toolwatch.sh
find_toolwatch
find_otelcol
exec bench/run RelayScrape "$@" --otelcol "$otelcol --config bench/otelcol/relay.yaml" -- "${toolwatch[@]}"
