#!/usr/bin/env bash
# The drill: Toolwatch with its demo, Debian's Prometheus and Alertmanager with the shipped files, stand-ins for PagerDuty,
# Opsgenie and Slack, and a fleet that breaks. First comes an hour of normal, noisy traffic, played twenty times as fast, in
# which nobody may be paged. Then, in real time: ten servers, one after the other, with a tool that fails; one with a slow
# tool; one whose database is dead; one that falls silent; and Toolwatch is killed. Prints the time from the first bad call
# to the page, and the number of pages. Takes about twenty-five minutes and hardly any CPU.
#
#   bench/drill.sh [--runs=10] [--pace=1] [--quiet-minutes=60] [--quiet-pace=20]
#
# Runs what was packaged last: the executable or the jar. Needs prometheus, prometheus-alertmanager and amtool on the path.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
[[ -e target/quarkus-artifact.properties ]] || ./mvnw -q -B -ntp package -DskipTests
./mvnw -q -B -ntp -Pbench test-compile
exec "${JAVA:-java}" -Xmx256m -cp "target/test-classes:target/classes:$(cat target/bench.classpath)" \
  dev.toolwatch.operating.Drill "$@"
