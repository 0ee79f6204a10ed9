# Sourced by run.sh, test.sh and eng/pack.sh: finds the tools that are not part of the .NET SDK, or installs them and says so.

tools_root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)/artifacts/tools

# Runs a command under the lock of this clone's builds: two at once would write the same files. The command does not inherit the lock, for what it leaves
# running (MSBuild's nodes, the compiler's server) would keep it. The compiler ends before profiles of its own code pay: without them it needs a third less.
with_build_lock() {
  mkdir -p "$tools_root"
  ( flock 8; DOTNET_TieredPGO=0 "$@" 8>&- ) 8>"$tools_root/build.lock"
}

as_root() {
  if [ "$(id -u)" -eq 0 ]; then "$@"; elif command -v sudo >/dev/null; then sudo -n "$@"; else return 1; fi
}

kubectl_minor() {
  command -v kubectl >/dev/null || { echo 0; return; }
  local version
  version=$(kubectl version --client -o json 2>/dev/null | sed -nE 's/.*"gitVersion": *"v1\.([0-9]+)\..*/\1/p' | head -1)
  echo "${version:-0}"
}

# kubectl 1.30 or newer, for the end-to-end lane. Debian's own package is used when it is new enough; when nothing is,
# the lane itself fails and says what to install (the rest of the gate still runs).
ensure_kubectl() {
  local log
  log=$(realpath -m "$1")
  [ "$(kubectl_minor)" -lt 30 ] || return 0
  local candidate=
  if command -v apt-cache >/dev/null; then
    as_root apt-get update -qq >>"$log" 2>&1 || true
    candidate=$(apt-cache policy kubernetes-client 2>/dev/null | sed -nE 's/^ *Candidate: 1\.([0-9]+)\..*/\1/p')
  fi
  if [ "${candidate:-0}" -ge 30 ]; then
    echo "installing kubectl: apt-get install kubernetes-client"
    as_root apt-get install -y -qq kubernetes-client >>"$log" 2>&1 || true
  fi
  [ "$(kubectl_minor)" -ge 30 ] || echo "kubectl 1.30 or newer was not found and Debian's package is older: https://kubernetes.io/docs/tasks/tools/install-kubectl-linux/"
}

# The version tool of Nerdbank.GitVersioning: the .NET tool where NuGet serves it, else the same tool out of the npm package.
# Afterwards nbgv_command holds the words that start it.
ensure_nbgv() {
  local log
  log=$(realpath -m "$1")
  if [ -x "$tools_root/nbgv/nbgv" ]; then nbgv_command=("$tools_root/nbgv/nbgv"); return 0; fi
  local dll
  dll=$(ls -d "$tools_root"/nbgv-npm/package/nbgv.cli/tools/net*/any/nbgv.dll 2>/dev/null | sort -V | tail -1 || true)
  if [ -z "$dll" ]; then
    mkdir -p "$tools_root"
    if dotnet tool install nbgv --tool-path "$tools_root/nbgv" >>"$log" 2>&1; then
      echo "installed nbgv from NuGet"
      nbgv_command=("$tools_root/nbgv/nbgv")
      return 0
    fi
    if ! command -v npm >/dev/null; then
      echo "installing npm for nbgv: apt-get install npm"
      { as_root apt-get update -qq && as_root apt-get install -y -qq --no-install-recommends npm; } >>"$log" 2>&1 ||
        { echo "eng/tools.sh: nbgv is not on this NuGet feed and npm could not be installed; install npm" >&2; return 1; }
    fi
    echo "installing nbgv from the npm package nerdbank-gitversioning"
    rm -rf "$tools_root/nbgv-npm"
    mkdir -p "$tools_root/nbgv-npm"
    (cd "$tools_root/nbgv-npm" && npm pack nerdbank-gitversioning --silent >>"$log" 2>&1 && tar xzf nerdbank-gitversioning-*.tgz) ||
      { echo "eng/tools.sh: could not get nerdbank-gitversioning from npm, see $log" >&2; return 1; }
    dll=$(ls -d "$tools_root"/nbgv-npm/package/nbgv.cli/tools/net*/any/nbgv.dll | sort -V | tail -1)
  fi
  nbgv_command=(dotnet "$dll")
}

# What the lane of real containers runs: containerd with runc and the CNI plugins, nftables, and a static busybox to make images of.
ensure_containers() {
  local log missing=()
  log=$(realpath -m "$1")
  # A user's path may lack what only root needs.
  PATH=$PATH:/usr/sbin:/sbin
  command -v containerd >/dev/null || missing+=(containerd)
  command -v runc >/dev/null || missing+=(runc)
  command -v nft >/dev/null || missing+=(nftables)
  command -v ip >/dev/null || missing+=(iproute2)
  command -v dig >/dev/null || missing+=(bind9-dnsutils)
  [ -x /usr/lib/cni/bridge ] || missing+=(containernetworking-plugins)
  command -v ip >/dev/null || missing+=(iproute2)
  [ -x /bin/busybox ] || missing+=(busybox-static)
  [ "${#missing[@]}" -gt 0 ] || return 0
  echo "installing what runs containers: apt-get install ${missing[*]}"
  as_root apt-get update -qq >>"$log" 2>&1 || true
  as_root apt-get install -y -qq --no-install-recommends "${missing[@]}" >>"$log" 2>&1 ||
    echo "could not install ${missing[*]}; the tests of real containers will fail, see $log"
}
