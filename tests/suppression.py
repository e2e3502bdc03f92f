#!/usr/bin/env python3
"""Can suppressed figures be computed from what is published? suppression.py GONGKAI [SEEDS]

Invented districts with committees and candidates are published for two months, so that many cells
of C12, C13 and C16 are small. Then everything published is turned into equations (a scope is the
sum of what belongs to it) and bounds (0 ≤ part ≤ whole, one committee a compound), over both
editions at once, and every cell without a value is solved for: exactly, by elimination with
fractions and by narrowing intervals until nothing moves. Ends with 1 where a cell has one value
only, or where a person's number or a failed candidate's name is published.

What follows from a figure that is itself published is no exception: whether a committee has a
majority where its own share is printed, and "all of the n committees have one".
tests/suppression_lp.py attacks with linear programming, and over corrections too.
"""

import csv
import glob
import html
import os
import random
import re
import subprocess
import sys
import tempfile
import zipfile
from fractions import Fraction

INF = 10 ** 6
LEVELS = ["city", "district", "subdistrict", "community", "compound"]


def invent(seed, folder):
    """{compound: path of the scopes above it}; writes the workspace."""
    r = random.Random(seed)
    homes, rows = {}, []
    for s in range(r.randint(1, 3)):
        for c in range(r.randint(1, 3)):
            for _ in range(r.randint(1, 5)):
                homes[f"k{len(homes) + 1}"] = (f"街道{s}", f"社区{s}{c}")
    mind = r.choice([0.3, 0.5, 0.7])
    for home in homes:
        kind = r.random()
        members = 0 if kind < 0.15 else r.choice([3, 5, 7, 9, 11]) if kind < 0.5 else r.randint(12, 24)
        for n in range(members):
            start, end = ("2026-10-05", "") if r.random() < 0.1 else ("2024-06-01", "2026-10-01" if r.random() < 0.05 else "")
            rows.append([home, f"WY-{home}-{n}", f"无名{home}{n}", "业委会", "是" if r.random() < mind else "否", start, end, ""])
        for n in range(r.choice([0, 0, 3, 9, 14, 20])):
            rows.append([home, f"HX-{home}-{n}", f"无姓{home}{n}", "候选人", r.choice("是否"), "", "",
                         "通过" if r.random() < 0.7 else "不通过"])
    os.mkdir(f"{folder}/input")
    with open(f"{folder}/gongkai.lua", "w", encoding="utf-8") as f:
        f.write('return { city = "临溪市", district = "汀澜区", period = "2026-09" }\n')
    with open(f"{folder}/input/小区基本信息.csv", "w", encoding="utf-8", newline="") as f:
        out = csv.writer(f)
        out.writerow("小区编码,小区,社区,街道（镇）,有无物业,业委会情况".split(","))
        out.writerows([h, f"小区{h}", c, s, "否", "已成立"] for h, (s, c) in homes.items())
    with open(f"{folder}/input/委员及候选人.csv", "w", encoding="utf-8", newline="") as f:
        out = csv.writer(f)
        out.writerow("小区编码,编号,姓名,组织,是否党员,任期起,任期止,结论".split(","))
        out.writerows(rows)
    return homes, rows


def parents(homes):
    """(level, id) -> (level, id) of the scope above."""
    up = {}
    for home, (s, c) in homes.items():
        path = ["临溪市", "汀澜区", s, c]
        at = ("compound", home)
        for n in range(4, 0, -1):
            above = (LEVELS[n - 1], "/".join(path[:n]))
            up[at] = above
            at = above
    return up


