#!/usr/bin/env bash
# Measures how much flushes of 5,000 series to SQLite delay concurrent requests. Rounds without flushes alternate with rounds
# with one every two seconds, at 20,000 spans a second, 100 per request.
#
#   bench/flush.sh [--seconds 15] [--rounds 3] [--rate 20000]
#
# Runs target/*-runner if there is one, otherwise or with JVM=1 the jar.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
source bench/toolwatch.sh
find_toolwatch
exec bench/run FlushStall "$@" -- "${toolwatch[@]}"
