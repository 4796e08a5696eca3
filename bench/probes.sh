#!/usr/bin/env bash
# What probes cost: CPU time and memory of a Toolwatch that nobody sends anything to, without probes and with fifty of the kind
# http at 5 s, which check another Toolwatch. Prints a markdown table. Takes four minutes.
#
#   bench/probes.sh [--probes 50] [--seconds 60] [--warm-up 45]
#
# Runs target/*-runner if there is one, otherwise or with JVM=1 the jar.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
source bench/toolwatch.sh
find_toolwatch
probes=$(option --probes 50 "$@")
seconds=$(option --seconds 60 "$@")
warm_up=$(option --warm-up 45 "$@")
directory=$(mktemp -d)
pids=()
trap 'kill "${pids[@]}" 2> /dev/null || true; wait; rm -rf "$directory"' EXIT

# Starts a Toolwatch with a management port and further variables.
start() {
  local port=$1
  shift
  env TOOLWATCH_OTLP_GRPC_PORT=0 TOOLWATCH_OTLP_HTTP_PORT=0 QUARKUS_HTTP_PORT=0 QUARKUS_MANAGEMENT_PORT="$port" \
    TOOLWATCH_STORE_PATH="$directory/$port" "$@" "${toolwatch[@]}" > "$directory/$port.log" 2>&1 &
  pids+=($!)
  for _ in $(seq 100); do
    if curl -sf "localhost:$port/q/health/ready" > /dev/null; then return; fi
    sleep 0.2
  done
  cat "$directory/$port.log" >&2
  exit 1
}

# Prints the CPU time of a process so far, in hundredths of a second.
cpu() {
  awk '{ print $14 + $15 }' "/proc/$1/stat"
}

# Prints the resident memory of a process in MiB.
memory() {
  awk '/^VmRSS/ { printf "%.1f", $2 / 1024 }' "/proc/$1/status"
}

# Prints a row of the table for the process that was started last.
measure() {
  local pid=${pids[-1]} before
  sleep "$warm_up"
  before=$(cpu "$pid")
  sleep "$seconds"
  awk -v name="$1" -v ticks=$(($(cpu "$pid") - before)) -v seconds="$seconds" -v memory="$(memory "$pid")" \
    'BEGIN { printf "| %s | %.2f %% | %s MiB |\n", name, ticks / seconds, memory }'
}

start 19464
echo
echo '| | of one core | resident |'
echo '|---|---|---|'
start 19465
measure 'without probes'
kill "${pids[-1]}"
settings=()
for ((i = 0; i < probes; i++)); do
  settings+=("TOOLWATCH_PROBES_P${i}_KIND=http" "TOOLWATCH_PROBES_P${i}_URL=http://localhost:19464/q/health/live"
    "TOOLWATCH_PROBES_P${i}_INTERVAL=5s" "TOOLWATCH_PROBES_P${i}_TIMEOUT=2s")
done
start 19466 "${settings[@]}"
measure "$probes probes"
up=$(curl -s localhost:19466/metrics | grep -c '^mcp_probe_success{.* 1$' || true)
[[ $up == "$probes" ]] || { echo "probes: only $up of $probes are up" >&2; exit 1; }
