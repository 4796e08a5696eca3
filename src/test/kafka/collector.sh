#!/usr/bin/env bash
# Builds the Collector that CollectorKafkaIT starts, once, and prints its path. Needs Go 1.25 or newer, and up to a quarter
# of an hour.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
servers=${XDG_CACHE_HOME:-$HOME/.cache}/toolwatch/servers
version=0.165.0
built=$servers/otelcol-kafka-$version

if [[ ! -x $built ]]; then
  mkdir -p "$servers"
  work=$(mktemp -d "$servers/otelcol-kafka.XXXXXX")
  trap 'rm -rf "$work"' EXIT
  GOBIN=$work go install "go.opentelemetry.io/collector/cmd/builder@v$version" >&2
  (cd "$work" && ./builder --config "$here/collector.yaml" >&2)
  mv "$work/otelcol-kafka/otelcol-kafka" "$built"
fi
echo "$built"
