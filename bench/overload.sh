#!/usr/bin/env bash
# Sends twice the load that Toolwatch sustains, for five minutes. First it finds the sustained load: the highest rate at which
# the 99th percentile of a request stays below 100 ms. Then it checks that everything acknowledged is counted, that the rest
# got an answer that makes clients retry, that memory stays below the limit, and that answers are normal one second later.
#
#   bench/overload.sh [--seconds 300] [--connections 400] [--spans 100] [--gzip] [--protocol grpc] [--limit-mib 768]
#
# The heap is 60 % of the limit, as in the images. Settings are read from the environment: with
# TOOLWATCH_OTLP_MAX_IN_FLIGHT=4M and TOOLWATCH_OTLP_MAX_REQUEST_SIZE=4M, Toolwatch refuses sooner. Runs target/*-runner if
# there is one, otherwise or with JVM=1 the jar.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
source bench/toolwatch.sh
find_toolwatch "-Xmx$(($(option --limit-mib 768 "$@") * 60 / 100))m"
exec bench/run Overload "$@" -- "${toolwatch[@]}"
