#!/bin/sh
# Runs pytest here with the packages of a build folder; the results are TAP.
#   BOTSCHAFTER=path tests/integration/run.sh BUILD [pytest arguments]
set -eu

python=$(cd "$1" && pwd)/venv/bin/python
shift
cd "$(dirname "$0")"
if ! [ -x "$python" ]; then
    python=python3
fi
if ! "$python" -c 'import aiohttp, pytest, pytest_timeout, slack_sdk' 2>/dev/null; then
    echo "1..0 # SKIP their packages are missing: tests/prepare.sh build installs them"
    exit 0
fi
PYTHONDONTWRITEBYTECODE=1 PYTHONPATH=../tools
export PYTHONDONTWRITEBYTECODE PYTHONPATH
exec "$python" -m pytest -p no:terminal -p pytest_as_tap "$@"
