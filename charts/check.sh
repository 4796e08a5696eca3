#!/usr/bin/env bash
# check.sh [--apply]: checks the chart and the plain manifests. With --apply also installs and upgrades it on a real API server
# (charts/control-plane.sh). Needs Go, Python and promtool; the rest is fetched into the cache once.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
. "$here/tools.sh"
chart=$here/toolwatch
work=$(mktemp -d)
trap 'rm -r "$work"' EXIT

python=$cache/kubernetes-validate/bin/python
if [ ! -x "$python" ]; then
  python3 -m venv "$cache/kubernetes-validate"
  "$cache/kubernetes-validate/bin/pip" install -q kubernetes-validate==1.37.0
fi

# The operators' resource definitions, each from its project's own module.
definitions=$work/definitions
mkdir "$definitions"
definition() {
  local directory
  directory=$(cd "$work" && go mod download -json "$1" | sed -n 's/.*"Dir": "\(.*\)".*/\1/p')
  shift
  for file in "$@"; do cp "$directory/$file" "$definitions/"; done
}
operator=example/prometheus-operator-crd/monitoring.coreos.com
definition github.com/prometheus-operator/prometheus-operator@v0.85.0 \
  ${operator}_servicemonitors.yaml ${operator}_podmonitors.yaml ${operator}_prometheusrules.yaml
definition github.com/cert-manager/cert-manager@v1.18.2 deploy/crds/crd-certificates.yaml
definition github.com/open-telemetry/opentelemetry-operator@v0.140.0 \
  config/crd/bases/opentelemetry.io_instrumentations.yaml
