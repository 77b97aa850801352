#!/bin/sh
# Compares the daemon with a Bolt app at the same work. Installs what that needs, makes
# a release build and fetches the app's npm packages, all into build-bench; then runs for
# about four minutes. Arguments go to run.py (--quick, --only, --json FILE, ...).
# `sh tests/bench/run.sh idle` measures the idle daemon's memory instead.
set -eu
cd "$(dirname "$0")/../.."
sh packaging/install-deps.sh packaging/debian-build-deps packaging/debian-bench-deps
if [ ! -f build-bench/build.ninja ]; then
    meson setup build-bench --buildtype=release -Db_lto=true -Dtests=false -Dbench=true >/dev/null ||
        { tail -n 20 build-bench/meson-logs/meson-log.txt >&2; exit 1; }
fi
ninja -C build-bench
if [ "${1-}" = idle ]; then
    shift
    exec python3 tests/bench/idle_memory.py --build build-bench "$@"
fi

# better-sqlite3 is compiled here: its maker has no binary for Debian's Node, and one of
# our own build is the fairer comparison.
bolt=build-bench/bolt
mkdir -p "$bolt"
cp tests/bench/bolt/*.js tests/bench/bolt/*.json tests/bench/bolt/.npmrc "$bolt/"
if [ "$(cat "$bolt/.installed" 2>/dev/null)" != "$(cksum <"$bolt/package-lock.json")" ]; then
    echo "Installing the Bolt app's packages (a minute) ..."
    if [ -f /usr/include/node/node.h ]; then
        export npm_config_nodedir=/usr
    fi
    (cd "$bolt" && npm_config_build_from_source=true npm ci)
    cksum <"$bolt/package-lock.json" >"$bolt/.installed"
fi
exec python3 tests/bench/run.py --build build-bench --bolt "$bolt" "$@"
