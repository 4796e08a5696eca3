#!/usr/bin/env bash
# Measures Toolwatch on the JVM and as a native executable and prints a markdown table: time to the first accepted request,
# memory, spans per CPU-second. Builds both, then measures. Takes about ten minutes on two cores, which should be otherwise
# idle. GRAALVM_HOME names a GraalVM or Mandrel 25; JAVA names the java of a JDK 25 for the JVM column (default: java).
#
#   GRAALVM_HOME=… JAVA=…/bin/java bench/figures.sh [--measure] [--starts 20] [--seconds 30]
#
# With --measure, it measures what is in target/ without building, and leaves the build times out.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
java=${JAVA:-java}
results=$(mktemp -d)
trap 'rm -rf "$results"' EXIT

build() {
  local begun=$SECONDS
  ./mvnw -B -ntp -q package -DskipTests "${@:2}" >&2
  printf 'build s\t%d\n' $((SECONDS - begun)) > "$results/$1"
}

if [[ ${1:-} == --measure ]]; then
  : > "$results/jvm" > "$results/native"
  shift
else
  build jvm
  build native -Dnative -Dquarkus.native.native-image-xmx=5g
fi

executable=$(ls target/*-runner)
printf 'disk MB\t%d\n' $(($(du -sb target/quarkus-app | cut -f1) / 1000000)) >> "$results/jvm"
printf 'disk MB\t%d\n' $(($(stat -c %s "$executable") / 1000000)) >> "$results/native"
# With the flags of the image.
bench/run Figures "$@" -- "$java" -XX:+UseSerialGC -XX:MaxRAMPercentage=60 -jar target/quarkus-app/quarkus-run.jar \
  >> "$results/jvm"
bench/run Figures "$@" -- "$executable" >> "$results/native"

row() {
  local jvm native
  jvm=$(awk -F '\t' -v name="$2" '$1 == name { print $2 }' "$results/jvm")
  native=$(awk -F '\t' -v name="$2" '$1 == name { print $2 }' "$results/native")
  printf '| %s | %s | %s |\n' "$1" "${jvm:--}" "${native:--}"
}

echo '| | JVM | native |'
echo '|---|---|---|'
row 'build, without tests (s)' 'build s'
row 'size on disk (MB; the JVM itself comes on top)' 'disk MB'
row 'exec to the first accepted request, median (ms)' 'start median ms'
row 'the same, worst (ms)' 'start worst ms'
row 'resident, idle for 10 s (MiB)' 'idle MiB'
row 'resident, at most, 5,000 spans/s (MiB)' 'loaded worst MiB'
row 'spans per CPU-second at 5,000 spans/s' 'spans per CPU-second at 5000/s'
row 'spans per CPU-second flat out, warmed up' 'spans per CPU-second flat out'
row 'spans/s on one connection' 'spans/s on one connection'
row 'a request of 100 spans on one connection, mean (ms)' 'request ms on one connection'
row 'resident after that (MiB)' 'afterwards MiB'
row 'SIGTERM to exit (ms)' 'stop ms'
