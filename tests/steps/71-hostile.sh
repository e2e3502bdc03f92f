#!/usr/bin/env bash
# Hostile text in every text column: nothing on the pages runs, asks anybody or bursts its box.
set -eu
cd "$(dirname "$0")/../.."
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT
bash tests/npm-ci.sh tests/browser playwright-core
node tests/browser/hostile.mjs build/gongkai "$out"
