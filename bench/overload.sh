#!/usr/bin/env bash
# Twice the load that Toolwatch sustains, for five minutes. First finds what it sustains: the highest rate at which the
# 99th percentile of a request stays under 100 ms. Then checks that what was acknowledged is counted, that the rest got
# an answer that clients repeat, that memory stays under the limit, and that it is normal a second after the end.
#
#   bench/overload.sh [--seconds 300] [--connections 400] [--spans 100] [--gzip] [--protocol grpc] [--limit-mib 768]
#
# The heap is 60 % of the limit, as in the images. Settings are taken from the environment:
# with TOOLWATCH_OTLP_MAX_IN_FLIGHT=4M and TOOLWATCH_OTLP_MAX_REQUEST_SIZE=4M it refuses sooner. Runs target/*-runner if
# there is one, else the jar; JVM=1 takes the jar.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
source bench/toolwatch.sh
find_toolwatch "-Xmx$(($(option --limit-mib 768 "$@") * 60 / 100))m"
exec bench/run Overload "$@" -- "${toolwatch[@]}"
