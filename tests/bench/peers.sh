#!/usr/bin/env bash
# peers.sh [PERCENT]: the same work from the same input, side by side: per compound eight pages, eight
# files of data and a bulletin of four pages. DuckDB → Hugo + Typst against `build --profile peer`.
# 100 % is 1,092 compounds and 10,000,000 issue rows. Run it on a machine that does nothing else.
set -eu
cd "$(dirname "$0")/../.."
percent=${1:-10}
work=$(mktemp -d "${TMPDIR:-/tmp}/gongkai-peers-XXXXXX")
trap 'rm -rf "$work"' EXIT
[ -d tests/bench/peers/node_modules ] ||
    (cd tests/bench/peers && npm ci --no-audit --no-fund --loglevel=error)
${CC:-gcc} -O2 -std=c11 -D_GNU_SOURCE tests/bench/gencity.c -o "$work/gencity"
compounds=$((1092 * percent / 100)) rows=$((10000000 * percent / 100))
city=$work/city out=$work/peers results=$work/results
"$work/gencity" "$compounds" "$rows" "$city"
mkdir -p "$out"
cp -R tests/bench/peers/site "$out/site"
measure() { python3 tests/bench/measure.py "$1" "$results" "${@:2}"; }
echo "city $percent %: $compounds compounds, $rows issue rows, $(du -sm "$city/input" | cut -f1) MB"
cat "$city"/input/*/*/* "$city"/input/*.csv >/dev/null # from memory for all of them
measure "DuckDB: CSV to Markdown and data" node tests/bench/peers/duckdb.mjs "$city" "$out"
measure "Hugo: pages" hugo --quiet --source "$out/site" --destination "$out/public"
measure "Typst: bulletins" node tests/bench/peers/typst.mjs "$out"
measure "gongkai build --profile peer" build/gongkai build -C "$city" --period 2026-10 --quiet \
    --profile peer --afresh
ours=$(readlink -f "$city/output/site")
echo "peers: $(find "$out/public" -name '*.html' | wc -l) pages, $(find "$out/data" -name '*.csv' | wc -l) data files, $(find "$out/data" -name '*.pdf' | wc -l) bulletins of $(pdfinfo "$(find "$out/data" -name '*.pdf' | sort | head -1)" | awk '/^Pages/{print $2}') pages"
echo "ours:  $(find "$ours/c" -name '*.html' | wc -l) pages, $(find "$ours/c" -name '*.csv' | wc -l) data files, $(find "$ours/c" -name '*.pdf' | wc -l) bulletins of $(pdfinfo "$(find "$ours/c" -name '*.pdf' | sort | head -1)" | awk '/^Pages/{print $2}') pages"
python3 - "$results" "$city/output/report/run.json" <<'PY'
import json, sys
rows = [line.rstrip("\n").split("\t") for line in open(sys.argv[1], encoding="utf-8")]
peers, ours = rows[:3], rows[3]
wall, cpu = sum(float(r[1]) for r in peers), sum(float(r[2]) for r in peers)
print(f"DuckDB + Hugo + Typst: wall {wall:.2f} s, cpu {cpu:.2f} s, peak {max(int(r[3]) for r in peers)} MB")
print(f"gongkai:               wall {float(ours[1]):.2f} s, cpu {float(ours[2]):.2f} s, peak {ours[3]} MB")
print(f"ratio: wall {wall / float(ours[1]):.1f}, cpu {cpu / float(ours[2]):.1f}")
print("gongkai, processor seconds by stage:", json.load(open(sys.argv[2]))["cpu_seconds"])
PY
