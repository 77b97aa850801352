#!/bin/sh
# Runs clang-tidy over the sources, or over the files given. Minutes, so it is no part of
# tests/run.sh.
set -eu
cd "$(dirname "$0")/.."
sh packaging/install-deps.sh packaging/debian-build-deps packaging/debian-test-deps
command -v clang-tidy-14 >/dev/null || {
    echo "clang-tidy-14 is missing: apt-get install clang-tidy-14" >&2
    exit 1
}
[ -f build-clang/build.ninja ] ||
    CC=clang-14 CXX=clang++-14 meson setup build-clang -Dwerror=true -Dfuzz=true \
        -Db_lundef=false -Db_sanitize=address,undefined
ninja -C build-clang
[ $# -gt 0 ] || set -- $(find bot commands -name '*.c')
# One file at a time: with several, clang-tidy 14 takes va_start for not done.
printf '%s\n' "$@" | xargs -P "$(nproc)" -n 1 clang-tidy-14 -p build-clang --quiet
echo "clang-tidy: $# files, nothing to say"
