load helper

@test "a workspace is published, and the site points at the edition" {
    run "$G" build -C "$W" --quiet
    [ "$status" -eq 0 ]
    [ -L "$W/output/site" ]
    [ -s "$W/output/site/index.html" ]
    [ "$(figure D01 compound a1 month)" = 2 ]
    [ "$(figure D06 compound a1 month)" = 50 ]
}

@test "--quiet says nothing on success" {
    run "$G" build -C "$W" --quiet
    [ "$status" -eq 0 ]
    [ -z "$output" ]
}

@test "--quiet says one line where rows were quarantined" {
    echo "W4,无此苑,投诉,停车,2026-10-03,,办理中," >>"$W/input/问题.csv"
    run "$G" build -C "$W" --quiet
    [ "$status" -eq 0 ]
    [ "${#lines[@]}" -eq 1 ]
}

@test "unchanged input makes no edition" {
    "$G" build -C "$W" --quiet
    before=$(readlink "$W/output/site")
    run "$G" build -C "$W" --quiet
    [ "$status" -eq 0 ]
    [ "$(editions)" -eq 1 ]
    [ "$(readlink "$W/output/site")" = "$before" ]
}

@test "changed input makes an edition, the old one stays" {
    "$G" build -C "$W" --quiet
    echo "W4,芦汀苑,投诉,停车,2026-10-06,,办理中," >>"$W/input/问题.csv"
    run "$G" build -C "$W" --quiet
    [ "$status" -eq 0 ]
    [ "$(editions)" -eq 2 ]
    [ "$(figure D01 compound a1 month)" = 3 ]
    run "$G" verify "$W/output"
    [ "$status" -eq 0 ]
}

@test "terms of datasets that are none are refused: 2" {
    for wrong in 'cadence = "sometimes"' 'datasets = { issues = { cadence = "hourly" } }' \
        'datasets = { issues = { owner = "x" } }' 'datasets = { issues = "x" }'; do
        echo "return { $wrong }" >"$W/gongkai.lua"
        run "$G" build -C "$W" --quiet
        [ "$status" -eq 2 ]
    done
}

@test "without a table of compounds nothing is published: 1" {
    rm "$W/input/小区.csv"
    run "$G" build -C "$W" --quiet
    [ "$status" -eq 1 ]
    [ ! -e "$W/output/site" ]
}

@test "a failed run leaves the old edition byte for byte" {
    "$G" build -C "$W" --quiet
    tree >"$BATS_TEST_TMPDIR/before"
    rm "$W/input/小区.csv"
    run "$G" build -C "$W" --quiet
    [ "$status" -eq 1 ]
    tree | cmp - "$BATS_TEST_TMPDIR/before"
}

@test "--strict stops at an error in a cell: 1" {
    echo "W4,芦汀苑,投诉,停车,2026-10-32,,办理中," >>"$W/input/问题.csv"
    run "$G" build -C "$W" --quiet --strict
    [ "$status" -eq 1 ]
    [ ! -e "$W/output/site" ]
}

@test "--dry-run publishes nothing" {
    run "$G" build -C "$W" --quiet --dry-run
    [ "$status" -eq 0 ]
    [ ! -e "$W/output/site" ]
}

@test "only input/, no configuration" {
    rm "$W/gongkai.lua"
    run "$G" build -C "$W" --quiet --period 2026-10
    [ "$status" -eq 0 ]
    [ "$(figure D01 city 本市 month)" = 3 ]
}

@test "without a period: the month before SOURCE_DATE_EPOCH" {
    rm "$W/gongkai.lua"
    SOURCE_DATE_EPOCH=$(date -u -d 2026-11-05T03:00 +%s) run "$G" build -C "$W" --quiet
    [ "$status" -eq 0 ]
    [ -e "$W/output/site/c/a1/2026-10/index.html" ]
}

@test "--asof counts to that day" {
    run "$G" build -C "$W" --quiet --asof 2026-10-08
    [ "$status" -eq 0 ]
    [ "$(figure D06 compound a1 month)" = 100 ]
}

@test "wrong usage: 2" {
    for words in "build --nonsense" "build --period 2026-13" "build --period Oktober" "build --jobs 0" \
        "build --asof 2026-10-32" "build stray" "nonsense"; do
        run "$G" $words
        [ "$status" -eq 2 ]
    done
    run "$G" build -C "$W" --period 2026-10 --asof 2026-09-30
    [ "$status" -eq 2 ]
}

@test "wrong configuration: 2, and the key is named" {
    echo 'return { periode = "2026-10" }' >"$W/gongkai.lua"
    run "$G" build -C "$W"
    [ "$status" -eq 2 ]
    [[ "$output" == *periode* ]]
}

