#!/usr/bin/env bash
# The sample district is published, and what a reader needs is there.
set -eu
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT
cp -R gongkai.lua input "$out/"
code=0
build/gongkai build -C "$out" --quiet || code=$?
[ "$code" = 0 ] || { echo "gongkai build exited with $code"; exit 1; }
site=$out/output/site
for file in index.html metrics.csv metrics.json MANIFEST data/issues.csv data/datapackage.json; do
    [ -s "$site/$file" ] || { echo "missing: $file"; exit 1; }
done
count=$(find "$site/c" -name bulletin.pdf | wc -l)
[ "$count" = 6 ] || { echo "expected 6 bulletins, found $count"; exit 1; }
before=$(readlink "$site")
build/gongkai build -C "$out" --quiet
[ "$(readlink "$site")" = "$before" ] || { echo "unchanged input made a new edition"; exit 1; }
(cd "$site/" && sha256sum --quiet -c MANIFEST)
for notice in result-jy-2026-07 result-jy-2026-08; do
    pages=$(pdfinfo "$site/c/luting/2026-10/notices/$notice.pdf" | awk '/^Pages/ { print $2 }')
    [ "$pages" = 1 ] || { echo "$notice.pdf: $pages pages"; exit 1; }
done
# The ageing of what is open in the ledger adds up to D08, in every compound.
python3 - "$site" <<'PY'
import csv, glob, re, sys
open_issues = {row['scope_id']: row['value'] for row in csv.DictReader(open(sys.argv[1] + '/metrics.csv'))
               if row['metric_id'] == 'D08' and row['period'] == '2026-10' and row['scope_level'] == 'compound'}
pages = glob.glob(sys.argv[1] + '/c/*/2026-10/bulletin.md')
assert len(pages) == 6
for page in pages:
    text = open(page, encoding='utf-8').read()
    total = re.search(r'受理多久了.*?合计 \| (\d+) \|', text, re.S).group(1)
    assert total == open_issues[page.split('/')[-3]], page
PY
