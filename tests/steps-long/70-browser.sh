#!/usr/bin/env bash
# The longest and the emptiest page of each kind in a real browser: looks, keyboard, print.
set -eu
cd "$(dirname "$0")/../.."
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT
cp -R gongkai.lua input "$out/"
build/gongkai build -C "$out" --quiet
bash tests/npm-ci.sh tests/browser playwright-core
LONG=1 ONLY=keyboard,paper,looks node tests/browser/run.mjs "$out/output/site/"
