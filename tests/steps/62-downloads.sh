#!/usr/bin/env bash
# The downloads of the sample district keep the rules of Data Package v2 and say the same everywhere.
set -eu
cd "$(dirname "$0")/../.."
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT
cp -R gongkai.lua input "$out/"
build/gongkai build -C "$out" --quiet
python3 tests/downloads.py "$out/output/site"