@test "a configuration that loops or reaches out is stopped" {
    echo 'while true do end' >"$W/gongkai.lua"
    run timeout 300 "$G" build -C "$W" --quiet
    [ "$status" -ne 0 ] && [ "$status" -ne 124 ]
    echo 'os.execute("touch '"$W"'/reached"); return {}' >"$W/gongkai.lua"
    run "$G" build -C "$W" --quiet --period 2026-10
    [ "$status" -ne 0 ]
    [ ! -e "$W/reached" ]
}

@test "a metric that fails is left out and named: 3" {
    mkdir -p "$W/scripts/metrics"
    echo 'error("no such thing")' >"$W/scripts/metrics/livelihood.lua"
    run "$G" build -C "$W"
    [ "$status" -eq 3 ]
    [[ "$output" == *livelihood* ]]
    [ "$(figure D01 compound a1 month)" = 2 ]
}

@test "a section that fails says so on its page: 3" {
    mkdir -p "$W/scripts/sections"
    section=$(ls "$BATS_TEST_DIRNAME/../../scripts/sections" | grep -m1 services)
    echo 'error("broken")' >"$W/scripts/sections/$section"
    run "$G" build -C "$W" --quiet
    [ "$status" -eq 3 ]
    grep -q 本期未能生成 "$W/output/site/c/a1/2026-10/index.html"
}

@test "the report is for the office alone" {
    "$G" build -C "$W" --quiet
    [ "$(stat -c %a "$W/output/report")" = 700 ]
    for name in problems.html problems.csv run.json privacy.json; do
        [ -s "$W/output/report/$name" ]
    done
    ls "$W"/output/report/due-2026-1?.csv
    python3 -m json.tool "$W/output/report/run.json" >/dev/null
    ! find "$W/output/site/" -name 'problems*' -o -name run.json | grep .
}

@test "rows always add up in run.json" {
    printf 'W1,芦汀苑,投诉,停车,2026-10-03,,办理中,\nW9,无此苑,投诉,停车,2026-10-03,,办理中,\n\n合计,,,,,,,\n' >>"$W/input/问题.csv"
    "$G" build -C "$W" --quiet || true
    python3 - "$W/output/report/run.json" <<'PY'
import json, sys
for f in json.load(open(sys.argv[1]))["files"]:
    parts = sum(f[k] for k in "title header accepted superseded duplicate quarantined blank footer".split())
    assert f["read"] == parts, f
PY
}

@test "output that cannot be written: 73" {
    echo stray >"$W/output"
    run "$G" build -C "$W" --quiet
    [ "$status" -eq 73 ]
}

@test "another run holds the lock: 75" {
    "$G" build -C "$W" --quiet
    lock=$(find "$W/output" -maxdepth 2 -name '*lock*' | head -1)
    [ -n "$lock" ]
    exec 8>>"$lock"
    flock 8
    echo "W4,芦汀苑,投诉,停车,2026-10-06,,办理中," >>"$W/input/问题.csv"
    run "$G" build -C "$W" --quiet 8>&-
    [ "$status" -eq 75 ]
}

@test "--only renders the scopes that it names, in both forms; the others stay" {
    "$G" build -C "$W" --quiet
    other=$(sha256sum <"$W/output/site/c/a2/2026-10/index.html")
    echo "W4,芦汀苑,投诉,停车,2026-10-06,,办理中," >>"$W/input/问题.csv"
    before=$(sha256sum <"$W/output/site/c/a1/2026-10/index.html")
    run "$G" build -C "$W" --quiet --only compound:a1
    [ "$status" -eq 0 ]
    [ "$(sha256sum <"$W/output/site/c/a1/2026-10/index.html")" != "$before" ]
    [ "$(sha256sum <"$W/output/site/c/a2/2026-10/index.html")" = "$other" ]
    echo "W5,芦汀苑,投诉,停车,2026-10-06,,办理中," >>"$W/input/问题.csv"
    before=$(sha256sum <"$W/output/site/c/a1/2026-10/index.html")
    run "$G" build -C "$W" --quiet --only a1
    [ "$status" -eq 0 ]
    [ "$(sha256sum <"$W/output/site/c/a1/2026-10/index.html")" != "$before" ]
}

@test "--only: a scope that does not exist is wrong usage, and nothing changes" {
    "$G" build -C "$W" --quiet
    tree >"$BATS_TEST_TMPDIR/before"
    run "$G" build -C "$W" --quiet --only compound:nowhere
    [ "$status" -eq 2 ]
    tree | cmp - "$BATS_TEST_TMPDIR/before"
}

@test "--only on the first run of all" {
    run "$G" build -C "$W" --quiet --only compound:a1
    [ "$status" -eq 0 ]
    [ -s "$W/output/site/c/a1/2026-10/index.html" ]
    run "$G" verify "$W/output"
    [ "$status" -eq 0 ]
}
