#!/usr/bin/env bash
# Runs clang-tidy on sources that a build knows: the named ones, or those that changed.
#
# usage: scripts/tidy.sh [--build FOLDER] [--base COMMIT] [--seconds N] [--jobs N] [FILE…]
#   --build FOLDER  a configured build (default: build/release)
#   --base COMMIT   without FILEs: what changed since then (default: since the branch left origin/main, or in the last
#                   commit)
#   --seconds N     stop after that time, and say how far it got (default: no limit)
#   --jobs N        as many at a time (default: one a processor)
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$root"
build=build/release base='' seconds=0 jobs=$(nproc) files=()
while [ $# -gt 0 ]; do
  case $1 in
    --build) build=${2:?--build needs a folder}; shift ;;
    --base) base=${2:?--base needs a commit}; shift ;;
    --seconds) seconds=${2:?--seconds needs a number}; shift ;;
    --jobs) jobs=${2:?--jobs needs a number}; shift ;;
    -h | --help) sed -n '2,9s/^# \{0,1\}//p' "$0"; exit 0 ;;
    -*) echo "tidy: unknown option $1 (see --help)" >&2; exit 2 ;;
    *) files+=("$(realpath --relative-to="$root" "$1")") ;;
  esac
  shift
done
if [ ! -e "$build/compile_commands.json" ]; then
  echo "tidy: $build is not configured; run: cmake --preset release" >&2
  exit 2
fi

# The commit to compare with; nothing if there is none, as in a clone of depth 1.
comparison_base() {
  local fork
  fork=$(git merge-base HEAD origin/main 2>/dev/null || true)
  if [ -z "$fork" ] || [ "$fork" = "$(git rev-parse HEAD)" ]; then
    fork=$(git rev-parse --verify --quiet 'HEAD~1^{commit}' || true)
  fi
  echo "$fork"
}

if [ ${#files[@]} = 0 ]; then
  [ -n "$base" ] || base=$(comparison_base)
  if [ -z "$base" ]; then
    echo "tidy: no earlier commit to compare with; nothing looked at"
    exit 0
  fi
  mapfile -t files < <(git diff --name-only --diff-filter=d "$base" -- '*.cpp')
fi

# g++'s precompiled headers mean nothing to clang, so the commands are used without them.
database=$(mktemp -d)
trap 'rm -rf "$database"' EXIT
sed -E 's/ -Winvalid-pch//; s/ -include [^ ]*cmake_pch\.hxx//' "$build/compile_commands.json" \
  >"$database/compile_commands.json"

known=()
for file in "${files[@]}"; do
  if grep -qF "\"$root/$file\"" "$database/compile_commands.json"; then known+=("$file"); fi
done
if [ ${#known[@]} = 0 ]; then
  echo "tidy: no changed source that $build compiles"
  exit 0
fi
echo "tidy: ${#known[@]} sources"

# shellcheck disable=SC2317 # called through xargs
tidy_one() {
  local output status=0
  output=$(clang-tidy --quiet -p "$1" --extra-arg=-Wno-unknown-warning-option \
    --extra-arg=-Wno-ignored-optimization-argument --extra-arg=-fno-openmp "$2" 2>&1) || status=$?
  if [ "$status" = 0 ]; then
    echo "tidy: clean: $2"
  else
    grep -v 'warnings generated' <<<"$output"
    echo "tidy: not clean: $2"
  fi
  return "$status"
}
export -f tidy_one

status=0
# shellcheck disable=SC2016 # the inner shell expands them
printf '%s\0' "${known[@]}" | timeout "$seconds" \
  xargs -0 -n 1 -P "$jobs" bash -c 'tidy_one "$1" "$2"' tidy "$database" >"$database/log" || status=$?
cat "$database/log"
if grep -q '^tidy: not clean' "$database/log"; then exit 1; fi
if [ "$status" = 124 ]; then
  echo "tidy: stopped after $seconds s, having looked at $(grep -c '^tidy: clean' "$database/log" || true) of ${#known[@]}"
  exit 0
fi
exit "$status"
