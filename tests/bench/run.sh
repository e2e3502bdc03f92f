#!/usr/bin/env bash
# run.sh [PERCENT…]: the table of README "Speed" for invented cities of these sizes (10): stages by themselves and
# together, all new, nothing changed, one row more, one row changed, both profiles; then instructions per row, page
# and PDF. Into fresh folders.
# shellcheck source=tests/bench/common.sh
. "$(dirname "$0")/common.sh"
for percent in "${@:-10}"; do
    city "$percent"
    measure "check (read only)" build/gongkai check -C "$city" --period 2026-10 --quiet
    measure "dry run (read and count)" build/gongkai build -C "$city" --period 2026-10 --quiet --dry-run
    build "$city" "full, all new"
    stages "$city/output/report/run.json"
    build "$city" "full, nothing changed"
    ledger=$city/input/2026-10/汀街道0/问题台账.csv
    printf 'W999999999,X00000,投诉,12345,停车,1幢,2026-10-09,2026-10-19,,办理中,,停车\n' >>"$ledger"
    build "$city" "full, one row more"
    sed -i 's/^W999999999,X00000,投诉,12345/W999999999,X00000,投诉,窗口/' "$ledger"
    printf 'table,key,period,compound_id,reason,approver\nissues,W999999999,2026-10,X00000,来源更正,汀街道办事处\n' \
        >"$city/input/corrections.csv"
    build "$city" "full, one row changed"
    leave "$city/output"
    build "$city" "peer, all new" --profile peer
    stages "$city/output/report/run.json"
    leave "$city"
done
echo
build/bench/paper 200
build/bench/page 200
# Scripts run in a child that valgrind follows into its seccomp filter and its limits, where it cannot live: a whole
# run cannot be counted, the parts in C can.
command -v valgrind >/dev/null || exit 0
printf '\n%-36s %14s\n' "" instructions
build/bench/plan >"$work/plan"
"$work/gencity" 4 10000 "$work/few"
"$work/gencity" 4 60000 "$work/many"
instructions "per issue row, imported" "$work/few" "$work/many" 50000 build/bench/import "$work/plan"
instructions "per page of the bulletin" 10 110 100 build/bench/page
instructions "per PDF of the bulletin, four pages" 2 12 10 build/bench/paper
