#!/usr/bin/env bash
# Measures flushes, queries and the size of the store and prints the markdown tables of docs/store.md. Takes about two minutes.
#
#   bench/store-figures.sh                 on SQLite; creates databases of about 1.5 GB below target/
#   bench/store-figures.sh postgresql      on a PostgreSQL that it starts itself
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
directory=target/bench/store
rm -rf "$directory"
mkdir -p "$directory"
./mvnw -q -B -ntp test-compile dependency:build-classpath -Dmdep.outputFile=target/bench/store.classpath \
  -Dmdep.includeScope=test
exec java -Xmx700m -cp "target/test-classes:target/classes:$(<target/bench/store.classpath)" \
  dev.toolwatch.store.StoreFigures "$directory" "$@"
