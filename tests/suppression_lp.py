#!/usr/bin/env python3
"""Suppressed figures attacked by linear programming: suppression_lp.py GONGKAI [SEEDS]   (python3-scipy)

An invented district is published four times: a month, the next one, in which some members came and
went, the third after some rows were corrected, and that month again after more corrections. The
reader of all four knows every committee
member by name and term (they are public rows), who of them is secretary of the branch and who passed
as a candidate, and takes what is private for unchanged where no corrected figure says otherwise. Unknown are who is in the party and how many
candidates failed: as many integers as there are groups of people that no publication tells apart.
Every printed cell of C12, C13 and C16, in every period and scope of every edition's metrics.csv, is
an equation; that a committee has a majority is a binary tied to its number of members. For each
suppressed cell the least and the greatest value are then searched for (HiGHS, mixed integer): where
they are one, the cell is recovered and the run ends with 1; so too where it is told of each of those who
came or went together whether they are in the party.

The attack is tried on itself too: with the cells that are hidden only as neighbours taken as
printed it must recover some.
"""

import csv
import datetime
import glob
import json
import os
import random
import sqlite3
import subprocess
import sys
import tempfile

import numpy
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_matrix, vstack

LEVELS = ["city", "district", "subdistrict", "community", "compound"]
METRICS = ("C12", "C13", "C16")
K = 5
FAILED_MOST = 60  # nobody presents more candidates


def invent(seed):
    """(homes, people): {compound: (subdistrict, community)}; a person is a dict of cells."""
    r = random.Random(seed)
    homes, people = {}, []
    for s in range(r.randint(1, 3)):
        for c in range(r.randint(1, 3)):
            for _ in range(r.choice([1, 2, 3, 4, 6])):
                homes[f"k{len(homes) + 1}"] = (f"街道{s}", f"社区{s}{c}")
    mind = r.choice([0.3, 0.5, 0.7, 0.95])
    for home in homes:
        kind = r.random()
        for n in range(0 if kind < 0.15 else r.choice([3, 5, 5, 7, 7, 9, 11]) if kind < 0.8 else r.randint(12, 24)):
            left = r.random()
            party = r.random() < mind
            people.append({
                "home": home, "key": f"WY-{home}-{n}", "body": "业委会", "party": party,
                "position": "候补委员" if r.random() < 0.1 else "委员",
                "secretary": party and n == 0 and r.random() < 0.4,
                "from": "2026-10-05" if r.random() < 0.08 else "2024-06-01",
                "to": "2026-10-01" if left < 0.05 else "2026-03-20" if left < 0.1 else "", "vet": ""})
        for n in range(r.choice([0, 0, 3, 9, 14, 20])):
            people.append({
                "home": home, "key": f"HX-{home}-{n}", "body": "候选人", "party": r.random() < 0.5, "position": "",
                "secretary": False, "from": "", "to": "", "vet": r.choice(["通过"] * 6 + ["不通过"] * 3 + ["待审"])})
    # They come and go in either month, in some districts one alone.
    r = random.Random(seed + 1000)
    mobile = r.choice([0.01, 0.03, 0.08])
    for p in people:
        if p["body"] == "业委会":
            p["from"] = r.choice(["2026-09-05", "2026-10-05"]) if r.random() < mobile else "2024-06-01"
            p["to"] = r.choice(["2026-09-01", "2026-10-01"]) if r.random() < mobile else ""
    return homes, people


def revise(r, people):
    """Corrections of what no public row shows, and a member who was forgotten."""
    changed = [dict(p) for p in people]
    for p in changed:
        if r.random() < 0.03:
            if p["body"] == "业委会" and not p["secretary"]:
                p["party"] = not p["party"]
            elif p["vet"]:
                p["vet"] = "通过" if p["vet"] == "不通过" else "不通过"
    like = r.choice([p for p in changed if p["body"] == "业委会"])
    changed.append({**like, "key": like["key"] + "b" + str(len(changed)), "party": r.random() < 0.5, "secretary": False})
    return changed


def write(folder, homes, people):
    os.makedirs(f"{folder}/input", exist_ok=True)
    with open(f"{folder}/gongkai.lua", "w", encoding="utf-8") as f:
        f.write('return { city = "临溪市", district = "汀澜区", period = "2026-09" }\n')
    with open(f"{folder}/input/小区基本信息.csv", "w", encoding="utf-8", newline="") as f:
        out = csv.writer(f)
        out.writerow("小区编码,小区,社区,街道（镇）,有无物业,业委会情况".split(","))
        out.writerows([h, f"小区{h}", c, s, "否", "已成立"] for h, (s, c) in homes.items())
    with open(f"{folder}/input/委员及候选人.csv", "w", encoding="utf-8", newline="") as f:
        out = csv.writer(f)
        out.writerow("小区编码,编号,姓名,组织,职务,是否党员,是否兼支部书记,任期起,任期止,结论".split(","))
        out.writerows([p["home"], p["key"], f"无{n:04d}", p["body"], p["position"], "是" if p["party"] else "否",
                       "是" if p["secretary"] else "否", p["from"], p["to"], p["vet"]] for n, p in enumerate(people))


