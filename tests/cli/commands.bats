load helper

@test "check: 0 for sound data, 1 for errors, and nothing is published" {
    run "$G" check -C "$W"
    [ "$status" -eq 0 ]
    echo "W4,芦汀苑,投诉,停车,2026-10-32,,办理中," >>"$W/input/问题.csv"
    run "$G" check -C "$W"
    [ "$status" -eq 1 ]
    [[ "$output" == *2026-10-32* ]]
    [ ! -e "$W/output/site" ]
}

@test "explain: formula, fraction and rows" {
    "$G" build -C "$W" --quiet
    run "$G" explain D06 -C "$W" --scope compound:a1 --period 2026-10
    [ "$status" -eq 0 ]
    [[ "$output" == *50%* ]]
    [[ "$output" == *1/2* ]]
    [[ "$output" == *问题.csv* ]]
    [[ "$output" == *W2* ]]
}

@test "explain: what does not exist is wrong usage" {
    "$G" build -C "$W" --quiet
    run "$G" explain D99 -C "$W" --scope compound:a1
    [ "$status" -eq 2 ]
    run "$G" explain D06 -C "$W" --scope compound:nowhere
    [ "$status" -eq 2 ]
}

@test "verify: 0 as published, 1 when one byte changed" {
    "$G" build -C "$W" --quiet
    run "$G" verify "$W/output"
    [ "$status" -eq 0 ]
    page="$W/output/site/c/a1/2026-10/index.html"
    cp "$page" "$page.new"
    printf ' ' >>"$page.new"
    mv "$page.new" "$page"
    run "$G" verify "$W/output"
    [ "$status" -eq 1 ]
    [[ "$output" == *index.html* ]]
}

@test "verify: sha256sum -c suffices" {
    "$G" build -C "$W" --quiet
    cd "$W/output/site/"
    sha256sum --quiet -c MANIFEST
}

@test "verify --chain: an older copy of the chain must be its beginning" {
    "$G" build -C "$W" --quiet
    cp "$W/output/chain.log" "$BATS_TEST_TMPDIR/old"
    echo "W4,芦汀苑,投诉,停车,2026-10-06,,办理中," >>"$W/input/问题.csv"
    "$G" build -C "$W" --quiet
    run "$G" verify "$W/output" --chain "$BATS_TEST_TMPDIR/old"
    [ "$status" -eq 0 ]
    sed 's/a/b/g' "$W/output/chain.log" >"$BATS_TEST_TMPDIR/other"
    run "$G" verify "$W/output" --chain "$BATS_TEST_TMPDIR/other"
    [ "$status" -ne 0 ]
    cp "$W/output/chain.log" "$BATS_TEST_TMPDIR/newer"  # rolled back since
    "$G" verify "$W/output" --chain "$BATS_TEST_TMPDIR/newer"
    mv "$BATS_TEST_TMPDIR/old" "$W/output/chain.log"
    run "$G" verify "$W/output" --chain "$BATS_TEST_TMPDIR/newer"
    [ "$status" -eq 1 ]
}

@test "rollback shows the older edition" {
    "$G" build -C "$W" --quiet
    first=$(basename "$(readlink "$W/output/site")")
    echo "W4,芦汀苑,投诉,停车,2026-10-06,,办理中," >>"$W/input/问题.csv"
    "$G" build -C "$W" --quiet
    run "$G" rollback "$first" -C "$W"
    [ "$status" -eq 0 ]
    [ "$(basename "$(readlink "$W/output/site")")" = "$first" ]
    [ "$(figure D01 compound a1 month)" = 2 ]
}

@test "prune keeps the newest editions and the chain" {
    "$G" build -C "$W" --quiet
    for i in 4 5 6; do
        echo "W$i,芦汀苑,投诉,停车,2026-10-06,,办理中," >>"$W/input/问题.csv"
        "$G" build -C "$W" --quiet
    done
    [ "$(editions)" -eq 4 ]
    run "$G" prune --keep 2 -C "$W"
    [ "$status" -eq 0 ]
    [ "$(editions)" -eq 2 ]
    [ "$(grep -c . "$W/output/chain.log")" -eq 4 ]
    run "$G" verify "$W/output"
    [ "$status" -eq 0 ]
}

