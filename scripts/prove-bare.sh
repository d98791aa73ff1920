#!/usr/bin/env bash
# Tries the committed state in a bare Debian 12 root, where nothing is installed but apt: a developer's machine hides
# what scripts/setup.sh forgets. The root is kept, so that a second run only goes on.
#
# usage: scripts/prove-bare.sh ROOT [COMMAND…]     (as root; needs mmdebstrap)
#   ROOT     a folder outside the working tree; about 8 GB
#   COMMAND  run in the clone, in ROOT/src/rotorscope (default: scripts/setup.sh --checks, twice)
# What this machine needs to reach the network (apt sources and options, pip's configuration, own certificates) is
# carried into the root; environment variables are not, but PIP_*.
set -euo pipefail
repository=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
case ${1:-} in
  '' | -h | --help) sed -n '2,9s/^# \{0,1\}//p' "$0"; exit 2 ;;
esac
bare=$(realpath -m "$1")
shift
[ "$(id -u)" = 0 ] || { echo "prove-bare: run it as root" >&2; exit 1; }
case $bare/ in "$repository"/*) echo "prove-bare: the root must be outside the working tree" >&2; exit 1 ;; esac

# Everything below happens in mounts of its own, which end with this script.
if [ -z "${ROTORSCOPE_IN_UNSHARE:-}" ]; then
  exec env ROTORSCOPE_IN_UNSHARE=1 unshare --mount --propagation private "${BASH_SOURCE[0]}" "$bare" "$@"
fi

if [ ! -e "$bare/etc/debian_version" ]; then
  command -v mmdebstrap >/dev/null || { echo "prove-bare: apt-get install mmdebstrap" >&2; exit 1; }
  echo "prove-bare: making a bare root in $bare"
  sources=/etc/apt/sources.list.d/debian.sources
  [ -e "$sources" ] || sources=/etc/apt/sources.list
  options=()
  for file in /etc/apt/apt.conf.d/*; do
    if grep -qE 'Acquire' "$file" && ! grep -qE 'Post-Invoke|Pre-Invoke' "$file"; then
      options+=("--aptopt=$file")
    fi
  done
  mmdebstrap --quiet --variant=apt "${options[@]}" bookworm "$bare" - <"$sources"
fi

for file in /etc/resolv.conf /etc/hosts /etc/pip.conf; do
  if [ -e "$file" ]; then cp -L --remove-destination "$file" "$bare$file"; fi
done
mkdir -p "$bare/usr/local/share/ca-certificates"
find /usr/local/share/ca-certificates -name '*.crt' -exec cp -t "$bare/usr/local/share/ca-certificates" {} +

clone=$bare/src/rotorscope
if [ -d "$clone/.git" ]; then
  git -C "$clone" fetch --quiet "$repository" HEAD
  git -C "$clone" reset --quiet --hard FETCH_HEAD
else
  git clone --quiet --no-hardlinks "$repository" "$clone"
fi
echo "prove-bare: $(git -C "$clone" log -1 --format='%h %s')"

mount -t proc proc "$bare/proc"
mount --rbind /dev "$bare/dev"
mount -t tmpfs tmpfs "$bare/tmp"
environment=(HOME=/root PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin LANG=C.UTF-8)
while IFS= read -r name; do environment+=("$name=${!name}"); done < <(compgen -e PIP_ || true)
inside() { env -i "${environment[@]}" chroot "$bare" /bin/bash -c 'cd /src/rotorscope && exec "$@"' inside "$@"; }

if [ $# -gt 0 ]; then
  inside "$@"
  exit
fi
inside scripts/setup.sh --checks
started=$SECONDS
inside scripts/setup.sh --checks
echo "prove-bare: the second setup took $((SECONDS - started)) s"
