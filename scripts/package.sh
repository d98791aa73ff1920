#!/usr/bin/env bash
# Makes the packages: rotorscope_*.deb (window and command line, libtorch included), rotorscope-data_*.deb (sample model
# and prose), and rotorscope-*.tar.zst, which runs from any folder. docs/packaging.md says what is in them.
#
# usage: scripts/package.sh [--out FOLDER] [--prove ROOT] [--no-build]
#   --out FOLDER  where they go (default: build/packages)
#   --prove ROOT  then install, start and purge them in a fresh Debian 12 root (scripts/prove-package.sh)
#   --no-build    of the release preset as it is built now
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$root"
out=$root/build/packages prove='' build=1
while [ $# -gt 0 ]; do
  case $1 in
    --out) out=$(realpath -m "${2:?--out needs a folder}"); shift ;;
    --prove) prove=$(realpath -m "${2:?--prove needs a folder}"); shift ;;
    --no-build) build=0 ;;
    -h | --help) sed -n '2,9s/^# \{0,1\}//p' "$0"; exit 0 ;;
    *) echo "package.sh: unknown option $1 (see --help)" >&2; exit 2 ;;
  esac
  shift
done
say() { echo "package: $*"; }
for tool in dpkg-deb dpkg-shlibdeps zstd; do
  command -v "$tool" >/dev/null || { echo "package: $tool is missing; run scripts/setup.sh --checks" >&2; exit 1; }
done
if [ "$build" = 1 ]; then
  cmake --preset release >/dev/null
  cmake --build --preset release --target rotor rotorscope
fi
if command -v appstreamcli >/dev/null; then
  appstreamcli validate --no-net packaging/org.rotorscope.rotorscope.metainfo.xml
fi
if command -v desktop-file-validate >/dev/null; then
  desktop-file-validate packaging/org.rotorscope.rotorscope.desktop
fi

mkdir -p "$out"
rm -f "$out"/rotorscope*.deb "$out"/rotorscope-*.tar.zst
say "the archive"
version=$(sed -n 's/^project(Rotorscope VERSION \([0-9.]*\) .*/\1/p' CMakeLists.txt)
name=rotorscope-$version-$(uname -m)
stage=$(mktemp -d)
trap 'rm -rf "$stage"' EXIT
cmake --install build/release --strip --prefix "$stage/$name" >/dev/null
tar -C "$stage" --owner 0 --group 0 --sort name -cf - "$name" | zstd -q -T0 -10 -o "$out/$name.tar.zst"
say "the Debian packages"
(cd build/release && cpack -G DEB -B "$out" >"$stage/log" 2>&1) || { tail -n 30 "$stage/log" >&2; exit 1; }
rm -rf "$out/_CPack_Packages"
(cd "$out" && du -h -- *.deb *.tar.zst)
if [ -n "$prove" ]; then scripts/prove-package.sh "$prove" "$out"; fi
