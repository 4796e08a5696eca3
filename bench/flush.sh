#!/usr/bin/env bash
# What flushes of 5,000 series into SQLite add to requests that are taken in beside them: rounds without flushes and with
# one every two seconds in turn, 20,000 spans a second, 100 a request.
#
#   bench/flush.sh [--seconds 15] [--rounds 3] [--rate 20000]
#
# Runs target/*-runner if there is one, else the jar; JVM=1 takes the jar.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
source bench/toolwatch.sh
find_toolwatch
exec bench/run FlushStall "$@" -- "${toolwatch[@]}"
