#!/usr/bin/env bash
# Measures what telemetry costs MCP servers: a FastMCP and a Node server under a constant rate of tool calls, without
# telemetry, with OpenTelemetry's traces and metrics sent to Toolwatch, and with the same while nothing listens where Toolwatch
# should be. Prints a markdown table for each server: the 50th, 95th and 99th percentile of the answers and the server's CPU
# time per call, as medians of the rounds, with the median difference to the server without telemetry and its 95 %
# confidence interval. Fails if the 95th percentile is more than 5 % higher beyond chance, or if Toolwatch has missed a call.
#
#   bench/overhead.sh [python|node] [--rounds 10] [--seconds 10] [--rate 100] [--limit 5] [--states off,on,stopped]
#
# Ten rounds of both servers take about 25 minutes, on a machine that should be otherwise idle. Further states: traces and
# metrics, each alone, and sampled, one call in ten. Each round starts the servers anew, in random order, and warms them up
# for ten seconds. If there are several cores, the server is bound to the first one, Vegeta and Toolwatch to the others.
# Metrics are exported once in each round, so with 10 s six times as often as by default.
#
# Needs Python 3.11, Node 20.6 with npm, and Go or Vegeta. What it installs goes to TOOLWATCH_OVERHEAD, by default
# ~/.cache/toolwatch/overhead. Runs target/*-runner if there is one, otherwise or with JVM=1 the jar.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

need() {
  command -v "$1" > /dev/null || { echo "overhead: $1 is missing; $2" >&2; exit 1; }
}

servers=(python node)
case ${1:-} in
  python | node)
    servers=("$1")
    shift
    ;;
esac
need python3 'install Python 3.11 or newer'
need curl 'install it'
if [[ ${servers[*]} == *node* ]]; then
  need node 'install Node 20.6 or newer, or measure only python'
  need npm 'install it, or measure only python'
fi

installed=${TOOLWATCH_OVERHEAD:-${XDG_CACHE_HOME:-$HOME/.cache}/toolwatch/overhead}
mkdir -p "$installed/node"
vegeta=$(command -v vegeta || echo "$installed/vegeta")
if [[ ! -x $vegeta ]]; then
  need go 'install it, or Vegeta 12'
  GOBIN=$installed go install github.com/tsenart/vegeta/v12@v12.13.0
fi
# Virtual environment and modules are made again if what they shall contain has changed.
if ! cmp -s bench/overhead/requirements.txt "$installed/python/requirements.txt"; then
  python3 -m venv --clear "$installed/python"
  "$installed/python/bin/pip" install -q -r bench/overhead/requirements.txt
  cp bench/overhead/requirements.txt "$installed/python/"
fi
if [[ ${servers[*]} == *node* ]]; then
  if ! cmp -s bench/overhead/package.json "$installed/node/installed.json"; then
    cp bench/overhead/package.json "$installed/node/"
    npm install --prefix "$installed/node" --silent --no-audit --no-fund
    cp bench/overhead/package.json "$installed/node/installed.json"
  fi
  cp bench/overhead/*.mjs "$installed/node/"
fi

source bench/toolwatch.sh
find_toolwatch
if (($(nproc) > 1)); then toolwatch=(taskset -c "1-$(($(nproc) - 1))" "${toolwatch[@]}"); fi

store=$(mktemp -d)
export TOOLWATCH_HOST=127.0.0.1 TOOLWATCH_STORE_PATH=$store
export TOOLWATCH_OTLP_GRPC_PORT=14317 TOOLWATCH_OTLP_HTTP_PORT=14318 QUARKUS_MANAGEMENT_PORT=19464 QUARKUS_HTTP_PORT=18080
"${toolwatch[@]}" > "$store/log" 2>&1 &
toolwatch_pid=$!
trap 'kill "$toolwatch_pid" 2> /dev/null && wait "$toolwatch_pid" || true; rm -rf "$store"' EXIT
for _ in {1..120}; do
  if curl -sf "localhost:$QUARKUS_MANAGEMENT_PORT/q/health/ready" > /dev/null; then ready=1 && break; fi
  sleep 0.5
done
[[ -n ${ready:-} ]] || { cat "$store/log"; echo 'overhead: Toolwatch did not start' >&2; exit 1; }

echo
status=0
for server in "${servers[@]}"; do
  python3 bench/overhead/measure.py --server "$server" --installed "$installed/$server" --vegeta "$vegeta" \
    --otlp "http://localhost:$TOOLWATCH_OTLP_HTTP_PORT" --metrics "http://localhost:$QUARKUS_MANAGEMENT_PORT/metrics" "$@" \
    || status=$?
done
exit "$status"
