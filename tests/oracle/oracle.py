#!/usr/bin/env python3
"""metrics.csv, computed a second time from metrics.md alone, without any line of the program.

    python3 tests/oracle/oracle.py WORKSPACE [--period P] [--asof DAY] [--rules FILE] > metrics.csv

Reads WORKSPACE/gongkai.lua (plain keys only) and WORKSPACE/input. --rules names a CSV with the
built-in rule pack, for input without one. Suppression is not part of it.
"""

import argparse
import csv
import datetime as dt
import io
import os
import re
import sys
from fractions import Fraction

import figures as f
from figures import Scope, World, add_months, median, move_months, total
from sheets import Data, month_end
from tables import codes

FLOW = ("month", "ytd", "quarter", "year", "since")
FACTOR = {"%": Fraction(100), "个百分点": Fraction(100), "件/百户": Fraction(100), "元": Fraction(1, 100),
          "元/户": Fraction(1, 100), "㎡": Fraction(1, 100), "万元": Fraction(1, 10**6)}
DECIMALS = {"%": 1, "个百分点": 1, "天": 1, "分": 1, "例/场": 1, "件/百户": 1, "元": 2, "万元": 2, "元/户": 2, "㎡": 2}
TWO = {"D06", "C02", "C03", "C04", "C05"}


def read_config(path):
    """The flat part of gongkai.lua: strings, numbers, booleans and lists of them."""
    if not os.path.exists(path):
        return {}
    with open(path, encoding="utf-8") as fh:
        text = re.sub(r"--[^\n]*", "", fh.read())
    out = {}

    def value(t):
        t = t.strip()
        if t.startswith('"'):
            return t[1:-1]
        return {"true": True, "false": False}.get(t, int(t) if re.fullmatch(r"-?\d+", t) else t)

    for key, raw in re.findall(r'(\w+)\s*=\s*("[^"]*"|\{[^{}]*\}|true|false|-?\d+)', text):
        if raw.startswith("{"):
            out[key] = [value(x) for x in raw[1:-1].split(",") if x.strip()]
        else:
            out[key] = value(raw)
    return out


class Spec:
    """How one figure is placed, what it needs, its unit, and what its totals must have."""

    def __init__(self, fid, windows, needs, unit, fn, pair):
        self.id, self.windows, self.needs, self.unit, self.fn, self.pair = fid, windows, needs, unit, fn, pair
        self.decimals = 2 if fid.split(".")[0] in TWO else DECIMALS.get(unit, 0)


SPECS = {}


def one(fid, windows, needs, unit, fn):
    SPECS[fid] = Spec(fid, windows, needs.split(), unit, fn, False)


def pair(fid, windows, needs, unit, fn):
    SPECS[fid] = Spec(fid, windows, needs.split(), unit, fn, True)


def sum_of(rows, column):
    return total(r[column] for r in rows)


