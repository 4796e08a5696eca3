#!/usr/bin/env bash
# package.sh DIRECTORY [VERSION]: makes DIRECTORY/toolwatch-VERSION.tgz, for Chart.yaml's versions unless one is given. Helm
# follows the links in files/, so the package holds the rules and dashboards of this repository.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
. "$here/tools.sh"
directory=$1
version=${2:+--version $2 --app-version $2}
# shellcheck disable=SC2086
quietly "$helm" package "$here/toolwatch" --destination "$directory" $version
