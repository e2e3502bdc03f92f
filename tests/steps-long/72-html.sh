#!/usr/bin/env bash
# Every page, style sheet and feed of the sample, as the standards want them.
set -eu
cd "$(dirname "$0")/../.."
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT
cp -R gongkai.lua input "$out/"
build/gongkai build -C "$out" --quiet
site=$out/output/site
# The package's own script would download a Java; ours is the system's.
bash tests/npm-ci.sh tests/html vnu-jar
vnu() { java -Xss4m -jar tests/html/node_modules/vnu-jar/build/dist/vnu.jar --errors-only "$@"; }

pages=$(find "$site/" -name '*.html' | wc -l)
vnu --skip-non-html "$site/" "$out/output/report/problems.html"
# The checker does not know container queries yet.
vnu --css --filterpattern '.*(container-type|@container).*' "$site/assets/site.css"
vnu --svg "$site/assets/mark.svg"
echo "$pages pages, style sheet and mark: no errors"
find "$site/" -name '*.atom' -print0 | xargs -0 xmllint --noout "$site/sitemap.xml"
python3 tests/html/atom.py "$site"
