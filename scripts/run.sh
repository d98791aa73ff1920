#!/usr/bin/env bash
# Sets up, builds and starts Rotorscope on the sample model: the window where there is a display, else `rotor demo`,
# which runs the whole chain and leaves a report.
#
# usage: scripts/run.sh [options of rotorscope, or of rotor demo where there is no display]
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$root"
case ${1:-} in
  -h | --help) sed -n '2,6s/^# \{0,1\}//p' "$0"; exit 0 ;;
esac
if [ -z "${CCACHE_DIR:-}" ] && ! mkdir -p "${HOME:-/nonexistent}/.cache" 2>/dev/null; then
  export CCACHE_DIR=$root/.ccache
fi

scripts/setup.sh
log=$(mktemp)
trap 'rm -f "$log"' EXIT
echo "run: building; the first time takes a while"
if ! { cmake --preset release && cmake --build --preset release --target rotorscope rotor; } >"$log" 2>&1; then
  tail -n 60 "$log" >&2
  echo "run: the build failed; to repeat it: cmake --build --preset release" >&2
  exit 1
fi

if [ -n "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ]; then
  rm -f "$log"
  exec build/release/bin/rotorscope sample "$@"
fi
echo "run: no display here, so the demonstration runs on the command line"
build/release/bin/rotor demo --out build/demo "$@"
echo "run: the report is in $root/build/demo"
