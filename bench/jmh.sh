#!/bin/sh
# Builds the benchmarks and runs them, some minutes on one core; allocation is measured beside time.
#
#   bench/jmh.sh                       all of them
#   bench/jmh.sh IntakeBenchmark -f 3  what the pattern matches, with JMH's own options
#
# JAVA may name another java to run them with.
set -eu
cd "$(dirname "$0")/.."
./mvnw -q -B -ntp -Pbench test-compile
# The serial collector, as in the native executable: one core, and no barriers that belong to others.
exec "${JAVA:-java}" -cp "target/bench-classes:target/classes:$(cat target/bench.classpath)" org.openjdk.jmh.Main \
  -jvmArgs "-Xms1g -Xmx1g -XX:+UseSerialGC" -f 1 -wi 5 -w 1s -i 5 -r 1s -tu s -bm thrpt -prof gc "$@"
