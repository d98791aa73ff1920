#!/usr/bin/env bash
# Builds core, kernels and their tests without Qt on a machine with an NVIDIA GPU, compares the GPU with the CPU (once
# under compute-sanitizer where that is there) and prints what it reaches as Markdown. Without a GPU everything is still
# compiled; it then says so and ends well.
#
# Needs nvcc of CUDA 13, CMake 3.25, Ninja, g++ and Debian's or Ubuntu's packages as scripts/setup.sh lists them, less Qt.
# libtorch is what `python3 -c "import torch"` finds (2.11.0 with CUDA 13), or else .deps/python.
#
# usage: scripts/gpu-check.sh [--prefix FOLDER] [--torch FOLDER] [--arch LIST] [--jobs N] [--no-sanitizer] [--out FILE]
#   --prefix FOLDER  packages that are not installed but unpacked there (FOLDER/usr/include, FOLDER/usr/lib/…)
#   --torch FOLDER   the unpacked torch wheel (…/site-packages/torch)
#   --arch LIST      CUDA architectures, as CMake names them (default: that of the GPU, without one those of the project)
#   --jobs N         compile N at a time (default: as many as there are processors)
#   --no-sanitizer   leave compute-sanitizer out; it takes minutes
#   --out FILE       where the results go (default: $OUT/gpu-results.md if OUT is set, else docs/gpu-results.md)
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$root"
prefix='' torch='' arch='' jobs=$(nproc) sanitizer=1 out=''
while [ $# -gt 0 ]; do
  case $1 in
    --prefix) prefix=$(cd "${2:?--prefix needs a folder}" && pwd); shift ;;
    --torch) torch=${2:?--torch needs a folder}; shift ;;
    --arch) arch=${2:?--arch needs a list}; shift ;;
    --jobs) jobs=${2:?--jobs needs a number}; shift ;;
    --no-sanitizer) sanitizer=0 ;;
    --out) out=${2:?--out needs a file}; shift ;;
    -h | --help) sed -n '2,16s/^# \{0,1\}//p' "$0"; exit 0 ;;
    *) echo "gpu-check.sh: unknown option $1 (see --help)" >&2; exit 2 ;;
  esac
  shift
done
if [ -z "$out" ]; then out=${OUT:+$OUT/gpu-results.md}; fi
[ -n "$out" ] || out=docs/gpu-results.md

say() { printf 'gpu-check [%d:%02d] %s\n' $((SECONDS / 60)) $((SECONDS % 60)) "$*"; }

# ---- what there is ----------------------------------------------------------------------------------------------------
gpu=$(nvidia-smi --query-gpu=name,compute_cap,driver_version --format=csv,noheader 2>/dev/null | head -n 1 || true)
if [ -z "$torch" ]; then
  torch=$(python3 -c 'import torch, pathlib; print(pathlib.Path(torch.__file__).parent)' 2>/dev/null || true)
  [ -n "$torch" ] || torch=$root/.deps/python/torch
fi
if [ ! -e "$torch/lib/libtorch_cuda.so" ]; then
  echo "gpu-check: there is no libtorch with CUDA in $torch; install torch 2.11.0 or name it with --torch" >&2
  exit 1
fi
options=(-DROTORSCOPE_CUDA=ON "-DLibtorch_ROOT=$torch")
if [ -z "$arch" ] && [ -n "$gpu" ]; then
  arch=$(cut -d, -f2 <<<"$gpu" | tr -d ' .')-real
fi
[ -z "$arch" ] || options+=("-DCMAKE_CUDA_ARCHITECTURES=$arch")
if [ -n "$prefix" ]; then
  triple=$(g++ -dumpmachine)
  options+=("-DCMAKE_PREFIX_PATH=$prefix/usr" "-DHDF5_ROOT=$prefix/usr")
  export PKG_CONFIG_SYSROOT_DIR=$prefix
  export PKG_CONFIG_PATH=$prefix/usr/lib/$triple/pkgconfig:$prefix/usr/share/pkgconfig
  export CPLUS_INCLUDE_PATH=$prefix/usr/include:$prefix/usr/include/$triple:$prefix/usr/include/hdf5/serial
  export C_INCLUDE_PATH=$CPLUS_INCLUDE_PATH
  export LIBRARY_PATH=$prefix/usr/lib/$triple:$prefix/usr/lib/$triple/hdf5/serial
  export LD_LIBRARY_PATH=$LIBRARY_PATH${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}
fi

# ---- build ------------------------------------------------------------------------------------------------------------
say "configuring; libtorch in $torch, GPU: ${gpu:-none}"
# A folder of its own: another libtorch or a list of architectures must not stay in the developer's builds.
build=build/gpu-check
cmake --preset core-only -B "$build" "${options[@]}" >/dev/null
bin=$build/bin
say "building"
cmake --build "$build" --parallel "$jobs" --target \
  rotorscope_cuda rotor gpu_test gpu_bench cuda_registration_test cuda_module_test
# The kernels by themselves, without torch: through their host build and on the GPU.
mapfile -t kernel_tests < <(cmake --build "$build" --target help | sed -n 's/^\(kernels_cuda[a-z_]*_test\): phony$/\1/p' | sort -u)
if [ ${#kernel_tests[@]} -gt 0 ]; then cmake --build "$build" --parallel "$jobs" --target "${kernel_tests[@]}"; fi

if [ -z "$gpu" ]; then
  say "there is no GPU here: everything is compiled, nothing was run on one"
  "$bin/rotor" devices
  exit 0
fi

# ---- compare and measure ----------------------------------------------------------------------------------------------
failed=()
"$bin/rotor" devices
for test in cuda_module_test cuda_registration_test "${kernel_tests[@]}" gpu_test; do
  say "running $test"
  "$bin/$test" || failed+=("$test")
done
checker=$(command -v compute-sanitizer || echo /usr/local/cuda/bin/compute-sanitizer)
sanitized="not run"
if [ "$sanitizer" = 1 ] && [ -x "$checker" ]; then
  say "running gpu_test under compute-sanitizer"
  if "$checker" --tool memcheck --error-exitcode 9 "$bin/gpu_test"; then
    sanitized="no error"
  else
    sanitized="errors"
    failed+=("compute-sanitizer")
  fi
fi
say "measuring"
mkdir -p "$(dirname "$out")"
{
  "$bin/gpu_bench"
  echo
  echo "Driver, GPU: $gpu. Comparison with the CPU: $([ ${#failed[@]} = 0 ] && echo passed || echo "failed: ${failed[*]}"); compute-sanitizer: $sanitized."
  echo
  echo "Repeat with \`scripts/gpu-check.sh\`."
} | tee "$out"
say "the results are in $out"
[ ${#failed[@]} = 0 ] || { say "failed: ${failed[*]}"; exit 1; }
