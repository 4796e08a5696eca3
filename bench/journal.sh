#!/usr/bin/env bash
# Measures what the journal costs: spans per CPU-second with toolwatch.journal.enabled and without, with one event loop, 100
# spans a request, gzip over gRPC, a flush every two seconds. Short rounds with and without alternate, and each pair gives a
# ratio, so that other work on the machine touches both.
#
#   bench/journal.sh [--seconds 15] [--rounds 5] [--rate 5000]
#
# Runs target/*-runner if there is one, otherwise or with JVM=1 the jar.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
source bench/toolwatch.sh
find_toolwatch
exec bench/run JournalCost "$@" -- "${toolwatch[@]}"
