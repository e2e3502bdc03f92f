#!/usr/bin/env bash
# The sample's downloads by the standards' own rules; spreadsheets leave the Excel forms as they are.
set -eu
cd "$(dirname "$0")/../.."
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT
cp -R gongkai.lua input "$out/"
build/gongkai build -C "$out" --quiet
bash tests/npm-ci.sh tests/opendata tableschema
node tests/opendata/input.mjs build/gongkai
node tests/opendata/check.mjs "$out/output/site"
node tests/opendata/csvw.mjs "$out/output/site"
python3 tests/opendata/office.py build/gongkai
