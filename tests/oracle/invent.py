#!/usr/bin/env python3
"""Invents a small district from a seed: every table, every edge that metrics.md speaks of.

    python3 tests/oracle/invent.py SEED FOLDER     writes FOLDER/gongkai.lua and FOLDER/input/

The last line printed holds the arguments that the run should get (--period, --asof).
"""

import datetime as dt
import os
import random
import sys

from figures import add_months
from sheets import month_end
from tables import COLUMNS, ENUMS, NO_COMPOUND

EMPTY = ["", "", "", "-", "—", "/", "无", "暂无", "空", "N/A", "null"]
PREFIX = {"property_companies": "", "party_orgs": "O", "party_units": "U", "agreements": "G", "proposals": "P",
          "meetings": "H", "meeting_items": "Y", "resolutions": "R", "issues": "W", "list_events": "E",
          "activities": "A", "fund_ledger": "F", "revenue_ledger": "S", "projects": "J", "disclosures": "K"}
COUNT = {"issues": 70, "disclosures": 45, "duty_tasks": 45, "service_items": 30, "meetings": 25, "meeting_items": 30,
         "committee_members": 40, "fund_ledger": 35, "revenue_ledger": 40, "list_events": 40, "resolutions": 14,
         "projects": 24, "party_units": 30, "proposals": 25, "activities": 20, "agreements": 15, "party_orgs": 12}


