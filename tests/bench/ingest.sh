#!/usr/bin/env bash
# ingest.sh [PERCENT]: issue rows of an invented city, all UTF-8, into memory: DuckDB on one thread and
# two, and the import, which also checks every cell, hashes every file and settles keys; then the same rows in
# one file. Quote ratios.
# shellcheck source=tests/bench/common.sh
. "$(dirname "$0")/common.sh"
peers
city "${1:-10}"
find "$city/input" -name '*.csv' | while read -r file; do
    iconv -f utf-8 -t utf-8 "$file" >/dev/null 2>&1 && continue
    iconv -f gb18030 -t utf-8 "$file" >"$file.utf8"
    mv "$file.utf8" "$file"
done
build/bench/plan >"$work/plan"
find "$city/input" -type f -exec cat {} + >/dev/null
for threads in 1 2; do
    for what in all query; do
        measure "DuckDB, $what, $threads thread(s)" node tests/bench/peers/ingest.mjs "$city" $threads $what
    done
    measure "import, all columns, $threads thread(s)" build/bench/import "$work/plan" "$city" jobs=$threads
done

# The same rows as one file, whose pieces the threads share.
one=$work/one
mkdir -p "$one/input"
cp "$city/input/小区基本信息.csv" "$one/input/"
find "$city/input" -name '问题台账.csv' | LC_ALL=C sort | {
    first=1
    while read -r file; do
        tail -n "+$first" "$file"
        first=2
    done
} >"$one/input/问题台账.csv"
heading "one file of $(du -m "$one/input/问题台账.csv" | cut -f1) MB"
for threads in 1 2; do
    measure "import, one file, $threads thread(s)" build/bench/import "$work/plan" "$one" jobs=$threads
done
