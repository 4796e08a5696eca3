#!/usr/bin/env bash
# Senders with endless new names, beside one well-behaved service: 10,000,000 distinct tools, 1,000,000 services, 1,000,000
# users, sessions and attribute keys, and names and values of up to 256 KiB. Checks that series and memory stay within their
# limits, that totals are exact, and that the well-behaved service keeps the names of its tools. Takes two minutes.
#
#   bench/hostile.sh [--million 1000000] [--limit-mib 768]
#
# The heap is 60 % of the limit, as in the images. Runs target/*-runner if there is one, otherwise or with JVM=1 the jar.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
source bench/toolwatch.sh
find_toolwatch "-Xmx$(($(option --limit-mib 768 "$@") * 60 / 100))m"
exec bench/run Hostile "$@" -- "${toolwatch[@]}"
