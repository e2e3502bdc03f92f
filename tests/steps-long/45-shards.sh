#!/usr/bin/env bash
# One to four shards, of the sample with corrections and of invented districts; and GNU parallel's line.
set -eu
python3 tests/shards.py build/gongkai . --periods 2026-09,2026-10 --correct --shards 1,2,3,4
python3 tests/shards.py build/gongkai --seeds 1-3 --shards 1,2,3,4
GONGKAI_LARGE_TABLE=1 python3 tests/shards.py build/gongkai --seeds 4-6 --shards 1,2,3,4 # rows of others are dropped
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT
mkdir "$out/own" && cp -R gongkai.lua input tests/unit/part-metrics/scripts "$out/own" # functions that add up, and not
GONGKAI_LARGE_TABLE=1 python3 tests/shards.py build/gongkai "$out/own" --shards 2
mkdir "$out/one" && cp -R gongkai.lua input "$out/one" && cp -R "$out/one" "$out/many"
build/gongkai build -C "$out/one" --quiet 2>/dev/null
parallel build/gongkai build -C "$out/many" --shard {}/4 --quiet ::: 1 2 3 4
build/gongkai merge -C "$out/many" --quiet 2>/dev/null
diff -r "$(readlink -f "$out/one/output/site")" "$(readlink -f "$out/many/output/site")"
