#!/usr/bin/env bash
# Runs the fuzz tests for this many minutes instead of 700 ms for each target: mutations of requests, of what the API is asked
# and told, of states, of rows of the store, and of whole connections to the packaged application. A failure prints its seed:
#
#   bench/fuzz.sh [minutes, 10] [seed]
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
targets=26
seconds=$((${1:-10} * 60 / targets + 1))
exec ./mvnw -ntp verify -Dtest='*FuzzTest' -Dit.test='*FuzzIT' -Dsurefire.failIfNoSpecifiedTests=false \
  -Dfuzz.seconds="$seconds" ${2:+-Dfuzz.seed="$2"}
