#!/usr/bin/env bash
# Checks real MCP servers with probes of kind mcp: FastMCP in both eras of the protocol and over SSE, and the reference
# server-everything over Streamable HTTP and over SSE. No build runs this.
#
#   src/test/probes/real.sh
#
# Needs Python 3.11, Node 20 and npm. What it installs goes to TOOLWATCH_PROBES, by default ~/.cache/toolwatch/probes.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../../.."

installed=${TOOLWATCH_PROBES:-${XDG_CACHE_HOME:-$HOME/.cache}/toolwatch/probes}
mkdir -p "$installed/node"
if ! cmp -s src/test/probes/requirements.txt "$installed/python/requirements.txt"; then
  python3 -m venv --clear "$installed/python"
  "$installed/python/bin/pip" install -q -r src/test/probes/requirements.txt
  cp src/test/probes/requirements.txt "$installed/python/"
fi
if ! cmp -s src/test/probes/package.json "$installed/node/installed.json"; then
  cp src/test/probes/package.json "$installed/node/"
  npm install --prefix "$installed/node" --silent --no-audit --no-fund
  cp src/test/probes/package.json "$installed/node/installed.json"
fi
./mvnw -B -ntp test -Dtest=McpServersCheck -Dtoolwatch.mcp-servers="$installed"
