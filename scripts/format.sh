#!/usr/bin/env bash
# Formats all C++ in the repository with clang-format; with --check only says what is not formatted.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
mode=(-i)
case ${1:-} in
  '') ;;
  --check) mode=(--dry-run --Werror) ;;
  *) sed -n '2s/^# //p' "$0"; exit 2 ;;
esac
git ls-files -z -- '*.cpp' '*.h' '*.cu' '*.cuh' | xargs -0 -r clang-format "${mode[@]}"
