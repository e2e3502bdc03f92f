#!/usr/bin/env bash
# A published row that changes without a reason waits; with a reason it is published as a correction.
set -eu
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT
cp -R gongkai.lua input "$out/"
build() { build/gongkai build -C "$out" --period "$1" --quiet 2>/dev/null || { echo "$1: exit $?"; exit 1; }; }
has() { grep -q "$1" "$out/output/site/data/$2" || { echo "$2 lacks: $1"; exit 1; }; }
build 2026-09
has 'WT-202609-3085,hazard,hotline,lift,' issues.csv
python3 - "$out/input/2026-09/青埠街道/问题台账.csv" <<'PY'
import sys
path = sys.argv[1]
text = open(path, 'rb').read().decode('gb18030')
rows = [r.replace(',12345,电梯', ',12345,绿化') if 'WT-202609-3085' in r else r for r in text.split('\n')]
assert rows != text.split('\n')
open(path, 'wb').write('\n'.join(rows).encode('gb18030'))
PY
build 2026-10
has 'WT-202609-3085,hazard,hotline,lift,' issues.csv
grep -q 'issues,WT-202609-3085,category,luting,2026-09,lift,green,,' "$out/output/report/waiting.csv" ||
    { echo "waiting.csv does not list the change"; exit 1; }
printf 'table,key,period,compound_id,reason,approver\nissues,WT-202609-3085,,,填错类别,区住建局\n' >"$out/input/corrections.csv"
build 2026-10
has 'WT-202609-3085,hazard,hotline,green,' issues.csv
has 'WT-202609-3085,category,luting,2026-09,lift,green,填错类别,区住建局' corrections.csv
build/gongkai verify "$out/output" >/dev/null
