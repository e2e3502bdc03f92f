#!/usr/bin/env bash
# Months published one after the other: addresses stay, nothing is taken for a correction that is
# none, published months keep their figures, a new metric corrects nothing, verify is content.
set -eu
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT
cp -R gongkai.lua input "$out/"
for period in 2025-09 2026-09 2026-10; do
    build/gongkai build -C "$out" --period $period --quiet 2>/dev/null || { echo "$period: exit $?"; exit 1; }
done
site=$out/output/site
for period in 2025-09 2026-09 2026-10; do
    [ -s "$site/c/luting/$period/bulletin.pdf" ] || { echo "no bulletin of $period"; exit 1; }
    grep -q ",$period,month," "$site/metrics.csv" || { echo "no figures of $period"; exit 1; }
done
[ "$(wc -l <"$site/data/corrections.csv")" = 1 ] || { head "$site/data/corrections.csv"; exit 1; }

mkdir -p "$out/scripts/metrics"
cat >"$out/scripts/metrics/own.lua" <<'LUA'
section "services"
local issues = table_of "issues"
return { count { id = "X20", name = "closed", unit = "件", title = { zh = "办结", en = "closed" },
                 where = issues.status:is "closed", date = issues.reported_on } }
LUA
build/gongkai build -C "$out" --quiet 2>/dev/null || { echo "a new metric was refused: exit $?"; exit 1; }
grep -q '^X20,' "$site/metrics.csv"
build/gongkai verify "$out/output" >/dev/null
