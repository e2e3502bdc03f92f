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

measure() { # NAME COMMAND…
    local name=$1
    shift
    python3 - "$name" "$@" <<'PY'
import os, resource, subprocess, sys, time
name, command = sys.argv[1], sys.argv[2:]
before = resource.getrusage(resource.RUSAGE_CHILDREN)
began = time.monotonic()
code = subprocess.call(command)
wall = time.monotonic() - began
after = resource.getrusage(resource.RUSAGE_CHILDREN)
cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
print(f"{name:34s} wall {wall:8.2f} s   cpu {cpu:8.2f} s   peak {after.ru_maxrss / 1024:7.0f} MB   exit {code}")
PY
}

for percent in "${sizes[@]}"; do
    compounds=$((1092 * percent / 100)) rows=$((10000000 * percent / 100))
    city=$work/city-$percent
    "$work/gencity" "$compounds" "$rows" "$city"
    echo "city $percent %: $compounds compounds, $rows issue rows, $(du -sm "$city/input" | cut -f1) MB"
    measure "  check" build/gongkai check -C "$city" --period 2026-10 --quiet
    measure "  build, all new" build/gongkai build -C "$city" --period 2026-10 --quiet
    measure "  build, nothing changed" build/gongkai build -C "$city" --period 2026-10 --quiet
    python3 - "$city/output/report/run.json" <<'PY'
import json, sys
print("  stages of the last:", json.load(open(sys.argv[1]))["seconds"])
PY
    rm -rf "$city"
done
if command -v valgrind >/dev/null; then
    "$work/gencity" 6 20000 "$work/small"
    if valgrind --tool=callgrind --callgrind-out-file="$work/callgrind.out" \
        build/gongkai check -C "$work/small" --period 2026-10 --quiet 2>"$work/log"; then
        awk '/Collected/ { printf "instructions per issue row, import: %.0f\n", $4 / 20000 }' "$work/log"
    else # what was counted then is the start of the program alone
        echo "instructions per issue row: not measured, scripts do not run under valgrind here"
    fi
fi
