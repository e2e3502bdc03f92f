#!/usr/bin/env bash
# run.sh [PERCENT…]: measures the whole run on invented cities of these sizes (100 % = 1,092
# compounds, 10,000,000 issue rows), each into a fresh folder, twice: all new, then unchanged.
# Absolute times of shared machines move; quote the ratios.
set -eu
cd "$(dirname "$0")/../.."
sizes=("${@:-1}")
work=$(mktemp -d "${TMPDIR:-/tmp}/gongkai-bench-XXXXXX")
trap 'rm -rf "$work"' EXIT
${CC:-gcc} -O2 -std=c11 -D_GNU_SOURCE tests/bench/gencity.c -o "$work/gencity"

measure() { python3 tests/bench/measure.py "$1" "$work/results" "${@:2}"; }

for percent in "${sizes[@]}"; do
    compounds=$((1092 * percent / 100)) rows=$((10000000 * percent / 100))
    city=$work/city-$percent
    "$work/gencity" "$compounds" "$rows" "$city"
    echo "city $percent %: $compounds compounds, $rows issue rows, $(du -sm "$city/input" | cut -f1) MB"
    measure "  check" build/gongkai check -C "$city" --period 2026-10 --quiet
    measure "  build, all new" build/gongkai build -C "$city" --period 2026-10 --quiet
    python3 - "$city/output/report/run.json" <<'PY'
import json, sys
report = json.load(open(sys.argv[1]))
for name, seconds in report["seconds"].items():
    print(f"    {name:12s} wall {seconds:8.2f} s   cpu {report['cpu_seconds'][name]:8.2f} s   "
          f"peak {report['peak_kilobytes'][name] // 1024:6d} MB")
PY
    measure "  build, nothing changed" build/gongkai build -C "$city" --period 2026-10 --quiet
    printf 'W999999999,X00000,投诉,12345,停车,1幢,2026-10-09,2026-10-19,,办理中,,停车\n' \
        >>"$city/input/2026-10/汀街道0/问题台账.csv"
    measure "  build, one row more" build/gongkai build -C "$city" --period 2026-10 --quiet
    measure "  build --profile peer" build/gongkai build -C "$city" --period 2026-10 --quiet \
        --profile peer --afresh
    rm -rf "$city"
done
build/bench/paper 200
# Scripts run in a child that valgrind follows into its seccomp filter and its limits, where it
# cannot live; so a whole run cannot be counted, the parts in C are by themselves.
if command -v valgrind >/dev/null; then
    for rounds in 2 12; do
        valgrind --tool=callgrind --callgrind-out-file=/dev/null build/bench/paper $rounds \
            2>"$work/log-$rounds" >/dev/null
    done
    python3 - "$work/log-2" "$work/log-12" <<'PY'
import re, sys
few, many = (int(re.search(r"Collected : (\d+)", open(p).read())[1]) for p in sys.argv[1:])
print(f"instructions per PDF: {(many - few) // 10:,}")
PY
fi