definition sigs.k8s.io/gateway-api@v1.4.0 config/crd/standard/gateway.networking.k8s.io_httproutes.yaml
chmod u+w "$definitions"/*
# cert-manager's has labels as templates.
sed -i '/{{/d' "$definitions/crd-certificates.yaml"

say() { printf '%-76s' "$1"; }
ok() { echo ok; }

say "helm lint accepts every set of values"
for values in "$chart"/ci/*-values.yaml; do
  "$helm" lint --strict --quiet --kube-version 1.33.0 "$chart" --values "$values" > "$work/lint" 2>&1 \
    || { cat "$work/lint"; exit 1; }
done
ok

say "mistakes are refused, with what to do"
refused() {
  local expected=$1
  shift
  if render wrong "$chart" --kube-version 1.33.0 "$@" > /dev/null 2> "$work/refused"; then
    echo "accepted: $*"
    exit 1
  fi
  grep -q -- "$expected" "$work/refused" || { echo "no '$expected' for $*:"; cat "$work/refused"; exit 1; }
}
open=(--set auth.enabled=false)
refused "auth.existingSecret or auth.tokens"
refused "additional properties 'replica' not allowed" "${open[@]}" --set replica=2
refused "/image/tag" "${open[@]}" --set image.tag=latest
refused "/postgresql/url" "${open[@]}" --set mode=postgresql,users.key=0123456789abcdef
refused "/postgresql/url" "${open[@]}" --set postgresql.url=jdbc:postgresql://db/toolwatch
refused "same key for users" "${open[@]}" --set mode=postgresql,postgresql.url=jdbc:postgresql://db/t,postgresql.existingSecret=db
refused "/users/countingKey" "${open[@]}" --set users.key=0123456789abcdef,users.countingKey=short
refused "users.countingKey goes with users.key" "${open[@]}" --set users.countingKey=0123456789abcdef
refused "users-counting-key of that Secret" "${open[@]}" --set users.existingSecret=users,users.countingKey=generated
refused "database needs a user" "${open[@]}" --set mode=postgresql,postgresql.url=jdbc:postgresql://db/t,users.key=0123456789abcdef
refused "/auth/tokens/0/token" --set 'auth.tokens[0].name=a,auth.tokens[0].roles={read},auth.tokens[0].token=short'
refused "/auth/tokens/0/roles/0" --set 'auth.tokens[0].name=a,auth.tokens[0].roles={write},auth.tokens[0].token=0123456789abcdef'
refused "TLS needs a certificate" "${open[@]}" --set tls.enabled=true
refused "issuerRef.name is empty" "${open[@]}" --set tls.enabled=true,tls.certManager.enabled=true
refused "Prometheus needs a token" --set auth.existingSecret=tokens,serviceMonitor.enabled=true
refused "makes the key token-prometheus" --set 'serviceMonitor.enabled=true,auth.tokens[0].name=a,auth.tokens[0].roles={scrape},auth.tokens[0].token=0123456789abcdef'
database=mode=postgresql,postgresql.url=jdbc:postgresql://db/t,postgresql.existingSecret=db,users.existingSecret=users
refused "postgresql.workload=StatefulSet" "${open[@]}" --set "$database,journal.enabled=true"
refused "postgresql.workload=StatefulSet" "${open[@]}" --set "$database" --set 'settings.toolwatch\.journal\.enabled=true'
refused "persistence.enabled=true" "${open[@]}" --set journal.enabled=true,persistence.enabled=false
refused "journal of a sidecar" "${open[@]}" --set "$database,mode=sidecar,journal.enabled=true"
refused "/journal/maxSize" "${open[@]}" --set journal.enabled=true,journal.maxSize=1Gi
refused "have to share a store" "${open[@]}" --set 'mode=sidecar,kafka.bootstrapServers={kafka:9092}'
refused "set kafka.bootstrapServers" "${open[@]}" --set kafka.group=toolwatch
refused "/kafka/bootstrapServers/0" "${open[@]}" --set 'kafka.bootstrapServers={kafka}'
refused "without kafka.tls.enabled" "${open[@]}" --set 'kafka.bootstrapServers={kafka:9092},kafka.tls.caSecret=authority'
refused "/kafka/sasl/mechanism" "${open[@]}" --set kafka.sasl.mechanism=GSSAPI
refused "/auth/tokens/0/tenant" \
  --set 'auth.tokens[0].name=a,auth.tokens[0].roles={read},auth.tokens[0].token=0123456789abcdef,auth.tokens[0].tenant=Acme'
refused "No token of auth.tokens names the tenant acme" --set 'tenants.acme.settings.traces\.ratio=1' \
  --set 'auth.tokens[0].name=a,auth.tokens[0].roles={read},auth.tokens[0].token=0123456789abcdef,auth.tokens[0].tenant=beta'
refused "tenants need tokens" "${open[@]}" --set 'tenants.acme.settings.traces\.ratio=1'
refused "invalid propertyName .toolwatch.traces.ratio." --set 'tenants.acme.settings.toolwatch\.traces\.ratio=1' --set auth.existingSecret=tokens
refused "invalid propertyName 'app.kubernetes.io/name'" "${open[@]}" --set 'podLabels.app\.kubernetes\.io/name=other'
ok

for version in 1.29 1.33 1.37; do
  for values in "$chart"/ci/*-values.yaml; do
    name=$(basename "$values" -values.yaml)
    render toolwatch "$chart" --namespace observability --kube-version "$version.0" --values "$values" \
      > "$work/$name@$version.yaml"
  done
done
"$here/manifests.sh" "$work/manifests"

say "objects fit the schemas of Kubernetes 1.29 to 1.37 and of the operators"
"$python" "$here/check.py" schemas "$definitions" "$work"/*@*.yaml "$work"/manifests/*.yaml
say "selectors hold, Secrets and ConfigMaps that are named are there"
"$python" "$here/check.py" references "$work"/*@1.33.yaml
say "rules and dashboards are those of this repository"
"$python" "$here/check.py" files "$here/.." "$work/monitoring@1.33.yaml" "$work/rules"
say "settings of tenants are the properties that they are meant to be"
"$python" "$here/check.py" tenants "$work/tenants@1.33.yaml"
say "promtool accepts the rules, also with links"
"$python" "$here/check.py" rules "$work/links@1.33.yaml" "$work/rules-with-links"
! grep -q externalLabels "$work"/rules-with-links/*
promtool check rules "$work"/rules/*.yml "$work"/rules-with-links/*.yml > "$work/promtool" || { cat "$work/promtool"; exit 1; }
ok

say "the package makes the same objects as the directory"
"$here/package.sh" "$work" > /dev/null
render toolwatch "$work"/toolwatch-*.tgz --namespace observability --kube-version 1.33.0 \
  --values "$chart/ci/monitoring-values.yaml" | cmp - "$work/monitoring@1.33.yaml"
ok

say "the next version changes nothing that is immutable"
"$here/package.sh" "$work/next" 9.9.9 > /dev/null
next=$work/next/toolwatch-9.9.9.tgz
for values in "$chart"/ci/*-values.yaml; do
  name=$(basename "$values" -values.yaml)
  render toolwatch "$next" --namespace observability --kube-version 1.33.0 --values "$values" > "$work/$name.next.yaml"
  "$python" "$here/check.py" upgrade "$work/$name@1.33.yaml" "$work/$name.next.yaml"
done
ok

say "pods restart when settings change, and only then"
changed() {
  local expected=$1
  shift
  render toolwatch "$chart" --namespace observability --kube-version 1.33.0 --values "$chart/ci/everything-values.yaml" "$@" \
    > "$work/changed.yaml"
  "$python" "$here/check.py" checksum "$expected" "$work/everything@1.33.yaml" "$work/changed.yaml"
}
changed same
changed same --set-string 'auth.tokens[0].token=another-token-of-everybody'
changed same --set replicas=5
changed other --set-string 'settings.toolwatch\.store\.retention\.minutes=9d'
changed other --set-string 'properties=toolwatch.mcp.source=spans'
changed other --set-string postgresql.password=another
changed other --set-string users.key=another-key-of-the-users
changed other --set 'kafka.bootstrapServers={kafka:9092}'
changed other --set-string 'auth.tokens[0].tenant=acme' # Toolwatch opens tenants at its start
changed other --set auth.existingSecret=tokens,tenants.acme.settings.traces\\.ratio=1
changed other --set-string users.countingKey=the-key-of-before
ok

say "the plain manifests are up to date"
diff -r "$work/manifests" "$here/../kubernetes" || { echo "run charts/manifests.sh"; exit 1; }
ok

if [ "${1:-}" = --apply ]; then
  "$here/control-plane.sh" "$here/apply.sh" "$definitions" "$work"
fi
