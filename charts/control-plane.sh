#!/usr/bin/env bash
# control-plane.sh COMMAND...: runs a command with a Kubernetes API server of its own and stops that afterwards. KUBECONFIG is
# set for the command. There are no nodes and no controllers: objects are admitted and stored, pods do not run.
#
# etcd and kube-apiserver are built once into the cache, which takes about a quarter of an hour on two processors.
set -euo pipefail
cache=${TOOLWATCH_SERVERS:-$HOME/.cache/toolwatch/servers}
kubernetes=1.37.0
bin=$cache/kubernetes-$kubernetes

build() {
  local source
  source=$(mktemp -d)
  mkdir "$source/etcd" "$source/kube-apiserver"
  cat > "$source/etcd/main.go" <<'GO'
package main

import (
	"os"

	"go.etcd.io/etcd/server/v3/etcdmain"
)

func main() { etcdmain.Main(os.Args) }
GO
  cat > "$source/kube-apiserver/main.go" <<'GO'
package main

import (
	"os"

	"k8s.io/component-base/cli"
	"k8s.io/kubernetes/cmd/kube-apiserver/app"
)

func main() { os.Exit(cli.Run(app.NewAPIServerCommand())) }
GO
  (
    cd "$source"
    export GOFLAGS=-mod=mod
    modules=$(go mod download -json "k8s.io/kubernetes@v$kubernetes" | sed -n 's/.*"Dir": "\(.*\)".*/\1/p')
    # Kubernetes' own modules are replaced by directories there, and by their published versions here.
    {
      printf 'module controlplane\n\ngo 1.26.0\n\nrequire k8s.io/kubernetes v%s\n\nreplace (\n' "$kubernetes"
      sed -nE 's/^\s*(k8s\.io\/[^ ]+) => \.\/.*/\1/p' "$modules/go.mod" \
        | while read -r module; do echo "	$module => $module v0.${kubernetes#1.}"; done
      echo ')'
    } > go.mod
    cp "$modules/go.sum" go.sum
    go get "k8s.io/kubernetes/cmd/kube-apiserver/app@v$kubernetes" go.etcd.io/etcd/server/v3/etcdmain@v3.7.3
    version=k8s.io/component-base/version
    go build -ldflags "-s -w -X $version.gitVersion=v$kubernetes -X $version.gitMajor=1 -X $version.gitMinor=37" \
      -o "$source/bin/" ./etcd ./kube-apiserver
  )
  mkdir -p "$bin"
  mv "$source"/bin/* "$bin/"
  rm -r "$source"
}

if [ ! -x "$bin/kube-apiserver" ]; then
  echo "Building kube-apiserver $kubernetes and etcd, once" >&2
  build
fi

free_port() {
  python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'
}

work=$(mktemp -d)
stop() {
  kill "${api:-}" "${etcd:-}" 2> /dev/null || true
  wait "${api:-}" "${etcd:-}" 2> /dev/null || true
  rm -r "$work"
}
trap stop EXIT
clients=$(free_port) peers=$(free_port) port=$(free_port)
token=$(openssl rand -hex 16)
openssl genrsa -out "$work/accounts.key" 2048 2> /dev/null
echo "$token,admin,admin,\"system:masters\"" > "$work/tokens.csv"
"$bin/etcd" --data-dir "$work/etcd" --unsafe-no-fsync \
  --listen-client-urls "http://127.0.0.1:$clients" --advertise-client-urls "http://127.0.0.1:$clients" \
  --listen-peer-urls "http://127.0.0.1:$peers" > "$work/etcd.log" 2>&1 &
etcd=$!
"$bin/kube-apiserver" --etcd-servers "http://127.0.0.1:$clients" --bind-address 127.0.0.1 --secure-port "$port" \
  --cert-dir "$work" --token-auth-file "$work/tokens.csv" --authorization-mode RBAC \
  --service-account-issuer https://localhost --service-account-signing-key-file "$work/accounts.key" \
  --service-account-key-file "$work/accounts.key" --service-cluster-ip-range 10.0.0.0/24 \
  --disable-admission-plugins ServiceAccount --endpoint-reconciler-type none > "$work/apiserver.log" 2>&1 &
api=$!

cat > "$work/kubeconfig" <<YAML
apiVersion: v1
kind: Config
clusters: [{name: local, cluster: {server: "https://127.0.0.1:$port", insecure-skip-tls-verify: true}}]
users: [{name: admin, user: {token: $token}}]
contexts: [{name: local, context: {cluster: local, user: admin}}]
current-context: local
YAML
export KUBECONFIG=$work/kubeconfig
for _ in $(seq 120); do
  [ "$(curl -sk -H "Authorization: Bearer $token" "https://127.0.0.1:$port/readyz")" = ok ] && ready=1 && break
  sleep 0.5
done
if [ -z "${ready:-}" ]; then
  tail -20 "$work/apiserver.log" "$work/etcd.log" >&2
  exit 1
fi
"$@"
