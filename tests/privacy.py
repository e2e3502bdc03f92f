#!/usr/bin/env python3
"""How well are personal data recognised? privacy.py GONGKAI

Strings that must keep a row out and strings that must not, each typed into the public summary of
one row of a small workspace; `gongkai check` says which rows stay out. Ends with 1 unless every one
of the first is blocked, and at most one in twenty of the others. Sixty and forty are below; the
lists in tests/privacy/ were written before their author had read the scanner, which has been mended
with them since: they say what still holds, not how well it does on texts that nobody has seen. On
the sixty and sixty under "as an office writes" it saw 60 of 60 and took 4 of 60 for personal data
when they were new. All numbers are invented.
"""

import csv
import os
import re
import subprocess
import sys
import tempfile

OFFICE = ["0599-8600143", "0576-84001234", "19900001111"]


def resident_id(first17, right=True):
    weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
    check = sum(int(d) * w for d, w in zip(first17, weights)) % 11
    return first17 + "10X98765432"[check if right else (check + 3) % 11]


def card(digits, right=True):
    """`digits` and the check digit that Luhn asks for."""
    total = sum(sum(divmod(int(d) * (2 - i % 2), 10)) for i, d in enumerate(reversed(digits)))
    return digits + str((-total + (0 if right else 1)) % 10)


ID = resident_id("33100419870412001")
X = next(i for i in (resident_id(f"3310041990010100{n}") for n in range(10)) if i[-1] == "X")
CARD16, CARD19 = card("621700012345678"), card("622848032856478931")

POSITIVE = {
    "resident id": [
        f"身份证{ID}", f"身份证号：{ID}，已核实", f"业主{X}反映漏水", X.lower(), f"（{ID}）",
        f"证件号{ID[:6]} {ID[6:14]} {ID[14:]}", f"{ID[:6]}-{ID[6:14]}-{ID[14:]}", f"ID{ID}",
        "".join(chr(ord(c) + 0xFEE0) for c in ID), f"证件号{X[:6]} {X[6:14]} {X[14:]}"],
    "mobile": [
        "请打13912345678找楼长", "电话139-1234-5678", "139 1234 5678", "+8613912345678", "+86 139 1234 5678",
        "+86-139-1234-5678", "0086 13912345678", "8613912345678", "手机:18812345678。", "Tel17712345678",
        "微信同号19912345678，随时联系", "１３９１２３４５６７８", "139－1234－5678", "139.1234.5678", "1391234 5678",
        "（13912345678）", "王某13912345678李某"],
    "fixed number": [
        "座机0571-87654321", "010-62345678转", "联系电话：84123456", "(0571)87654321", "（0571）87654321",
        "0571 87654321", "057187654321", "+86-571-87654321", "0599-8600199", "致电8600155即可",
        "0571-8765 4321", "0571—87654321"],
    "plate": [
        "车牌浙J12345占道", "浙J·12345", "粤B·D12345", "粤BD12345新能源车", "浙AF12345", "沪A D12345", "京A.88M88",
        "浙j12345", "浙A12345D"],
    "bank card": [
        f"卡号{CARD16}", f"卡号{CARD19}", f"{CARD16[:4]} {CARD16[4:8]} {CARD16[8:12]} {CARD16[12:]}",
        f"请退到{CARD19[:4]}-{CARD19[4:8]}-{CARD19[8:12]}-{CARD19[12:16]}-{CARD19[16:]}"],
    "e-mail": ["发到zhang.san@example.com即可", "li_4+a@mail.example.cn", "邮箱ABC123＠example.com"],
    "room": ["住3-2-501的住户", "3幢2单元501室漏水", "7号楼1203室", "12栋501", "3#2-501报修"],
}