def declare():
    F, S = "F", "S"
    D, P, M, I, T, U = ("disclosures", "proposals", "meetings", "meeting_items", "issues", "duty_tasks")
    pair("M01", F, D, "%", f.m01)
    pair("M03", F, D, "%", f.m03)
    one("M04", S, D, "项", f.m04)
    pair("M05", F, f"{P} {M} resolutions service_items {D}", "%", f.m05)
    posted = lambda s: s.rows(D, "posted_on")
    one("M06", F, D, "件", lambda s: sum_of(posted(s), "objections"))

    def m07(s):
        rows = [r for r in posted(s) if r["objections"] is not None]
        return sum(r["objections_replied"] or 0 for r in rows), sum(r["objections"] for r in rows)
    pair("M07", F, D, "%", m07)
    one("M08", F, D, "项", f.m08)

    one("A01", F, P, "项", lambda s: len(f.proposals(s)))
    pair("A02", F, P, "%", lambda s: (sum(r["status"] in f.ADOPTED for r in f.proposals(s)),
                                      sum(r["status"] != "submitted" for r in f.proposals(s))))
    pair("A03", F, P, "%", f.a03)
    one("A04", F, P, "项", lambda s: sum(r["kind"] == "pre_review" for r in f.proposals(s)))
    one("A05", F, f"{P} {T}", "项", f.a05)
    for code in f.LISTS:
        one(f"A05.{code}", F, f"{P} {T}", "项", lambda s, c=code: f.a05(s, c))
    one("A06", "ytd", "projects", "个", lambda s: len(f.ideas(s)))
    one("A07", "ytd", "projects", "个", lambda s: len(f.top_ideas(s)))
    pair("A08", "ytd", "projects", "%", lambda s: (
        sum(s.reached(r, ("done",), "done_on") for r in f.top_ideas(s)), len(f.top_ideas(s))))

    MI = f"{M} {I}"
    one("B01", F, M, "场次", lambda s: len(f.joint(s)))
    pair("B04", F, M, "%", f.b04)
    for code in f.JOINT_TYPES:
        one(f"B01.{code}", F, M, "场次", lambda s, c=code: len(f.joint(s, c)))
        pair(f"B04.{code}", F, M, "%", lambda s, c=code: f.b04(s, c))
    one("B02", F, MI, "例", lambda s: len(f.items(s)))
    pair("B03", F, MI, "例/场", lambda s: (len(f.items(s)), len(f.joint(s))))
    pair("B05", F, M, "%", f.b05)
    pair("B06", F, MI, "%", lambda s: (sum(r["result"] == "agreed" for r in f.items(s)), len(f.items(s))))
    pair("B07", F, MI, "%", f.b07)
    one("B08", F, T, "件", lambda s: sum(any(s.by(r[k]) for k in f.STEPS) for r in f.issues(s)))
    for k in range(5):
        one(f"B08.{k + 1}", F, T, "件", lambda s, c=f.STEPS[k]: sum(bool(s.by(r[c])) for r in f.issues(s)))
    pair("B09", F, T, "%", f.b09)
    one("B10", F, T, "件", lambda s: len(f.escalated(s)))
    responded = lambda s: [r for r in f.escalated(s) if s.by(r["responded_on"])]
    pair("B11", F, T, "%", lambda s: (len(responded(s)), len(f.escalated(s))))
    pair("B11.median", F, T, "天", lambda s: median((r["responded_on"] - r["reported_on"]).days for r in responded(s)))
    one("B12", F, MI, "起", lambda s: sum(bool(r.forum and s.by(r["done_on"])) for r in f.items(s)))

    def b13(s):
        rows = [r for r in s.rows(M, "held_on") if r["meeting_type"] == "committee"]
        return sum(r["secretary_attended"] is True for r in rows), len(rows)
    pair("B13", F, M, "%", b13)

    R, C = "resolutions", "committee_members"
    one("C01", F, R, "项", lambda s: len(f.votes(s)))
    for key in ("C02", "C03", "C04", "C05"):
        pair(key, F, R, "%", f.c_share(key))
    one("C06", F, R, "项", lambda s: sum(r.quorum is True for r in f.votes(s)))
    one("C07", F, R, "项", lambda s: sum(r.passed is True for r in f.votes(s)))
    pair("C08", F, R, "%", lambda s: (sum(r.passed is True for r in f.votes(s)),
                                      sum(r.passed is not None for r in f.votes(s))))
    pair("C09", F, R, "%", f.c09)
    pair("C10", F, R, "天", f.c10)
    pair("C10.within3", F, R, "%", f.c10_within)
    pair("C11", S, "", "%", lambda s: (
        sum(h["eligible_committee"] is True and h["committee_status"] == "established" for h in s.homes()),
        sum(h["eligible_committee"] is True for h in s.homes())))
    pair("C12", S, C, "%", lambda s: (sum(r["party_member"] for r in f.members(s)), len(f.members(s))))
    one("C13", S, C, "个", f.c13)
    one("C14", S, C, "名", lambda s: sum(r["position"] == "director" and r["is_branch_secretary"] is True
                                        for r in f.members(s)))
    one("C15", S, C, "人", lambda s: sum(r["cross_posts"] is not None for r in f.people(
        s, "committee", "supervisors", "management_committee")))
    pair("C16", S, C, "%", lambda s: (
        sum(r["vet_result"] == "pass" for r in f.people(s, "candidate")),
        sum(r["vet_result"] in ("pass", "fail") for r in f.people(s, "candidate"))))
    one("C17", S, C, "家", f.c17)
    pair("C18", S, C, "%", f.c18)
    one("C19", S, C, "个", f.c19(5))
    one("C19.2", S, C, "个", f.c19(2))
    pair("C20", S, "", "%", lambda s: (sum(bool(s.by(h["charter_amended_on"])) for h in s.homes()), len(s.order)))

    V, W, L, E = "service_items", "fund_ledger", "revenue_ledger", "list_events"
    one("D01", F, T, "件", lambda s: len(f.issues(s, "complaint")))
    pair("D04", F, T, "%", lambda s: (sum(f.closed(s, r) for r in f.issues(s)), len(f.issues(s))))
    pair("D05", F, T, "%", f.d05)
    pair("D06", F, T, "%", f.d06)
    pair("D07", F, T, "天", lambda s: (sum(f.took(s)), len(f.finished(s))))
    pair("D07.median", F, T, "天", lambda s: median(f.took(s)))
    one("D08", S, T, "件", lambda s: sum(r["reported_on"] <= s.A and not f.written_off(s, r) for r in s.all(T)))
    pair("D09", F, T, "%", f.d09)
    for code in f.LISTS:
        pair(f"D09.{code}", F, T, "%", lambda s, c=code: f.d09(s, c))
    pair("D11", F, V, "%", f.d11)
    pair("D12", F, V, "%", f.d12)
    pair("D13", F, V, "%", f.d13)
    pair("D14", F, L, "元/户", f.d14)
    one("D16", F, W, "件", lambda s: len(f.applied(s)))
    pair("D17", F, W, "%", f.d17)
    one("D19", S, W, "元", f.d19)
    one("D20", S, "", "个", f.d20)
    one("D21", F, W, "件", lambda s: len(f.emergencies(s)))
    pair("D21.posted", F, f"{W} {D}", "%", f.d21_posted)
    one("D22", F, L, "元", lambda s: total(f.income(s, "in")))
    one("D23", F, L, "元", lambda s: total(f.income(s, "cost", "out")))
    one("D24", S, L, "元", f.d24)
    pair("D25", F, L, "%", lambda s: (sum(f.income(s, "transfer_to_fund")),
                                      sum(f.income(s, "in")) - sum(f.income(s, "cost"))))
    pair("D26", F, U, "%", f.d26)
    one("D27", F, E, "次", lambda s: f.vehicle(s, "reminder"))
    one("D28", F, E, "辆", lambda s: f.vehicle(s, "blacklist"))
    one("D29", S, E, "辆", f.d29)
    one("D30", F, T, "件", lambda s: len(f.issues(s, "mediation")))
    pair("D31", F, T, "%", f.d31)
    one("D32", F, T, "单", lambda s: len(f.issues(s, "order")))
    pair("D33", F, T, "%", f.d33)
    pair("D34", F, T, "%", lambda s: (sum(f.closed(s, r) for r in f.issues(s, "order")), len(f.issues(s, "order"))))
    pair("D35", F, T, "件/百户", f.d35)
    one("D36", F, T, "件", lambda s: sum(r["channel"] is not None for r in f.issues(s)))
    for code in codes("issues", "channel"):
        one(f"D36.{code}", F, T, "件", lambda s, c=code: sum(r["channel"] == c for r in f.issues(s)))
    one("D37", S, f"{T} {U}", "处", f.d37)

    A = "assessments"
    pair("E01", S, A, "分", f.e01)
    pair("E02", S, A, "%", lambda s: (sum(f.complete(r) for r in f.star_subjects(s).values()), len(f.star_subjects(s))))
    one("E03", S, A, "个", f.e_count(None))
    for k in range(1, 6):
        one(f"E03.{k}", S, A, "个", f.e_count(k))
    one("E04", S, E, "家", f.listed("red"))
    one("E05", S, E, "家", f.listed("black"))
    pair("E06", S, A, "%", f.e06)
    one("E07", S, A, "个", lambda s: sum(any(r["grade"] is not None for r in rows) for rows in f.subjects(s).values()))
    one("E08", S, "property_companies", "家", lambda s: sum(
        c["red_level"] == "province" and (c["red_year"] is None or c["red_year"] <= s.A.year)
        for c in f.known_companies(s)))

    O, N, G = "party_orgs", "party_units", "agreements"
    pair("F01", S, O, "%", lambda s: (len({r.compound for r in f.orgs(s) if r["org_type"] in f.OWN}), len(s.order)))
    pair("F02", S, O, "%", f.f02)
    one("F03", S, O, "个", lambda s: len(f.orgs(s)))
    one("F04", S, "", "个", lambda s: sum((h["full_member_count"] or 0) >= 3 for h in s.homes()))
    for fid, unit, kinds in (("F05", "个", ("zone",)), ("F06", "支", ("team",)), ("F07", "个", ("post",)),
                             ("F08", "个", ("garden", "station", "point")), ("F09", "个", ("grid",)),
                             ("F23", "名", ("building_manager",)), ("F25", "位", ("mediator",)),
                             ("F16", "个", ("core", "area", "pioneer_station", "position")),
                             ("F16.core", "个", ("core",)), ("F16.area", "个", ("area",)),
                             ("F16.pioneer_station", "个", ("pioneer_station",)), ("F16.position", "个", ("position",))):
        one(fid, S, N, unit, lambda s, k=kinds: len(f.units(s, *k)))
    one("F10", S, N, "名", lambda s: sum_of(f.units(s, "grid"), "member_count"))
    one("F11", S, "", "名", None)
    one("F12", S, G, "份", lambda s: len(f.pacts(s, "co_building")))
    one("F13", S, G, "个", lambda s: len(f.pacts(s, "pairing")))

    def f14(s):
        least = f.DEMO.index(s.w.config.get("demo_level", "subdistrict"))
        return sum(h["demo_level"] is not None and f.DEMO.index(h["demo_level"]) >= least for h in s.homes())
    one("F14", S, "", "个", f14)
    one("F15", S, N, "㎡", lambda s: sum_of(f.units(s), "area_size"))
    one("F17", F, "activities", "场次", lambda s: len(f.activities(s)))
    one("F18", F, "activities", "件", lambda s: sum_of(f.activities(s), "wishes_met"))
    one("F19", F, "activities", "场", lambda s: len(f.activities(s, "training")))
    one("F19.attendees", F, "activities", "人次", lambda s: sum_of(f.activities(s, "training"), "attendees"))
    pair("F20", F, U, "%", f.f20)
    one("F21", F, T, "件", lambda s: sum(r["channel"] == "reception_day" for r in f.issues(s)))
    one("F22", F, f"{U} activities", "户", lambda s: sum_of(s.rows(U, "done_on") + f.activities(s), "households"))
    one("F24", S, G, "个", lambda s: sum(r["counterparty_type"] is not None for r in f.pacts(s, "alliance", "association")))
    for code in codes("agreements", "counterparty_type"):
        one(f"F24.{code}", S, G, "个", lambda s, c=code: sum(
            r["counterparty_type"] == c for r in f.pacts(s, "alliance", "association")))
    pair("F26", S, "property_companies", "%", lambda s: (
        sum(c["party_org_status"] == "own" or c["instructor_assigned"] is True for c in f.known_companies(s)),
        len(f.known_companies(s))))
    pair("F27", F, U, "%", f.f27)
    for code in codes("duty_tasks", "list_type"):
        pair(f"F27.{code}", F, U, "%", lambda s, c=code: f.f27(s, c))

    J = "projects"
    one("G01", F, J, "万元", lambda s: sum_of(f.done_projects(s), "cost"))
    one("G02", F, J, "个", lambda s: sum_of(f.done_projects(s), "venue_count"))
    one("G03", F, J, "套（件）", lambda s: sum_of(f.done_projects(s), "equipment_count"))
    pair("G04", F, J, "%", f.g04)
    one("G05", F, J, "户", lambda s: sum_of(f.done_projects(s), "households"))