@test "withdraw needs a reason, and takes a file out of every edition" {
    "$G" build -C "$W" --quiet
    run "$G" withdraw c/a1/2026-10/bulletin.md -C "$W"
    [ "$status" -eq 2 ]
    run "$G" withdraw c/a1/2026-10/bulletin.md --reason 误公开 -C "$W"
    [ "$status" -eq 0 ]
    ! grep -rqs "征求意见稿" "$W"/output/editions/*/c/a1/2026-10/bulletin.md
}

@test "template: a blank table for each, that reads back" {
    run "$G" template "$BATS_TEST_TMPDIR/blank"
    [ "$status" -eq 0 ]
    [ "$(ls "$BATS_TEST_TMPDIR/blank"/*.csv | wc -l)" -ge 22 ]
    rm "$BATS_TEST_TMPDIR"/blank/填表说明.csv
    rm "$W/input/问题.csv"
    mkdir "$W/input/blank"
    cp "$BATS_TEST_TMPDIR"/blank/*.csv "$W/input/blank/"
    run "$G" build -C "$W" --quiet
    [ "$status" -eq 0 ]
    for encoding in UTF-8-BOM GB18030; do
        one="$BATS_TEST_TMPDIR/$encoding"
        mkdir -p "$one/input"
        if [ $encoding = GB18030 ]; then folder=GBK; else folder=.; fi
        cp "$BATS_TEST_TMPDIR"/blank/$folder/*.csv "$one/input/"
        rm "$one"/input/T01*
        cp "$W/input/小区.csv" "$one/input/"
        run "$G" check -C "$one"
        [ "$status" -eq 0 ]
        [ "$(wc -l <"$one/output/report/problems.csv")" = 1 ]
        [ "$(grep -c "\"encoding\": \"$encoding\"" "$one/output/report/run.json")" -ge 21 ]
    done
    [ "$(figure D01 compound a1 month)" = 0 ]
    [ "$(figure B01 compound a1 month)" = 0 ]
}

@test "schema: a data package of all 22 tables" {
    "$G" schema >"$BATS_TEST_TMPDIR/schema.json"
    python3 - "$BATS_TEST_TMPDIR/schema.json" <<'PY'
import json, sys
package = json.load(open(sys.argv[1]))
assert len(package["resources"]) == 22, len(package["resources"])
issues = next(r for r in package["resources"] if r["name"] == "issues")
assert {"issue_id", "reported_on", "status"} <= {f["name"] for f in issues["schema"]["fields"]}
PY
}

@test "init: a new workspace that builds once compounds are there" {
    run "$G" init "$BATS_TEST_TMPDIR/new"
    [ "$status" -eq 0 ]
    cp "$W"/input/*.csv "$BATS_TEST_TMPDIR/new/input/"
    run "$G" build -C "$BATS_TEST_TMPDIR/new" --quiet --period 2026-10
    [ "$status" -eq 0 ]
    run "$G" init "$BATS_TEST_TMPDIR/new"
    [ "$status" -ne 0 ]
}

@test "a correction needs a reason, and both values are shown" {
    cat >"$W/input/corrections.csv" <<'CSV'
table,key,period,compound_id,reason,approver
issues,W3,2026-10,a2,漏录办结日期,青埠街道办事处
CSV
    "$G" build -C "$W" --quiet
    sed -i 's/^W3,.*/W3,望埠家园,投诉,维修,2026-10-04,2026-10-20,已办结,满意/' "$W/input/问题.csv"
    run "$G" build -C "$W" --quiet
    [ "$status" -eq 0 ]
    grep -q 漏录办结日期 "$W/output/site/data/corrections.csv"
    grep -q 漏录办结日期 "$W/output/site/corrections/index.html"
}

@test "check: the same whatever reads the lines and however many threads; a parser by another name is wrong usage" {
    run "$G" check -C "$W" --parser libcsv --jobs 1
    [ "$status" -eq 0 ]
    cp "$W/output/report/run.json" "$BATS_TEST_TMPDIR/one.json"
    run "$G" check -C "$W" --jobs 3
    [ "$status" -eq 0 ]
    python3 - "$BATS_TEST_TMPDIR/one.json" "$W/output/report/run.json" <<'PY'
import json, sys
one, other = (json.load(open(p)) for p in sys.argv[1:])
for report in (one, other):
    for taken in ("seconds", "cpu_seconds", "peak_kilobytes"):
        report.pop(taken)
assert one == other
PY
    run "$G" check -C "$W" --parser=other
    [ "$status" -eq 2 ]
}
