#!/usr/bin/env bash
# Lighthouse on front page, compound and edition.
set -eu
cd "$(dirname "$0")/../.."
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT
cp -R gongkai.lua input "$out/"
build/gongkai build -C "$out" --quiet
[ -d tests/lighthouse/node_modules/lighthouse ] ||
    (cd tests/lighthouse && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error)
node tests/lighthouse/run.mjs "$out/output/site/"
