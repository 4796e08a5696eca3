#!/usr/bin/env bash
# manifests.sh [DIRECTORY]: makes the plain manifests, by default those in kubernetes/, from the chart.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
. "$here/tools.sh"
directory=${1:-$here/../kubernetes}
mkdir -p "$directory"
work=$(mktemp -d)
trap 'rm -r "$work"' EXIT

# manifest NAME COMMENT CHART ARGUMENTS...: without Helm's labels, which nobody updates here.
manifest() {
  local name=$1 comment=$2
  shift 2
  {
    echo "# Made by charts/manifests.sh: change the chart, not this file. docs/kubernetes.md has the steps."
    printf '%s\n' "$comment"
    render toolwatch "$@" --namespace toolwatch --kube-version 1.30.0 --skip-tests \
      | sed '/^ *helm\.sh\/chart: /d; /^ *app\.kubernetes\.io\/managed-by: /d; /^# Source: /d'
  } > "$directory/$name.yaml"
}

manifest sqlite "# One replica with SQLite. Needs the Secret toolwatch-tokens." \
  "$here/toolwatch" --values "$here/toolwatch/ci/sqlite-values.yaml"
manifest postgresql "# Replicas that share a database, two to six by load. Needs the Secrets toolwatch-tokens, toolwatch-users and
# toolwatch-postgresql, and the address of your database in the ConfigMap." \
  "$here/toolwatch" --values "$here/toolwatch/ci/postgresql-values.yaml"

cp -rL "$here/sidecar-example" "$work/example"
mkdir -p "$work/example/charts"
cp -rL "$here/toolwatch" "$work/example/charts/toolwatch"
manifest sidecar "# An MCP server with Toolwatch as a native sidecar. Needs the Secret toolwatch-tokens; your own pods get the same
# initContainer, annotation, label and volumes." "$work/example"
