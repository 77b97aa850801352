#!/bin/sh
# Makes the release build in build-release; seconds when there is nothing new.
set -eu
cd "$(dirname "$0")/.."
sh packaging/install-deps.sh packaging/debian-build-deps
if [ ! -f build-release/build.ninja ]; then
    echo "Configuring the release build ..."
    meson setup build-release --buildtype=release -Db_lto=true -Dtests=false >/dev/null ||
        { tail -n 20 build-release/meson-logs/meson-log.txt >&2; exit 1; }
fi
exec ninja -C build-release
