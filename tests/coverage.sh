#!/usr/bin/env bash
# coverage.sh [FOLDER]: line and branch coverage of generator/data/ (or FOLDER) by the unit tests
# whose subject lies there. Branches are gcov's, without the exceptional ones C has not.
set -eu
cd "$(dirname "$0")/.."
folder=${1:-generator/data}
make --no-print-directory -j2 MODE=coverage build/coverage/libgongkai.a >/dev/null
find build/coverage -name '*.gcda' -delete
for t in $(grep -l '"data/' tests/unit/test_*.c); do
    name=$(basename "$t" .c)
    make --no-print-directory MODE=coverage "build/coverage/unit/$name" >/dev/null
    "build/coverage/unit/$name" >/dev/null 2>&1 || echo "$name failed"
done
for c in "$folder"/*.c; do
    o=build/coverage/obj/${c%.c}.o
    [ -e "${o%.o}.gcda" ] || continue
    gcov -b -n -o "$o" "$c" 2>/dev/null |
        awk -v want="'$c'" '/^File/ { at = $2 == want } at && /^Lines|^Taken|^Branches/ { print want, $0; if (/^Taken/) at = 0 }'
done | awk '
    { gsub(/\047/, "", $1); of = $NF; share = $0; sub(/.*:/, "", share); sub(/%.*/, "", share) }
    $2 == "Lines" { lines += of; hit += of * share / 100; line[$1] = share }
    $2 == "Taken" { branches += of; taken += of * share / 100
        printf "%-32s lines %6s %%   branches %6s %% of %d\n", $1, line[$1], share, of }
    END { printf "%-32s lines %6.2f %%   branches %6.2f %% of %d\n", "all", 100 * hit / lines, 100 * taken / branches, branches }'
