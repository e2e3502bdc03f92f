#!/usr/bin/env bash
# npm-ci.sh FOLDER PACKAGE: what FOLDER's lockfile names, installed once, also when two steps ask
# at the same time.
set -eu
cd "$(dirname "$0")/.."
mkdir -p build
exec 9>build/npm.lock
flock 9
cd "$1"
[ -d "node_modules/$2" ] || npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
