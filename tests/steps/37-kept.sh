#!/usr/bin/env bash
# Figures of published months go on saying what was published: when a metric is defined anew, and when
# they move by what only a private column holds and nobody said why. What adds up adds up all the same.
set -eu
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT
mkdir -p "$out/input" "$out/scripts/metrics" "$out/scripts/sections"
cat >"$out/gongkai.lua" <<'LUA'
return { city = "临溪市", district = "汀澜区" }
LUA
cat >"$out/input/小区.csv" <<'CSV'
小区编码,小区,社区,街道（镇）,有无物业
k1,甲苑,一社区,一街道,否
k2,乙苑,一社区,一街道,否
CSV
{
    echo "问题编号,小区编码,类型,类别,受理日期,状态,公开摘要"
    for home in k1 k2; do for n in 1 2 3 4 5 6; do
        echo "$home-8$n,$home,投诉,停车,2026-08-0$n,办结,车位"
        echo "$home-9$n,$home,投诉,停车,2026-09-0$n,处理中,车位"
    done; done
} >"$out/input/台账.csv"
# Sex is nothing that is published; a count of it may be.
people() {
    echo "小区编码,编号,姓名,组织,是否党员,任期起,任期止,结论"
    for home in k1 k2; do for n in 1 2 3 4 5 6 7 8 9 10 11 12 13 14; do
        party=否
        [ $n -le 7 ] && party=是
        [ "$home$n" = "$1" ] && party=是
        [ "$home$n" = "$2" ] && party=是
        echo "$home,WY-$home-$n,无名$home$n,业委会,$party,2024-06-01,,"
    done; done
}
people - - >"$out/input/委员.csv"
metric() { cat >"$out/scripts/metrics/own.lua" <<LUA
section "services"
local issues = table_of "issues"
local people = table_of "committee_members"
return { share { id = "X21", name = "members", unit = "%", window = "stock",
                 title = { zh = "党员占比", en = "party members" }, of = people.body:is "committee",
                 where = people.party_member:yes() },
         count { id = "X20", name = "closed", unit = "件", title = { zh = "受理", en = "received" }, method = $1,
                 where = $2, date = issues.reported_on } }
LUA
}
# Complaints are the program's own metric, which compounds' pages draw; a section draws the other.
complaints() { sed "s/id = \"D01\", /&method = $1, /" scripts/metrics/services.lua >"$out/scripts/metrics/services.lua"; }
cat >"$out/scripts/sections/55-own.lua" <<'LUA'
return { id = "own", levels = { "compound" }, build = function() month_chart("X20", t{ zh = "各月受理", en = "Months" }) end }
LUA
build() { build/gongkai build -C "$out" --period "$1" --quiet 2>"$out/said" || { echo "$1: exit $?"; cat "$out/said"; exit 1; }; }
site=$out/output/site
value() { awk -F, -v id="$1" -v scope="$2" -v period="$3" '$1 == id && $3 == scope && $4 == period && ($5 == "month" || $5 == "asof") { print $7 "/" $8 }' "$site/metrics.csv"; }
is() { [ "$(value "$1" "$2" "$3")" = "$4" ] || { echo "$1 $2 $3: '$(value "$1" "$2" "$3")' instead of '$4'"; exit 1; }; }
metric 1 'issues.status:is "closed"'
complaints 1
build 2026-08
if grep -rl '口径自\|※' "$site"; then echo "a series breaks where nothing was defined anew"; exit 1; fi
is X20 k1 2026-08 6/
is X21 k1 2026-08 7/14

# Defined anew in September: August keeps what was published, the break is told.
metric 2 'issues.status:known()'
complaints 2
build 2026-09
is X20 k1 2026-08 6/
is X20 k1 2026-09 6/
grep -qx 'X20,2,2026-09' "$site/data/methods.csv" || { echo "the break is not in methods.csv"; exit 1; }
grep -q '自2026-09起按第2版口径计算' "$site/method/index.html" || { echo "the method page does not tell the break"; exit 1; }
# It is marked wherever the months stand side by side.
has() { grep -qF -- "$2" "$site/$1" || { echo "$1 does not say '$2'"; exit 1; }; }
for page in c/k1/index.html c/k1/2026-09/index.html c/k1/2026-09/bulletin.md; do has $page '口径自2026年9月起变更'; done
has c/k1/index.html '9月※'
has c/k1/2026-09/index.html '9月※'
has en/c/k1/index.html 'defined anew from 2026-09'
pdftotext "$site/c/k1/2026-09/bulletin.pdf" - | tr -d ' \n' | grep -q '“受理”口径自2026年9月起变更' || { echo "the bulletin does not tell the break"; exit 1; }
python3 - "$site/metrics.json" <<'PY' || { echo "metrics.json does not name the methods"; exit 1; }
import json, sys
methods = {(r["metric_id"], r["period"], r.get("method")) for r in json.load(open(sys.argv[1], encoding="utf-8"))}
assert {m[2] for m in methods if m[0] == "X20" and m[1] <= "2026-08"} == {1}
assert {m[2] for m in methods if m[0] == "X20" and m[1] == "2026-09"} == {2}
assert {m[2] for m in methods if m[0] == "D04"} == {None}
PY
[ "$(wc -l <"$site/data/corrections.csv")" = 1 ] || { cat "$site/data/corrections.csv"; exit 1; }
build/gongkai verify "$out/output" >/dev/null
# Without another method's number the earlier months wait, too, and the report says so.
metric 2 'issues.status:is "closed"'
build 2026-10
is X20 k1 2026-09 6/
grep -q 'X20|compound|k1|2026-09|month' "$out/output/report/waiting.csv" || { echo "waiting.csv does not list the figure"; exit 1; }
metric 2 'issues.status:known()'

# A member's private cell changes: nobody said why.
people k1-9 k1-8 >"$out/input/委员.csv"
people k18 - >"$out/input/委员.csv"
build 2026-11
is X21 k1 2026-10 7/14
is X21 k2 2026-10 7/14
above=$(awk -F, '$1 == "X21" && $2 == "community" && $4 == "2026-10" { print $7 "/" $8 }' "$site/metrics.csv")
[ "$above" = 14/28 ] || { echo "the roll-up is $above"; exit 1; }
grep -q 'X21|compound|k1|2026-10|asof' "$out/output/report/waiting.csv" || { echo "waiting.csv does not list X21"; exit 1; }
build/gongkai verify "$out/output" >/dev/null
# One of two is explained: the roll-up moves by that one alone.
people k18 k28 >"$out/input/委员.csv"
printf 'table,key,period,compound_id,reason,approver\nmetrics,X21,,k2,漏登一名党员,区住建局\nmetrics,X21|community,,,漏登一名党员,区住建局\n' >"$out/input/corrections.csv"
build 2026-12
is X21 k1 2026-10 7/14
is X21 k2 2026-10 8/14
above=$(awk -F, '$1 == "X21" && $2 == "community" && $4 == "2026-10" { print $7 "/" $8 }' "$site/metrics.csv")
[ "$above" = 15/28 ] || { echo "the roll-up is $above where its compounds say 15/28"; exit 1; }
build/gongkai verify "$out/output" >/dev/null
# Then the other, too.
printf 'table,key,period,compound_id,reason,approver\nmetrics,X21,,,漏登党员,区住建局\n' >"$out/input/corrections.csv"
build 2027-01
is X21 k1 2026-10 8/14
grep -q 'X21|compound|k1|2026-10|asof,.*漏登党员' "$site/data/corrections.csv" || { echo "the correction is not declared"; exit 1; }
build/gongkai verify "$out/output" >/dev/null
