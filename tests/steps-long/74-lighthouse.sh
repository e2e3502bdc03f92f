#!/usr/bin/env bash
# Lighthouse on front page, compound and edition.
set -eu
cd "$(dirname "$0")/../.."
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT
cp -R gongkai.lua input "$out/"
build/gongkai build -C "$out" --quiet
bash tests/npm-ci.sh tests/lighthouse lighthouse
node tests/lighthouse/run.mjs "$out/output/site/"
