#!/usr/bin/env bash
# Opens what rotor exports in the engines that people use (transformers with compressed-tensors, gptqmodel, llama.cpp),
# on the CPU, and compares perplexity, logits and greedy tokens with rotor's own for the same grid. The engines are
# installed from PyPI at the versions of tests/interop/requirements.txt into a virtual environment of their own,
# .deps/interop (5 GB; ROTORSCOPE_INTEROP names another place). Half an hour or more on two cores.
#
# usage: scripts/interop.sh [--no-build] [--only NAME…] [--list] [--out TABLE.md]
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$root"
build=1
arguments=()
for argument in "$@"; do
  case $argument in
    -h | --help) sed -n '2,7s/^# \{0,1\}//p' "$0"; exit 0 ;;
    --no-build) build=0 ;;
    *) arguments+=("$argument") ;;
  esac
done
if [ "$build" = 1 ]; then
  scripts/setup.sh --quiet
  cmake --preset release >&2
  cmake --build --preset release --target rotor >&2
fi
engines=${ROTORSCOPE_INTEROP:-.deps/interop}
if ! cmp -s tests/interop/requirements.txt "$engines/installed.txt"; then
  echo "interop: installing the engines into $engines" >&2
  [ -x "$engines/bin/python" ] || python3 -m venv "$engines"
  "$engines/bin/python" -m pip install --quiet --disable-pip-version-check -r tests/interop/requirements.txt >&2
  cp tests/interop/requirements.txt "$engines/installed.txt"
fi
exec "$engines/bin/python" tests/interop/run.py ${arguments[@]+"${arguments[@]}"}
