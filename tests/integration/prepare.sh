#!/bin/sh
# Installs what these tests need, for a build folder that tests/run.sh did not make: pytest and
# aiohttp in BUILD/venv, Slack's Bolt beside its app. Quick where nothing has changed.
#   tests/integration/prepare.sh BUILD
set -eu

build=$(mkdir -p "$1" && cd "$1" && pwd)
cd "$(dirname "$0")/../.."

# same STAMP FILE: whether FILE is the one that STAMP was written for (as in tests/run.sh).
same() {
    [ "$(cat "$1" 2>/dev/null)" = "$(cksum "$2")" ]
}

if ! same "$build/venv/stamp" tests/requirements.txt; then
    python3 -m venv --clear "$build/venv"
    "$build/venv/bin/pip" install --quiet --disable-pip-version-check -r tests/requirements.txt
    cksum tests/requirements.txt >"$build/venv/stamp"
fi

lock=tests/fakes/bolt/package-lock.json
modules=tests/fakes/bolt/node_modules
if ! same "$modules/.stamp" "$lock"; then
    (cd tests/fakes/bolt && npm ci --silent --no-audit --no-fund --no-update-notifier)
    cksum "$lock" >"$modules/.stamp"
fi