class District:
    def __init__(self, seed, folder, times=1):
        self.r = random.Random(seed)
        self.times = times  # as many rows, so that tables are counted in more than one block
        self.folder = folder
        r = self.r
        y, m = r.choice([(2026, 10), (2026, 3), (2024, 2), (2021, 2), (2025, 12), (2021, 1), (2026, 5)])
        self.P, self.end = (y, m), month_end(y, m)
        self.asof = self.end
        if r.random() < 0.3:
            self.asof = dt.date(y, m, r.randint(1, self.end.day))
        self.reach = r.choice([2, 5, 13, 26, 40])  # months of history
        self.first = add_months(dt.date(y, m, 1), -self.reach)
        self.last = self.end + dt.timedelta(40)  # rows after as-of exist
        self.empty = r.choice([0.03, 0.12, 0.3])
        self.matters = [f"M{i}" for i in range(8)]
        self.plates = [f"浙Q{i}000{c}" for i, c in enumerate("ABCDE")]

    # --- values ----------------------------------------------------------------------------------

    def day(self, near=None, spread=40):
        r = self.r
        if near and r.random() < 0.8:
            return near + dt.timedelta(r.randint(-3, spread))
        x = r.random()
        if x < 0.15:  # the edges of months and of as-of
            return r.choice([self.asof, self.asof + dt.timedelta(1), self.end, dt.date(*self.P, 1),
                             dt.date(*self.P, 1) - dt.timedelta(1), add_months(self.asof, -12), add_months(self.asof, -3)])
        if x < 0.55:
            low = max(self.first, add_months(self.end, -3))
            return low + dt.timedelta(r.randint(0, (self.last - low).days))
        return self.first + dt.timedelta(r.randint(0, (self.last - self.first).days))

    def show(self, d):
        if d is None:
            return ""
        return self.r.choice([d.isoformat(), f"{d.year}/{d.month}/{d.day}", f"{d.year}年{d.month}月{d.day}日",
                              f"{d.year}.{d.month}.{d.day}", d.strftime("%Y%m%d"), str((d - dt.date(1899, 12, 30)).days),
                              f"{d.year}/{d.month}/{d.day} 9:05"])

    def money(self, low, high):
        n = self.r.randint(low, high)
        sign, n = ("-" if n < 0 else ""), abs(n)
        if self.r.random() < 0.3:
            return f"{sign}{n // 100:,}.{n % 100:02d}"
        return f"{sign}{n // 100}.{n % 100:02d}"

    def enum(self, table, column):
        return self.r.choice(sorted(ENUMS[table, column]))

    def blank(self):
        return self.r.choice(EMPTY)

    def value(self, table, column, kind):
        r = self.r
        if kind == "bool":
            return r.choice(["是", "否", "√", "×", "1", "0", "有", "无"])
        if kind == "enum":
            return self.enum(table, column)
        if kind in ("date", "entry_date"):
            return self.day()
        if kind == "int":
            n = str(r.choice([0, 1, 1, 2, 3, 5, 8, 12, r.randint(0, 60)]))
            if r.random() < 0.1:
                n = n.translate(str.maketrans("0123456789", "０１２３４５６７８９"))
            return n
        if kind == "money":
            return self.money(0, 500000)
        if kind == "area":
            return self.money(100, 30000)
        if kind == "dec":
            return r.choice(["1", "2.5", "10", "0.25"])
        if kind == "period":
            d = self.day()
            return f"{d.year}年{d.month}月"
        if column == "matter_id":
            return r.choice(self.matters)
        if kind == "id":
            return f"X{r.randint(1, 9)}"
        return r.choice(["甲", "乙", "丙"]) + str(r.randint(1, 9))

    # --- files ------------------------------------------------------------------------------------

    def put(self, name, header, rows, encoding="utf-8"):
        def cell(c):
            c = str(c)
            return '"' + c.replace('"', '""') + '"' if any(x in c for x in ',"\n\r') else c
        full = os.path.join(self.folder, "input", name)
        os.makedirs(os.path.dirname(full), exist_ok=True)
        text = "\r\n".join(",".join(map(cell, row)) for row in [header] + rows) + "\r\n"
        with open(full, "wb") as f:
            f.write(text.encode(encoding))

    def table(self, table, records, split=True):
        """Writes records (english -> text) as one file, or as one a compound or a month."""
        r = self.r
        columns = [c for c in COLUMNS[table] if any(rec.get(c) not in (None, "") for rec in records)
                   or COLUMNS[table][c][2] or r.random() < 0.3]
        if not records:
            columns = list(COLUMNS[table])
        elif r.random() < 0.3:  # a column that the office does not keep
            spare = [c for c in columns if not COLUMNS[table][c][2] and not c.startswith("compound")]
            if spare:
                columns.remove(r.choice(spare))
        r.shuffle(columns)
        header = [COLUMNS[table][c][1][0] for c in columns]
        rows = [[rec.get(c) if rec.get(c) is not None else "" for c in columns] for rec in records]
        rows = [[self.show(c) if isinstance(c, dt.date) else c for c in row] for row in rows]
        encoding = r.choice(["utf-8", "utf-8-sig", "gb18030"])
        style = r.random()
        if not split or style < 0.75 or table in NO_COMPOUND or table in ("assessments", "compounds"):
            if len(rows) > 4 and style < 0.15:  # in two files: the later one counts where updated_on is equal
                k = len(rows) // 2
                self.put(f"a-{table}.csv", header, rows[:k], encoding)
                self.put(f"b/{table}.csv", header, rows[k:], encoding)
            else:
                self.put(f"{table}.csv", header, rows, encoding)
            return
        if style < 0.88:  # a file for each compound, some of them not sent
            for cid, name in self.names.items():
                mine = [row for row, rec in zip(rows, records) if rec.get("@") == cid]
                if r.random() < 0.85:
                    self.put_titled(f"{table}-{cid}.csv", f"填报单位：{name}", header, mine, encoding)
            return
        months = {}
        for row, rec in zip(rows, records):
            d = rec.get("@day") or self.end
            months.setdefault((d.year, d.month), []).append(row)
        for (y, m), part in months.items():
            x = r.random()
            if x < 0.6:
                self.put(f"{y}-{m:02d}/{table}.csv", header, part, encoding)
            elif x < 0.9:
                self.put_titled(f"{table}-{y}{m:02d}.csv", f"某区{y}年{m}月台账", header, part + [["合计"]], encoding)

    def put_titled(self, name, line, header, rows, encoding):
        wide = [line] + [""] * (len(header) - 1)
        self.put(name, wide, [header] + rows, encoding)

    # --- tables ---------------------------------------------------------------------------------------

    def compounds(self):
        r = self.r
        n = r.choice([1, 2, 3, 4, 5, 6, 7])
        self.ids = [f"c{i + 1}" for i in range(n)]
        self.names = {c: f"第{'一二三四五六七'[i]}苑" for i, c in enumerate(self.ids)}
        self.companies = ["K1", "K2", "K3"]
        self.company_names = {"K1": "甲物业", "K2": "乙物业", "K3": "丙物业"}
        two = r.random() < 0.3
        records = []
        for c in self.ids:
            sub = r.choice(["东街道", "西街道"])
            rec = {
                "compound_id": c, "compound_name": self.names[c], "aliases": f"{self.names[c]}小区、老{self.names[c]}",
                "community": r.choice(["柳社区", "槐社区"]), "subdistrict": sub,
                "district": r.choice(["南区", "北区"]) if two else "", "city": r.choice(["", "江城"]) if two else "",
                "total_owners": r.choice(["300", "300", "150", ""]), "total_area": r.choice(["30000.00", "30,000", ""]),
                "total_units": r.choice(["320", "100", "", "0"]), "has_company": r.choice(["有", "有", "无", "是"]),
                "company_id": r.choice(self.companies + list(self.company_names.values()) + ["", "K9"]),
                "committee_status": self.maybe("compounds", "committee_status"),
                "eligible_committee": r.choice(["是", "否", ""]), "full_member_count": r.choice(["2", "3", "5", ""]),
                "demo_level": self.maybe("compounds", "demo_level"), "charter_amended_on": r.choice(["", self.day()]),
                "fund_first_deposit": r.choice(["1000.00", "2000", ""]),
                "fund_balance": r.choice(["299.99", "300", "300.01", "599.99", "600.00", ""]),
            }
            records.append(rec)
        if r.random() < 0.3:  # a later correction of one of them
            again = dict(r.choice(records))
            again["total_units"], again["updated_on"] = "200", self.end.isoformat()
            records.append(again)
        self.table("compounds", records)

    def maybe(self, table, column):
        return "" if self.r.random() < self.empty else self.enum(table, column)

    def home(self):
        """The cells that name the compound of a row."""
        r = self.r
        c = r.choice(self.ids)
        x = r.random()
        if x < 0.02:
            return {"@": c, "compound_name": "无名苑"}
        if x < 0.04:
            return {"@": c, "compound_id": "c99", "compound_name": self.names[c]}
        if x < 0.5:
            return {"@": c, "compound_id": c, "compound_name": ""}
        return {"@": c, "compound_id": "", "compound_name": r.choice(
            [self.names[c], self.names[c] + "小区", "老" + self.names[c]])}

    def records(self, table):
        r = self.r
        out = []
        count = r.randint(0, 2) if r.random() < 0.08 else r.randint(COUNT[table] // 2, COUNT[table]) * self.times
        for i in range(count):
            rec = {}
            for column, (kind, _, required) in COLUMNS[table].items():
                if column.startswith("compound"):
                    continue
                chance = 0.01 if required else self.empty
                if column in ("public_summary",):
                    continue
                if column == "updated_on":
                    rec[column] = ""
                    continue
                if r.random() < chance:
                    rec[column] = self.blank() if kind not in ("text",) else ""
                    if kind == "bool" and rec[column] == "无":
                        rec[column] = ""
                    continue
                rec[column] = self.value(table, column, kind)
            rec.update(self.home())
            key = next(c for c in COLUMNS[table] if COLUMNS[table][c][2])
            if table in PREFIX:
                rec[key] = f"{PREFIX[table]}{i + 1}"
            getattr(self, "fix_" + table, lambda rec, i: None)(rec, i)
            out.append(rec)
        for rec in list(out):  # the same key again: newer, older, as old, without a date
            if r.random() < 0.06:
                again = dict(r.choice(out))
                fresh = dict(rec)
                for k, (kind, _, required) in COLUMNS[table].items():
                    if kind in ("int", "money", "area") and k in fresh and table != "assessments" and k not in (
                            "indicator_no", "aspect_no"):
                        fresh[k] = again.get(k, "")
                fresh["updated_on"] = r.choice(["", self.end, self.end - dt.timedelta(9), self.first])
                if r.random() < 0.5:
                    rec["updated_on"] = r.choice(["", self.end, self.end - dt.timedelta(9)])
                out.append(fresh)
        if table in ("issues", "service_items", "duty_tasks", "meetings", "activities", "disclosures"):
            column = {"issues": "reported_on", "duty_tasks": "due_on", "meetings": "planned_on", "activities": "held_on",
                      "disclosures": "posted_on"}.get(table)
            for rec in out:
                if column and isinstance(rec.get(column), dt.date):
                    rec["@day"] = rec[column]
        return out

    def fix_issues(self, rec, i):
        r = self.r
        base = self.day()
        rec["reported_on"] = base
        for c, spread in (("closed_on", 30), ("due_on", 20), ("accepted_on", 6), ("dispatched_on", 4), ("responded_on", 20),
                          ("step1_on", 5), ("step2_on", 9), ("step3_on", 15), ("step4_on", 20), ("step5_on", 40)):
            if rec.get(c) not in EMPTY and isinstance(rec.get(c), dt.date):
                rec[c] = self.day(base, spread)
        if r.random() < 0.5:
            rec["status"] = r.choice(["已办结", "已销号", "closed", "written_off"])
        rec["escalated_to"] = r.choice(["", "无", "消防大队", "/"])
        rec["room"] = rec["person_name"] = rec["phone"] = rec["content"] = ""

    def fix_meetings(self, rec, i):
        if isinstance(rec.get("planned_on"), dt.date) and isinstance(rec.get("held_on"), dt.date):
            rec["held_on"] = self.day(rec["planned_on"], 12)

    def fix_meeting_items(self, rec, i):
        rec["meeting_id"] = f"H{self.r.randint(1, 27)}"

    def fix_resolutions(self, rec, i):
        r = self.r
        law = r.choice([dt.date(2020, 12, 31), dt.date(2021, 1, 1)]) if r.random() < 0.15 else None
        to = law or self.day()
        rec["vote_to"], rec["vote_from"], rec["notice_on"] = to, to - dt.timedelta(r.randint(3, 9)), None
        rec["notice_on"] = rec["vote_from"] - dt.timedelta(r.choice([7, 14, 15, 16, 20]))
        rec["decided_on"] = r.choice(["", to + dt.timedelta(r.randint(0, 4))])
        rec["posted_on"] = r.choice(["", to + dt.timedelta(r.randint(0, 9))])
        rec["total_owners"] = r.choice(["300", "300", ""])
        rec["total_area"] = r.choice(["30000.00", "30000.00", ""])
        vo = r.choice([199, 200, 201, 150, 151, 300, 0])
        va = r.choice([1999999, 2000000, 2000001, 1500000, 1500001, 3000000])
        ao = r.choice([vo // 2, vo // 2 + 1, -(-vo * 3 // 4), vo * 3 // 4, 200, 199, 151, 150])
        aa = r.choice([va // 2, va // 2 + 1, va * 3 // 4, -(-va * 3 // 4), 2000000, 1999999])
        ao, aa = min(ao, vo), min(aa, va)
        rec.update({"voted_owners": vo, "agree_owners": ao, "against_owners": vo - ao, "voted_area": self.area(va),
                    "agree_area": self.area(aa), "against_area": self.area(va - aa)})
        for c in ("abstain_owners", "abstain_area", "invalid_owners"):
            rec[c] = ""
        rec["item_kind"] = r.choice(sorted(ENUMS["resolutions", "item_kind"]))

    @staticmethod
    def area(n):
        return f"{n // 100}.{n % 100:02d}"

    def fix_committee_members(self, rec, i):
        r = self.r
        rec["person_key"] = f"N{r.randint(1, 60)}"
        rec["person_name"] = "某甲"
        start = self.day()
        rec["term_from"] = r.choice(["", start])
        months = r.choice([1, 2, 3, 5, 6, 24])
        rec["term_to"] = r.choice(["", add_months(self.asof, months), add_months(self.asof, months) + dt.timedelta(1),
                                   self.asof, self.asof - dt.timedelta(1)])
        rec["body"] = r.choice(["业委会", "业委会", "committee", "候选人", "筹备组", "监委会", "物管会"])
        rec["cross_posts"] = r.choice(["", "无", "社区委员", "—"])

    def fix_party_orgs(self, rec, i):
        rec["founded_on"] = self.day()
        rec["dissolved_on"] = self.r.choice(["", "", self.day(), self.asof, self.asof + dt.timedelta(1)])

    def fix_party_units(self, rec, i):
        rec["start_on"] = self.r.choice(["", self.day(), self.asof])
        rec["end_on"] = self.r.choice(["", "", self.day(), self.asof, self.asof - dt.timedelta(1)])
        rec["unit_name"] = f"阵地{i}"

    def fix_agreements(self, rec, i):
        rec["valid_to"] = self.r.choice(["", self.day(), self.asof, self.asof - dt.timedelta(1)])

    def fix_service_items(self, rec, i):
        r = self.r
        rec["item_code"] = f"I{r.randint(1, 6)}"
        d = self.day()
        rec["period"] = r.choice([f"{d.year}年{d.month}月", f"{d.year}-{d.month:02d}", f"{d.year}{d.month:02d}"])
        rec["@day"] = d
        if i % 11 == 0:
            rec["item_code"] = f"Q{i}"
            rec["period"] = r.choice([f"{d.year}年第{(d.month + 2) // 3}季度", f"{d.year}年上半年", f"{d.year}年"])

    def fix_duty_tasks(self, rec, i):
        r = self.r
        due = self.day()
        rec["due_on"] = due
        if isinstance(rec.get("done_on"), dt.date):
            rec["done_on"] = r.choice([due, due, due - dt.timedelta(3), due + dt.timedelta(2), self.day()])
        rec["building_id"] = r.choice(["1幢", "2幢", "3幢", "4幢"])
        rec["hazards_found"], rec["hazards_fixed"] = r.choice(["", "0", "3", "2"]), r.choice(["", "1", "2", "4"])

    def fix_list_events(self, rec, i):
        r = self.r
        if r.random() < 0.5:
            rec["subject_type"] = r.choice(["企业", "company"])
            rec["event"] = r.choice(["列入", "移出", "list_in"])
            rec["subject_id"] = r.choice(self.companies + ["乙物业", "K9", "无名物业"])
            rec["plate"] = ""
            rec["list_color"] = r.choice(["红名单", "黑名单", "black", "red"])
        else:
            rec["subject_type"] = "车辆"
            rec["subject_id"] = ""
            rec["event"] = r.choice(["提醒", "列入黑名单", "blacklist", "解除"])
            rec["plate"] = r.choice(self.plates)
            rec["list_color"] = ""
        rec["event_on"] = self.day()
        rec["until_on"] = r.choice(["", "", self.asof, self.asof - dt.timedelta(1), self.day()])

    def fix_fund_ledger(self, rec, i):
        r = self.r
        if r.random() < 0.5:
            rec["entry_type"] = r.choice(["申报", "首拨", "尾款", "apply"])
        rec["amount"] = r.choice(["", self.money(0, 900000), self.money(-90000, 900000)])

    def fix_revenue_ledger(self, rec, i):
        r = self.r
        if r.random() < 0.3:
            d = self.day()
            rec["entry_on"] = f"{d.year}-{d.month:02d}"
        rec["households"] = r.choice(["", "0", "100", "320", "400"])
        rec["amount"] = self.money(-20000, 900000)

    def fix_projects(self, rec, i):
        r = self.r
        if r.random() < 0.6:
            rec["kind"] = "金点子"
            rec["ballot_year"] = str(self.P[0] - r.choice([0, 0, 0, 1]))
            rec["ballot_votes"] = r.choice(["", "5", "6", "7", "9", "12", "12", "20", "31", "40", "41", "50"])

    def fix_disclosures(self, rec, i):
        r = self.r
        rec["rule_id"] = r.choice(self.rule_ids + ["R99"])
        event = self.day()
        rec["event_on"] = r.choice(["", event, event])
        rec["posted_on"] = r.choice(["", event + dt.timedelta(r.randint(0, 25))])
        rec["due_on"] = r.choice(["", "", event + dt.timedelta(r.randint(0, 20))])
        if isinstance(rec["posted_on"], dt.date):
            rec["removed_on"] = r.choice(["", rec["posted_on"] + dt.timedelta(r.choice([3, 7, 8, 15, 30]))])
        else:
            rec["removed_on"] = ""
        rec["photo_ref"] = ""

    def rules(self):
        r = self.r
        self.rule_ids, records = [], []
        conditions = ["", "", "", "has_company=yes", "has_company!=no", "committee_status!=none and has_company=yes",
                      "demo_level=district", "committee_status=established", "eligible_committee=no"]
        for i, cadence in enumerate(["持续", "每月", "每月", "每季度", "每半年", "每年", "事项发生时", "event", "month", "持续"]):
            rid = f"R{i + 1}"
            self.rule_ids.append(rid)
            records.append({
                "rule_id": rid, "pack": r.choice(["", "", "taizhou", "hangzhou"]), "section": self.enum("disclosures", "section"),
                "item_name": f"事项{i}", "cadence": cadence, "deadline_days": r.choice(["", "0", "3", "5", "10", "20"]),
                "deadline_unit": r.choice(["自然日", "工作日", ""]), "min_post_days": r.choice(["", "7", "15"]),
                "applies_if": r.choice(conditions)})
        if r.random() < 0.12:  # the pack that the program ships holds
            self.rule_ids = ["P-01", "M-01", "O-01", "O-02", "S-01", "S-02", "S-03", "S-04", "S-05", "S-06"]
        else:
            self.table("disclosure_rules", records)

    def property_companies(self):
        r = self.r
        records = []
        for c in self.companies[:r.choice([2, 3, 3])]:
            records.append({"company_id": c, "name": self.company_names[c],
                            "party_org_status": self.maybe("property_companies", "party_org_status"),
                            "instructor_assigned": r.choice(["是", "否", ""]),
                            "red_level": self.maybe("property_companies", "red_level"),
                            "red_year": r.choice(["", str(self.P[0]), str(self.P[0] - 1), str(self.P[0] + 1)])})
        self.table("property_companies", records)

    def assessments(self):
        r = self.r
        records = []
        y = self.P[0]
        subjects = [("company", k) for k in ("K1", "乙物业", "K3")] + [("branch", "O1"), ("branch", "O2"),
                                                                   ("committee", self.ids[0]), ("company", "K9")]
        for scheme in ("star_rating", "five.goods"):
            for kind, sid in subjects:
                if r.random() < 0.4:
                    continue
                for period in r.sample([f"{y - 1}年下半年", f"{y - 1}年上半年", f"{y}年1月", f"{y}年上半年", f"{y}年"], 2):
                    whole = scheme == "star_rating" and r.random() < 0.6
                    weights = r.random() < 0.3
                    level = r.choice([0.95, 0.9, 0.85, 0.75, 0.65, 0.5])
                    for n in range(1, (58 if whole else r.choice([5, 57])) + 1):
                        records.append({
                            "scheme_id": scheme, "subject_type": kind, "subject_id": sid,
                            "rater_type": self.enum("assessments", "rater_type"), "period": period,
                            "aspect_no": (n - 1) % 8 + 1, "indicator_no": n, "indicator_name": f"指标{n}",
                            "full_score": "2" if n <= 42 else "1", "weight": "1.5" if weights else "",
                            "score": "" if not whole and r.random() < 0.05 else
                            f"{(2 if n <= 42 else 1) * level:.2f}",
                            "class_group": r.choice(["", "A", "B/1.2"]) if n == 1 else "",
                            "grade": r.choice(["", "优", "良", "A"]) if n == 1 else ""})
        self.table("assessments", records)

    def totals(self):
        """Reported totals that hit windows of this period and of its bases."""
        r = self.r
        y, m = self.P
        A = self.asof
        a = dt.date(y, m, 1)
        windows = [(a, A), (dt.date(y, 1, 1), A), (add_months(a, -12), month_end(y - 1, m) if A == self.end else
                                                  add_months(A, -12)),
                   (dt.date(y - 1, 1, 1), add_months(A, -12)), (dt.date(y - 2, 1, 1), add_months(A, -24)),
                   (add_months(a, -24), add_months(A, -24)), (add_months(a, -11), A),
                   (add_months(a, -23), add_months(A, -12)), (add_months(a, -35), add_months(A, -24)),
                   (add_months(a, -1), month_end(y, m - 1) if m > 1 and A == self.end else add_months(A, -1))]
        scopes = [("小区", c) for c in self.ids] + [("城市", "大城"), ("区县", "大城/中区"), ("区县", "本市/本区"), ("城市", "本市")]
        singles = ["D01", "D10", "A01", "F19.attendees", "B01.joint", "D36.hotline", "D16", "D22", "G01", "C01"]
        pairs = ["M01", "D17", "D14", "D06", "B04", "D07", "C02", "D07.median"]
        stocks = ["F11", "F12", "F04", "D08", "C17", "F15"]
        records, seen = [], set()
        for _ in range(60):
            level, sid = r.choice(scopes)
            lo, hi = r.choice(windows)
            fid = r.choice(singles + pairs + stocks)
            if fid in stocks:
                lo, hi = "", r.choice([A, A - dt.timedelta(40), A - dt.timedelta(3), A + dt.timedelta(1)])
            if (fid, sid, lo, hi) in seen:
                continue
            seen.add((fid, sid, lo, hi))
            rec = {"metric_id": fid, "scope_level": level, "scope_id": sid, "period_from": lo and lo.isoformat(),
                   "period_to": hi.isoformat(), "numerator": r.randint(0, 400), "denominator": "", "value": "", "source": "年报"}
            if fid in pairs:
                rec["denominator"] = r.choice([400, 1000, 7])
            elif r.random() < 0.2:
                rec["numerator"], rec["value"] = "", r.choice(["12", "3.5", "1.25"])
                if fid in ("F12", "F04", "D08", "C17", "F11", "F15"):
                    rec["value"] = "12"
            records.append(rec)
        self.table("reported_totals", records)

    def arrivals(self):
        r = self.r
        tables = r.sample(sorted(COUNT), 3)
        lines = ["table,scope_id,period"]
        for t in tables:
            for _ in range(r.randint(1, 4)):
                y, m = self.P
                d = add_months(dt.date(y, m, 1), -r.choice([0, 0, 1, 12]))
                lines.append(f"{t},{r.choice(self.ids + [''])},{r.choice(['', f'{d.year}-{d.month:02d}'])}")
        with open(os.path.join(self.folder, "input", "arrivals.csv"), "w", encoding="utf-8") as f:
            f.write("\n".join(lines) + "\n")

    def settings(self):
        r = self.r
        keys = [f'period = "{self.P[0]}-{self.P[1]:02d}"', f'place = "{r.choice(["taizhou", "hangzhou"])}"']
        if r.random() < 0.5:
            keys.append('city = "大城", district = "中区"')
        if r.random() < 0.5:
            keys.append("windows = { %s }" % ", ".join(r.sample(['"quarter"', '"year"'], r.choice([1, 2]))))
        if r.random() < 0.5:
            day = r.choice([self.first, self.first + dt.timedelta(17), month_end(self.P[0] - 1, 1), self.last])
            keys.append(f'since = "{day.isoformat()}"')
        if r.random() < 0.4:
            keys.append(f"base_year = {self.P[0] - r.choice([1, 2, 3])}")
        if r.random() < 0.4:
            keys.append("basic_counts = false")
        if r.random() < 0.3:
            keys.append('star_scheme = "five.goods"')
        if r.random() < 0.3:
            keys.append("star_thresholds = { 95, 85, 75, 50 }")
        if r.random() < 0.4:
            keys.append(f'demo_level = "{r.choice(["none", "district", "city", "province"])}"')
        with open(os.path.join(self.folder, "gongkai.lua"), "w", encoding="utf-8") as f:
            f.write("return { " + ",\n  ".join(keys) + " }\n")

    def write(self):
        os.makedirs(os.path.join(self.folder, "input"), exist_ok=True)
        self.settings()
        self.compounds()
        self.rules()
        for table in sorted(COUNT):
            if self.r.random() < 0.93:
                self.table(table, self.records(table))
        if self.r.random() < 0.85:
            self.property_companies()
        if self.r.random() < 0.8:
            self.assessments()
        if self.r.random() < 0.8:
            self.totals()
        if self.r.random() < 0.3:
            self.arrivals()
        args = ["--period", f"{self.P[0]}-{self.P[1]:02d}"]
        if self.asof != self.end:
            args += ["--asof", self.asof.isoformat()]
        return args


def invent(seed, folder, times=1):
    return District(seed, folder, times).write()


if __name__ == "__main__":
    print(*invent(int(sys.argv[1]), sys.argv[2]))
