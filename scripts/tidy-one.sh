#!/usr/bin/env bash
# Runs clang-tidy on one source as scripts/test.sh does: quiet where all is well, and a line that it was looked at.
#
# usage: scripts/tidy-one.sh BUILD_FOLDER SOURCE
set -uo pipefail
build=${1:?usage: scripts/tidy-one.sh BUILD_FOLDER SOURCE}
source=${2:?usage: scripts/tidy-one.sh BUILD_FOLDER SOURCE}
# g++'s precompiled headers and some of its warning flags mean nothing to clang
output=$(clang-tidy --quiet -p "$build" --extra-arg=-Wno-unknown-warning-option \
  --extra-arg=-Wno-ignored-optimization-argument "$source" 2>&1)
status=$?
if [ "$status" != 0 ]; then printf '%s\n' "$output"; fi
echo "tidy: $source"
exit "$status"
