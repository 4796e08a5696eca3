#!/usr/bin/env bash
# Senders whose names never end, beside one that behaves: 10,000,000 distinct tools, 1,000,000 services, 1,000,000 users,
# sessions and keys of attributes, and names and values of up to 256 KiB. Checks that series stay at their limits, memory
# under its own, that totals are exact, and that the service that behaves keeps the names of its tools. Two minutes.
#
#   bench/hostile.sh [--million 1000000] [--limit-mib 768]
#
# The heap is 60 % of the limit, as in the images. Runs target/*-runner if there is one, else the jar; JVM=1 takes the jar.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
source bench/toolwatch.sh
find_toolwatch "-Xmx$(($(option --limit-mib 768 "$@") * 60 / 100))m"
exec bench/run Hostile "$@" -- "${toolwatch[@]}"
