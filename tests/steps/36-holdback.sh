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
# The same cell wherever the row can be downloaded: all of them tell one story. Prints FORM CATEGORY.
cat >"$out/everywhere.py" <<'PY'
import csv, glob, io, json, sqlite3, sys, zipfile
site, row = sys.argv[1:]
def rows(text): return [r['category'] for r in csv.DictReader(io.StringIO(text.lstrip('\ufeff'))) if r['issue_id'] == row]
def zipped(path):
    with zipfile.ZipFile(path) as z:
        return {c for n in z.namelist() if n.endswith('issues.csv') for c in rows(z.read(n).decode())}
print('csv', *rows(open(f'{site}/data/issues.csv', encoding='utf-8').read()))
print('json', *[r['category'] for r in json.load(open(f'{site}/data/issues.json', encoding='utf-8')) if r['issue_id'] == row])
base = sqlite3.connect(f'file:{site}/data/data.sqlite?mode=ro', uri=True)
print('sqlite', *[r[0] for r in base.execute('select category from issues where issue_id = ?', (row,))])
print('zip', *zipped(f'{site}/data/data.zip'))
print('month', *{c for path in glob.glob(f'{site}/c/*/2026-09/data.zip') for c in zipped(path)})
PY
everywhere() { python3 "$out/everywhere.py" "$out/output/site" "$id"; }
says() { printf "%s $1\n" csv json sqlite zip month; }
id=$(python3 "$out/edit.py" "$out")
old=$(category "$id")
build 2026-10
[ "$(category "$id")" = "$old" ] || { echo "$id changed without a reason"; exit 1; }
[ "$(everywhere)" = "$(says "$old")" ] || { echo "a download of what waits is not as it was published:"; everywhere; exit 1; }
grep -q "issues,$id,category,.*,2026-09,$old,.*,," "$out/output/report/waiting.csv" ||
    { echo "waiting.csv does not list the change"; exit 1; }
printf 'table,key,period,compound_id,reason,approver\nissues,%s,,,填错类别,区住建局\n' "$id" >"$out/input/corrections.csv"
build 2026-10
new=$(category "$id")
[ "$new" != "$old" ] || { echo "$id did not change with a reason"; exit 1; }
[ "$(everywhere)" = "$(says "$new")" ] || { echo "a download of the revised month is not revised:"; everywhere; exit 1; }
grep -q "$id,category,.*,填错类别,区住建局" "$out/output/site/data/corrections.csv" ||
    { echo "corrections.csv does not declare the change"; exit 1; }
# The corrected month is published again as its second revision; its neighbours keep their bytes.
site=$out/output/site
home=$(grep -o "$id.*" "$site/data/corrections.csv" | cut -d, -f3)
first=$(ls -d "$out"/output/editions/2026-09-*/)
text() { pdftotext -raw "$1" - | tr -d '\n '; }
text "$site/c/$home/2026-09/bulletin.pdf" | grep -q "更正，第2版" || { echo "the bulletin is not marked"; exit 1; }
text "$site/c/$home/2026-09/bulletin.pdf" | grep -q "更正：.*$id.*原因：填错类别" || { echo "the bulletin does not say what"; exit 1; }
grep -q "更正，第2版" "$site/c/$home/2026-09/index.html"
grep -q "c/$home/2026-09=2" "$out/output/chain.log" || { echo "the chain does not declare the revision"; exit 1; }
head=$(sed -n 2p "$out/output/chain.log" | cut -d' ' -f6)
before=$(head -n 2 "$out/output/chain.log" | tail -n 1 | sha256sum | cut -c1-4)
text "$site/c/$home/2026-09/bulletin.pdf" | grep -q "上版链头$before" || { echo "the bulletin does not print the chain's head"; exit 1; }
[ "$head" = "$(head -n 1 "$out/output/chain.log" | sha256sum | cut -c1-64)" ]
for other in "$site"/c/*/2026-09; do
    [ "$(basename "$(dirname "$other")")" = "$home" ] ||
        diff -r "$other" "$first/c/$(basename "$(dirname "$other")")/2026-09" || { echo "$other changed"; exit 1; }
done
build/gongkai verify "$out/output" >/dev/null
was=$(readlink "$site")
build 2026-10
[ "$(readlink "$site")" = "$was" ] || { echo "the same input made another edition"; exit 1; }

# A withdrawn row: tombstones where it stood, until the next build makes the pages without it.
row=$(grep -o 'WT-202609-[0-9]*' "$site/data/issues.csv" | grep -v "$id" | head -1)
(cd "$site" && find . -type f | sort) >"$out/before"
build/gongkai withdraw "issues:$row" --reason 不该公开 -C "$out" >/dev/null
(cd "$site" && find . -type f | sort) >"$out/after"
[ -z "$(comm -23 "$out/before" "$out/after")" ] || { echo "addresses went:"; comm -23 "$out/before" "$out/after"; exit 1; }
build/gongkai verify "$out/output" >/dev/null
build 2026-10
grep -rl gongkai-withdrawn "$site" && { echo "a tombstone was left"; exit 1; }
[ -z "$(grep -rl "$row" "$site")" ] || { echo "$row is still published"; exit 1; }
build/gongkai verify "$out/output" >/dev/null
