#!/usr/bin/env bash
# Every number of every page, text and paper of the sample is a figure's or a row's.
set -eu
cd "$(dirname "$0")/../.."
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT
cp -R gongkai.lua input "$out/"
build/gongkai build -C "$out" --quiet
python3 tests/every_number.py "$out/output/site"
