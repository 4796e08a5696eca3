#!/usr/bin/env bash
# The drill: Toolwatch with its demo, Debian's Prometheus and Alertmanager with the files that are shipped, stand-ins for
# PagerDuty, Opsgenie and Slack, and a fleet that breaks. First an hour of normal noisy traffic, twenty times as fast as the
# clock, in which nobody may be paged. Then, at the pace of the clock: ten servers one after the other with a tool that
# fails, one with a slow tool, one whose database is dead, one that falls silent, and Toolwatch killed. Prints how long each
# took from the first bad call to the page, and how many pages there were. Some twenty-five minutes, hardly any load.
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
