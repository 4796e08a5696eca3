#!/usr/bin/env bash
# Measures flushes, queries and the size of the store and prints the markdown tables of docs/store.md. Takes about two minutes.
#
#   bench/store-figures.sh                            on SQLite; creates databases of about 1.5 GB below target/
#   bench/store-figures.sh postgresql                 on a PostgreSQL that it starts itself
#   bench/store-figures.sh --years 500                three years of 500 services: size, queries, compaction, flushes, expiry
#   bench/store-figures.sh --years 500 postgresql     the same there
#
# Three years of 500 services take 6 GB on SQLite and about 10 GB on PostgreSQL, and from ten minutes to half an hour.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
figures=StoreFigures
if [[ ${1:-} == --years ]]; then
  figures=ThreeYearsFigures
  shift
  [[ ${1:-} =~ ^[1-9][0-9]*$ ]] || { echo 'store-figures.sh: --years needs a number of services' >&2; exit 2; }
fi
directory=target/bench/store
rm -rf "$directory"
mkdir -p "$directory"
./mvnw -q -B -ntp test-compile dependency:build-classpath -Dmdep.outputFile=target/bench/store.classpath \
  -Dmdep.includeScope=test
exec java -Xmx700m -cp "target/test-classes:target/classes:$(<target/bench/store.classpath)" \
  "dev.toolwatch.store.$figures" "$directory" "$@"
