#!/usr/bin/env bash
# A server with 1,000,000 distinct errors in a minute, each with an exception and a stack trace of its own, beside one
# well-behaved service. Checks that groups and memory stay within their limits, that every error is counted once, and that
# the well-behaved service keeps its groups; prints how fast it is answered alone and beside the flood. Takes two minutes.
#
#   bench/errors.sh [--errors 1000000] [--seconds 60] [--limit-mib 768]
#
# The heap is 60 % of the limit, as in the images. Runs target/*-runner if there is one, otherwise or with JVM=1 the jar.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
source bench/toolwatch.sh
find_toolwatch "-Xmx$(($(option --limit-mib 768 "$@") * 60 / 100))m"
exec bench/run ErrorFlood "$@" -- "${toolwatch[@]}"
