#!/usr/bin/env bash
# Tries the packages in a fresh Debian 12 root: installs them, starts both programs, checks what the desktop finds,
# removes them again and looks for leftovers; then the archive, in a folder of its own.
#
# usage: scripts/prove-package.sh ROOT PACKAGES     (as root; needs mmdebstrap)
#   ROOT      a folder for the root; made anew each time, about 4 GB
#   PACKAGES  the folder that scripts/package.sh has filled
# Apt's sources and options are those of this machine.
# shellcheck disable=SC2016 # what stands in single quotes is for the shell inside
set -euo pipefail
case ${1:-} in
  '' | -h | --help) sed -n '2,8s/^# \{0,1\}//p' "$0"; exit 2 ;;
esac
bare=$(realpath -m "$1")
packages=$(realpath "${2:?name the folder with the packages}")
[ "$(id -u)" = 0 ] || { echo "prove-package: run it as root" >&2; exit 1; }
command -v mmdebstrap >/dev/null || { echo "prove-package: apt-get install mmdebstrap" >&2; exit 1; }
if [ -z "${ROTORSCOPE_IN_UNSHARE:-}" ]; then
  exec env ROTORSCOPE_IN_UNSHARE=1 unshare --mount --propagation private "${BASH_SOURCE[0]}" "$bare" "$packages"
fi
say() { echo "prove-package: $*"; }
fail() { echo "prove-package: failed: $*" >&2; exit 1; }

if [ -e "$bare" ] && [ ! -e "$bare/.rotorscope-root" ]; then
  fail "$bare is there already and no root of an earlier run; name another folder"
fi
rm -rf --one-file-system "$bare"
say "a fresh root in $bare"
sources=/etc/apt/sources.list.d/debian.sources
[ -e "$sources" ] || sources=/etc/apt/sources.list
options=()
for file in /etc/apt/apt.conf.d/*; do
  if grep -qE 'Acquire' "$file" && ! grep -qE 'Post-Invoke|Pre-Invoke' "$file"; then options+=("--aptopt=$file"); fi
done
mmdebstrap --quiet --variant=apt "${options[@]}" bookworm "$bare" - <"$sources"
touch "$bare/.rotorscope-root"
for file in /etc/resolv.conf /etc/hosts; do
  if [ -e "$file" ]; then cp -L --remove-destination "$file" "$bare$file"; fi
done
mkdir -p "$bare/usr/local/share/ca-certificates" "$bare/packages"
find /usr/local/share/ca-certificates -name '*.crt' -exec cp -t "$bare/usr/local/share/ca-certificates" {} +
cp "$packages"/rotorscope*.deb "$packages"/rotorscope-*.tar.zst "$bare/packages/"
mount -t proc proc "$bare/proc"
mount --rbind /dev "$bare/dev"
mount -t tmpfs tmpfs "$bare/tmp"
inside() {
  env -i HOME=/root PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin LANG=C.UTF-8 \
    DEBIAN_FRONTEND=noninteractive QT_QPA_PLATFORM=offscreen chroot "$bare" /bin/bash -euc "$1"
}

inside 'dpkg-query -W -f "\${Package}\n" | sort >/tmp/before; find /usr /etc -xdev | sort >/tmp/files-before'
say "installing"
inside 'apt-get -qq update; apt-get -qq install -y --no-install-recommends /packages/*.deb >/dev/null'
say "starting"
inside 'rotor --version; rotorscope --version; rotor info sample >/tmp/info; grep -q "SmolLM2\|llama" /tmp/info
  rotor eval sample --seq-len 64 --windows 1
  rotorscope sample --screenshot /tmp/window.png --size 1000x700; test -s /tmp/window.png'
say "what the desktop and the shell find"
inside 'test -e /usr/share/applications/org.rotorscope.rotorscope.desktop
  test -e /usr/share/icons/hicolor/scalable/apps/rotorscope.svg
  test -e /usr/share/metainfo/org.rotorscope.rotorscope.metainfo.xml
  test -e /usr/share/man/man1/rotor.1* && test -e /usr/share/man/man1/rotorscope.1*
  . /usr/share/bash-completion/completions/rotor
  COMP_WORDS=(rotor le) COMP_CWORD=1; _rotor; test "${COMPREPLY[*]}" = learn
  COMP_WORDS=(rotor learn --recomp) COMP_CWORD=2; _rotor; test "${COMPREPLY[*]}" = --recompute'
inside 'apt-get -qq install -y --no-install-recommends shared-mime-info desktop-file-utils >/dev/null
  update-mime-database /usr/share/mime; desktop-file-validate /usr/share/applications/*rotorscope*.desktop
  grep -q "application/x-gguf:.*\.gguf" /usr/share/mime/globs2 || grep -q "x-gguf" /usr/share/mime/globs2
  grep -q x-rotorscope-project /usr/share/mime/types'
say "removing"
inside 'apt-get -qq purge -y rotorscope rotorscope-data >/dev/null
  test ! -e /usr/lib/rotorscope && test ! -e /usr/bin/rotor && test ! -e /usr/share/rotorscope
  left=$(find /usr /etc -xdev -iname "*rotor*" | comm -23 <(sort) /tmp/files-before); test -z "$left" || { echo "$left"; exit 1; }'
say "the archive, in a folder of its own"
inside 'apt-get -qq install -y --no-install-recommends zstd >/dev/null
  mkdir "/opt/some place"; tar -C "/opt/some place" --zstd -xf /packages/rotorscope-*.tar.zst
  cd "/opt/some place"/rotorscope-*; bin/rotor --version; bin/rotorscope --version; bin/rotor info sample >/dev/null
  bin/rotor eval sample --seq-len 64 --windows 1 >/dev/null; rm -rf "/opt/some place"'
say "all is well"
