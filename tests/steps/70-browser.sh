#!/usr/bin/env bash
# The sample's pages in a real browser: search, keyboard, no script, phone, dark, large text, axe.
set -eu
cd "$(dirname "$0")/../.."
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT
cp -R gongkai.lua input "$out/"
build/gongkai build -C "$out" --quiet
[ -d tests/browser/node_modules/playwright-core ] ||
    (cd tests/browser && npm ci --no-audit --no-fund --loglevel=error)
node tests/browser/run.mjs "$out/output/site/"
