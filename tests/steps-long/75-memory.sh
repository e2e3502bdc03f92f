#!/usr/bin/env bash
# With too little memory nothing is published: exit 1, said in Chinese, what residents see stays as it was;
# with enough, what a run without a limit publishes. Limits of address space, from 12 MB up.
set -eu
out=$(mktemp -d)
trap 'chmod -R u+w "$out"; rm -rf "$out"' EXIT
mkdir "$out/input"
echo 'return { name = "测试区", city = "临溪市", district = "汀澜区" }' >"$out/gongkai.lua"
cat >"$out/input/小区.csv" <<'CSV'
小区编码,小区,社区,街道,有无物业
a1,芦汀苑,鹭桥社区,青埠街道,有
a2,望埠家园,望埠社区,青埠街道,无
CSV
cat >"$out/input/问题.csv" <<'CSV'
问题编号,小区,类型,类别,受理日期,办结日期,状态,满意度
W1,芦汀苑,投诉,停车,2026-10-03,2026-10-05,已办结,满意
W2,芦汀苑,投诉,停车,2026-10-04,2026-10-09,已办结,不满意
W3,望埠家园,投诉,维修,2026-10-04,,办理中,
CSV
python3 tests/memory.py build/gongkai "$out" 5
