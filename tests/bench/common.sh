# shellcheck shell=bash
# common.sh - what the scripts beside it begin with (sourced): a scratch folder that goes at the end, invented
# cities, and lines of a table. A city of 100 % is 1,092 compounds and 10,000,000 issue rows. Absolute times of
# shared machines move: quote ratios.
set -eu
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
work=$(mktemp -d "${TMPDIR:-/tmp}/gongkai-bench-XXXXXX")
chmod 755 "$work"
trap 'rm -rf "$work"' EXIT
${CC:-gcc} -O2 -std=c11 -D_GNU_SOURCE tests/bench/gencity.c -o "$work/gencity"

# measure NAME COMMAND…: one line of the table; REPORT=run.json also says what a run has done.
measure() { python3 tests/bench/measure.py "$1" "$work/results" "${@:2}"; }
# stages run.json: the parts of the run before, one line each.
stages() { python3 tests/bench/measure.py --stages "$1"; }
heading() { python3 tests/bench/measure.py --heading "$1"; }
# build CITY NAME [OPTIONS…]: a run of the program as a line of the table.
build() { REPORT=$1/output/report/run.json measure "$2" build/gongkai build -C "$1" --period 2026-10 --quiet "${@:3}"; }

# leave FOLDER: out of the way; it goes with the scratch folder. Not before: ext4 without a journal gives no inode out
# again for the first minutes after its file was deleted and looks at each such inode for every file that is created,
# which was a quarter of the processor time of the run after it.
leave() { [ ! -e "$1" ] || mv "$1" "$(mktemp -d "$work/left-XXXXXX")"; }

# city PERCENT: makes one in $city, says how large it is, and has it in memory.
city() {
    local compounds=$((1092 * $1 / 100)) rows=$((10000000 * $1 / 100))
    city=$work/city-$1
    leave "$city"
    "$work/gencity" "$compounds" "$rows" "$city"
    find "$city/input" -type f -exec cat {} + >/dev/null
    heading "city $1 %: $compounds compounds, $rows issue rows, $(du -sm "$city/input" | cut -f1) MB; $(nproc) processors"
}

# instructions NAME FEW MANY PER PROGRAM…: how many more PROGRAM takes with MANY than with FEW as its last
# word, for each of PER. Hashing is left out: valgrind's processor lacks the instructions for it, and doing
# without them takes twenty times as many.
instructions() {
    local name=$1 few=$2 many=$3 per=$4 count
    shift 4
    for count in "$few" "$many"; do
        valgrind --tool=callgrind --callgrind-out-file="$work/calls" "$@" "$count" >"$work/log" 2>&1 ||
            { cat "$work/log" && return 1; }
        callgrind_annotate --auto=no --threshold=100 "$work/calls" >"$work/calls-${count##*/}"
    done
    python3 - "$name" "$per" "$work/calls-${few##*/}" "$work/calls-${many##*/}" <<'PY'
import re, sys
def count(path):
    lines = re.findall(r"^ *([\d,]+) \([^)]*\)  (.*)", open(path, encoding="utf-8", errors="replace").read(), re.M)
    return sum(int(n.replace(",", "")) for n, where in lines if "PROGRAM TOTALS" not in where and "libsodium" not in where)
few, many = map(count, sys.argv[3:])
print(f"{sys.argv[1]:36s} {(many - few) // int(sys.argv[2]):>14,}")
PY
}

# DuckDB and Typst, from npm.
peers() {
    [ -d tests/bench/peers/node_modules ] ||
        (cd tests/bench/peers && npm ci --no-audit --no-fund --loglevel=error)
}
