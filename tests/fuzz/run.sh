#!/usr/bin/env bash
# Fuzzes one format for some seconds, beginning with the corpus and with what earlier runs have kept.
# usage: run.sh BIN FORMAT SECONDS FOLDER
#   BIN     where the fuzzers are
#   FORMAT  gguf, safetensors, config, tokenizer, project or pickle
#   FOLDER  keeps inputs that reach something new, and findings as crash-…, timeout-…, oom-…
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
bin=${1:?} format=${2:?} seconds=${3:?} folder=${4:?}
mkdir -p "$folder/kept"
rm -rf "$folder/seeds"
mkdir -p "$folder/seeds"
if [ "$format" = project ]; then
  "$bin/project_seed" "$folder/seeds/good.h5"
else
  python3 "$here/../corpus/seeds.py" "$format" "$folder/seeds"
fi
if [ -d "$here/../corpus/found/$format" ]; then cp "$here/../corpus/found/$format"/* "$folder/seeds/"; fi
# HDF5 loses small blocks when it gives up on a damaged file.
leaks=1
[ "$format" != project ] || leaks=0
export ASAN_OPTIONS=detect_leaks=$leaks:allocator_may_return_null=0
cd "$folder"
exec "$bin/${format}_fuzz" -max_total_time="$seconds" -rss_limit_mb=1024 -malloc_limit_mb=600 -timeout=10 \
  -max_len=65536 -print_final_stats=1 -artifact_prefix="$folder/" kept seeds
