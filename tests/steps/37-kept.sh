#!/usr/bin/env bash
# Figures of published months go on saying what was published: when a metric is defined anew, and when
# they move by what only a private column holds and nobody said why. What adds up adds up all the same.
set -eu
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT
mkdir -p "$out/input" "$out/scripts/metrics"
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
return { count { id = "X20", name = "closed", unit = "件", title = { zh = "受理", en = "received" }, method = $1,
                 where = $2, date = issues.reported_on } }
LUA
}
build() { build/gongkai build -C "$out" --period "$1" --quiet 2>"$out/said" || { echo "$1: exit $?"; cat "$out/said"; exit 1; }; }
site=$out/output/site
value() { awk -F, -v id="$1" -v scope="$2" -v period="$3" '$1 == id && $3 == scope && $4 == period && ($5 == "month" || $5 == "asof") { print $7 "/" $8 }' "$site/metrics.csv"; }
is() { [ "$(value "$1" "$2" "$3")" = "$4" ] || { echo "$1 $2 $3: '$(value "$1" "$2" "$3")' instead of '$4'"; exit 1; }; }
metric 1 'issues.status:is "closed"'
build 2026-08
is X20 k1 2026-08 6/
is C12 k1 2026-08 7/14

# Defined anew in September: August keeps what was published, the break is told.
metric 2 'issues.status:known()'
build 2026-09
is X20 k1 2026-08 6/
is X20 k1 2026-09 6/
grep -qx 'X20,2,2026-09' "$site/data/methods.csv" || { echo "the break is not in methods.csv"; exit 1; }
grep -q '自2026-09起按第2版口径计算' "$site/method/index.html" || { echo "the method page does not tell the break"; exit 1; }
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
is C12 k1 2026-10 7/14
is C12 k2 2026-10 7/14
above=$(awk -F, '$1 == "C12" && $2 == "community" && $4 == "2026-10" { print $7 "/" $8 }' "$site/metrics.csv")
[ "$above" = 14/28 ] || { echo "the roll-up is $above"; exit 1; }
grep -q 'C12|compound|k1|2026-10|asof' "$out/output/report/waiting.csv" || { echo "waiting.csv does not list C12"; exit 1; }
build/gongkai verify "$out/output" >/dev/null
# One of two is explained: the roll-up moves by that one alone.
people k18 k28 >"$out/input/委员.csv"
printf 'table,key,period,compound_id,reason,approver\nmetrics,C12,,k2,漏登一名党员,区住建局\nmetrics,C12|community,,,漏登一名党员,区住建局\n' >"$out/input/corrections.csv"
build 2026-12
is C12 k1 2026-10 7/14
is C12 k2 2026-10 8/14
above=$(awk -F, '$1 == "C12" && $2 == "community" && $4 == "2026-10" { print $7 "/" $8 }' "$site/metrics.csv")
[ "$above" = 15/28 ] || { echo "the roll-up is $above where its compounds say 15/28"; exit 1; }
build/gongkai verify "$out/output" >/dev/null
# Then the other, too.
printf 'table,key,period,compound_id,reason,approver\nmetrics,C12,,,漏登党员,区住建局\n' >"$out/input/corrections.csv"
build 2027-01
is C12 k1 2026-10 8/14
grep -q 'C12|compound|k1|2026-10|asof,.*漏登党员' "$site/data/corrections.csv" || { echo "the correction is not declared"; exit 1; }
build/gongkai verify "$out/output" >/dev/null