class Attack:
    def __init__(self, up):
        self.up = up
        self.value, self.low, self.high, self.hidden = {}, {}, {}, set()
        self.rows = {}  # what can be counted in the rows of members and candidates

    def read(self, path):
        with open(path, encoding="utf-8", newline="") as f:
            for row in csv.DictReader(f):
                if row["metric_id"] not in ("C12", "C13", "C16"):
                    continue
                place = row["metric_id"], row["period"], row["window"], (row["scope_level"], row["scope_id"])
                parts = ["n"] if row["metric_id"] == "C13" else ["n", "d"]
                for part in parts:
                    key = place + (part,)
                    cell = row["numerator" if part == "n" else "denominator"]
                    if row["state"] == "suppressed":
                        assert not row["numerator"] + row["denominator"] + row["value"], row
                        self.hidden.add(key)
                        self.low.setdefault(key, 0)
                        self.high.setdefault(key, 1 if row["metric_id"] == "C13" and row["scope_level"] == "compound" else INF)
                    else:
                        self.value[key] = int(cell or 0)

    def count(self, path, homes):
        """Members whose names are public, and candidates: those that failed are masked or not listed."""
        with open(path, encoding="utf-8", newline="") as f:
            people = list(csv.DictReader(f))
        for period, last in (("2026-09", "2026-09-30"), ("2026-10", "2026-10-31")):
            for home in homes:
                mine = [p for p in people if p["compound_id"] == home]
                place = period, "asof", ("compound", home)
                self.rows[("C12",) + place + ("d",)] = sum(
                    p["body"] == "committee" and p["term_from"] <= last and (p["term_to"] or "9") >= last for p in mine)
                named = [p for p in mine if p["body"] == "candidate"]
                masked = sum("*" in p["person_name"] for p in named)
                self.rows[("C16",) + place + ("n",)] = len(named) - masked
                if masked:
                    self.rows[("C16",) + place + ("d",)] = len(named)

    def solve(self):
        """Cells without a value that can have only one: {key: value}; and how many follow from published ones."""
        known = {k: v for k, v in self.value.items()}
        for key, value in self.rows.items():
            assert known.get(key, value) == value, ("the rows say", key, value, "but the figure", known[key])
            if key in self.hidden:
                known[key] = value
        twice = [k for k in self.hidden if k in self.value]  # hidden here, printed there
        follows = set()
        keys = self.hidden | set(known)
        for key in self.hidden:  # a majority is told by the share itself
            if key[0] == "C13" and key[3][0] == "compound":
                n, d = (known.get(("C12",) + key[1:4] + (p,)) for p in "nd")
                if d is not None and n is not None and key not in known:
                    known[key] = int(2 * n > d)
                    follows.add(key)
        sums = {}
        for key in keys:
            above = self.up.get(key[3])
            if above and key[:3] + (above,) + key[4:] in keys:
                sums.setdefault(key[:3] + (above,) + key[4:], []).append(key)
        for above in sums:  # all or none of the committees: said by the figure itself
            below = [k for k in keys if k[:3] == above[:3] and k[3][0] == "compound" and k not in known
                     and above[0] == "C13" and self.inside(k[3], above[3])]
            told = sum(known[k] for k in keys if k[:3] == above[:3] and k[3][0] == "compound" and k in known
                       and self.inside(k[3], above[3])) if below else 0
            if below and above in known and known[above] - told in (0, len(below)):
                for k in below:
                    known[k] = (known[above] - told) // len(below)
                    follows.add(k)
                follows |= {k for k in keys if k[0] == "C13" and k[1:3] == above[1:3] and self.inside(k[3], above[3])}
        wholes = {k: k[:4] + ("d",) for k in self.hidden if k[0] != "C13" and k[4] == "n"}
        low = {k: known.get(k, self.low.get(k)) for k in keys}
        high = {k: known.get(k, self.high.get(k)) for k in keys}
        moved = True
        while moved:
            moved = False

            def narrow(k, a, b):
                nonlocal moved
                if a > low[k] or b < high[k]:
                    low[k], high[k] = max(low[k], a), min(high[k], b)
                    assert low[k] <= high[k], ("contradiction", k)
                    moved = True
            for above, below in sums.items():
                lows, highs = sum(low[k] for k in below), sum(high[k] for k in below)
                narrow(above, lows, highs)
                for k in below:
                    narrow(k, low[above] - (highs - high[k]), high[above] - (lows - low[k]))
            for n, d in wholes.items():
                narrow(n, 0, high[d])
                narrow(d, low[n], INF)
        found = {k: low[k] for k in self.hidden if low[k] == high[k]}
        found.update(self.eliminate(sums, known))
        found.update((k, self.value[k]) for k in twice)
        for k in found:
            if k[0] == "C13" and all(c in known for c in keys if c[:3] == k[:3] and c[3][0] == "compound"
                                     and self.inside(c[3], k[3])):
                follows.add(k)
        public = {("C12", "d"), ("C16", "n")}  # how many members there are, and who was admitted
        return {k: v for k, v in found.items() if k not in follows and (k[0], k[4]) not in public}, len(follows & self.hidden)

    def inside(self, scope, above):
        while scope and scope != above:
            scope = self.up.get(scope)
        return scope == above

    def eliminate(self, sums, known):
        """Gauss and Jordan: an unknown alone in its row has one value."""
        rows, found = [], {}
        for above, below in sums.items():
            row, right = {}, Fraction(0)
            for k, sign in [(above, 1)] + [(k, -1) for k in below]:
                if k in known:
                    right -= sign * known[k]
                else:
                    row[k] = row.get(k, 0) + Fraction(sign)
            if row:
                rows.append((row, right))
        solved = []
        while rows:
            row, right = rows.pop()
            for pivot, (other, value) in solved:
                if pivot in row:
                    f = row[pivot]
                    row = {k: v for k in row.keys() | other.keys() if (v := row.get(k, 0) - f * other.get(k, 0))}
                    right -= f * value
            if not row:
                assert right == 0, "the published figures do not add up"
                continue
            pivot = min(row)
            row, right = {k: v / row[pivot] for k, v in row.items()}, right / row[pivot]
            for i, (p, (other, value)) in enumerate(solved):
                if pivot in other:
                    f = other[pivot]
                    solved[i] = p, ({k: v for k in row.keys() | other.keys() if (v := other.get(k, 0) - f * row.get(k, 0))},
                                    value - f * right)
            solved.append((pivot, (row, right)))
        for pivot, (row, right) in solved:
            if len(row) == 1:
                found[pivot] = int(right)
        return found


