#!/usr/bin/env python3
"""Holds the program's metrics.csv against the oracle's, row by row.

    compare.py BINARY WORKSPACE [--period P] [--asof DAY]     a workspace, published into a copy
    compare.py BINARY --seeds 1-50 [--times N]                invented districts, of N times the rows
    compare.py --files ORACLE.csv PROGRAM.csv                 two files

Suppressed figures (C12, C13, C16) are let pass where their cells are empty: suppression follows
all computing and is tested elsewhere. Ends with 1 where anything differs.
"""

import argparse
import csv
import os
import shutil
import subprocess
import sys
import tempfile

from invent import invent
from oracle import HEADER, Oracle, read_config, read_rules

SENSITIVE = {"C12", "C13", "C16"}
ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))


def read(path):
    with open(path, encoding="utf-8", newline="") as f:
        rows = list(csv.reader(f))
    if rows[0] != HEADER:
        raise SystemExit(f"{path}: header {rows[0]}")
    return rows[1:]


def differences(expected, found):
    """[(key, oracle row, program row)]"""
    a, b = {tuple(r[:6]): r[6:] for r in expected}, {tuple(r[:6]): r[6:] for r in found}
    out = []
    for key in sorted(a.keys() | b.keys()):
        x, y = a.get(key), b.get(key)
        if x == y:
            continue
        if y and key[0].split(".")[0] in SENSITIVE and y[4] == "suppressed" and y[:3] == ["", "", ""] and y[3] == x[3]:
            continue
        out.append((key, x, y))
    if [tuple(r[:6]) for r in found] != sorted((tuple(r[:6]) for r in found), key=lambda k: [c.encode() for c in k]):
        out.append((("order", "", "", "", "", ""), None, None))
    if len(b) != len(found):
        out.append((("key twice", "", "", "", "", ""), None, None))
    return out


def tell(diffs, limit):
    by = {}
    for key, x, y in diffs:
        by.setdefault(key[0], []).append((key, x, y))
    for fid, some in sorted(by.items()):
        print(f"  {fid}: {len(some)}")
        for key, x, y in some[:limit]:
            print("    ", ",".join(key[1:]))
            print("       oracle ", ",".join(x) if x else "(no row)")
            print("       program", ",".join(y) if y else "(no row)")


def builtin_rules(place):
    """The pack that the program ships, as data: scripts/rules/<place>.lua, read by lua5.4."""
    script = os.path.join(ROOT, "tests/oracle/rules.lua")
    path = os.path.join(ROOT, "scripts/rules", f"{place}.lua")
    if not os.path.exists(path):
        return None
    text = subprocess.run(["lua5.4", script, path], check=True, capture_output=True).stdout
    with tempfile.NamedTemporaryFile(suffix=".csv") as f:
        f.write(text)
        f.flush()
        return read_rules(f.name)


def run(binary, workspace, args):
    """(exit code, what it said)"""
    done = subprocess.run([binary, "build", "-C", workspace, "--quiet", *args], capture_output=True, text=True)
    return done.returncode, (done.stdout + done.stderr).strip()


def check(binary, workspace, period, asof, limit, label):
    config = read_config(os.path.join(workspace, "gongkai.lua"))
    period = period or config["period"]
    if os.path.basename(binary) == "figures":  # tests/tools/figures.c: the same without pages
        path = os.path.join(workspace, "metrics.csv")
        with open(path, "wb") as f:
            done = subprocess.run([binary, workspace, period] + ([asof] if asof else []), stdout=f, stderr=subprocess.PIPE)
        code, said = done.returncode, done.stderr.decode().strip()
    else:
        path = os.path.join(workspace, "output/site/metrics.csv")
        code, said = run(binary, workspace, ["--period", period] + (["--asof", asof] if asof else []))
    if code not in (0, 3) or not os.path.exists(path):
        print(f"{label}: the program ended with {code}: {said}")
        return False
    place = config.get("place", "default")
    oracle = Oracle(workspace, period, asof, builtin_rules(place))
    expected = oracle.run()
    diffs = differences(expected, read(path))
    print(f"{label}: {len(expected)} rows, {len(diffs)} differences" + (f" (exit {code}: {said})" if said else ""))
    tell(diffs, limit)
    return not diffs


def main():
    p = argparse.ArgumentParser()
    p.add_argument("binary", nargs="?")
    p.add_argument("workspace", nargs="?")
    p.add_argument("--period")
    p.add_argument("--asof")
    p.add_argument("--seeds")
    p.add_argument("--times", type=int, default=1)
    p.add_argument("--limit", type=int, default=2)
    p.add_argument("--files", nargs=2)
    a = p.parse_args()
    if a.files:
        diffs = differences(read(a.files[0]), read(a.files[1]))
        tell(diffs, a.limit)
        print(len(diffs), "differences")
        return 1 if diffs else 0
    binary = os.path.abspath(a.binary)
    good = True
    if a.workspace:
        with tempfile.TemporaryDirectory() as folder:
            copy = os.path.join(folder, "w")
            os.mkdir(copy)
            for name in ("gongkai.lua", "input"):
                source = os.path.join(a.workspace, name)
                if os.path.isdir(source):
                    shutil.copytree(source, os.path.join(copy, name))
                elif os.path.exists(source):
                    shutil.copy(source, copy)
            good = check(binary, copy, a.period, a.asof, a.limit, a.workspace) and good
    if a.seeds:
        low, _, high = a.seeds.partition("-")
        for seed in range(int(low), int(high or low) + 1):
            with tempfile.TemporaryDirectory() as folder:
                args = invent(seed, folder, a.times)
                options = dict(zip(args[::2], args[1::2]))
                good = check(binary, folder, options.get("--period"), options.get("--asof"), a.limit, f"seed {seed}") and good
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
