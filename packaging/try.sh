#!/bin/sh
# From a bare Debian 12 to the playground: installs what is missing, builds, starts it.
# Arguments go to `botschafter try`.
set -eu
here=$(dirname "$0")
sh "$here/build-release.sh"
exec "$here/../build-release/bot/cli/botschafter" try "$@"
