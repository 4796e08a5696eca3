#!/bin/sh
# Builds and runs the benchmarks. Takes some minutes on one core. Measures time and allocation.
#
#   bench/jmh.sh                       all of them
#   bench/jmh.sh IntakeBenchmark -f 3  those that match the pattern, with JMH's own options
#
# JAVA names another java to run them with.
set -eu
cd "$(dirname "$0")/.."
./mvnw -q -B -ntp -Pbench test-compile
# The serial collector, as in the native executable: it needs one core, and has no write barriers of concurrent collectors.
exec "${JAVA:-java}" -cp "target/bench-classes:target/classes:$(cat target/bench.classpath)" org.openjdk.jmh.Main \
  -jvmArgs "-Xms1g -Xmx1g -XX:+UseSerialGC" -f 1 -wi 5 -w 1s -i 5 -r 1s -tu s -bm thrpt -prof gc "$@"
