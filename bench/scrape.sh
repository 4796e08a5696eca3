#!/usr/bin/env bash
# Measures how much scrapes of 10,000 series delay concurrent requests. Rounds with and without scrapes alternate, at 20,000
# spans a second, 100 per request. The delay is the highest latency with scrapes minus the highest latency without.
#
#   bench/scrape.sh [--seconds 15] [--rounds 3] [--rate 20000]
#
# Runs target/*-runner if there is one, otherwise or with JVM=1 the jar.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
source bench/toolwatch.sh
find_toolwatch
exec bench/run ScrapeStall "$@" -- "${toolwatch[@]}"
