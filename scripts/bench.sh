#!/usr/bin/env bash
# Measures Rotorscope against the limits of this machine and against its peers, side by side, and writes the ratios to
# docs/performance.md and docs/performance.json. The peers (transformers, llama.cpp, the PyTorch reference) are installed
# from PyPI into a virtual environment of their own, .deps/peers, at the versions of tests/bench/requirements.txt; one
# that cannot be installed is reported as not measured.
#
# usage: scripts/bench.sh [--quick] [--only NAME…] [--threads N] [--model MODEL] [--out FOLDER]
#   --quick      one pair of runs instead of three, and less work in each: a look, not figures to quote
#   --only NAME  rows whose name holds this (--list shows the names); the others keep what was measured before
#   --list       the rows' names
#   --no-build   measure what is built already; the table marks the commit with ?, for it may be another's build
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$root"
build=1
arguments=()
for argument in "$@"; do
  case $argument in
    -h | --help) sed -n '2,11s/^# \{0,1\}//p' "$0"; exit 0 ;;
    --no-build) build=0; arguments+=(--no-build) ;;
    --list) build=0; arguments=(--list); break ;;
    *) arguments+=("$argument") ;;
  esac
done
say() { echo "bench: $*" >&2; }

if [ "$build" = 1 ]; then
  scripts/setup.sh --quiet
  log=$(mktemp)
  trap 'rm -f "$log"' EXIT
  say "building"
  if ! { cmake --preset release && cmake --build --preset release --target rotor rotorscope first_paint empty_window \
    frame_times; } \
    >"$log" 2>&1; then
    tail -n 60 "$log" >&2
    say "the build failed; to repeat it: cmake --build --preset release"
    exit 1
  fi
fi

peers=.deps/peers
if ! cmp -s tests/bench/requirements.txt "$peers/installed.txt"; then
  say "installing the peers into $peers"
  if { [ -x "$peers/bin/python" ] || python3 -m venv "$peers"; } >&2 &&
    "$peers/bin/python" -m pip install --quiet --disable-pip-version-check -r tests/bench/requirements.txt >&2; then
    cp tests/bench/requirements.txt "$peers/installed.txt"
  else
    say "the peers cannot be installed (python3-venv and PyPI are needed); their rows will not be measured"
  fi
fi
exec python3 tests/bench/run.py ${arguments[@]+"${arguments[@]}"}
