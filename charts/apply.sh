#!/usr/bin/env bash
# apply.sh DEFINITIONS WORK: what check.sh --apply does on the API server that KUBECONFIG names. Needs kubectl.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
. "$here/tools.sh"
definitions=$1 work=$2
chart=$here/toolwatch
next=$work/next/toolwatch-9.9.9.tgz
python=$cache/kubernetes-validate/bin/python
say() { printf '%-76s' "$1"; }
ok() { echo ok; }

namespace() {
  kubectl create namespace "$1" > /dev/null
  # Warnings and refusals of pods that are not as the strictest standard wants.
  kubectl label namespace "$1" pod-security.kubernetes.io/enforce=restricted pod-security.kubernetes.io/warn=restricted \
    > /dev/null
}

kubectl apply --server-side --force-conflicts -f "$definitions" > /dev/null
kubectl wait --for condition=Established crd --all --timeout 60s > /dev/null
kubectl create priorityclass high --value 1000 > /dev/null

say "the API server admits every object, and every pod as restricted"
for values in "$chart"/ci/*-values.yaml; do
  name=$(basename "$values" -values.yaml)
  namespace "dry-$name"
  sed "s/namespace: observability/namespace: dry-$name/" "$work/$name@1.33.yaml" \
    | kubectl apply --server-side --dry-run=server --validate=strict -n "dry-$name" -f - > "$work/applied" 2>&1 \
    || { cat "$work/applied"; exit 1; }
  "$python" "$here/check.py" pods "$work/$name@1.33.yaml" > "$work/pods.yaml"
  [ "$name" = plain ] && continue # has no security context for the pod
  [ ! -s "$work/pods.yaml" ] || kubectl create --dry-run=server --validate=strict -n "dry-$name" -f "$work/pods.yaml" \
    > "$work/applied" 2>&1 || { echo "$name"; cat "$work/applied"; exit 1; }
done
for manifest in "$work"/manifests/*.yaml; do
  kubectl create namespace toolwatch --dry-run=client -o yaml | kubectl apply -f - > /dev/null
  sed '/^ *namespace: toolwatch$/d' "$manifest" \
    | kubectl apply --server-side --dry-run=server --validate=strict -n toolwatch -f - > "$work/applied" 2>&1 \
    || { cat "$work/applied"; exit 1; }
done
ok

say "installed, upgraded to the next version, with other settings, rolled back"
for values in "$chart"/ci/*-values.yaml; do
  name=$(basename "$values" -values.yaml)
  namespace "up-$name"
  step() { quietly "$helm" "$@" --namespace "up-$name" > "$work/step" || { cat "$work/step"; exit 1; }; }
  step install toolwatch "$chart" --values "$values"
  step upgrade toolwatch "$next" --values "$values"
  step upgrade toolwatch "$next" --values "$values" --set-string 'settings.toolwatch\.mcp\.source=spans' --set replicas=4 \
    --set-string 'podAnnotations.changed=yes' --set-string resources.limits.memory=1Gi
  step rollback toolwatch 1
  step uninstall toolwatch
done
ok
