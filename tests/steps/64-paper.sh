#!/usr/bin/env bash
# Every PDF of the sample: sound, fonts embedded and subset, tagged, codes readable, data inside,
# pages that a typesetter would not send back. GONGKAI_SHEETS=DIR keeps contact sheets.
set -eu
cd "$(dirname "$0")/../.."
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT
cp gongkai.lua "$out/"
cp -r input "$out/input"
GONGKAI_LINT_PAPER=1 build/gongkai build -C "$out" --quiet >"$out/log" 2>&1 || { tail -5 "$out/log"; exit 1; }
site=$(readlink -f "$out/output/site")
fail() { echo "$1: $2"; exit 1; }
count=0
while IFS= read -r pdf; do
    name=${pdf#"$site"/}
    count=$((count + 1))
    qpdf --check "$pdf" >"$out/qpdf" 2>&1 || { cat "$out/qpdf"; fail "$name" "qpdf --check"; }
    pdffonts "$pdf" | awk 'NR > 2 && ($(NF-4) != "yes" || $(NF-3) != "yes" || $(NF-2) != "yes") { bad = 1 } END { exit bad || NR < 3 }' ||
        fail "$name" "a font is not embedded, not a subset or has no way back to characters"
    pdfinfo -struct "$pdf" 2>/dev/null | grep -q '^ *H1' || fail "$name" "no tagged title"
    case $name in
        */print-pack.pdf) continue ;;
        */poster.pdf | */notices/*)
            [ "$(pdfinfo "$pdf" | awk '/^Pages/ { print $2 }')" = 1 ] || fail "$name" "more than one page" ;;
    esac
    # No usual month takes more than six pages, two votes or not; four of the six no more than five.
    case $name in
        */bulletin.pdf) pdfinfo "$pdf" | awk '/^Pages/ { print $2 }' >>"$out/pages" ;;
        */large-print.pdf)
            [ "$(pdfinfo "$pdf" | awk '/^Pages/ { print $2 }')" -le 10 ] || fail "$name" "more than ten pages" ;;
    esac
    last=$(pdfinfo "$pdf" | awk '/^Pages/ { print $2 }')
    pdftoppm -r 150 -f "$last" -l "$last" -gray "$pdf" "$out/page"
    zbarimg -q --nodbus --raw "$out"/page*.pgm >"$out/code" || fail "$name" "no readable code on its last page"
    rm -f "$out"/page*.pgm
    grep -q "^https://.*/${name%/*}/\\|^https://.*/${name%/notices/*}/" "$out/code" || fail "$name" "the code says $(cat "$out/code")"
done < <(find "$site" -name '*.pdf' | sort)
[ "$count" -ge 25 ] || fail PDF "only $count were found"
sort -n "$out/pages" | awk '{ n[NR] = $1 } END { exit !(n[NR] <= 6 && n[NR - 2] <= 5) }' ||
    fail bulletin.pdf "too long: $(sort -n "$out/pages" | tr '\n' ' ')"
# A community's pack holds all that is posted: the posters of its compounds, A3, stand at its end.
packs=$(find "$site/s/community" -name print-pack.pdf -exec pdfinfo -f 1 -l 99 {} \; | grep -c '(A3)')
[ "$packs" = 6 ] || fail print-pack.pdf "$packs posters of 6"
# Its first sheet says what to post, on which pages, and what to take down.
pack=
for pdf in "$site"/s/community/*/2026-10/print-pack.pdf; do
    if pdftotext -l 1 "$pdf" - | grep -q '鹭桥社区2026年10月张贴清单'; then pack=$pdf; fi
done
[ -n "$pack" ] || fail print-pack.pdf "no list of what to post"
pdftotext -l 1 -layout "$pack" "$out/list"
grep -q '关于东门设快递柜进行业主大会表决的公告 *10月17日公示期满后' "$out/list" || fail print-pack.pdf "an ended notice is not taken down"
awk '/ A3 /' "$out/list" | grep -o '第[0-9]*页' | tr -dc '0-9\n' >"$out/a3"
[ "$(wc -l <"$out/a3")" -ge 2 ] || fail print-pack.pdf "no posters in its list"
while read -r page; do
    pdfinfo -f "$page" -l "$page" "$pack" | grep -q '(A3)' || fail print-pack.pdf "page $page is no poster"
done <"$out/a3"
page=$(grep '关于东门设快递柜表决结果的公示' "$out/list" | grep -o '第[0-9]*页' | tr -dc 0-9)
pdftotext -f "$page" -l "$page" "$pack" - | grep -q '东门设快递柜' || fail print-pack.pdf "page $page is not what the list says"
# The attached figures are lines of metrics.csv.
pdf=$site/c/luting/2026-10/bulletin.pdf
pdfdetach -save 1 -o "$out/figures.csv" "$pdf"
sort "$site/metrics.csv" >"$out/all"
[ "$(wc -l <"$out/figures.csv")" -gt 30 ] || fail figures.csv "too few lines"
sort "$out/figures.csv" | comm -23 - "$out/all" | grep . && fail figures.csv "a line is not in metrics.csv"
if [ -n "${GONGKAI_SHEETS:-}" ]; then
    python3 tests/contact_sheets.py "$site" "$GONGKAI_SHEETS"
    python3 tests/contact_sheets.py "$site" "$GONGKAI_SHEETS" --grey
fi
echo "paper: $count files"
