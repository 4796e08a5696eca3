#!/usr/bin/env bash
# Flushes, queries and the size of the store, as docs/store.md shows them, as a markdown table. Some two minutes.
#
#   bench/store-figures.sh                 on SQLite; databases of some 1.5 GB are made below target/
#   bench/store-figures.sh postgresql      on a PostgreSQL of its own
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
directory=target/bench/store
rm -rf "$directory"
mkdir -p "$directory"
./mvnw -q -B -ntp test-compile dependency:build-classpath -Dmdep.outputFile=target/bench/store.classpath \
  -Dmdep.includeScope=test
exec java -Xmx700m -cp "target/test-classes:target/classes:$(<target/bench/store.classpath)" \
  dev.toolwatch.store.StoreFigures "$directory" "$@"
