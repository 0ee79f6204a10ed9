#!/usr/bin/env bash
# Packs every package of src/ with symbols, docs, README and license, each under the version that its own history gives it.
#   eng/pack.sh [--output DIR]    default artifacts/packages
#   eng/pack.sh --versions        prints "Package version range" lines and packs nothing
#   eng/pack.sh --stamp           states the versions for the builds that follow and packs nothing
# Versions come from each package's version.json through nbgv; a package accepts the others from the version it was built with to the
# next minor one (while the major version is 0, a minor one may break).
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

output=artifacts/packages
only=
while [ $# -gt 0 ]; do
  case $1 in
    --output) output=${2:?--output takes a directory}; shift ;;
    --versions|--stamp) only=$1 ;;
    -h|--help) sed -n '2,7s/^# \{0,1\}//p' "$0"; exit 0 ;;
    *) echo "pack.sh: unknown argument $1 (see --help)" >&2; exit 2 ;;
  esac
  shift
done

export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
if [ "$(git rev-parse --is-shallow-repository)" = true ]; then
  echo "pack.sh: versions count commits, and this clone is shallow: git fetch --unshallow" >&2
  exit 1
fi
. eng/tools.sh
mkdir -p artifacts/pack
ensure_nbgv artifacts/pack/tools.log >&2

# name -> version, range
properties=
targets=
for file in src/*/version.json; do
  name=$(basename "$(dirname "$file")")
  version=$("${nbgv_command[@]}" get-version -p "src/$name" -v NuGetPackageVersion)
  assembly=$("${nbgv_command[@]}" get-version -p "src/$name" -v AssemblyVersion)
  commit=$(git log -1 --format=%H -- "src/$name")
  IFS=.- read -r major minor _ <<<"$version"
  if [ "$major" -eq 0 ]; then next="0.$((minor + 1)).0"; else next="$((major + 1)).0.0"; fi
  range="[$version, $next)"
  [ "$only" != --versions ] || echo "$name $version $range"
  properties+="
  <PropertyGroup Condition=\"'\$(MSBuildProjectName)' == '$name'\">
    <Version>$version</Version>
    <AssemblyVersion>$assembly</AssemblyVersion>
    <InformationalVersion>$version+$commit</InformationalVersion>
  </PropertyGroup>"
  targets+="
      <_ProjectReferencesWithVersions Condition=\"'%(Filename)' == '$name'\"><ProjectVersion>$range</ProjectVersion></_ProjectReferencesWithVersions>"
done
[ "$only" != --versions ] || exit 0

# Directory.Build.props imports it where it is there: what is built for the tests is what is packed, compiled once.
cat >artifacts/versions.props.new <<EOF
<Project>$properties
  <Target Name="StateRangesOfDependencies" AfterTargets="_GetProjectReferenceVersions">
    <ItemGroup>$targets
    </ItemGroup>
  </Target>
</Project>
EOF

cmp -s artifacts/versions.props.new artifacts/versions.props || cp artifacts/versions.props.new artifacts/versions.props
[ "$only" != --stamp ] || exit 0

mkdir -p "$output"
output=$(cd "$output" && pwd)
rm -f "$output"/*.nupkg "$output"/*.snupkg
# One build packs them all: one for each would look at everything that the last one looked at.
with_build_lock dotnet pack Kube.slnx -c Release --nologo -v q -clp:NoSummary -p:WarnOnPackingNonPackableProject=false -o "$output"
ls -1 "$output"
