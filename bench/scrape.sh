#!/usr/bin/env bash
# What scrapes of 10,000 series add to requests that are taken in beside them: rounds with and without in turn, 20,000
# spans a second, 100 a request. The requests' greatest latency with scrapes less that without is what they add.
#
#   bench/scrape.sh [--seconds 15] [--rounds 3] [--rate 20000]
#
# Runs target/*-runner if there is one, else the jar; JVM=1 takes the jar.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
source bench/toolwatch.sh
find_toolwatch
exec bench/run ScrapeStall "$@" -- "${toolwatch[@]}"