declare()
# id -> (of, base, how, windows, unit, main table, its date)
CHANGES = {
    "M02": ("M01", "yoy", "pp", "F", "个百分点", "disclosures", "posted_on"),
    "D02": ("D01", "yoy", "rel", "F", "%", "issues", "reported_on"),
    "D03": ("D01", "year", "rel", "F", "%", "issues", "reported_on"),
    "D15": ("D14", "mom", "rel", "month", "%", "revenue_ledger", "entry_on"),
    "D15.diff": ("D14", "mom", "pp", "month", "元/户", "revenue_ledger", "entry_on"),
    "D18": ("D17", "yoy", "rel", "F", "%", "fund_ledger", "entry_on"),
    "D18.pp": ("D17", "yoy", "pp", "F", "个百分点", "fund_ledger", "entry_on"),
}
DISPUTES = Spec("D10", "year", ["issues"], "件", lambda s: len(f.issues(s, "dispute")), False)


def shown(value, decimals):
    """Half away from zero, trailing zeros stripped."""
    scaled = abs(value) * 10**decimals
    whole = (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)
    if whole == 0:
        return "0"
    text = str(whole).rjust(decimals + 1, "0")
    if decimals:
        text = (text[:-decimals] + "." + text[-decimals:]).rstrip("0").rstrip(".")
    return ("-" if value < 0 else "") + text


