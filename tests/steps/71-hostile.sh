#!/usr/bin/env bash
# Hostile text in every text column: nothing on the pages runs, asks anybody or bursts its box.
set -eu
cd "$(dirname "$0")/../.."
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT
[ -d tests/browser/node_modules/playwright-core ] ||
    (cd tests/browser && npm ci --no-audit --no-fund --loglevel=error)
node tests/browser/hostile.mjs build/gongkai "$out"
