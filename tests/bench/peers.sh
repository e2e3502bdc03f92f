#!/usr/bin/env bash
# peers.sh [PERCENT…]: the same work from the same input, side by side: per compound eight pages, eight
# files of data and a bulletin of four pages. DuckDB → Hugo + Typst against `build --profile peer`.
# Run it on a machine that does nothing else.
# shellcheck source=tests/bench/common.sh
. "$(dirname "$0")/common.sh"
peers
for percent in "${@:-10}"; do
    city "$percent"
    out=$work/peers-$percent
    mkdir -p "$out"
    cp -R tests/bench/peers/site "$out/site"
    rm -f "$work/results"
    measure "DuckDB: CSV to Markdown and data" node tests/bench/peers/duckdb.mjs "$city" "$out"
    measure "Hugo: pages" hugo --quiet --source "$out/site" --destination "$out/public"
    measure "Typst: bulletins" node tests/bench/peers/typst.mjs "$out"
    build "$city" "gongkai build --profile peer" --profile peer
    stages "$city/output/report/run.json"
    ours=$(readlink -f "$city/output/site")
    for side in "peers $out/public $out/data $out/data" "ours $ours/c $ours/c $ours/c"; do
        read -r who pages data papers <<<"$side"
        first=$(find "$papers" -name '*.pdf' | sort | head -1)
        echo "$who: $(find "$pages" -name '*.html' | wc -l) pages, $(find "$data" -name '*.csv' | wc -l) data files," \
            "$(find "$papers" -name '*.pdf' | wc -l) bulletins of $(pdfinfo "$first" 2>/dev/null | awk '/^Pages/{print $2}') pages," \
            "$(($(stat -c %s "$first") / 1000)) kB"
    done
    python3 - "$work/results" <<'PY'
import sys
rows = [line.rstrip("\n").split("\t") for line in open(sys.argv[1], encoding="utf-8")]
peers, ours = rows[:3], rows[3]
wall, cpu, peak = sum(float(r[1]) for r in peers), sum(float(r[2]) for r in peers), max(int(r[3]) for r in peers)
print(f"DuckDB + Hugo + Typst: wall {wall:.2f} s, cpu {cpu:.2f} s, peak {peak} MB")
print(f"gongkai:               wall {float(ours[1]):.2f} s, cpu {float(ours[2]):.2f} s, peak {ours[3]} MB")
print(f"ratio: wall {wall / float(ours[1]):.2f}, cpu {cpu / float(ours[2]):.2f}, memory {peak / int(ours[3]):.2f}")
PY
    leave "$city"
    leave "$out"
done
