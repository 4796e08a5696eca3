# Sourced by the scripts here: helm, built once into the cache (ten minutes), and render, which is helm template without its
# lines about symbolic links.
cache=${TOOLWATCH_SERVERS:-$HOME/.cache/toolwatch/servers}
helm_version=v3.22.0
helm=$(command -v helm || echo "$cache/helm/helm")
if [ ! -x "$helm" ]; then
  echo "Building helm $helm_version, once" >&2
  GOBIN=$cache/helm GOFLAGS=-p=1 go install "helm.sh/helm/v3/cmd/helm@$helm_version"
fi

quietly() {
  local messages
  messages=$(mktemp)
  if ! "$@" 2> "$messages"; then
    cat "$messages" >&2
    rm "$messages"
    return 1
  fi
  rm "$messages"
}

render() {
  quietly "$helm" template "$@"
}
