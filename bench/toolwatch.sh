# To be sourced in the root of the repository.

# Sets the array toolwatch to the command that starts the Toolwatch to be measured. Arguments are passed to its virtual machine.
find_toolwatch() {
  local executable
  executable=$(compgen -G 'target/*-runner' | head -1 || true)
  if [[ -n $executable && -z ${JVM:-} ]]; then
    toolwatch=("$executable" "$@")
  else
    [[ -e target/quarkus-app/quarkus-run.jar ]] || ./mvnw -q -ntp package -DskipTests
    toolwatch=("${JAVA:-java}" -XX:+UseSerialGC "$@" -jar target/quarkus-app/quarkus-run.jar)
  fi
  echo "$(date -u +%F), $(nproc) × $(sed -n 's/^model name\s*: //p' /proc/cpuinfo | head -1), ${toolwatch[*]}"
}

# Prints the value after a name in the arguments, or a default: option --limit-mib 768 "$@".
option() {
  local name=$1 value=$2
  shift 2
  while (($# > 1)); do
    if [[ $1 == "$name" ]]; then value=$2; fi
    shift
  done
  echo "$value"
}

# Sets otelcol to the collector that OTELCOL names, or to one that is built at the first run.
find_otelcol() {
  otelcol=${OTELCOL:-target/bench/otelcol/otelcol}
  if [[ ! -x $otelcol ]]; then
    GOBIN=$PWD/target/bench go install go.opentelemetry.io/collector/cmd/builder@v0.161.0
    target/bench/builder --config bench/otelcol/manifest.yaml >&2
  fi
}
