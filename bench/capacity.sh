#!/usr/bin/env bash
# Compares the capacity model of docs/scaling.md with what was measured, and prints what fleets of several sizes take.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
./mvnw -q -B -ntp test-compile
exec java -cp target/test-classes dev.toolwatch.operating.Capacity