NEGATIVE = {
    "amounts": [
        "共计1234567元", "4,633,616.00元", "收入￥12345678.90元", "12345678901分", "结余28600143.25元", "单价3.50元"],
    "contracts": [
        "合同号20240315001", "HT-2024-0315-001", "合同编号FW202403150012", "招标编号2024-ZB-00123", "发票号码24332000000012345678"],
    "dates": [
        "2024-03-05", "2024-3-5至2024-3-9", "20240305", "2024年3月5日8:30—17:00", "2026-10-01 13:48:59"],
    "hashes": [
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", "9f86d081884c7d65", "sha256:0a1b2c3d4e5f60718293"],
    "service numbers": [
        "请拨12345热线", "拨打110或119", "12315投诉", "电话0599-8600143", "电话8600143", "值班19900001111", "400-820-8820"],
    "issue ids": ["WT-202511-0737", "见JY-2026-07号决议", "SX-2026-901", "12345工单20261003123456"],
    "areas": ["71,286.40平方米", "建筑面积98040㎡", "3幢2单元楼道"],
    "models": ["电梯型号GEN2-MR-1000", "灯具T8-1200-18W", "摄像机DS-2CD3T46", "消防泵XBD5.0/20-100"],
    "checked digits": [f"编号{resident_id('33100419870412001', False)}", f"流水{card('621700012345678', False)}",
                       "统一社会信用代码91330100799655058B"],
}


def listed(name):
    """The lines of tests/privacy/NAME.txt; \\n, \\uXXXX and so on are characters."""
    with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "privacy", name), encoding="utf-8") as f:
        lines = [line.rstrip("\n") for line in f if line.strip()]
    escapes = {"n": "\n", "r": "\r", "t": "\t", "\\": "\\"}
    out, kind = [], ""
    for line in lines:
        if line.startswith("# "):
            kind = line[2:]
            continue
        out.append((kind, re.sub(r"\\(u[0-9A-F]{4}|U[0-9A-F]{8}|.)",
                                 lambda m: escapes.get(m[1]) or chr(int(m[1][1:], 16)), line)))
    return out


def main():
    rows = [(True, kind, text) for kind, texts in POSITIVE.items() for text in texts]
    rows += [(False, kind, text) for kind, texts in NEGATIVE.items() for text in texts]
    rows = ([r for r in rows if r[0]] + [(True, *p) for p in listed("positive.txt")]
            + [r for r in rows if not r[0]] + [(False, *n) for n in listed("negative.txt")])
    with tempfile.TemporaryDirectory() as folder:
        os.mkdir(f"{folder}/input")
        with open(f"{folder}/gongkai.lua", "w", encoding="utf-8") as f:
            f.write('return { city = "临溪市", district = "汀澜区", period = "2026-10",\n'
                    f'  office_phones = {{ {", ".join(map(repr, OFFICE))} }} }}\n')
        with open(f"{folder}/input/小区基本信息.csv", "w", encoding="utf-8") as f:
            f.write("小区编码,小区,社区,街道（镇）,有无物业\nk1,甲苑,一社区,一街道,否\n")
        for first in range(0, len(rows), 100):  # of one file not every problem is told
            with open(f"{folder}/input/问题台账{first}.csv", "w", encoding="utf-8", newline="") as f:
                out = csv.writer(f)
                out.writerow(["问题编号", "小区编码", "类型", "类别", "受理日期", "状态", "公开摘要"])
                for n in range(first, min(first + 100, len(rows))):
                    out.writerow([f"W{n}", "k1", "投诉", "停车", "2026-10-03", "办结", rows[n][2]])
        subprocess.run([sys.argv[1], "check", "-C", folder], capture_output=True)
        with open(f"{folder}/output/report/problems.csv", encoding="utf-8-sig", newline="") as f:
            problems = list(csv.DictReader(f))
        report = open(f"{folder}/output/report/problems.csv", encoding="utf-8").read()
    other = [p for p in problems if p["code"] != "private_in_public"]
    blocked = {int(re.search(r"(\d+)\.csv", p["file"])[1]) + int(p["row"]) - 2 for p in problems if p["code"] == "private_in_public"}
    positives = sum(want for want, _, _ in rows)
    missed = [rows[n] for n in range(positives) if n not in blocked]
    alarms = [rows[n] for n in range(positives, len(rows)) if n in blocked]
    told = [text for want, _, text in rows if want and text in report]
    for _, kind, text in missed:
        print(f"not seen ({kind}): {text}")
    for _, kind, text in alarms:
        print(f"false alarm ({kind}): {text}")
    for text in told:
        print(f"the report repeats: {text}")
    for p in other[:5]:
        print("another problem:", p["row"], p["value"], p["expected"])
    negatives = len(rows) - positives
    print(f"recall {positives - len(missed)}/{positives}, false alarms {len(alarms)}/{negatives}")
    return 1 if missed or told or other or 20 * len(alarms) > negatives else 0


if __name__ == "__main__":
    sys.exit(main())
