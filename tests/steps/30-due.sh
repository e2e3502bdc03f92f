#!/usr/bin/env bash
# report/due-*.csv, the coming month's ledger, is read back without a problem.
set -eu
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT
cp -R gongkai.lua input "$out/"
build/gongkai build -C "$out" --quiet --dry-run
due=$out/output/report/due-2026-11.csv
[ "$(wc -l <"$due")" -gt 10 ] || { echo "nothing is due in 2026-11"; exit 1; }
cp "$due" "$out/input/"
build/gongkai check -C "$out" --quiet || true
if grep 'due-2026-11' "$out/output/report/problems.csv"; then exit 1; fi
python3 - "$out/output/report/run.json" <<'PY'
import json, sys
file = next(f for f in json.load(open(sys.argv[1]))["files"] if "due-2026-11" in f["path"])
assert file["table"] == "disclosures" and file["accepted"] == file["read"] - 1, file
PY
