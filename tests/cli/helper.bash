# A workspace of two compounds in $W, and the program as $G. Loaded by every file of this folder.

setup() {
    G="${GONGKAI:-$BATS_TEST_DIRNAME/../../build/gongkai}"
    W="$BATS_TEST_TMPDIR/w"
    mkdir -p "$W/input"
    cat >"$W/gongkai.lua" <<'LUA'
return { name = "测试区", city = "临溪市", district = "汀澜区", period = "2026-10" }
LUA
    cat >"$W/input/小区.csv" <<'CSV'
小区编码,小区,社区,街道,有无物业
a1,芦汀苑,鹭桥社区,青埠街道,有
a2,望埠家园,望埠社区,青埠街道,无
CSV
    cat >"$W/input/问题.csv" <<'CSV'
问题编号,小区,类型,类别,受理日期,办结日期,状态,满意度
W1,芦汀苑,投诉,停车,2026-10-03,2026-10-05,已办结,满意
W2,芦汀苑,投诉,停车,2026-10-04,2026-10-09,已办结,不满意
W3,望埠家园,投诉,维修,2026-10-04,,办理中,
CSV
}

editions() { ls "$W/output/editions" 2>/dev/null | grep -c . || true; }
figure() { grep "^$1,$2,$3,2026-10,$4," "$W/output/site/metrics.csv" | cut -d, -f9; }
tree() { (cd "$W/output/site/" && find . -type f -exec sha256sum {} + | sort -k2); }
