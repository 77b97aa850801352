#!/bin/sh
# prepare.sh BUILD: what the integration tests need besides Debian's packages: Python's
# into BUILD/venv, Node's beside each package-lock.json. Quick where nothing has changed.
set -eu

mkdir -p "$1"
venv=$(cd "$1" && pwd)/venv
cd "$(dirname "$0")"

# same STAMP FILE: whether FILE is the one that STAMP was written for.
same() {
    [ "$(cat "$1" 2>/dev/null)" = "$(cksum "$2")" ]
}

if ! same "$venv/stamp" requirements.txt; then
    echo "Installing Python's packages ..."
    python3 -m venv --clear "$venv"
    "$venv/bin/pip" install --quiet --disable-pip-version-check -r requirements.txt
    cksum requirements.txt >"$venv/stamp"
fi

# The benchmark's packages are its own business: it is not part of the tests.
for lock in $(find . -name package-lock.json -not -path '*/node_modules/*' \
    -not -path './bench/*'); do
    modules=$(dirname "$lock")/node_modules
    if ! same "$modules/.stamp" "$lock"; then
        echo "Installing Node's packages for $lock ..."
        (cd "$(dirname "$lock")" &&
            npm ci --silent --no-audit --no-fund --no-update-notifier)
        cksum "$lock" >"$modules/.stamp"
    fi
done
