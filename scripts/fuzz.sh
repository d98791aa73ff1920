#!/usr/bin/env bash
# Fuzzes the readers of files for long: GGUF, safetensors, tokenizer.json, config.json, the project file, the pickle of an R.bin. A finding stays
# in build/fuzz-runs/FORMAT/crash-…; mend it and keep the input as tests/corpus/found/FORMAT/NAME.
#
# usage: scripts/fuzz.sh [--seconds N] [FORMAT…]
#   --seconds N  for each format (default: 600)
#   FORMAT       gguf, safetensors, tokenizer, config, project, pickle (default: all, one after the other)
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$root"
seconds=600 formats=()
while [ $# -gt 0 ]; do
  case $1 in
    --seconds) seconds=${2:?--seconds needs a number}; shift ;;
    -h | --help) sed -n '2,8s/^# \{0,1\}//p' "$0"; exit 0 ;;
    gguf | safetensors | tokenizer | config | project | pickle) formats+=("$1") ;;
    *) echo "fuzz.sh: unknown option or format $1 (see --help)" >&2; exit 2 ;;
  esac
  shift
done
[ ${#formats[@]} -gt 0 ] || formats=(gguf safetensors tokenizer config project pickle)
command -v clang++ >/dev/null || { echo "fuzz: there is no clang++; run scripts/setup.sh --checks" >&2; exit 1; }
cmake --preset fuzz >/dev/null
cmake --build --preset fuzz
status=0
for format in "${formats[@]}"; do
  echo "fuzz: $format, $seconds s"
  folder=$root/build/fuzz-runs/$format
  mkdir -p "$folder"
  tests/fuzz/run.sh build/fuzz/bin "$format" "$seconds" "$folder" 2>"$folder/log" || {
    status=1
    echo "fuzz: $format has a finding; the log is $folder/log"
  }
  grep -E '^(SUMMARY|==[0-9]+==ERROR|stat::)' "$folder/log" || true
done
exit "$status"
