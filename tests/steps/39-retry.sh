#!/usr/bin/env bash
# What a run that corrects an earlier month could not make, the next one makes: the same revision with the same
# reasons and bytes. Notices of rows that are gone leave with them; what was withdrawn by name stays away.
set -eu
export SOURCE_DATE_EPOCH=1793491200 # the chain says when each edition was shown, and paper prints its head
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT
die() { echo "$*"; exit 1; }
workspace() { # in $1
    mkdir -p "$1/input"
    echo 'return { city = "临溪市", district = "汀澜区" }' >"$1/gongkai.lua"
    printf '小区编码,小区,社区,街道（镇）,有无物业\nk1,甲苑,一社区,一街道,否\nk2,乙苑,一社区,一街道,否\n' >"$1/input/小区.csv"
    issues "$1" 东门外 '' 
    fund "$1" WX-1 WX-2 WX-3
}
issues() { printf '问题编号,小区编码,类型,类别,受理日期,状态,公开摘要\nW1,k1,投诉,停车,2026-09-03,办结,%s的车位划线不清楚\nW2,k2,投诉,停车,2026-09-05,办结,西门外的车位划线也不清楚\n%s' "$2" "$3" >"$1/input/台账.csv"; }
fund() { # fund FOLDER ROW…
    local to=$1/input/维修资金.csv row
    shift
    echo '分录编号,小区编码,类型,事项编号,工程项目,部位,施工单位,金额,预算,结算,日期,分摊范围,应急' >"$to"
    for row in "$@"; do echo "$row,k1,尾款,S$row,屋面${row#WX-}号防水维修,${row#WX-}幢,汀澜安筑修缮队,2510.90,9133.00,9133.00,2026-09-1${row#WX-},全体业主,否" >>"$to"; done
}
corrections() { # corrections FOLDER LINE…
    local to=$1/input/corrections.csv
    shift
    printf '%s\n' 'table,key,period,compound_id,reason,approver' "$@" >"$to"
}
build() { # build FOLDER PERIOD [CODE]
    local code=0
    build/gongkai build -C "$1" --period "$2" --jobs 2 --quiet 2>"$out/said" || code=$?
    [ $code = "${3:-0}" ] || { cat "$out/said"; die "$1 $2: exit $code instead of ${3:-0}"; }
    build/gongkai verify "$1/output" >"$out/verified" || { cat "$out/verified"; die "$1 $2: verify"; }
}
a=$out/a b=$out/b
workspace "$a"
build "$a" 2026-09
cp -a "$a" "$b"

# One workspace is corrected undisturbed; in the other a note has a character that no font has, so the page fails.
correct() {
    issues "$1" 北门外 'W9,k2,投诉,停车,2026-10-03,办结,南门外的路灯不亮\n'
    corrections "$1" 'issues,W1,2026-09,k1,原先写错了门,甲主任' 'fund_ledger,WX-1,2026-09,k1,不是本小区的,甲主任'
    fund "$1" WX-2 WX-3
}
correct "$a"
correct "$b"
mkdir -p "$b/input/notes/2026-09/k1"
printf '楼道里写着𓀀。\n' >"$b/input/notes/2026-09/k1/services.md"
build "$a" 2026-10
build "$b" 2026-10 3
page=output/site/c/k1/2026-09
grep -q 本期未能生成 "$b/$page/index.html" || die "the page does not say that it failed"
[ ! -e "$b/$page/bulletin.pdf" ] || die "the old bulletin stands beside a page that says it could not be made"
grep -qx '2026-09,compound,k1' "$b/output/site/incomplete.csv" || die "incomplete.csv does not name the page"
rm -r "$b/input/notes"
build "$b" 2026-10
same() { # what this month, its print pack and the declared corrections hold
    diff -r "$a/output/site/c/k1/2026-09" "$b/output/site/c/k1/2026-09" && diff -r "$a/output/site/c/k2/2026-10" "$b/output/site/c/k2/2026-10" &&
        diff "$a/output/site/data/corrections.csv" "$b/output/site/data/corrections.csv" ||
        die "not the revision that an undisturbed run publishes"
}
same
grep -q '更正，第2版' "$b/$page/index.html"
[ ! -e "$b/output/site/incomplete.csv" ] || die "incomplete.csv is still there"
grep -q ' again=c/k1/2026-09$' "$b/output/chain.log" || die "the chain does not say that it was made"
was=$(readlink "$b/output/site")
build "$b" 2026-10
[ "$(readlink "$b/output/site")" = "$was" ] || die "the same input made another edition"
build "$a" 2026-11
build "$b" 2026-11
same

# The removed row's notice went with it, its neighbours stay; the community's pack was made again.
[ ! -e "$a/$page/notices/fund-wx-1.pdf" ] || die "the notice of a removed row is still there"
[ -s "$a/$page/notices/fund-wx-2.pdf" ] || die "a notice that was not removed is gone"
text() { pdftotext -raw "$1" - | tr -d '\n '; }
pack=$(echo "$a"/output/site/s/community/*/2026-09/print-pack.pdf)
text "$pack" | grep -q 北门外 || die "the print pack holds the old bulletin"
if text "$pack" | grep -q 屋面1号; then die "the print pack holds the removed notice"; fi

# A withdrawn row: its notice says so in its place, in this edition and the next, and is nowhere else.
build/gongkai withdraw fund_ledger:WX-2 --reason 误公开 -C "$a" >/dev/null
build "$a" 2026-11
build "$a" 2026-12
text "$a/$page/notices/fund-wx-2.pdf" | grep -q 内容已撤回 || die "no tombstone where the notice was"
for pdf in $(find "$a/output/editions" -name '*.pdf' -links -40); do
    if text "$pdf" | grep -q 屋面2号; then die "$pdf still holds the withdrawn row"; fi
done
[ -z "$(grep -rl 屋面2号 "$a/output/editions")" ] || die "the withdrawn row is still there"

# A file that was withdrawn by its name does not come back, whatever is published again around it.
build/gongkai withdraw c/k1/2026-09/bulletin.md --reason 误公开 -C "$a" >/dev/null
build "$a" 2026-12
grep -q 内容已撤回 "$a/$page/bulletin.md" || die "the withdrawn file came back"
corrections "$a" 'issues,W1,2026-09,k1,又写错了门,甲主任'
issues "$a" 南门外 'W9,k2,投诉,停车,2026-10-03,办结,南门外的路灯不亮\n'
build "$a" 2026-12
grep -q 内容已撤回 "$a/$page/bulletin.md" || die "the withdrawn file came back with a correction"
grep -q '更正，第4版' "$a/$page/index.html" || die "the correction is not there"
