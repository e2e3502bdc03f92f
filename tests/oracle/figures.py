"""Every figure of metrics.md, computed again from its words: plain loops, integers and fractions."""

import bisect
import calendar
import datetime as dt
from fractions import Fraction

from sheets import Row, month_end
from tables import codes
from workdays import add_workdays

LEVELS = ["compound", "community", "subdistrict", "district", "city"]
JOINT_TYPES = ["joint", "four_party", "forum730", "council", "idea_hall"]
LISTS = ["livelihood", "governance", "enforcement"]
DEMO = ["none", "subdistrict", "district", "city", "province"]


def add_months(day, n):
    k = day.year * 12 + day.month - 1 + n
    y, m = k // 12, k % 12 + 1
    return dt.date(y, m, min(day.day, calendar.monthrange(y, m)[1]))


def move_months(day, n):
    """A month's last day stays a month's last day (1.6)."""
    moved = add_months(day, n)
    return month_end(moved.year, moved.month) if day == month_end(day.year, day.month) else moved


def median(values):
    v = sorted(values)
    if not v:
        return 0, 0
    k = len(v) // 2
    return (v[k], 1) if len(v) % 2 else (v[k - 1] + v[k], 2)


class World:
    """Data with what follows from several tables."""

    def __init__(self, data, builtin_rules=None):
        self.data, self.config = data, data.config
        t = self.t = data.tables
        self.sorted = {}
        self.meeting = {r["meeting_id"]: r for r in t["meetings"]}
        self.companies = {r["company_id"]: r for r in t["property_companies"]}
        self.company_names = {}
        for r in t["property_companies"]:
            self.company_names.setdefault(r["name"], r["company_id"])
        self.company_of = {}  # compound -> company
        for cid, r in data.compounds.items():
            if r["has_company"] and r["company_id"]:
                self.company_of[cid] = self.company(r["company_id"])
        self.org = {r["org_id"]: r for r in t["party_orgs"]}
        pack = self.config.get("place", "default")
        rules = t["disclosure_rules"]
        if not data.arrived["disclosure_rules"]:
            rules = builtin_rules or []
        else:
            rules = [r for r in rules if (r["pack"] or pack) == pack]
        self.rules = {r["rule_id"]: r for r in rules}
        self.applying = {c: [r for r in self.rules.values() if self._applies(r, row)]
                         for c, row in data.compounds.items()}
        self.answers = {}  # (compound, rule) -> T20 rows
        self.posted_matter = {}
        for r in t["disclosures"]:
            rule = self.rules.get(r["rule_id"])
            r.due = r["due_on"] or self._due(rule, r["event_on"])
            r.kind = r["section"] or (rule["section"] if rule else None)
            r.min_days = rule["min_post_days"] if rule else None
            self.answers.setdefault((r.compound, r["rule_id"]), []).append(r)
            if r["matter_id"]:
                self.posted_matter.setdefault((r.compound, r["matter_id"]), []).append(r)
        for r in t["resolutions"]:
            self._vote(r)
        self.paid = {}
        for r in t["fund_ledger"]:
            if r["entry_type"] in ("pay_first", "pay_final") and r["matter_id"]:
                k = (r.compound, r["matter_id"])
                self.paid[k] = min(self.paid.get(k, r["entry_on"]), r["entry_on"])
        for r in t["meeting_items"]:
            m = self.meeting.get(r["meeting_id"])
            r.joint = m is not None and m["meeting_type"] != "committee"
            r.forum = m is not None and m["meeting_type"] == "forum730"
            r.held = m["held_on"] if m else None
        self._ranks()

    def company(self, text):
        if text in self.companies:
            return text
        return self.company_names.get(text, text)

    @staticmethod
    def _applies(rule, row):
        text = (rule["applies_if"] or "").strip()
        if not text:
            return True
        for term in text.split(" and "):
            negative = "!=" in term
            column, code = (s.strip() for s in term.split("!=" if negative else "="))
            value = row[column]
            if value is None:
                return False
            if isinstance(value, bool):
                value = "yes" if value else "no"
            if (str(value) == code) == negative:
                return False
        return True

    @staticmethod
    def deadline(rule, day):
        n = rule["deadline_days"] or 0
        return add_workdays(day, n) if rule["deadline_unit"] == "working" else day + dt.timedelta(n)

    @staticmethod
    def period_end(cadence, day):
        months = {"month": 1, "quarter": 3, "half": 6, "year": 12}[cadence]
        return month_end(day.year, (day.month - 1) // months * months + months)

    def _due(self, rule, event):
        if rule is None or event is None or rule["cadence"] == "continuous":
            return None
        if rule["cadence"] == "event":
            return self.deadline(rule, event)
        return self.deadline(rule, self.period_end(rule["cadence"], event))

    def _vote(self, r):
        r.day = r["decided_on"] or r["vote_to"]
        home = self.data.compounds[r.compound]
        to = r["total_owners"] if r["total_owners"] is not None else home["total_owners"]
        ta = r["total_area"] if r["total_area"] is not None else home["total_area"]
        r.total_o, r.total_a = to, ta
        vo, va, ao, aa = r["voted_owners"], r["voted_area"], r["agree_owners"], r["agree_area"]
        kind = int(r["item_kind"])
        if to is None or ta is None:
            r.quorum = r.passed = None
            return
        if r.day >= dt.date(2021, 1, 1):
            r.quorum = 3 * vo >= 2 * to and 3 * va >= 2 * ta
            if kind in (6, 7, 8):
                agreed = 4 * ao >= 3 * vo and 4 * aa >= 3 * va
            else:
                agreed = 2 * ao > vo and 2 * aa > va
        else:
            r.quorum = 2 * vo > to and 2 * va > ta
            if kind in (5, 6, 7):
                agreed = 3 * ao >= 2 * to and 3 * aa >= 2 * ta
            else:
                agreed = 2 * ao > to and 2 * aa > ta
        r.passed = r.quorum and agreed

    def _ranks(self):
        ballots = {}
        for r in self.t["projects"]:
            r.rank = None
            if r["kind"] == "idea" and r["ballot_year"] is not None and r["ballot_votes"] is not None:
                ballots.setdefault((r.compound, r["ballot_year"]), []).append(r)
        for ideas in ballots.values():
            for r in ideas:
                r.rank = 1 + sum(1 for o in ideas if o["ballot_votes"] > r["ballot_votes"])

    def due_items(self, compound, a, b):
        """(due, on time, answers, continuous) of each due item of the compound due in [a, b]."""
        out = []
        for rule in self.applying[compound]:
            rows = self.answers.get((compound, rule["rule_id"]), [])
            cadence = rule["cadence"]
            if cadence == "event":
                for r in rows:
                    if r.due and a <= r.due <= b:
                        out.append((r.due, bool(r["posted_on"] and r["posted_on"] <= r.due), [r], False))
                continue
            step = {"month": 1, "quarter": 3, "half": 6, "year": 12, "continuous": 1}[cadence]
            end = month_end(a.year - 3, 12)
            while end <= b:
                due = end if cadence == "continuous" else self.deadline(rule, end)
                if a <= due <= b:
                    if cadence == "continuous":
                        on = any(self.standing(r, due) for r in rows)
                        out.append((due, on, rows, True))
                    else:
                        mine = [r for r in rows if r.due == due]
                        on = any(r["posted_on"] and r["posted_on"] <= due for r in mine)
                        out.append((due, on, mine, False))
                end = move_months(end, step)
        return out

    @staticmethod
    def standing(r, day):
        gone = r["removed_on"]
        return bool(r["posted_on"] and r["posted_on"] <= day and (gone is None or gone >= day))

    def dated(self, table, column):
        """Rows that have this date, sorted by it; column may be a function."""
        k = (table, column)
        if k not in self.sorted:
            get = column if callable(column) else lambda r: r[column]
            rows = [(get(r), i, r) for i, r in enumerate(self.t[table]) if get(r)]
            rows.sort(key=lambda x: x[:2])
            self.sorted[k] = ([x[0] for x in rows], [x[2] for x in rows])
        return self.sorted[k]


class Scope:
    """One scope seen in one window [a, A]; rows() places by a date."""

    def __init__(self, world, members, a, A):
        self.w, self.members, self.a, self.A = world, set(members), a, A
        self.order = members

    def rows(self, table, column):
        days, rows = self.w.dated(table, column)
        lo, hi = bisect.bisect_left(days, self.a), bisect.bisect_right(days, self.A)
        return [r for r in rows[lo:hi] if r.compound in self.members]

    def all(self, table):
        return [r for r in self.w.t[table] if r.compound in self.members]

    def homes(self):
        return [self.w.data.compounds[c] for c in self.order]

    def by(self, day):
        """An event date later than A reads as empty."""
        return day if day is not None and day <= self.A else None

    def reached(self, row, statuses, column):
        return row["status"] in statuses and (row[column] is None or row[column] <= self.A)

    def active(self, row, start, end):
        return (row[start] is None or row[start] <= self.A) and (row[end] is None or row[end] >= self.A)

    def companies(self):
        return sorted({self.w.company_of[c] for c in self.members if c in self.w.company_of})


def total(values):
    """s(): 0 of no row; empty of rows without a known cell."""
    v = list(values)
    known = [x for x in v if x is not None]
    return None if v and not known else sum(known)


# --- M -------------------------------------------------------------------------------------------

def m01(s):
    items = [i for c in s.order for i in s.w.due_items(c, s.a, s.A)]
    return sum(1 for i in items if i[1]), len(items)


def m03(s):
    rows = [r for r in s.rows("disclosures", "posted_on") if r.due]
    return sum(1 for r in rows if r["posted_on"] <= r.due), len(rows)


def m04(s):
    first = move_months(dt.date(s.A.year, s.A.month, 1), -11)
    n = 0
    for c in s.order:
        for due, _, answers, continuous in s.w.due_items(c, first, s.A):
            if not continuous and due < s.A and not any(s.by(r["posted_on"]) for r in answers):
                n += 1
        for rule in s.w.applying[c]:
            if rule["cadence"] == "continuous":
                n += not any(s.w.standing(r, s.A) for r in s.w.answers.get((c, rule["rule_id"]), []))
    return n


def m05(s):
    posted = {}
    for r in s.rows("disclosures", "posted_on"):
        posted.setdefault(r.compound, set()).add(r.kind)
    one = {r.compound for r in s.rows("proposals", "proposed_on")}
    two = {r.compound for r in s.rows("meetings", "held_on") if r["meeting_type"] != "committee"}
    three = {r.compound for r in s.rows("resolutions", vote_day)}
    four = {r.compound for r in s.rows("service_items", "period")}
    n = 0
    for c in s.order:
        p = posted.get(c, set())
        n += ((c in one or "proposal" in p) and (c in two or "meeting" in p)
              and (c in three or "owners" in p) and (c in four or "service" in p))
    return n, len(s.order)


def m08(s):
    n = 0
    for r in s.rows("disclosures", "removed_on"):
        posted = s.by(r["posted_on"])
        if posted and r.min_days is not None and (r["removed_on"] - posted).days < r.min_days:
            n += 1
    return n


def vote_day(r):
    return r.day


# --- A -------------------------------------------------------------------------------------------

ADOPTED = ("to_meeting", "to_owners", "direct", "closed")


def proposals(s):
    return s.rows("proposals", "proposed_on")


def a03(s):
    rows = [r for r in proposals(s) if r["status"] in ADOPTED]
    return sum(s.reached(r, ("closed",), "closed_on") for r in rows), len(rows)


def a05(s, code=None):
    rows = proposals(s) + s.rows("issues", "reported_on")
    return sum(r["list_type"] == code if code else r["list_type"] is not None for r in rows)


def ideas(s):
    return [r for r in s.all("projects") if r["kind"] == "idea" and r["ballot_year"] == s.A.year]


def top_ideas(s):
    return [r for r in ideas(s) if r.rank is not None and r.rank <= 10]


# --- B -------------------------------------------------------------------------------------------

def joint(s, code=None, column="held_on"):
    return [r for r in s.rows("meetings", column) if r["meeting_type"] != "committee"
            and (code is None or r["meeting_type"] == code)]


def items(s):
    return [r for r in s.rows("meeting_items", item_day) if r.joint]


def item_day(r):
    return r.held


def slot(r):
    day, cadence = r["planned_on"], r["cadence"] or "month"
    if cadence == "weekly":
        first = day - dt.timedelta(day.weekday())
        return first, first + dt.timedelta(6)
    end = month_end(day.year, day.month)
    if cadence == "half_month":
        return (day.replace(day=1), day.replace(day=15)) if day.day <= 15 else (day.replace(day=16), end)
    if cadence == "quarter":
        q = (day.month - 1) // 3 * 3
        return dt.date(day.year, q + 1, 1), month_end(day.year, q + 3)
    return day.replace(day=1), end


def b04(s, code=None):
    rows = joint(s, code, "planned_on")
    good = 0
    for r in rows:
        held = s.by(r["held_on"])
        lo, hi = slot(r)
        good += bool(held and lo <= held <= hi)
    return good, len(rows)


def b05(s):
    rows = joint(s)
    four = ("attend_branch", "attend_community", "attend_committee", "attend_company")
    return sum(all((r[c] or 0) > 0 for c in four) for r in rows), len(rows)


def b07(s):
    rows = [r for r in items(s) if r["result"] == "agreed"]
    return sum(bool(s.by(r["done_on"])) for r in rows), len(rows)


STEPS = ["step1_on", "step2_on", "step3_on", "step4_on", "step5_on"]


def issues(s, kind=None, column="reported_on"):
    return [r for r in s.rows("issues", column) if kind is None or r["issue_type"] == kind]


def b09(s):
    rows = [r for r in issues(s) if s.by(r["step1_on"])]
    return sum(bool(s.by(r["step5_on"])) for r in rows), len(rows)


def escalated(s):
    return [r for r in issues(s) if r["escalated_to"] is not None]


# --- C -------------------------------------------------------------------------------------------

def votes(s):
    return s.rows("resolutions", vote_day)


PARTS = {
    "C02": lambda r: (r["voted_owners"], r.total_o), "C03": lambda r: (r["voted_area"], r.total_a),
    "C04": lambda r: (r["agree_owners"], r["voted_owners"]), "C05": lambda r: (r["agree_area"], r["voted_area"]),
}


def c_share(key):
    def figure(s):
        pairs = [p for p in map(PARTS[key], votes(s)) if p[1] is not None]
        return sum(p[0] for p in pairs), sum(p[1] for p in pairs)
    return figure


def c10(s):
    days = [(r["posted_on"] - r["decided_on"]).days for r in s.rows("resolutions", "decided_on") if s.by(r["posted_on"])]
    return sum(days), len(days)


def c10_within(s):
    rows = s.rows("resolutions", "decided_on")
    return sum(bool(s.by(r["posted_on"]) and (r["posted_on"] - r["decided_on"]).days <= 3) for r in rows), len(rows)


def c09(s):
    rows = votes(s)
    return sum(bool(s.by(r["notice_on"]) and (r["vote_from"] - r["notice_on"]).days >= 15) for r in rows), len(rows)


def people(s, *bodies):
    return [r for r in s.all("committee_members") if s.active(r, "term_from", "term_to") and r["body"] in bodies]


def members(s):
    return [r for r in people(s, "committee") if r["position"] != "alternate"]


def c13(s):
    per = {}
    for r in members(s):
        k = per.setdefault(r.compound, [0, 0])
        k[0] += 1
        k[1] += r["party_member"]
    return sum(2 * p > n for n, p in per.values())


def c17(s):
    known = [r["vet_total"] for r in people(s, "candidate") if r["vet_total"] is not None]
    return max(known) if known else None


def c18(s):
    gates = ("gate_timing", "gate_prep", "gate_candidate")
    per = {}
    for r in people(s, "prep_group", "candidate", "committee"):
        for g in gates:
            if r[g] is not None:
                per.setdefault(r.compound, set()).add((g, r[g]))
    good = sum(all((g, True) in k and (g, False) not in k for g in gates) for k in per.values())
    return good, len(per)


def c19(months):
    def figure(s):
        limit = add_months(s.A, months)
        return len({r.compound for r in people(s, "committee") if r["term_to"] and s.A < r["term_to"] <= limit})
    return figure


# --- D -------------------------------------------------------------------------------------------

CLOSED = ("closed", "written_off")


def closed(s, r):
    return s.reached(r, CLOSED, "closed_on")


def written_off(s, r):
    return s.reached(r, ("written_off",), "closed_on")


def d05(s):
    rows = s.rows("issues", "due_on")
    return sum(bool(closed(s, r) and r["closed_on"] and r["closed_on"] <= r["due_on"]) for r in rows), len(rows)


def finished(s):
    return [r for r in s.rows("issues", "closed_on") if r["status"] in CLOSED]


def d06(s):
    good = {"very", "yes"} | ({"basic"} if s.w.config.get("basic_counts", True) else set())
    rated = [r for r in finished(s) if r["satisfaction"] in ("very", "yes", "basic", "no")]
    return sum(r["satisfaction"] in good for r in rated), len(rated)


def took(s):
    """Days of each; an event after A, the report itself included, reads as empty."""
    return [(r["closed_on"] - r["reported_on"]).days for r in finished(s) if s.by(r["reported_on"])]


def d09(s, code=None):
    rows = [r for r in issues(s) if code is None or r["list_type"] == code]
    return sum(written_off(s, r) for r in rows), len(rows)


def d11(s):
    rows = [r for r in s.rows("service_items", "period") if r["planned_count"] is not None]
    return sum(min(r["done_count"] or 0, r["planned_count"]) for r in rows), sum(r["planned_count"] for r in rows)


def d12(s):
    rows = [r for r in s.rows("service_items", "period") if r["section"] == "fee"]
    known = ("price", "price_unit", "price_basis")
    return sum(all(r[c] is not None for c in known) for r in rows), len(rows)


def d13(s):
    rows = [r for r in s.rows("service_items", "period") if r["receivable"] is not None]
    return sum(r["received"] or 0 for r in rows), sum(r["receivable"] for r in rows)


def d14(s):
    rows = [r for r in s.rows("revenue_ledger", "entry_on")
            if r["account"] == "shared_utility" and r["direction"] in ("out", "cost")]
    homes = {}
    for r in rows:
        homes[r.compound] = max(homes.get(r.compound, 0), r["households"] or 0)
    return (sum(r["amount"] for r in rows if homes[r.compound] > 0), sum(h for h in homes.values() if h > 0))


def applied(s):
    return [r for r in s.rows("fund_ledger", "entry_on") if r["entry_type"] == "apply"]


def d17(s):
    rows = applied(s)
    n = 0
    for r in rows:
        paid = s.w.paid.get((r.compound, r["matter_id"])) if r["matter_id"] else None
        n += bool(paid and paid <= s.A)
    return n, len(rows)


SIGN = {"deposit": 1, "interest": 1, "adjust": 1, "pay_first": -1, "pay_final": -1, "refund": -1}


def d19(s):
    rows = [r for r in s.all("fund_ledger") if r["entry_on"] <= s.A and r["entry_type"] in SIGN]
    return total(None if r["amount"] is None else SIGN[r["entry_type"]] * r["amount"] for r in rows)


def d20(s):
    return sum(h["fund_balance"] is not None and h["fund_first_deposit"] is not None
               and 10 * h["fund_balance"] < 3 * h["fund_first_deposit"] for h in s.homes())


def emergencies(s):
    out = {}
    for r in s.rows("fund_ledger", "entry_on"):
        if r["emergency"]:
            out[(r.compound, r["matter_id"]) if r["matter_id"] else id(r)] = r
    return out


def d21_posted(s):
    keys = emergencies(s)
    n = 0
    for k in keys:
        posts = s.w.posted_matter.get(k, []) if isinstance(k, tuple) else []
        n += any(s.by(p["posted_on"]) and p.due and p["posted_on"] <= p.due for p in posts)
    return n, len(keys)


def income(s, *directions, stock=False):
    rows = s.rows("revenue_ledger", "entry_on")
    if stock:
        rows = [r for r in s.all("revenue_ledger") if r["entry_on"] <= s.A]
    return [r["amount"] for r in rows if r["account"] == "common_income" and r["direction"] in directions]


def d24(s):
    plus, minus = income(s, "in", stock=True), income(s, "cost", "out", "transfer_to_fund", stock=True)
    return sum(plus) - sum(minus)


def d26(s):
    rows = [r for r in s.rows("duty_tasks", "due_on") if r["task_type"] in ("fire_check", "roof_check", "corridor_check")]
    good = 0
    for r in rows:
        done = s.by(r["done_on"])
        good += bool(done and (done.year, done.month) == (r["due_on"].year, r["due_on"].month))
    return good, len(rows)


def vehicle(s, event):
    return sum(r["subject_type"] == "vehicle" and r["event"] == event for r in s.rows("list_events", "event_on"))


def d29(s):
    rows = [r for r in s.all("list_events") if r["subject_type"] == "vehicle" and r["event_on"] <= s.A]
    out = set()
    for r in rows:
        if r["event"] != "blacklist":
            continue
        last = r["until_on"] or add_months(r["event_on"], 3) - dt.timedelta(1)
        if s.A > last:
            continue
        if r["plate"] is None:
            out.add(id(r))
        elif not any(o["event"] == "release" and (o.compound, o["plate"]) == (r.compound, r["plate"])
                     and o["event_on"] >= r["event_on"] for o in rows):
            out.add((r.compound, r["plate"]))
    return len(out)


def d31(s):
    rows = [r for r in issues(s, "mediation") if r["mediated_result"] in ("success", "failed")]
    return sum(r["mediated_result"] == "success" for r in rows), len(rows)


def d33(s):
    rows = [r for r in issues(s, "order") if s.by(r["dispatched_on"])]
    return sum(bool(s.by(r["accepted_on"])) for r in rows), len(rows)


def d35(s):
    known = {h["compound_id"]: h["total_units"] for h in s.homes() if h["total_units"] is not None}
    return sum(r.compound in known for r in issues(s, "complaint")), sum(known.values())


def d37(s):
    n = sum(r["hazards_found"] - (r["hazards_fixed"] or 0) for r in s.all("duty_tasks")
            if s.by(r["done_on"]) and r["hazards_found"] is not None)
    return n + sum(r["issue_type"] == "hazard" and r["reported_on"] <= s.A and not closed(s, r) for r in s.all("issues"))


# --- E -------------------------------------------------------------------------------------------

def subjects(s):
    """{(scheme, subject id): rows of its latest period}; the id of a company is its company_id."""
    out = {}
    mine = set(s.companies())
    for r in s.w.t["assessments"]:
        if r["period"] > s.A:
            continue
        kind, sid = r["subject_type"], r["subject_id"]
        if kind == "company":
            sid = s.w.company(sid)
            inside = sid in mine
        elif kind == "branch":
            inside = sid in s.w.org and s.w.org[sid].compound in s.members
        else:
            inside = sid in s.members
        if inside:
            out.setdefault((r["scheme_id"], kind, sid), []).append(r)
    for k, rows in out.items():
        latest = max(r["period"] for r in rows)
        out[k] = [r for r in rows if r["period"] == latest]
    return out


def present(rows):
    return [r for r in rows if r["score"] is not None and r["full_score"] > 0]


def score(rows):
    out = Fraction(0)
    for r in present(rows):
        out += r["score"] if r["weight"] is None else r["weight"] * r["score"] / r["full_score"]
    return out


def complete(rows):
    rows = present(rows)
    return len({r["indicator_no"] for r in rows}) == 58 and len({r["aspect_no"] for r in rows}) == 8


def stars(s, rows):
    if not complete(rows):
        return None
    limits = s.w.config.get("star_thresholds", [90, 80, 70, 60])
    x = score(rows)
    for i, limit in enumerate(limits):
        if x >= limit:
            return 5 - i
    return 1


def star_subjects(s):
    scheme = s.w.config.get("star_scheme", "star_rating")
    return {k: rows for k, rows in subjects(s).items() if k[0] == scheme}


def e01(s):
    scores = [score(rows) for rows in star_subjects(s).values() if complete(rows)]
    if not scores:
        return 0, 0
    mean = sum(scores) / len(scores)
    return mean.numerator, mean.denominator


def e_count(stars_wanted):
    def figure(s):
        got = [stars(s, rows) for rows in star_subjects(s).values()]
        return sum(g is not None and (stars_wanted is None or g == stars_wanted) for g in got)
    return figure


def listed(color):
    def figure(s):
        out = set()
        mine = set(s.companies())
        rows = [r for r in s.w.t["list_events"] if r["subject_type"] == "company" and r["list_color"] == color
                and r["event_on"] <= s.A and r["subject_id"] and s.w.company(r["subject_id"]) in mine]
        for r in rows:
            if r["event"] == "list_in" and (r["until_on"] is None or r["until_on"] >= s.A):
                who = s.w.company(r["subject_id"])
                if not any(o["event"] == "list_out" and s.w.company(o["subject_id"]) == who
                           and o["event_on"] >= r["event_on"] for o in rows):
                    out.add(who)
        return len(out)
    return figure


def cents(x):
    return int(x * 100)


def e06(s):
    rows = [r for rows in subjects(s).values() for r in rows]
    return (sum(cents(r["full_score"]) for r in rows if r["rater_type"] == "branch"),
            sum(cents(r["full_score"]) for r in rows))


def known_companies(s):
    return [s.w.companies[c] for c in s.companies() if c in s.w.companies]


# --- F, G ------------------------------------------------------------------------------------------

def orgs(s):
    return [r for r in s.all("party_orgs")
            if r["founded_on"] <= s.A and (r["dissolved_on"] is None or r["dissolved_on"] > s.A)]


OWN = ("branch", "group", "general_branch")


def f02(s):
    able = {h["compound_id"] for h in s.homes() if (h["full_member_count"] or 0) >= 3}
    got = {r.compound for r in orgs(s) if r["org_type"] in OWN and r["standalone"]}
    return len(able & got), len(able)


def units(s, *kinds):
    return [r for r in s.all("party_units")
            if s.active(r, "start_on", "end_on") and (not kinds or r["unit_type"] in kinds)]


def pacts(s, *kinds):
    return [r for r in s.all("agreements") if s.active(r, "signed_on", "valid_to") and r["kind"] in kinds]


def f20(s):
    rows = [r for r in s.rows("duty_tasks", "due_on") if r["task_type"] == "reception_day"]
    return sum(r["done_on"] == r["due_on"] for r in rows), len(rows)


def f27(s, code=None):
    rows = [r for r in s.rows("duty_tasks", "due_on") if code is None or r["list_type"] == code]
    return sum(bool(s.by(r["done_on"]) and r["done_on"] <= r["due_on"]) for r in rows), len(rows)


def activities(s, kind=None):
    return [r for r in s.rows("activities", "held_on") if kind is None or r["activity_type"] == kind]


def done_projects(s):
    return s.rows("projects", "done_on")


def g04(s):
    rows = s.rows("projects", "due_on")
    return sum(s.reached(r, ("done",), "done_on") for r in rows), len(rows)
