#!/bin/sh
# install-deps.sh LIST...: installs what the lists name and the system lacks. Says and
# does nothing when nothing is missing, so it can run before every build.
set -eu

missing() {
    sed 's/#.*//' "$@" | while read -r package command; do
        [ -n "$package" ] || continue
        [ -z "$command" ] || ! command -v "$command" >/dev/null || continue
        state=$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null || true)
        [ "$state" = installed ] || echo "$package"
    done
}

as_root() {
    if [ "$(id -u)" -eq 0 ]; then
        "$@"
    elif command -v sudo >/dev/null; then
        sudo "$@"
    else
        echo "Not root, and there is no sudo. As root: apt-get install" $packages >&2
        exit 1
    fi
}

install() {
    as_root env DEBIAN_FRONTEND=noninteractive apt-get -y \
        -o DPkg::Lock::Timeout=300 -o Dpkg::Use-Pty=0 \
        install --no-install-recommends $packages
}

if ! command -v apt-get >/dev/null; then
    echo "There is no apt-get here. These lists say what is needed: $*" >&2
    exit 1
fi
packages=$(missing "$@")
[ -n "$packages" ] || exit 0
echo "Installing" $packages
# The package lists may be absent or old: then, and only then, they are fetched.
if ! apt-cache policy $packages 2>/dev/null | grep -q 'Candidate: [0-9]' || ! install; then
    as_root apt-get -o DPkg::Lock::Timeout=300 update
    install
fi
