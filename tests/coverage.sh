#!/usr/bin/env bash
# coverage.sh [FOLDER [LEAST]]: line and branch coverage of generator/data/ (or FOLDER) by the unit
# tests whose subject lies there, the scenarios of tests/cases, and the commands of an office over
# the sample district. Exits 1 below LEAST (95) per cent of the branches.
#
# What counts: every branch that gcov names in every .c and .h of the folder; what no test runs
# counts as never taken. One thing is left out: the statement assert(…), which states what cannot
# happen. No comment in the code leaves anything out. Children end without a word to gcov, so what
# only they run counts as never run.
#
# Which branches were never taken: python3 tests/coverage.py FOLDER 0 lines
set -eu
cd "$(dirname "$0")/.."
folder=${1:-generator/data}
least=${2:-95}
subject=${folder#generator/}/
# A test's subject lies there if the test, or a header that it shares with others, includes it.
words="\"$subject"
for header in tests/unit/*.h; do
    if grep -q "\"$subject" "$header"; then words+=$'\n'"\"${header##*/}\""; fi
done
units=$(grep -lF "$words" tests/unit/test_*.c | sed 's|^tests/|build/coverage/|; s|\.c$||')
make --no-print-directory -s -j"$(nproc)" MODE=coverage build/coverage/gongkai $units
find build/coverage -name '*.gcda' -delete
tests/units.sh $units >build/coverage/units.log 2>&1 || { cat build/coverage/units.log; exit 1; }
python3 tests/cases/run.py build/coverage/gongkai

out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT
cp -R gongkai.lua input "$out/"
for command in check schema "template $out/blank" build; do
    code=0
    build/coverage/gongkai $command -C "$out" --quiet >"$out/said" 2>&1 || code=$?
    # The sample holds mistakes on purpose, which check answers with 1.
    [ "$code" = "$([ "$command" = check ] && echo 1 || echo 0)" ] || { cat "$out/said"; exit 1; }
done
python3 tests/coverage.py "$folder" "$least"
