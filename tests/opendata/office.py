#!/usr/bin/env python3
"""Do spreadsheets leave the Excel forms as they are? office.py GONGKAI

A small district whose texts are what spreadsheets like to change (long digits, leading zeros, dates,
formulas) is published. LibreOffice opens each *.excel.csv, works it out, and writes CSV again: every
cell must come back as it was, and as the CSV for programs has it behind its mark. 7-Zip and unzip
must list the Chinese names of the archives right, whatever the locale.
"""

import csv
import glob
import io
import os
import subprocess
import sys
import tempfile
import zipfile

TRICKY = [
    "007", "00012", "123456789012345678", "3-2", "10/1", "1E5", "2026-10", "=1+1", '=cmd|"/c calc"!A1', "+86", "-5",
    "@SUM(A1)", "＝1＋1", "|x", "1.10", "0.50", "TRUE", "全部；修好", '他说"好"，走了', "１２３",
]


def workspace(folder):
    os.makedirs(f"{folder}/input")
    with open(f"{folder}/gongkai.lua", "w", encoding="utf-8") as f:
        f.write('return { city = "临溪市", district = "汀澜区", period = "2026-10" }\n')
    with open(f"{folder}/input/小区.csv", "w", encoding="utf-8", newline="") as f:
        f.write("小区编码,小区,社区,街道（镇）,有无物业\nk1,甲苑,一社区,一街道,否\n")
    with open(f"{folder}/input/问题.csv", "w", encoding="utf-8", newline="") as f:
        rows = csv.writer(f)
        rows.writerow("问题编号 小区编码 类型 类别 受理日期 状态 网格 公开摘要".split())
        for i, text in enumerate(TRICKY):
            rows.writerow([f"{i:04d}", "k1", "投诉", "停车", "2026-10-05", "已办结", f"0{i}", text])


def read(raw):
    return list(csv.reader(io.StringIO(raw.decode("utf-8-sig"), newline="")))


def unmarked(cell):
    return cell[1:] if cell[:1] in ("'", "\t") else cell


def main():
    failures = []
    with tempfile.TemporaryDirectory() as top:
        workspace(top)
        subprocess.run([sys.argv[1], "build", "-C", top, "--quiet"], check=True)
        data = f"{top}/output/site/data"
        forms = sorted(p for p in glob.glob(f"{data}/*.excel.csv") if len(read(open(p, "rb").read())) > 1)
        # 44 comma, 34 quote, 76 UTF-8, from line 1, no formats; every cell as it is shown.
        subprocess.run(["soffice", "--headless", f"-env:UserInstallation=file://{top}/profile",
                        "--infilter=CSV:44,34,76,1,,2052", "--convert-to",
                        "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false", "--outdir", f"{top}/back"] + forms,
                       check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=300)
        cells = 0
        for path in forms:
            name = os.path.basename(path)
            made, back = read(open(path, "rb").read()), read(open(f"{top}/back/{name}", "rb").read())
            machine = read(open(path.replace(".excel.csv", ".csv"), "rb").read())
            if len(made) != len(back):
                failures.append(f"{name}: {len(made)} rows went in, {len(back)} came out")
            for number, (one, other) in enumerate(zip(made, back), 1):
                for title, a, b in zip(made[0], one, other):
                    cells += 1
                    if a != b:
                        failures.append(f"{name} row {number} {title}: {a!r} became {b!r}")
            if name == "issues.excel.csv":
                summary, its = made[0].index("公开摘要"), machine[0].index("public_summary")
                texts = [r[its] for r in machine[1:]]
                if [unmarked(r[summary]) for r in back[1:]] != texts:
                    failures.append("issues: the summaries are not those of issues.csv")
                if sorted(texts) != sorted(TRICKY):
                    failures.append(f"issues: summaries did not arrive: {set(TRICKY) ^ set(texts)}")
        if not any(p.endswith("/issues.excel.csv") for p in forms):
            failures.append("no issues.excel.csv")
        archives = [f"{data}/data.zip"] + glob.glob(f"{top}/output/site/c/*/*/data.zip")
        for path in archives:
            names = zipfile.ZipFile(path).namelist()
            for locale in ("C", "C.UTF-8"):
                with tempfile.TemporaryDirectory() as out:
                    subprocess.run(["7z", "x", "-y", f"-o{out}", path], env={**os.environ, "LC_ALL": locale},
                                   check=True, stdout=subprocess.DEVNULL)
                    got = {os.path.relpath(os.path.join(d, f), out) for d, _, fs in os.walk(out) for f in fs}
                    if locale == "C.UTF-8" and got != set(names):
                        failures.append(f"{path}: 7z unpacks {sorted(got ^ set(names))}")
            for tool in (["7z", "l", "-ba", path], ["unzip", "-l", path]):
                listed = subprocess.run(tool, env={**os.environ, "LC_ALL": "C.UTF-8"}, check=True, capture_output=True).stdout.decode()
                for name in names:
                    if name not in listed:
                        failures.append(f"{path}: {tool[0]} does not list {name}")
        print(f"office: {len(forms)} spreadsheets, {cells} cells, {len(archives)} archives")
    for words in failures[:30]:
        print("   ", words)
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
