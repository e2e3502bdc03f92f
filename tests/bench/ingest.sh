#!/usr/bin/env bash
# ingest.sh [PERCENT]: issue rows of an invented city, all UTF-8, into memory: DuckDB on one thread and
# two, and the import, which also checks every cell, hashes every file and settles keys. Quote ratios.
set -eu
cd "$(dirname "$0")/../.."
percent=${1:-10}
work=$(mktemp -d "${TMPDIR:-/tmp}/gongkai-ingest-XXXXXX")
trap 'rm -rf "$work"' EXIT
[ -d tests/bench/peers/node_modules ] ||
    (cd tests/bench/peers && npm ci --no-audit --no-fund --loglevel=error)
${CC:-gcc} -O2 -std=c11 -D_GNU_SOURCE tests/bench/gencity.c -o "$work/gencity"
"$work/gencity" $((1092 * percent / 100)) $((10000000 * percent / 100)) "$work/city"
find "$work/city/input" -name '*.csv' | while read -r file; do
    iconv -f utf-8 -t utf-8 "$file" >/dev/null 2>&1 && continue
    iconv -f gb18030 -t utf-8 "$file" >"$file.utf8"
    mv "$file.utf8" "$file"
done
build/bench/plan >"$work/plan"
echo "city $percent %: $(du -sm "$work/city/input" | cut -f1) MB, from memory"
find "$work/city/input" -type f -exec cat {} + >/dev/null
measure() { python3 tests/bench/measure.py "$1" "$work/results" "${@:2}"; }
for threads in 1 2; do
    for what in all query; do
        measure "DuckDB, $what, $threads thread(s)" node tests/bench/peers/ingest.mjs "$work/city" $threads $what
    done
    measure "import, all columns, $threads thread(s)" build/bench/import "$work/plan" "$work/city" jobs=$threads
done
