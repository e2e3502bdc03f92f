#!/usr/bin/env bash
# growth.sh [PERCENT…]: whole runs on cities of these sizes (1 10 100), all new, both profiles, and what each size
# takes of the one before it. Ten times the rows should take ten times the time.
# shellcheck source=tests/bench/common.sh
. "$(dirname "$0")/common.sh"
for percent in "${@:-1 10 100}"; do
    for size in $percent; do
        city "$size"
        build "$city" "full" --afresh
        leave "$city/output"
        build "$city" "peer" --profile peer
        leave "$city"
        echo "$size" >>"$work/sizes"
    done
done
python3 - "$work/results" "$work/sizes" <<'PY'
import sys
rows = [line.rstrip("\n").split("\t") for line in open(sys.argv[1], encoding="utf-8")]
sizes = [int(line) for line in open(sys.argv[2])]
print()
for profile in ("full", "peer"):
    runs = [row for row in rows if row[0] == profile]
    for before, after, run, last in zip(sizes, sizes[1:], runs[1:], runs):
        wall, cpu, memory = (float(run[i]) / float(last[i]) for i in (1, 2, 3))
        print(f"{profile}: {before} % to {after} %, rows x {after / before:.1f}: "
              f"wall x {wall:.1f}, cpu x {cpu:.1f}, memory x {memory:.1f}")
PY