class Result:
    def __init__(self, n=None, d=None, state="ok", source="rows", reporting=0):
        self.n, self.d, self.state, self.source, self.reporting = n, d, state, source, reporting
        self.value = None  # only where it is not n/d


def encoded(text):
    return "".join("%%%02X" % ord(c) if c in "./" or ord(c) < 32 or ord(c) == 127 else c for c in str(text))


class Oracle:
    def __init__(self, workspace, period, asof, builtin):
        self.config = read_config(os.path.join(workspace, "gongkai.lua"))
        self.data = Data(os.path.join(workspace, "input"), self.config)
        self.world = World(self.data, builtin)
        text = period or self.config["period"]
        self.P = tuple(map(int, text.split("-")))
        self.asof = dt.date.fromisoformat(asof) if asof else None
        self.rows = []
        self.first = {}

    # --- windows -------------------------------------------------------------------------------

    def as_of(self, y, m):
        end = month_end(y, m)
        return min(end, self.asof) if (y, m) == self.P and self.asof else end

    def windows(self, y, m):
        a1, A = dt.date(y, m, 1), self.as_of(y, m)
        out = {"month": (a1, A), "ytd": (dt.date(y, 1, 1), A), "asof": (dt.date(1, 1, 1), A),
               "quarter": (dt.date(y, (m - 1) // 3 * 3 + 1, 1), A), "year": (add_months(a1, -11), A)}
        if self.config.get("since"):
            since = dt.date.fromisoformat(self.config["since"])
            if since <= A:
                out["since"] = (since, A)
        return out

    def names(self, windows):
        """The windows in which a figure of this kind is emitted."""
        if windows == "S":
            return ["asof"]
        if windows != "F":
            return [windows]
        return ["month", "ytd"] + [w for w in ("quarter", "year") if w in self.config.get("windows", [])] + ["since"]

    def periods(self):
        y, m = self.P
        first = self.first_day()
        out = []
        for k in range(13):
            d = add_months(dt.date(y, m, 1), -k)
            if k == 0 or first and first <= month_end(d.year, d.month):
                out.append((d.year, d.month))
        return out

    def first_day(self):
        placing = [("disclosures", "posted_on"), ("proposals", "proposed_on"), ("meetings", "held_on"),
                   ("meetings", "planned_on"), ("resolutions", f.vote_day), ("issues", "reported_on"),
                   ("issues", "closed_on"), ("issues", "due_on"), ("service_items", "period"), ("duty_tasks", "due_on"),
                   ("duty_tasks", "done_on"), ("assessments", "period"), ("list_events", "event_on"),
                   ("activities", "held_on"), ("fund_ledger", "entry_on"), ("revenue_ledger", "entry_on"),
                   ("projects", "done_on"), ("projects", "due_on")]
        days = [self.world.dated(t, c)[0][:1] for t, c in placing]
        return min((d[0] for d in days if d), default=None)

    # --- one figure ---------------------------------------------------------------------------------

    def reporters(self, needs, members, day):
        return frozenset(c for c in members if all(self.data.has(t, c, day) for t in needs))

    def total_of(self, spec, level, sid, stock, a, A):
        """(numerator, denominator) of the reported total that fits, or None."""
        best = None
        for r in self.world.t["reported_totals"]:
            if (r["metric_id"], r["scope_level"], r["scope_id"]) != (spec.id, level, sid):
                continue
            if stock:
                if r["period_to"] > A:
                    continue
                order = (r["period_to"], r["period_from"] or dt.date.min)
            else:
                if (r["period_from"], r["period_to"]) != (a, A):
                    continue
                order = None
            if spec.pair:
                fit = (r["numerator"], r["denominator"]) if r["numerator"] is not None and (r["denominator"] or 0) > 0 else None
            elif r["numerator"] is not None:
                fit = (r["numerator"], None)
            elif r["value"] is not None:
                x = r["value"] / FACTOR.get(spec.unit, Fraction(1))
                fit = (int(x), None) if x.denominator == 1 else None
            else:
                fit = None
            if fit and (best is None or stock and order > best[0]):
                best = (order, fit)
        return best[1] if best else None

    def plain(self, spec, level, sid, members, a, A):
        stock = spec.windows == "S"
        who = self.reporters(spec.needs, members, A)
        known = self.total_of(spec, level, sid, stock, a, A)
        out = Result(reporting=len(who))
        out.who = who
        if not who or spec.fn is None:
            if known is None:
                out.state, out.source = "not_received", ""
                return out
        else:
            got = spec.fn(Scope(self.world, members, a, A))
            out.n, out.d = got if spec.pair else (got, None)
            nothing = out.d == 0 if spec.pair else not out.n
            if not nothing or known is None:
                if out.n is None or spec.pair and out.d <= 0:
                    out.state = "undefined"
                return out
        out.n, out.d = known
        out.source, out.state = "totals", "ok"
        return out

    def covered(self, table, column, base_a):
        days = self.world.dated(table, column)[0]
        return bool(days) and days[0] <= month_end(base_a.year, base_a.month)

    def base(self, spec, table, column, level, sid, members, a, A):
        """The figure in the base window; None where it is missing or unknown."""
        if self.covered(table, column, a):
            out = self.plain(spec, level, sid, members, a, A)
            return None if out.n is None else out
        known = self.total_of(spec, level, sid, False, a, A)
        if known is None:
            return None
        out = Result(*known, source="totals", reporting=0)
        return out

    def change(self, fid, level, sid, members, a, A, cache):
        of, kind, how, _, _, table, column = CHANGES[fid]
        spec = SPECS[of]
        if kind == "year":
            months = 12 * ((self.config.get("base_year") or A.year - 2) - A.year)
        else:
            months = {"yoy": -12, "mom": -1}[kind]
        ba, bA = move_months(a, months), move_months(A, months)
        key = (of, sid, level, a, A)
        if key not in cache:
            cache[key] = self.plain(spec, level, sid, members, a, A)
        cur = cache[key]
        out = Result(reporting=cur.reporting, source="")
        out.base = f"{bA.year:04d}-{bA.month:02d}"
        if cur.state == "not_received":
            out.state = "not_received"
        elif cur.n is None:
            out.state = "undefined"
        else:
            base = self.base(spec, table, column, level, sid, members, ba, bA)
            if base is None:
                out.state = "no_base"
            elif cur.source == base.source == "rows" and cur.who != base.who:
                out.state = "unequal"
            else:
                n1, d1, n0, d0 = cur.n, 1 if cur.d is None else cur.d, base.n, 1 if base.d is None else base.d
                out.n, out.d = n1 * d0 - n0 * d1, n0 * d1 if how == "rel" else d0 * d1
                out.source = cur.source if cur.source == base.source else "rows+totals"
                out.state = "ok" if out.d > 0 else "undefined"
        return out

    def trend(self, level, sid, members, A):
        """D10, D10.y0, .y1, .y2 in the window `year`."""
        a = add_months(dt.date(A.year, A.month, 1), -11)
        years = [self.plain(DISPUTES, level, sid, members, a, A)]
        for k in (-12, -24):
            years.append(self.base(DISPUTES, "issues", "reported_on", level, sid, members, move_months(a, k),
                                   move_months(A, k)))
        reporting = years[0].reporting
        missing = years[0].state == "not_received"
        out = {"D10.y0": years[0]}
        for k in (1, 2):
            y = years[k]
            if missing:
                y = Result(state="not_received", source="")
            elif y is None:
                y = Result(state="no_base", source="")
            y.reporting = reporting
            out[f"D10.y{k}"] = y
        if missing or None in years:
            out["D10"] = Result(state="not_received" if missing else "no_base", source="", reporting=reporting)
        else:
            falls = years[2].n > years[1].n > years[0].n
            sources = {y.source for y in years}
            out["D10"] = Result(int(falls), source=sources.pop() if len(sources) == 1 else "rows+totals", reporting=reporting)
        return out

    # --- per-item rows -------------------------------------------------------------------------------

    def items(self, level, members, windows, names):
        """(id, window, n, d, value, unit, decimals, needs)."""
        for w in names:
            s = Scope(self.world, members, *windows[w])
            if w == "ytd" and level == "compound":
                for r in f.top_ideas(s):
                    yield f"A07.{encoded(r['project_id'])}", w, r["ballot_votes"], None, Fraction(r.rank), "名次", 0, "projects"
            if w == "asof":
                groups = {}
                for rows in f.subjects(s).values():
                    for k in {(r["class_group"] or "none", r["grade"]) for r in rows if r["grade"] is not None}:
                        groups[k] = groups.get(k, 0) + 1
                for (group, grade), n in groups.items():
                    yield f"E07.{encoded(group)}.{encoded(grade)}", w, n, None, Fraction(n), "个", 0, "assessments"
            if level != "compound":
                continue
            if w == "asof":
                star = f.star_subjects(s)
                for (scheme, kind, sid), rows in f.subjects(s).items():
                    key = f"{encoded(scheme)}.{encoded(sid)}"
                    here = f.present(rows)
                    x = f.score(rows)
                    if here:
                        yield f"E01.{key}", w, x.numerator, x.denominator, x, "分", 1, "assessments"
                    else:
                        yield f"E01.{key}", w, None, None, None, "分", 1, "assessments"
                    if (scheme, kind, sid) in star:
                        full = f.complete(rows)
                        yield (f"E02.{key}", w, len({r["indicator_no"] for r in here}), 58, Fraction(int(full)), "", 0,
                               "assessments")
                        n = f.stars(s, rows)
                        yield f"E03.{key}", w, n, None, None if n is None else Fraction(n), "星", 0, "assessments"
            else:
                for r in f.votes(s):
                    key = encoded(r["resolution_id"])
                    for c in ("C02", "C03", "C04", "C05"):
                        n, d = f.PARTS[c](r)
                        if d is None:
                            n = None
                        x = Fraction(100 * n, d) if n is not None and d else None
                        yield f"{c}.{key}", w, n, d, x, "%", 2, "resolutions"
                    for c, yes in (("C06", r.quorum), ("C07", r.passed)):
                        n = None if yes is None else int(yes)
                        yield f"{c}.{key}", w, n, None, None if n is None else Fraction(n), "", 0, "resolutions"

    # --- all rows -----------------------------------------------------------------------------------

    def put(self, fid, level, sid, period, window, base, result, expected, unit, decimals):
        value = ""
        if result.state == "ok":
            x = result.value
            if x is None:
                x = Fraction(result.n, 1 if result.d is None else result.d) * FACTOR.get(unit, Fraction(1))
            value = shown(x, decimals)
        self.rows.append([fid, level, sid, f"{period[0]:04d}-{period[1]:02d}", window, base,
                          "" if result.n is None else str(result.n), "" if result.d is None else str(result.d), value, unit,
                          result.state, str(result.reporting), str(expected), result.source])

    def run(self):
        for period in self.periods():
            windows = self.windows(*period)
            A = windows["month"][1]
            for (level, sid), members in self.data.scopes.items():
                cache = {}
                n = len(members)
                for spec in SPECS.values():
                    for w in self.names(spec.windows):
                        if w in windows:
                            a = windows[w][0]
                            r = cache[spec.id, sid, level, a, A] = self.plain(spec, level, sid, members, a, A)
                            self.put(spec.id, level, sid, period, w, "", r, n, spec.unit, spec.decimals)
                for fid, (_, _, _, kind, unit, _, _) in CHANGES.items():
                    for w in self.names(kind):
                        if w in windows:
                            r = self.change(fid, level, sid, members, windows[w][0], A, cache)
                            self.put(fid, level, sid, period, w, r.base, r, n, unit, DECIMALS[unit])
                for fid, r in self.trend(level, sid, members, A).items():
                    self.put(fid, level, sid, period, "year", "", r, n, "" if fid == "D10" else "件", 0)
                wanted = [w for w in windows if w in self.names("F") or w in ("asof", "ytd")]
                for fid, w, num, den, value, unit, decimals, need in self.items(level, members, windows, wanted):
                    who = self.reporters([need], members, A)
                    if not who:
                        continue
                    r = Result(num, den, "ok" if value is not None else "undefined", reporting=len(who))
                    r.value = value
                    self.put(fid, level, sid, period, w, "", r, n, unit, decimals)
        self.rows.sort(key=lambda r: [c.encode() for c in r[:6]])
        return self.rows


HEADER = ("metric_id,scope_level,scope_id,period,window,base_period,numerator,denominator,value,unit,state,"
          "reporting,expected,source").split(",")


def read_rules(path):
    """A rule pack as CSV with English headers and codes."""
    from sheets import Row
    out = []
    with open(path, encoding="utf-8") as fh:
        for line in csv.DictReader(fh):
            row = Row({k: v or None for k, v in line.items()})
            for k in ("deadline_days", "min_post_days"):
                row[k] = int(row[k]) if row[k] else None
            out.append(row)
    return out


def main():
    p = argparse.ArgumentParser()
    p.add_argument("workspace")
    p.add_argument("--period")
    p.add_argument("--asof")
    p.add_argument("--rules")
    a = p.parse_args()
    rows = Oracle(a.workspace, a.period, a.asof, read_rules(a.rules) if a.rules else None).run()
    out = io.TextIOWrapper(sys.stdout.buffer, encoding="utf-8", newline="")
    w = csv.writer(out, lineterminator="\n")
    w.writerow(HEADER)
    w.writerows(rows)
    out.flush()


if __name__ == "__main__":
    main()
