#!/usr/bin/env bash
# Checks real servers with probes: MCP servers (FastMCP in both eras of the protocol and over SSE, the reference
# server-everything over Streamable HTTP and over SSE), PostgreSQL with pgvector, Redis, Chroma, OpenSearch, GitHub's
# description of its API in Prism, and jira820. Each test starts its server on a free port and stops it. No build runs this.
#
#   src/test/probes/real.sh             # all of them
#   src/test/probes/real.sh services    # without the MCP servers
#   src/test/probes/real.sh mcp         # only these
#
# Needs Python 3.11, Node 20, npm and Debian's redis-server; as root also setpriv. What it installs goes to
# TOOLWATCH_PROBES, by default ~/.cache/toolwatch/probes: 1.3 GB, most of it for Chroma and Prism.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../../.."

case ${1:-all} in
  all) tests=McpServersCheck,RealServersCheck ;;
  mcp) tests=McpServersCheck ;;
  services) tests=RealServersCheck ;;
  *) echo "usage: $0 [all|mcp|services]" >&2; exit 2 ;;
esac
installed=${TOOLWATCH_PROBES:-${XDG_CACHE_HOME:-$HOME/.cache}/toolwatch/probes}

# A Python environment of what a file requires.
python() {
  local environment=$installed/$1 required=src/test/probes/$2
  if ! cmp -s "$required" "$environment/requirements.txt"; then
    python3 -m venv --clear "$environment"
    "$environment/bin/pip" install -q -r "$required"
    cp "$required" "$environment/requirements.txt"
  fi
}

mkdir -p "$installed/node" "$installed/opensearch"
if ! cmp -s src/test/probes/package.json "$installed/node/installed.json"; then
  cp src/test/probes/package.json "$installed/node/"
  npm install --prefix "$installed/node" --silent --no-audit --no-fund
  cp src/test/probes/package.json "$installed/node/installed.json"
fi
python python requirements.txt
if [[ $tests == *RealServersCheck* ]]; then
  python chroma requirements-chroma.txt
  python postgresql requirements-postgresql.txt
  python jira requirements-jira.txt
  node src/test/probes/github.mjs "$installed/node/node_modules" >"$installed/node/github.json"
  if ! cmp -s src/test/probes/opensearch/pom.xml "$installed/opensearch/pom.xml"; then
    ./mvnw -B -ntp -q -f src/test/probes/opensearch/pom.xml dependency:build-classpath \
      -Dmdep.outputFile="$installed/opensearch/classpath"
    cp src/test/probes/opensearch/pom.xml "$installed/opensearch/"
  fi
fi
./mvnw -B -ntp test -Dtest="$tests" -Dtoolwatch.probes="$installed"