def texts(site):
    for path in glob.glob(f"{site}/**/*", recursive=True):
        if path.endswith(".pdf"):
            done = subprocess.run(["pdftotext", "-raw", path, "-"], capture_output=True, check=True)
            yield path, done.stdout.decode()
        elif path.endswith(".zip"):
            with zipfile.ZipFile(path) as z:
                for name in z.namelist():
                    yield f"{path}:{name}", z.read(name).decode("utf-8", "replace")
        elif os.path.isfile(path) and not re.search(r"\.(woff2?|png|ttf)$", path):
            with open(path, "rb") as f:
                yield path, f.read().decode("utf-8", "replace")


def figures_on_pages(site, hidden, rows):
    """Keys of persons and names of failed candidates in any file; values of hidden figures on pages and in PDFs."""
    bad = []
    shares = re.compile(r"(?<!月末)(班子党员占比|候选人联审通过率|党员过半业委会数)[^\d。；;]{0,12}(\d[\d.]*\s*[%个（(])")
    for path, text in texts(site):
        bad += [f"{path}: {r[1]}" for r in rows if re.search(rf"{r[1]}(?!\d)", text)]
        bad += [f"{path}: {r[2]}" for r in rows if r[7] == "不通过" and re.search(rf"{r[2]}(?!\d)", text)]
        scope = re.search(r"/c/([a-z0-9]+)/(\d{4}-\d\d)/(index\.html|.*\.pdf|.*\.md)$", path)
        if scope:
            plain = html.unescape(re.sub(r"<[^>]*>", "", re.sub(r"(?s)<(script|style).*?</\1>", "", text)))
            for title, number in shares.findall(plain):
                metric = {"班": "C12", "候": "C16", "党": "C13"}[title[0]]
                if (metric, scope[2], "asof", ("compound", scope[1]), "n") in hidden:
                    bad.append(f"{path}: {title} {number}")
    return bad


def main():
    binary = os.path.abspath(sys.argv[1])
    first, _, last = (sys.argv[2] if len(sys.argv) > 2 else "1-6").partition("-")
    total = recovered = follow = shown = 0
    good = True
    for seed in range(int(first), int(last or first) + 1):
        with tempfile.TemporaryDirectory() as folder:
            homes, rows = invent(seed, folder)
            attack = Attack(parents(homes))
            for period in ("2026-09", "2026-10"):
                done = subprocess.run([binary, "build", "-C", folder, "--period", period, "--quiet"], capture_output=True, text=True)
                if done.returncode:
                    sys.exit(f"seed {seed}: {period}: exit {done.returncode}: {done.stderr}")
                attack.read(f"{folder}/output/site/metrics.csv")
            attack.count(f"{folder}/output/site/data/committee_members.csv", homes)
            found, implied = attack.solve()
            for key, value in sorted(found.items())[:6]:
                print(f"seed {seed}: recovered {key} = {value}")
            bad = figures_on_pages(f"{folder}/output/site", attack.hidden, rows) if seed == int(first) else []
            for line in bad[:6]:
                print("published:", line)
            total, recovered, follow = total + len(attack.hidden), recovered + len(found), follow + implied
            shown += len(attack.value)
            good = good and not found and not implied and not bad
    print(f"{total} suppressed cells among {shown + total}: {recovered} recovered, {follow} of C13 follow from a published figure")
    if not total:
        good = False
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
