#!/usr/bin/env bash
# A published row that changes without a reason waits; with a reason it is published as a correction.
set -eu
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT
cp -R gongkai.lua input "$out/"
build() { build/gongkai build -C "$out" --period "$1" --quiet 2>/dev/null || { echo "$1: exit $?"; exit 1; }; }
build 2026-09
# Another category in the first row of one ledger; prints the row's number and both codes.
cat >"$out/edit.py" <<'PY'
import csv, glob, io, sys
path = sorted(glob.glob(sys.argv[1] + '/input/2026-09/*/问题台账.csv'))[0]
rows = list(csv.reader(io.StringIO(open(path, 'rb').read().decode('gb18030'), newline='')))
head = next(i for i, r in enumerate(rows) if '问题编号' in r)
number, category = rows[head].index('问题编号'), rows[head].index('投诉类别' if '投诉类别' in rows[head] else '类别')
row = next(r for r in rows[head + 1:] if r[number].startswith('WT-'))
row[category] = '绿化' if row[category] != '绿化' else '电梯'
text = io.StringIO(newline='')
csv.writer(text).writerows(rows)
open(path, 'wb').write(text.getvalue().encode('gb18030'))
print(row[number])
PY
category() { python3 -c "
import csv, sys
for row in csv.DictReader(open(sys.argv[1], encoding='utf-8')):
    if row['issue_id'] == sys.argv[2]: print(row['category'])" "$out/output/site/data/issues.csv" "$1"; }
id=$(python3 "$out/edit.py" "$out")
old=$(category "$id")
build 2026-10
[ "$(category "$id")" = "$old" ] || { echo "$id changed without a reason"; exit 1; }
grep -q "issues,$id,category,.*,2026-09,$old,.*,," "$out/output/report/waiting.csv" ||
    { echo "waiting.csv does not list the change"; exit 1; }
printf 'table,key,period,compound_id,reason,approver\nissues,%s,,,填错类别,区住建局\n' "$id" >"$out/input/corrections.csv"
build 2026-10
[ "$(category "$id")" != "$old" ] || { echo "$id did not change with a reason"; exit 1; }
grep -q "$id,category,.*,填错类别,区住建局" "$out/output/site/data/corrections.csv" ||
    { echo "corrections.csv does not declare the change"; exit 1; }
build/gongkai verify "$out/output" >/dev/null
