#!/usr/bin/env bash
# The sample's pages in a real browser: search, keyboard, no script, phone, dark, large text, axe.
set -eu
cd "$(dirname "$0")/../.."
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT
cp -R gongkai.lua input "$out/"
build/gongkai build -C "$out" --quiet
bash tests/npm-ci.sh tests/browser playwright-core
node tests/browser/run.mjs "$out/output/site/"
