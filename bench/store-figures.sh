#!/usr/bin/env bash
# Flushes, queries and the size of the SQLite store, as docs/store.md shows them, as a markdown table. Some two minutes.
#
#   bench/store-figures.sh [DIRECTORY]     where the databases are made, some 1.5 GB; by default below target/
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
directory=${1:-target/bench/store}
rm -rf target/bench/store
mkdir -p "$directory"
./mvnw -q -B -ntp test-compile dependency:build-classpath -Dmdep.outputFile=target/bench/store.classpath \
  -Dmdep.includeScope=test
exec java -Xmx700m -cp "target/test-classes:target/classes:$(<target/bench/store.classpath)" \
  dev.toolwatch.store.StoreFigures "$directory"
