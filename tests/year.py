#!/usr/bin/env python3
"""A year of monthly editions of the sample: year.py GONGKAI [FIRST LAST]

Each month's files arrive in their month. One file comes two months late, two published rows are
corrected with a reason, one row is withdrawn. After every edition: `gongkai verify` is content, no
address of a page or PDF is lost, and what earlier months show has the same bytes, but for the
compounds and scopes that the late file, a correction or the withdrawal touches. Prints the disk
that each month takes, hard links counted once.
"""

import glob
import hashlib
import os
import re
import shutil
import subprocess
import sys
import tempfile

LATE = "2026-01/松屿街道/问题台账.csv"
ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))


def months(first, last):
    y, m = map(int, first.split("-"))
    while f"{y}-{m:02d}" <= last:
        yield f"{y}-{m:02d}"
        y, m = (y, m + 1) if m < 12 else (y + 1, 1)


def run(*args):
    done = subprocess.run(args, capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"{' '.join(args)}: exit {done.returncode}: {done.stdout[-800:]}{done.stderr[-800:]}")
    return done.stdout


def pages(site):
    """{path: hash} of every page, PDF and notice."""
    out = {}
    for path in glob.glob(f"{site}/**/*", recursive=True):
        if path.endswith((".html", ".pdf")):
            with open(path, "rb") as f:
                out[os.path.relpath(path, site)] = hashlib.sha256(f.read()).hexdigest()
    return out


def disk(folder):
    seen, total = set(), 0
    for at, _, names in os.walk(folder):
        for name in names:
            s = os.lstat(os.path.join(at, name))
            if s.st_ino not in seen:
                seen.add(s.st_ino)
                total += s.st_blocks * 512
    return total


def issue_of(folder, period, town, old):
    """The first row of a month's ledger that holds `old`: its number."""
    path = f"{folder}/input/{period}/{town}/问题台账.csv"
    text = open(path, "rb").read().decode("gb18030")
    for line in text.split("\n"):
        found = re.search(r"WT-\d{6}-\d{4}", line)
        if found and old in line and line.count(old) == 1:
            return path, text, line, found[0]
    sys.exit(f"{path}: no row holds {old}")


def correct(folder, period, town, old, new, reason):
    path, text, line, number = issue_of(folder, period, town, old)
    with open(path, "wb") as f:
        f.write(text.replace(line, line.replace(old, new)).encode("gb18030"))
    with open(f"{folder}/input/corrections.csv", "a", encoding="utf-8") as f:
        f.write(f"issues,{number},,,{reason},汀澜区住房和城乡建设局\n")
    return number


def main():
    binary = os.path.abspath(sys.argv[1])
    first, last = sys.argv[2:4] if len(sys.argv) > 3 else ("2025-11", "2026-10")
    good = True
    with tempfile.TemporaryDirectory() as folder:
        shutil.copy(f"{ROOT}/gongkai.lua", folder)
        shutil.copytree(f"{ROOT}/input", f"{folder}/input")
        waiting = f"{folder}/waiting"
        os.mkdir(waiting)
        for name in os.listdir(f"{folder}/input"):
            if re.fullmatch(r"\d{4}-\d\d", name) and name >= first:
                shutil.move(f"{folder}/input/{name}", waiting)
        before, used = {}, 0
        for period in months(first, last):
            shutil.move(f"{waiting}/{period}", f"{folder}/input/{period}")
            event = ""
            if period == "2026-01":
                shutil.move(f"{folder}/input/{LATE}", f"{waiting}/late.csv")
            if period == "2026-03":
                shutil.move(f"{waiting}/late.csv", f"{folder}/input/{LATE}")
                event = "a late file of 2026-01"
            if period == "2026-05":
                event = "correction of " + correct(folder, "2026-04", "青埠街道", ",绿化,", ",维修,", "填错类别")
            if period == "2026-08":
                event = "correction of " + correct(folder, "2026-06", "松屿街道", ",绿化,", ",维修,", "填错类别")
            if period == "2026-07":
                number = issue_of(folder, "2026-05", "青埠街道", ",绿化,")[3]
                run(binary, "withdraw", f"issues:{number}", "--reason", "摘要里有住户电话", "-C", folder)
                event = f"withdrawal of {number}"
            run(binary, "build", "-C", folder, "--period", period, "--quiet")
            run(binary, "verify", f"{folder}/output")
            now = pages(f"{folder}/output/site")
            lost = sorted(set(before) - set(now))
            earlier = [p for p in before if re.search(r"/\d{4}-\d\d/", p) and f"/{period}/" not in p]
            changed = sorted(p for p in earlier if p in now and now[p] != before[p])
            total = disk(f"{folder}/output")
            pdfs = sum(p.endswith(".pdf") for p in changed)
            print(f"{period}: {len(now)} pages and PDFs, {len(lost)} lost, earlier months: {len(earlier)} files, {len(changed)} "
                  f"changed ({pdfs} PDFs); +{(total - used) / 1e6:.1f} MB, {total / 1e6:.1f} MB in all{'; ' + event if event else ''}",
                  flush=True)
            if lost or (changed and not event):
                good = False
                print("   lost:", lost[:5], "changed:", changed[:8])
            before, used = now, total
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
