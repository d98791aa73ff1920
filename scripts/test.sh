#!/usr/bin/env bash
# Sets up, builds and tests everything on a fresh Debian 12, and checks what the compiler does not: formatting,
# clang-tidy on what changed, shell scripts, that the core builds without Qt and the window without libtorch.
# The last thing printed is what failed; the exit status is 0 only if all of it was well.
#
# usage: scripts/test.sh [--quick | --sanitize] [--interop] [--base COMMIT] [--jobs N]
#   --quick        build and test the release preset only
#   --sanitize     also build and test with the address, undefined-behaviour and thread sanitizers
#   --interop      also scripts/interop.sh: exports opened in transformers, gptqmodel and llama.cpp
#   --base COMMIT  clang-tidy looks at what changed since then (default: since the branch left origin/main, or in the
#                  last commit)
#   --jobs N       compile and test N at a time (default: as many as there are processors)
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$root"
quick=0 sanitize=0 interop=0 base='' jobs=$(nproc)
tidy_seconds=${ROTORSCOPE_TIDY_SECONDS:-420}
while [ $# -gt 0 ]; do
  case $1 in
    --quick) quick=1 ;;
    --sanitize) sanitize=1 ;;
    --interop) interop=1 ;;
    --base) base=${2:?--base needs a commit}; shift ;;
    --jobs) jobs=${2:?--jobs needs a number}; shift ;;
    -h | --help) sed -n '2,14s/^# \{0,1\}//p' "$0"; exit 0 ;;
    *) echo "test.sh: unknown option $1 (see --help)" >&2; exit 2 ;;
  esac
  shift
done

failed=()
log=$(mktemp)
trap 'rm -f "$log"' EXIT

clock() { printf '%d:%02d' $((SECONDS / 60)) $((SECONDS % 60)); }
say() { echo "test [$(clock)] $*"; }

# check LABEL COMMAND…: runs it; shows its output and how to repeat it only if it fails. The caller decides whether to
# go on.
check() {
  local label=$1
  shift
  say "$label"
  if "$@" >"$log" 2>&1; then return 0; fi
  tail -n 60 "$log"
  say "failed: $label"
  say "to repeat it: $*"
  failed+=("$label")
  return 1
}

build() { # build PRESET [CMake options…]
  local preset=$1
  shift
  check "configuring preset $preset" cmake --preset "$preset" "$@" || return 1
  check "building preset $preset" cmake --build --preset "$preset" --parallel "$jobs"
}

# Where the home folder cannot be written, the compiler cache goes into the working tree.
if [ -z "${CCACHE_DIR:-}" ] && ! mkdir -p "${HOME:-/nonexistent}/.cache" 2>/dev/null; then
  export CCACHE_DIR=$root/.ccache
fi

check "setting up" scripts/setup.sh --checks || exit 1
build release || exit 1
if [ "$quick" = 0 ]; then
  # the compiler cache holds the objects of the release build already
  build core-only -DROTORSCOPE_TESTS=OFF -DCMAKE_DISABLE_FIND_PACKAGE_Qt6=ON || true
  build window-only -DROTORSCOPE_TESTS=OFF -DCMAKE_DISABLE_FIND_PACKAGE_Libtorch=ON || true
  check "checking the formatting" scripts/format.sh --check || say "to mend it: scripts/format.sh"
  check "checking the shell scripts" shellcheck scripts/*.sh tests/fuzz/run.sh packaging/rotor.bash .ci/run || true
  check "checking AppStream's metadata" appstreamcli validate --no-net packaging/*.metainfo.xml || true
  check "checking the desktop entry" desktop-file-validate packaging/*.desktop || true
  if command -v clang++ >/dev/null; then
    build fuzz && { check "fuzzing for some seconds" ctest --preset fuzz -j "$jobs" || true; }
  else
    say "there is no clang++: nothing is fuzzed"
  fi
  if check "clang-tidy on what changed, for at most $tidy_seconds s" \
    scripts/tidy.sh --seconds "$tidy_seconds" --jobs "$jobs" ${base:+--base "$base"}; then
    grep -v ': clean: ' "$log" || true
  fi
fi
if [ "$sanitize" = 1 ]; then
  for preset in asan tsan; do
    build "$preset" && { check "testing preset $preset" ctest --preset "$preset" -j "$jobs" || true; }
  done
fi
if [ "$interop" = 1 ]; then
  check "opening exports in the engines" scripts/interop.sh --no-build && tail -n 30 "$log"
fi
if [ ${#failed[@]} -gt 0 ]; then
  say "failed before the tests: $(printf '%s; ' "${failed[@]}")"
fi
# Tests that only a GPU can run are left out where there is none: hundreds of skips would hide what failed.
selection=()
if ! nvidia-smi -L 2>/dev/null | grep -q '^GPU '; then
  selection=(-LE gpu)
  say "there is no NVIDIA GPU: the tests labelled gpu are left out (docs/gpu.md)"
fi
say "testing; one test again: ctest --preset release -R NAME"
status=0
# Several tests at a time have more threads than there are processors: those that wait must not spin.
export OMP_WAIT_POLICY=passive
ctest --preset release -j "$jobs" "${selection[@]}" || status=$?
if [ "$status" != 0 ]; then
  # The last thing shown is what failed, and whether it fails alone as well.
  say "these tests failed; once more, one at a time:"
  sed 's/^/  /' build/release/Testing/Temporary/LastTestsFailed.log || true
  ctest --preset release --rerun-failed 2>&1 | tail -n 80 || true
fi
if [ ${#failed[@]} -gt 0 ]; then
  status=1
  say "failed besides the tests: $(printf '%s; ' "${failed[@]}")"
fi
if [ "$status" = 0 ]; then say "all is well"; else say "not all is well (exit status 1)"; fi
exit "$status"
