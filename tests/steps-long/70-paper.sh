#!/usr/bin/env bash
# Thousands of bulletins in one process: no growth, nothing leaked; and what an archive's validator
# still finds. No claim to PDF/A or PDF/UA is made, so what preflight says of PDF/A-1b is held to
# the list below: what that level forbids (files inside, cross-reference streams) or wants (CIDSet) and
# later ones do not.
set -eu
cd "$(dirname "$0")/../.."
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT
fail() { echo "$1"; exit 1; }

make -s MODE=fast build/fast/bench/paper
cp build/fast/bench/paper "$out/paper"
for rounds in 1000 5000; do
    /usr/bin/time -f %M -o "$out/$rounds" "$out/paper" "$rounds"
done
few=$(cat "$out/1000") many=$(cat "$out/5000")
echo "paper: $few KiB after 1,000 bulletins, $many KiB after 5,000"
[ "$many" -le $((few + few / 50)) ] || fail "memory grows with the number of bulletins"
valgrind --quiet --error-exitcode=9 --leak-check=full --errors-for-leak-kinds=definite "$out/paper" 3 ||
    fail "valgrind"

cp gongkai.lua "$out/"
cp -r input "$out/input"
build/gongkai build -C "$out" --quiet >/dev/null 2>&1
java=${GONGKAI_JARS:-/usr/share/java}
jars=$(printf "$java/%s:" {preflight,pdfbox2,xmpbox,fontbox2,commons-logging,commons-io,javax.activation,jaxb-api}.jar)
[ -e "$java/preflight.jar" ] || fail "$java/preflight.jar is not there; make test-long installs it"
site=$(readlink -f "$out/output/site")
find "$site" -name '*.pdf' | sort >"$out/files"
while read -r pdf; do
    java -cp "$jars" org.apache.pdfbox.preflight.Validator_A1b "$pdf" 2>&1 |
        sed -n 's/^\([0-9][0-9.]*\) : \([^,:]*\).*/\1 \2/p' | sed 's/Font definition$/Font definition/'
done <"$out/files" | sort | uniq -c >"$out/found"
cat "$out/found"
[ -s "$out/found" ] || fail "preflight has said nothing at all"
grep -v -e ' 1\.4\.7 ' -e ' 1\.4 ' -e ' 1\.2\.9 ' -e ' 3\.1\.11 ' -e ' 7\.11 ' "$out/found" | grep . &&
    fail "preflight finds something new"
# Theme plain: all black, so its profile is grey; it is as sound.
sed -i 's/^return {/return { theme = "plain",/' "$out/gongkai.lua"
build/gongkai build -C "$out" --quiet >/dev/null 2>&1
pdf=$(readlink -f "$out/output/site")/c/luting/2026-10/bulletin.pdf
qpdf --qdf --object-streams=disable "$pdf" - | grep -a -q -E '^[0-9. ]+ (rg|RG)$' && fail "theme plain has colours"
echo "paper: $(wc -l <"$out/files") files looked at"
