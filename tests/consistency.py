#!/usr/bin/env python3
"""Promises that hold over a whole edition of the sample: consistency.py BINARY [figures|same|killed]…

figures  every figure on every page, in bulletin.md and in the PDFs is the one in metrics.csv
same     two runs under other time zones, locales, umasks, paths and numbers of workers: same bytes
killed   a run killed at any moment leaves the edition that residents see as it was
"""

import csv
import hashlib
import html
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from fractions import Fraction

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
FAILED = []


def fail(words):
    FAILED.append(words)
    if len(FAILED) <= 40:
        print("   ", words)


def workspace(folder):
    os.makedirs(folder)
    shutil.copy(os.path.join(ROOT, "gongkai.lua"), folder)
    shutil.copytree(os.path.join(ROOT, "input"), os.path.join(folder, "input"))
    return folder


def build(binary, folder, *args, **kw):
    done = subprocess.run([binary, "build", "-C", folder, *args], capture_output=True, text=True, **kw)
    if done.returncode:
        fail(f"build ended with {done.returncode}: {(done.stdout + done.stderr)[-500:]}")
    return done


def site_of(folder):
    return os.path.realpath(os.path.join(folder, "output/site"))


def tree(folder):
    out = {}
    for at, _, names in os.walk(folder):
        for name in names:
            path = os.path.join(at, name)
            with open(path, "rb") as f:
                out[os.path.relpath(path, folder)] = hashlib.sha256(f.read()).hexdigest()
    return out


# --- figures -----------------------------------------------------------------------------------

def plain(markup):
    return re.sub(r"\s+", "", html.unescape(re.sub(r"<[^>]+>", "", markup)))


def numbers(text):
    """Numbers as they are printed: thousands separators and the long minus taken out."""
    return [t.replace(",", "") for t in re.findall(r"-?\d[\d,]*(?:\.\d+)?", text.replace("−", "-"))]


def check_pages(site, metrics):
    seen = 0
    for at, _, names in os.walk(site):
        for name in names:
            if not name.endswith(".html"):
                continue
            path = os.path.join(at, name)
            with open(path, encoding="utf-8") as f:
                text = f.read()
            for attributes, inner in re.findall(r"(?s)<data\b([^>]*\bdata-figure=[^>]*)>(.*?)</data>", text):
                a = {k: html.unescape(v) for k, v in re.findall(r'([\w-]+)="([^"]*)"', attributes)}
                level, _, sid = a["data-scope"].partition(":")
                key = (a["data-figure"], level, sid, a["data-period"], a["data-window"])
                m = metrics.get(key)
                where = f"{os.path.relpath(path, site)} {a['data-figure']} {a.get('data-window')} {a['data-scope']}"
                seen += 1
                if m is None:
                    fail(f"{where}: no such row in metrics.csv")
                    continue
                if a["value"] != m["value"]:
                    fail(f"{where}: value {a['value']}, metrics.csv {m['value']}")
                shown = plain(inner)
                if m["state"] != "ok":
                    if re.search(r"\d%", shown):
                        fail(f"{where}: {m['state']}, but printed {shown}")
                    continue
                check_printed(where, shown, m)
    return seen


def check_printed(where, shown, m):
    """The value itself, or the forms that prose may give it (万元, 余, 多, without its sign)."""
    if re.search(r"[余多]|万", shown) or m["unit"] == "":
        return
    if m["value"] == "0" and re.search("持平|unchanged", shown):
        return
    got = {Fraction(n.lstrip("-")) for n in numbers(shown)}
    n = abs(Fraction(m["numerator"]))
    want = {abs(Fraction(m["value"])), n}  # the value, the fraction that makes it, or yuan of fen
    if m["unit"] in ("元", "万元"):
        want |= {n / 100, n / 10**6}
    if not want & got:
        fail(f"{where}: printed {shown}, metrics.csv {m['value']}")
    fraction = re.search(r"[（(]([\d,]+)/([\d,]+)[)）]", shown)
    if fraction and m["denominator"]:
        n, d = (x.replace(",", "") for x in fraction.groups())
        if (n, d) != (m["numerator"], m["denominator"]):
            fail(f"{where}: printed {n}/{d}, metrics.csv {m['numerator']}/{m['denominator']}")


SHARE = re.compile(r"(\d+(?:\.\d+)?)%[（(]([\d,]+)/([\d,]+)[)）]")


def check_text(site, metrics):
    """Shares with their fractions in Markdown and PDF: each is a row of metrics.csv of this scope."""
    pairs = {}
    for (fid, level, sid, period, window), m in metrics.items():
        if m["unit"] == "%" and m["state"] == "ok" and m["denominator"]:
            pairs.setdefault(sid, set()).add((m["value"], m["numerator"], m["denominator"]))
    seen = 0
    for at, _, names in os.walk(os.path.join(site, "c")):
        sid = os.path.relpath(at, os.path.join(site, "c")).split("/")[0]
        words = {}
        for name in names:
            path = os.path.join(at, name)
            if name == "bulletin.md":
                with open(path, encoding="utf-8") as f:
                    words[name] = f.read()
            elif name in ("bulletin.pdf", "large-print.pdf", "poster.pdf"):
                words[name] = subprocess.run(["pdftotext", "-raw", path, "-"], capture_output=True, check=True).stdout.decode()
        found = {}
        for name, text in words.items():
            found[name] = set()
            # The foot of one page, which may end with digits, is not the beginning of the next.
            for value, n, d in SHARE.findall(re.sub(r"\s+", "", text.replace("\f", "；"))):
                one = (value, n.replace(",", ""), d.replace(",", ""))
                found[name].add(one)
                seen += 1
                if one not in pairs.get(sid, ()):
                    fail(f"c/{sid} {name}: {value}%（{n}/{d}） is no figure of this compound")
        # the paper of a notice board leaves details to the page, and says nothing that the page does not
        more = found.get("bulletin.pdf", set()) - found.get("bulletin.md", set())
        if more:
            fail(f"c/{sid}: the PDF says what Markdown does not: {sorted(more)[:4]}")
    return seen