def last_day(period):
    year, month = map(int, period.split("-"))
    return str(datetime.date(year + month // 12, month % 12 + 1, 1) - datetime.timedelta(days=1))


def sits(person, period):
    day = last_day(period)
    return (person["body"] == "业委会" and person["position"] != "候补委员"
            and person["from"] <= day and (person["to"] or "9") >= day)


class Attack:
    """Editions are the people as they were entered and the cells as they were printed."""

    def __init__(self, homes):
        self.homes, self.editions = homes, []
        self.path = {h: ["临溪市", "临溪市/汀澜区", f"临溪市/汀澜区/{s}", f"临溪市/汀澜区/{s}/{c}", h]
                     for h, (s, c) in homes.items()}

    def below(self, level, scope):
        return [h for h in self.homes if self.path[h][LEVELS.index(level)] == scope]

    def add(self, people, cells):
        self.editions.append((people, cells))

    # --- unknowns -----------------------------------------------------------------------------

    def prepare(self):
        """Groups of people that no publication tells apart; their number in the party is unknown."""
        periods = sorted({key[3] for _, cells in self.editions for key in cells})
        seen = {}
        for e, (people, _) in enumerate(self.editions):
            for p in people:
                seen.setdefault(p["key"], {})[e] = p
        self.low, self.high, self.truth, self.index, self.moving = [], [], [], {}, set()
        for of in seen.values():
            home = next(iter(of.values()))["home"]
            for epoch in sorted({self.epoch("C12", home, e) for e in of}):
                part = [e for e in of if self.epoch("C12", home, e) == epoch]
                p = of[part[0]]
                where = frozenset((e, t) for e in part for t in periods if sits(of[e], t))
                if not where:
                    continue
                at = self.group(("party", home, where, p["secretary"]))
                if len(of) < len(self.editions) or len({t for _, t in where}) < len(periods):
                    self.moving.add(at)
                self.high[at] += 1
                self.low[at] += p["secretary"]
                self.truth[at] += p["party"]
        for home in self.homes:
            for e, (people, _) in enumerate(self.editions):
                at = self.group(("failed", home, self.epoch("C16", home, e)))
                self.high[at] = FAILED_MOST
                self.truth[at] = sum(p["home"] == home and p["vet"] == "不通过" for p in people)
                self.index["failed", home, "in", e] = at
        self.rows, self.lows, self.highs = [], [], []

    def epoch(self, metric, home, e):
        """
        How often, up to edition e, a corrected figure was printed that counts this compound: until
        then the reader takes its people's private cells for the same ones.
        """
        count = 0
        for n in range(1, e + 1):
            cells = self.editions[n][1]
            above = next((level for level in reversed(LEVELS) if any(
                key[:3] == (metric, level, self.path[home][LEVELS.index(level)]) and cell for key, cell in cells.items())), "city")
            homes = set(self.below(above, self.path[home][LEVELS.index(above)]))
            old, new = ({p["key"]: (p["party"], p["vet"]) for p in self.editions[k][0] if p["home"] in homes} for k in (n - 1, n))
            part = 0 if metric == "C12" else 1
            count += any(k in old and old[k][part] != v[part] for k, v in new.items())
        return count

    def group(self, key):
        if key not in self.index:
            self.index[key] = len(self.low)
            self.low.append(0)
            self.high.append(0)
            self.truth.append(0)
        return self.index[key]

    def members(self, home, e, t):
        return [at for key, at in self.index.items()
                if key[0] == "party" and key[1] == home and (e, t) in key[2]]

    def majority(self, home, e, t):
        """The binary of a committee: 1 where more than half are in the party; None without people."""
        groups = frozenset(self.members(home, e, t))
        whole = sum(self.high[g] for g in groups)
        if not whole:
            return None
        key = "majority", groups
        if key not in self.index:
            at = self.group(key)
            self.high[at] = 1
            self.truth[at] = int(2 * sum(self.truth[g] for g in groups) > whole)
            half = whole // 2
            row = {g: 1 for g in groups}
            self.constrain({**row, at: -(half + 1)}, 0, half)  # half+1 where it is 1, else at most half
            self.constrain({**row, at: -(whole - half)}, -whole, half)
        return self.index[key]

    def constrain(self, row, low, high):
        self.rows.append(row)
        self.lows.append(low)
        self.highs.append(high)

    def form(self, key):
        """What a cell is a sum of: ({unknown: factor}, known part of the denominator)."""
        metric, level, scope, t, e = key
        out = {}
        for home in self.below(level, scope):
            if metric == "C12":
                found = self.members(home, e, t)
            elif metric == "C13":
                found = [at] if (at := self.majority(home, e, t)) is not None else []
            else:
                found = [self.index["failed", home, "in", e]]
            for at in found:
                out[at] = out.get(at, 0) + 1
        return out

    def known(self, key):
        """The number of people that public rows tell: members, or candidates who passed."""
        metric, level, scope, t, e = key
        homes = set(self.below(level, scope))
        people = self.editions[e][0]
        if metric == "C12":
            return sum(p["home"] in homes and sits(p, t) for p in people)
        return sum(p["home"] in homes and p["vet"] == "通过" for p in people)

    # --- printed and hidden ---------------------------------------------------------------------

    def run(self, neighbours_printed=False):
        """(recovered, hidden, small, narrowed, follow from rows) and what was recovered."""
        self.prepare()
        asked, small = {}, 0
        for e, (_, cells) in enumerate(self.editions):
            for (metric, level, scope, t), cell in cells.items():
                key = metric, level, scope, t, e
                form = self.form(key)
                true = sum(self.truth[at] * f for at, f in form.items())
                whole = self.known(key) if metric == "C12" else None
                if metric == "C16":
                    whole, true_n = self.known(key) + true, self.known(key)
                else:
                    true_n = true
                if cell is None:
                    tiny = true_n < K or (metric != "C13" and whole - true_n < K) or (metric == "C12" and level == "compound")
                    small += tiny
                    if neighbours_printed and not tiny:
                        self.constrain(form, true, true)
                    else:
                        asked.setdefault(tuple(sorted(form.items())), []).append((key, true))
                    continue
                n, d = cell
                assert n == true_n and (metric == "C13" or d == whole), ("printed", key, cell, "but true", true_n, whole)
                self.constrain(form, true, true)
        hidden = sum(map(len, asked.values()))
        self.matrix()
        # Of those who came or went: is it told of each of them whether he is in the party?
        self.moved = [key for key, at in self.index.items() if at in self.moving and self.low[at] == 0
                      and self.truth[at] in (0, self.high[at]) and self.range({at: 1}) == (self.truth[at],) * 2]
        found, narrow = [], 0
        for form, keys in asked.items():
            low, high = self.range(dict(form))
            assert low <= keys[0][1] <= high
            if low == high:
                found += [(key, low) for key, _ in keys]
            elif high < K:
                narrow += len(keys)
        return found, hidden, small, narrow

    def matrix(self):
        count = len(self.low)
        at, to, value = [], [], []
        for i, row in enumerate(self.rows):
            for k, f in row.items():
                at.append(i)
                to.append(k)
                value.append(f)
        self.a = csr_matrix((value, (at, to)), shape=(len(self.rows), count))
        self.pool = [numpy.array(self.truth)]
        product = self.a @ self.pool[0]
        assert ((self.pool[0] >= self.low) & (self.pool[0] <= self.high)).all(), "the truth is out of bounds"
        assert ((product >= self.lows) & (product <= self.highs)).all(), "the truth does not fit what was printed"

    def solve(self, vector, sign, more, presolve, values):
        """The value of another solution, kept in the pool; where there is none, the one known."""
        a, lows, highs = self.a, list(self.lows), list(self.highs)
        for low, high in more:
            a = vstack([a, csr_matrix(vector)])
            lows.append(low)
            highs.append(high)
        done = milp(sign * vector, constraints=LinearConstraint(a, lows, highs), integrality=numpy.ones(len(vector)),
                    bounds=Bounds(self.low, self.high), options={"presolve": presolve})
        if done.x is None:
            assert done.status == 2, done.message
            return values[0]
        x = numpy.round(done.x)
        product = a @ x
        if not ((product >= numpy.array(lows)) & (product <= numpy.array(highs))).all():
            return values[0]
        self.pool.append(x)
        return int(round(vector @ x))

    def range(self, form):
        vector = numpy.zeros(len(self.low))
        for at, f in form.items():
            vector[at] = f
        values = [int(round(vector @ p)) for p in self.pool]
        if min(values) != max(values):
            return min(values), max(values)
        for sign in (1, -1):
            values.append(self.solve(vector, sign, [], True, values))
        if min(values) == max(values):  # HiGHS 1.2 cuts off too much now and then: any other value at all?
            for low, high in ((values[0] + 1, numpy.inf), (-numpy.inf, values[0] - 1)):
                values.append(self.solve(vector, 0, [(low, high)], False, values))
        return min(values), max(values)


def read_cells(site):
    cells = {}
    with open(f"{site}/metrics.csv", encoding="utf-8", newline="") as f:
        for row in csv.DictReader(f):
            if row["metric_id"] not in METRICS or row["state"] not in ("ok", "suppressed"):
                continue
            key = row["metric_id"], row["scope_level"], row["scope_id"], row["period"]
            if row["state"] == "suppressed":
                assert not row["numerator"] + row["denominator"] + row["value"], row
            cells[key] = None if row["state"] == "suppressed" else (int(row["numerator"]), int(row["denominator"] or 0))
    return cells


def elsewhere(site, editions):
    """The other forms of the figures, and what is told of changes, say no more than metrics.csv of these editions."""
    bad, cells = [], editions[-1]
    with open(f"{site}/metrics.json", encoding="utf-8") as f:
        document = json.load(f)
    rows = document if isinstance(document, list) else next(v for v in document.values() if isinstance(v, list))
    base = sqlite3.connect(f"file:{site}/data/data.sqlite?mode=ro", uri=True)
    base.row_factory = sqlite3.Row
    rows += [dict(r) for r in base.execute("select * from metrics")]
    base.close()
    for r in rows:
        key = r["metric_id"], r["scope_level"], r["scope_id"], r["period"]
        if key in cells and cells[key] is None and any(r[c] not in (None, "") for c in ("numerator", "denominator", "value")):
            bad.append(("metrics", r))
    for path in glob.glob(f"{site}/data/corrections.csv"):
        with open(path, encoding="utf-8", newline="") as f:
            for r in csv.DictReader(f):
                if any(f"{m}|" in r["key"] for m in METRICS):
                    key = tuple(r["key"].split("|")[:4])
                    if not any(c.get(key) for c in editions) and (r["to"] + r["from"])[:1].isdigit():
                        bad.append(("corrections", r))
    return bad


def main():
    binary = os.path.abspath(sys.argv[1])
    first, _, last = (sys.argv[2] if len(sys.argv) > 2 else "1-4").partition("-")
    total = dict(recovered=0, hidden=0, small=0, printed=0, narrowed=0, self_check=0)
    for seed in range(int(first), int(last or first) + 1):
        r = random.Random(seed * 7)
        homes, people = invent(seed)
        attack, bad = Attack(homes), []
        with tempfile.TemporaryDirectory() as folder:
            for turn, period in enumerate(("2026-08", "2026-09", "2026-10", "2026-10")):
                write(folder, homes, people)
                done = subprocess.run([binary, "build", "-C", folder, "--period", period, "--quiet", "--allow-unexplained"],
                                      capture_output=True, text=True)
                if done.returncode:
                    sys.exit(f"seed {seed}: {period}: exit {done.returncode}: {done.stderr}")
                cells = read_cells(f"{folder}/output/site")
                attack.add(people, cells)
                bad += elsewhere(f"{folder}/output/site", [c for _, c in attack.editions])
                people = revise(r, people) if turn else people
        found, hidden, small, narrow = attack.run()
        moved, moving = attack.moved, len(attack.moving)
        broken = attack.run(neighbours_printed=True)[0]
        for key, value in found[:8]:
            print(f"seed {seed}: recovered {key} = {value}")
        for key in moved[:8]:
            print(f"seed {seed}: told of who came or went: {key[1]} {sorted(key[2])[:3]}")
        for line in bad[:8]:
            print(f"seed {seed}: published", line)
        printed = sum(c is not None for _, cells in attack.editions for c in cells.values())
        print(f"seed {seed}: {len(homes)} compounds, {len(attack.low)} unknowns, {len(attack.rows)} equations: "
              f"{printed} cells printed, {small} small, {hidden - small} neighbours hidden; {len(found)} recovered, {len(moved)} of {moving} groups that came or went told, "
              f"{narrow} known to be below {K}; without neighbours {len(broken)} recovered", flush=True)
        total["recovered"] += len(found) + len(bad) + len(moved)
        total["hidden"] += hidden
        total["small"] += small
        total["printed"] += printed
        total["narrowed"] += narrow
        total["self_check"] += len(broken)
    print(f"{total['hidden']} suppressed cells ({total['small']} small, {total['hidden'] - total['small']} neighbours) beside "
          f"{total['printed']} printed: {total['recovered']} recovered; without neighbours {total['self_check']}")
    return 0 if total["hidden"] and total["self_check"] and not total["recovered"] else 1


if __name__ == "__main__":
    sys.exit(main())
