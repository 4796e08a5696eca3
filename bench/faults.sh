#!/usr/bin/env bash
# What Toolwatch depends on fails while calls come, one fault after another: writes to files, the database file, the process
# itself (SIGKILL, SIGSTOP, no descriptors, no memory), PostgreSQL (away, silent, read-only), a full disk. Checks that the
# health answer tells of each fault while it lasts, and that everything that was acknowledged is stored afterwards, less a
# flush interval where the process or its file was lost. FaultsIT is the short form. Takes about seventeen minutes and hardly
# any CPU.
#
#   bench/faults.sh [--seconds=75] [--only=PostgreSQL]
#
# Runs what was packaged last: the executable or the jar. Readiness goes down after a minute, so only then is that checked.
# --only chooses the faults whose names contain a text. The full disk is a small tmpfs, which needs root.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
[[ -e target/quarkus-artifact.properties ]] || ./mvnw -q -B -ntp package -DskipTests
./mvnw -q -B -ntp -Pbench test-compile
exec "${JAVA:-java}" -Xmx256m -cp "target/test-classes:target/classes:$(cat target/bench.classpath)" \
  dev.toolwatch.store.Faults "$@"