def figures(binary, top):
    folder = workspace(os.path.join(top, "figures"))
    build(binary, folder)
    site = site_of(folder)
    metrics = {}
    with open(os.path.join(site, "metrics.csv"), encoding="utf-8", newline="") as f:
        for m in csv.DictReader(f):
            metrics[m["metric_id"], m["scope_level"], m["scope_id"], m["period"], m["window"]] = m
    on_pages, in_texts = check_pages(site, metrics), check_text(site, metrics)
    print(f"figures: {on_pages} on pages, {in_texts} shares in Markdown and PDF")
    if on_pages < 100 or in_texts < 20:
        fail("too few figures were found to mean anything")


# --- same bytes ----------------------------------------------------------------------------------

def same(binary, top):
    one = workspace(os.path.join(top, "one"))
    two = workspace(os.path.join(top, "elsewhere", "一个 工作区"))
    env = dict(os.environ, TZ="UTC", LC_ALL="C", LANG="C")
    build(binary, one, "--jobs", "1", env=env)
    for path, _, names in os.walk(os.path.join(two, "input")):
        for name in names:  # dates of files are nobody's business
            os.utime(os.path.join(path, name), (10**9, 10**9))
    env = dict(os.environ, TZ="America/St_Johns", LC_ALL="C.UTF-8", LANG="zh_CN.UTF-8", HOME="/nonexistent")
    build(binary, two, "--jobs", "2", env=env, preexec_fn=lambda: os.umask(0o077))
    a, b = tree(site_of(one)), tree(site_of(two))
    for path in sorted(a.keys() | b.keys()):
        if a.get(path) != b.get(path):
            fail(f"{path} differs between two runs")
    if os.path.basename(site_of(one)) != os.path.basename(site_of(two)):
        fail("the editions have different names")
    before = os.listdir(os.path.join(one, "output/editions"))
    build(binary, one)
    if sorted(os.listdir(os.path.join(one, "output/editions"))) != sorted(before):
        fail("unchanged input made another edition")
    if tree(site_of(one)) != a:
        fail("unchanged input changed the site")
    print(f"same: {len(a)} files")


# --- killed ----------------------------------------------------------------------------------------

def killed(binary, top, times=8):
    r = random.Random(7)
    folder = workspace(os.path.join(top, "killed"))
    began = time.monotonic()
    build(binary, folder)
    full = time.monotonic() - began
    old_site = site_of(folder)
    old = tree(old_site)
    ledger = os.path.join(folder, "input/台账/公共收益.csv")
    with open(ledger, "a", encoding="utf-8", newline="") as f:
        f.write("SY-9999,芦汀苑,公共收益,收入,停车,77.00,2026-10-29,,,,,\r\n")
    survived = 0
    for _ in range(times):
        run = subprocess.Popen([binary, "build", "-C", folder, "--quiet"], start_new_session=True,
                               stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(r.random() * full)
        run.send_signal(signal.SIGKILL)
        run.wait()
        if site_of(folder) == old_site:
            survived += 1
        elif subprocess.run([binary, "verify", os.path.join(folder, "output")], capture_output=True).returncode:
            fail("killed, and the edition that stands does not verify")
        if tree(old_site) != old:
            fail("killed, and the old edition changed")
            break
    if survived == 0:
        fail("no run was killed before its end: nothing was tested")
    build(binary, folder)
    new = tree(site_of(folder))
    clean = workspace(os.path.join(top, "clean"))
    shutil.copy(ledger, os.path.join(clean, "input/台账/公共收益.csv"))
    build(binary, clean)
    # a first edition has no history; the figures must be the same
    for name in ("metrics.csv", "data/revenue_ledger.csv"):
        if new.get(name) != tree(site_of(clean)).get(name):
            fail(f"after killed runs {name} differs from a clean run's")
    if subprocess.run([binary, "verify", os.path.join(folder, "output")], capture_output=True).returncode:
        fail("after killed runs the output does not verify")
    print(f"killed: {survived} of {times} runs before their end")


def main():
    binary = os.path.abspath(sys.argv[1])
    parts = sys.argv[2:] or ["figures", "same", "killed"]
    with tempfile.TemporaryDirectory() as top:
        for part in parts:
            {"figures": figures, "same": same, "killed": killed}[part](binary, top)
    print(f"{len(FAILED)} failures")
    return 1 if FAILED else 0


if __name__ == "__main__":
    sys.exit(main())
