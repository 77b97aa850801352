#!/bin/sh
# Runs all tests, from a bare Debian 12 on: installs what they need, makes the checked
# build (ASan, UBSan, warnings are errors), the same with clang, and the release build;
# then runs every suite. Ends with one line, `N passed, N failed`.
# Arguments go to `meson test`: --suite unit, or the name of a test.
set -eu
cd "$(dirname "$0")/.."

# same STAMP FILE...: whether the files are those that STAMP was written for.
same() {
    stamp=$1
    shift
    [ "$(cat "$stamp" 2>/dev/null)" = "$(cksum "$@")" ]
}

python_packages() {
    same build-test/venv/stamp tests/requirements.txt && return
    python3 -m venv --clear build-test/venv &&
        build-test/venv/bin/pip install --quiet --disable-pip-version-check \
            -r tests/requirements.txt &&
        cksum tests/requirements.txt >build-test/venv/stamp
}

# The benchmark's packages are its own business: it is not part of the tests.
node_packages() {
    find tests -name package-lock.json -not -path '*/node_modules/*' \
        -not -path 'tests/bench/*' | while read -r lock; do
        modules=$(dirname "$lock")/node_modules
        same "$modules/.stamp" "$lock" && continue
        (cd "$(dirname "$lock")" && npm ci --no-audit --no-fund --no-update-notifier) &&
            cksum "$lock" >"$modules/.stamp" || exit 1
    done
}

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

step "Packages" sh packaging/install-deps.sh \
    packaging/debian-build-deps packaging/debian-test-deps
mkdir -p build-test
step "Python packages" python_packages
step "Node packages" node_packages
PATH=$PWD/build-test/venv/bin:$PATH
export PATH
step "Release build" sh packaging/build-release.sh
step "Build with clang, fuzz targets included" build_with_clang
step "Build with gcc, ASan and UBSan" build build-test -Db_sanitize=address,undefined

echo
echo "== Tests"
rm -f build-test/meson-logs/testlog.json
meson test -C build-test --no-rebuild --print-errorlogs "$@" || true
exec python3 tests/tools/count.py build-test/meson-logs/testlog.json
