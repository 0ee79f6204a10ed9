#!/usr/bin/env bash
# The one gate, the same on a laptop and in CI: format, build with warnings as errors, every test project.
#   ./test.sh          everything, under 8 minutes on 2 cores
#   ./test.sh --long   the same tests with their long budgets as well (KUBE_LONG=1): power cuts, hostile inputs, soak
#   ./test.sh --only Kube.Store.Tests     one project, for the inner loop
# It needs the .NET SDK; what else a lane lacks it installs, and says so. The last line is `N passed, N failed, N skipped`.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

only=
while [ $# -gt 0 ]; do
  case $1 in
    --long) export KUBE_LONG=1 ;;
    --only) only=${2:?--only takes the name of a test project}; shift ;;
    -h|--help) sed -n '2,6s/^# \{0,1\}//p' "$0"; exit 0 ;;
    *) echo "test.sh: unknown argument $1 (see --help)" >&2; exit 2 ;;
  esac
  shift
done

# Release, because allocation budgets and time budgets are about the code that ships.
configuration=Release
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 DOTNET_CLI_UI_LANGUAGE=en
results=artifacts/test-results
rm -rf "$results"
mkdir -p "$results"

say() { printf '%s  %s\n' "$(date +%H:%M:%S)" "$*"; }

command -v dotnet >/dev/null || { echo "test.sh: install the .NET 10 SDK first: https://dotnet.microsoft.com/download" >&2; exit 1; }
. eng/tools.sh
if [ -z "$only" ]; then
  ensure_kubectl "$results/tools.log"
  ensure_nbgv "$results/tools.log"
  ensure_containers "$results/tools.log"
fi

# Beside what comes next, which is on one core.
format=
if [ -z "$only" ]; then
  say "format"
  dotnet format whitespace . --folder --verify-no-changes \
    --include src/ tests/ samples/ eng/ --exclude src/Kube.Api.Models/Generated/ artifacts/ &
  format=$!
fi

# What is tested is what is packed: the packages' versions are stated first, so that nothing is compiled twice.
[ -n "$only" ] || eng/pack.sh --stamp || say "versions could not be stated; what is built has none"
say "restore and build ($configuration)"
with_build_lock dotnet build Kube.slnx -c "$configuration" --nologo -v q -clp:NoSummary
[ -z "$format" ] || wait "$format" || { echo "test.sh: run 'dotnet format whitespace . --folder' on the files above" >&2; exit 1; }

# The executables are run directly, two projects at a time. The end-to-end tests come last and alone: they fill the machine with processes by themselves, and
# what measures itself among the others is not to be measured beside them.
run_project() {
  local name=$1 started=$SECONDS log code=0
  log=$results/$name.log
  "artifacts/bin/$name/${configuration,,}/$name" -noColor >"$log" 2>&1 </dev/null || code=$?
  local summary total=0 errors=0 failed=0 skipped=0
  # One line of the runner's own: "Kube.X  Total: 3, Errors: 0, Failed: 0, Skipped: 0, Not Run: 0, Time: 0.100s"
  summary=$(grep -E 'Total: [0-9]+, Errors: [0-9]+, Failed: [0-9]+, Skipped: [0-9]+' "$log" | tail -1 || true)
  field() { sed -nE "s/.*$1: ([0-9]+).*/\1/p" <<<"$summary"; }
  if [ -n "$summary" ]; then
    total=$(field Total); errors=$(field Errors); failed=$(field Failed); skipped=$(field Skipped)
  elif ! { [ "$code" -eq 0 ] || grep -q 'No tests' "$log"; }; then
    errors=1 total=1
  fi
  # A runner that dies after its summary, or without one, is a failure of its own.
  if [ "$code" -ne 0 ] && [ $((failed + errors)) -eq 0 ] && [ -n "$summary" ]; then errors=1; total=$((total + 1)); fi
  failed=$((failed + errors))
  local passed=$((total - failed - skipped))
  [ "$passed" -ge 0 ] || passed=0
  echo "$passed $failed $skipped" >"$results/$name.count"
  say "$(printf '%-32s %6d passed %4d failed %4d skipped %5d s' "$name" "$passed" "$failed" "$skipped" "$((SECONDS - started))")"
  grep -E '^[a-z]+ agreed [0-9]+ of [0-9]+$' "$log" || true
  if [ $((failed + skipped)) -gt 0 ]; then sed 's/^/    /' "$log" | tail -n 200; fi
}

# Longest first, so that the last project to end is a short one.
last=Kube.EndToEnd.Tests
order="Kube.Repository.Tests Kube.Wire.Tests Kube.Node.Tests Kube.Controllers.Tests Kube.Api.Tests"
projects=()
for path in tests/*.Tests; do
  name=${path#tests/}
  if [ -n "$only" ] && [ "$name" != "$only" ]; then continue; fi
  case " $order $last " in *" $name "*) ;; *) projects+=("$name") ;; esac
done
for name in $(tr ' ' '\n' <<<"$order" | tac); do
  if [ -n "$only" ] && [ "$name" != "$only" ]; then continue; fi
  projects=("$name" ${projects[@]+"${projects[@]}"})
done
if [ -z "$only" ] || [ "$only" = "$last" ]; then projects+=("$last"); fi
[ "${#projects[@]}" -gt 0 ] || { echo "test.sh: no test project is named $only" >&2; exit 2; }

say "test"
for name in "${projects[@]}"; do
  while [ "$(jobs -rp | wc -l)" -ge 2 ]; do wait -n || true; done
  if [ "$name" = "$last" ]; then
    wait
    # What run.sh builds is there: a test that runs it changes no program that another test is about to start.
    with_build_lock dotnet build samples/Cluster -c "$configuration" --nologo -v q -clp:NoSummary
  fi
  run_project "$name" &
done
wait

read -r passed failed skipped < <(cat "$results"/*.count | awk '{ p += $1; f += $2; s += $3 } END { print p + 0, f + 0, s + 0 }')
missing=$(( ${#projects[@]} - $(ls "$results"/*.count | wc -l) ))
[ "$missing" -eq 0 ] || { echo "test.sh: $missing test projects left no result" >&2; failed=$((failed + missing)); }
say "done in ${SECONDS} s"
echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" -eq 0 ] && [ "$skipped" -eq 0 ] && [ "$passed" -gt 0 ]
