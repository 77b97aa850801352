#!/bin/sh
# Runs all tests, from a bare Debian 12 on: installs what they need, makes the checked
# build (ASan, UBSan, warnings are errors), the same with clang, and the release build;
# then runs every suite. Ends with one line, `N passed, N failed`.
# Arguments go to `meson test`: --suite unit, or the name of a test.
set -eu
cd "$(dirname "$0")/.."

# build FOLDER OPTION...: configures once, builds what is new.
build() {
    if [ ! -f "$1/build.ninja" ]; then
        meson setup -Dwerror=true "$@" || return 1
    fi
    ninja -C "$1"
}

build_with_clang() {
    CC=clang-14 CXX=clang++-14 build build-clang -Dfuzz=true -Db_lundef=false \
        -Db_sanitize=address,undefined
}

step() {
    echo
    echo "== $1"
    shift
    "$@" && return
    echo "It ended here, before any test ran."
    echo "0 passed, 1 failed"
    exit 1
}

step "Packages of Debian" sh packaging/install-deps.sh \
    packaging/debian-build-deps packaging/debian-test-deps
step "Packages of Python and Node" sh tests/prepare.sh build-test
PATH=$PWD/build-test/venv/bin:$PATH
export PATH
step "Release build" sh packaging/build-release.sh
step "Build with clang, fuzz targets included" build_with_clang
step "Build with gcc, ASan and UBSan" build build-test -Db_sanitize=address,undefined

echo
echo "== Tests"
rm -f build-test/meson-logs/testlog.json
status=0
meson test -C build-test --no-rebuild --print-errorlogs "$@" || status=$?
exec python3 tests/tools/count.py build-test/meson-logs/testlog.json "$status"
