#!/usr/bin/env bash
# Builds the sample cluster in Release and runs it; all arguments are the cluster's own:
#   ./run.sh                                 a Kubernetes API server on https://127.0.0.1:6443, data in ./.kube-cluster
#   ./run.sh --data-dir DIR --secure-port 0  another directory, a free port
#   ./run.sh --help                          every flag
# It needs the .NET SDK; what else the machine lacks it installs, and says so. Its own words go to stderr, the cluster's to stdout.
set -euo pipefail
root="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1

say() { printf 'run.sh: %s\n' "$*" >&2; }

if ! command -v dotnet >/dev/null; then
  say "install the .NET 10 SDK first: https://dotnet.microsoft.com/download"
  exit 1
fi

# TLS is OpenSSL's; a minimal Debian may come without it.
if ldconfig -p 2>/dev/null | grep -q 'libssl\.so\.3'; then
  say "nothing to install: the .NET SDK ($(dotnet --version)) and OpenSSL are here"
else
  say "installing OpenSSL (libssl3), which .NET's TLS uses"
  if [ "$(id -u)" = 0 ]; then as_root=; else as_root=sudo; fi
  $as_root apt-get update -qq >&2
  $as_root apt-get install -y -qq --no-install-recommends libssl3 >&2 || $as_root apt-get install -y -qq --no-install-recommends libssl3t64 >&2
fi

. "$root/eng/tools.sh"

# Real containers: what runs them comes from the distribution.
if [[ " $* " == *" --container-runtime-endpoint auto "* || " $* " == *" --container-runtime-endpoint=auto "* ]]; then
  mkdir -p "$root/artifacts"
  ensure_containers "$root/artifacts/tools.log" >&2
fi

say "building samples/Cluster (Release)"
with_build_lock dotnet build "$root/samples/Cluster" -c Release --nologo -v q -clp:NoSummary >&2

# exec: signals reach the cluster itself.
exec "$root/artifacts/bin/Cluster/release/Kube.Samples.Cluster" "$@"
