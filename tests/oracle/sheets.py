"""Reads input/ the way domain.md 3 and metrics.md 1.3, 1.4 say; only the dialects that tests use."""

import calendar
import csv
import datetime as dt
import io
import os
import re
from fractions import Fraction

from tables import COLUMNS, ENUMS, KEYS, NO_COMPOUND

NOTHING = {"", "-", "—", "/", "无", "暂无", "空", "N/A", "null"}
YES = {"是", "√", "有", "已", "1", "对", "合格", "yes", "Y", "true"}
NO = {"否", "×", "无", "未", "0", "错", "不合格", "no", "N", "false"}
FOOTER = ("合计", "总计", "小计", "累计", "平均", "填表人", "审核人", "制表", "负责人签字", "备注：", "说明：", "注：")
BAD = object()  # a cell that cannot be read
HALF = {"上半年": 6, "下半年": 12}


def month_end(y, m):
    return dt.date(y, m, calendar.monthrange(y, m)[1])


def make_date(y, m, d):
    try:
        return dt.date(int(y), int(m), int(d))
    except ValueError:
        return BAD


def read_date(text):
    t = re.sub(r"\s+(上午|下午)?\d{1,2}:\d{2}(:\d{2})?$", "", text)
    t = re.sub(r"\s*星期.$", "", t)
    m = re.fullmatch(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?", t)
    if m:
        return make_date(*m.groups())
    m = re.fullmatch(r"(\d{4})(\d{2})(\d{2})", t)
    if m:
        return make_date(*m.groups())
    m = re.fullmatch(r"(\d{5})(\.\d+)?", t)
    if m and 20000 <= int(m[1]) <= 80000:
        return dt.date(1899, 12, 30) + dt.timedelta(int(m[1]))
    return BAD


def read_period(text):
    """(first, last) day."""
    t = text.replace(" ", "")
    m = re.fullmatch(r"(\d{4})[-/.年](\d{1,2})月?", t) or re.fullmatch(r"(\d{4})(\d{2})", t)
    if m and 1 <= int(m[2]) <= 12:
        return dt.date(int(m[1]), int(m[2]), 1), month_end(int(m[1]), int(m[2]))
    m = re.fullmatch(r"(\d{4})年?第?([一二三四1-4])季度", t) or re.fullmatch(r"(\d{4})年?-?Q([1-4])", t)
    if m:
        q = "一二三四".find(m[2]) + 1 or int(m[2])
        return dt.date(int(m[1]), 3 * q - 2, 1), month_end(int(m[1]), 3 * q)
    m = re.fullmatch(r"(\d{4})年?(上半年|下半年)", t)
    if m:
        return dt.date(int(m[1]), HALF[m[2]] - 5, 1), month_end(int(m[1]), HALF[m[2]])
    m = re.fullmatch(r"(\d{4})年?度?", t)
    if m:
        return dt.date(int(m[1]), 1, 1), dt.date(int(m[1]), 12, 31)
    return BAD


def read_number(text):
    """Exact Fraction, in the unit written."""
    t = text.translate(str.maketrans("０１２３４５６７８９，．－", "0123456789,.-")).replace(" ", "").replace(",", "")
    t = t.replace("−", "-").lstrip("¥￥")
    m = re.fullmatch(r"[（(](\d+(\.\d+)?)[)）]", t)
    if m:
        return -Fraction(m[1])
    factor = 1
    m = re.fullmatch(r"(.*?)(万元|万|元|㎡|户|人|件|次)", t)
    if m:
        t, factor = m[1], 10000 if m[2].startswith("万") else 1
    if not re.fullmatch(r"-?\d+(\.\d+)?", t):
        return BAD
    return Fraction(t) * factor


def read_cell(table, column, kind, text, header):
    """A value, None where empty, BAD where it cannot be read."""
    t = text.replace("\u3000", " ").strip().lstrip("'")
    if kind == "bool":
        return None if t in NOTHING - {"无"} else True if t in YES else False if t in NO else BAD
    if kind == "enum":
        labels = ENUMS[table, column]
        if t in labels:
            return labels[t]
        return None if t in NOTHING else BAD
    if kind == "text":
        return t or None
    if t in NOTHING:
        return None
    if kind in ("id", "str"):
        return t
    if kind == "date":
        return read_date(t)
    if kind == "entry_date":
        d = read_date(t)
        if d is BAD:
            p = read_period(t)
            return BAD if p is BAD else p[1]
        return d
    if kind == "period":
        p = read_period(t)
        if p is BAD:
            return BAD
        return p[1]
    n = read_number(t)
    if n is BAD:
        return BAD
    if kind == "money" and "万元" in header and not t.endswith(("元", "万")):
        n *= 10000
    n *= {"int": 1, "dec": 1, "money": 100, "area": 100}[kind]
    if kind == "dec":
        return n
    return int(n) if n.denominator == 1 else BAD


def header_key(text):
    t = re.sub(r"[\s*＊\"“”'‘’]", "", text)
    t = re.sub(r"^\d+[.、]", "", t)
    return t


def decode(raw):
    if raw[:3] == b"\xef\xbb\xbf":
        return raw[3:].decode("utf-8")
    if raw[:2] == b"\xff\xfe":
        return raw[2:].decode("utf-16-le")
    if raw[:2] == b"\xfe\xff":
        return raw[2:].decode("utf-16-be")
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("gb18030")


HEADERS = {t: {header_key(h): c for c, spec in cols.items() for h in spec[1]} for t, cols in COLUMNS.items()}


def match(table, cell):
    """The column whose header this cell is; brackets with units are left out where needed."""
    k = header_key(cell)
    found = HEADERS[table].get(k)
    if found is None:
        found = HEADERS[table].get(re.sub(r"[（(].*?[)）]", "", k))
    return found


def find_header(rows):
    """(matches, table, row index) of the best header among the first 15 rows."""
    best = (1, None, 0)
    for i, row in enumerate(rows[:15]):
        for table in COLUMNS:
            n = len({match(table, c) for c in row if c.strip()} - {None})
            if table in ("compounds",) and "community" not in {match(table, c) for c in row}:
                continue
            if n > best[0]:
                best = (n, table, i)
    return best


class File:
    """One recognised file: its rows as dictionaries and what it covers."""

    def __init__(self, path, raw):
        self.path = path
        text = decode(raw)
        best, rows = (0, None, 0), []
        for delimiter in ",\t;":
            r = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
            b = find_header(r)
            if b[1] and b[0] > best[0]:
                best, rows = b, r
        self.table, self.rows, self.sender, self.month = best[1], [], None, None
        if self.table is None:
            return
        folders = path.split("/")[:-1]
        for folder in folders:
            m = re.fullmatch(r"(\d{4})-(\d{2})", folder) or re.fullmatch(r"(\d{4})年(\d{1,2})月", folder)
            if m:
                self.month = (int(m[1]), int(m[2]))
        for row in rows[:best[2]]:
            line = " ".join(row)
            m = re.search(r"填报单位[：:]\s*(\S+)", line)
            if m:
                self.sender = m[1]
            elif re.search(r"(\d{4})年(\d{1,2})月", line):
                m = re.search(r"(\d{4})年(\d{1,2})月", line)
                self.month = (int(m[1]), int(m[2]))
        self.folders = folders
        header = rows[best[2]]
        columns = [match(self.table, h) for h in header]
        above = {}
        for row in rows[best[2] + 1:]:
            filled = [c.strip() for c in row if c.strip()]
            if not filled or row == header:
                continue
            if filled[0].startswith(FOOTER):
                continue
            record = {}
            for name, head, cell in zip(columns, header, row):
                if name and name not in record:
                    record[name] = (cell, head)
            for name in ("compound_name",):
                if name in record and self.table not in NO_COMPOUND | {"compounds"}:
                    if record[name][0].strip():
                        above[name] = record[name]
                    elif name in above and not record.get("compound_id", ("",))[0].strip():
                        record[name] = above[name]
            self.rows.append(record)


class Row(dict):
    """A row that counts; missing columns read as None."""

    def __missing__(self, key):
        return None


class Data:
    """tables[name] -> rows that count; arrival; side tables."""

    def __init__(self, folder, config):
        self.config = config
        files = []
        for at, folders, names in os.walk(folder):
            folders.sort()
            for name in names:
                path = os.path.join(at, name)
                short = os.path.relpath(path, folder)
                if name.endswith(".csv") and short not in ("arrivals.csv", "approvals.csv", "corrections.csv"):
                    files.append((short.encode(), short, path))
        self.files = []
        for _, short, path in sorted(files):
            with open(path, "rb") as f:
                one = File(short, f.read())
            if one.table:
                self.files.append(one)
        self.tables = {t: [] for t in COLUMNS}
        self.by_name, self.compounds = {}, {}
        self._read("compounds")
        for row in self.tables["compounds"]:
            self.compounds[row["compound_id"]] = row
        for row in self.tables["compounds"]:
            names = [row["compound_name"]] + re.split("[、，,;；]", row["aliases"] or "")
            for name in names:
                if name.strip():
                    self.by_name.setdefault(name.strip(), row["compound_id"])
        self._scopes()
        for table in COLUMNS:
            if table != "compounds":
                self._read(table)
        self._arrivals(os.path.join(folder, "arrivals.csv"))

    def _read(self, table):
        kept = {}
        serial = 0
        for f in self.files:
            if f.table != table:
                continue
            f.named = set()
            for record in f.rows:
                row, good = Row(), True
                for name, (kind, _, required) in COLUMNS[table].items():
                    cell, head = record.get(name, ("", ""))
                    value = read_cell(table, name, kind, cell, head)
                    row[name] = None if value is BAD else value
                    if required and row[name] is None:
                        good = False
                    if name in ("public_summary", "title") and value and re.search(r"(?<!\d)1[3-9]\d{9}(?!\d)", value):
                        good = False  # a telephone number in a public text blocks the row
                row.compound = None
                if table == "compounds":
                    row.compound = row["compound_id"]
                elif table not in NO_COMPOUND:
                    cid = row["compound_id"] or self.by_name.get(row["compound_name"])
                    row.compound = cid if cid in self.compounds else None
                    free = table == "assessments" or table == "list_events" and row["subject_type"] == "company"
                    if row.compound and not free:
                        f.named.add(row.compound)
                    f.free = getattr(f, "free", False) or free and good
                    if row.compound is None and not free:
                        good = False
                if not good:
                    continue
                key = tuple(row.compound if k == "@" else row[k] for k in KEYS[table])
                if key[0] is None:
                    key = (object(),)
                serial += 1
                row.order = (row["updated_on"] or dt.date.min, serial)
                row.serial = serial
                if key not in kept or kept[key].order < row.order:
                    kept[key] = row
        self.tables[table] = sorted(kept.values(), key=lambda r: r.serial)

    def _scopes(self):
        """scopes[(level, id)] = list of compound ids."""
        self.scopes = {}
        for cid, row in self.compounds.items():
            city = row["city"] or self.config.get("city") or "本市"
            path = [city, row["district"] or self.config.get("district") or "本区", row["subdistrict"], row["community"]]
            self.scopes.setdefault(("compound", cid), []).append(cid)
            for i, level in enumerate(("city", "district", "subdistrict", "community")):
                self.scopes.setdefault((level, "/".join(path[:i + 1])), []).append(cid)

    def _named(self, text, exact):
        """Compounds of the scope that a folder or reporting line names."""
        best = (0, None)
        for (level, sid), members in self.scopes.items():
            name = sid.split("/")[-1] if level != "compound" else self.compounds[sid]["compound_name"]
            hit = name == text if exact else name in text
            if hit and len(name) > best[0]:
                best = (len(name), set(members))
        for name, cid in self.by_name.items():
            if (name == text if exact else name in text) and len(name) > best[0]:
                best = (len(name), {cid})
        return best[1]

    def _arrivals(self, path):
        order = ["compound", "community", "subdistrict", "district", "city"]
        self.arrived = {t: [] for t in COLUMNS}  # (compounds or None, (y, m) or None)
        for f in self.files:
            if f.table in ("property_companies", "assessments", "disclosure_rules", "reported_totals"):
                self.arrived[f.table] = [(None, None)]
                continue
            cover = self._named(f.sender, False) if f.sender else None
            if cover is None:
                for folder in f.folders:
                    cover = self._named(folder, True) or cover
            if cover is None and getattr(f, "named", None):
                fits = [(order.index(level), len(c), c) for (level, _), c in self.scopes.items() if f.named <= set(c)]
                cover = set(min(fits)[2]) if fits else None
            elif cover is None and f.rows and not getattr(f, "free", False):
                cover = set()  # rows, but of no compound that is known
            self.arrived[f.table].append((cover, f.month))
        if os.path.exists(path):
            decisive = {}
            with open(path, "rb") as f:
                for line in csv.DictReader(io.StringIO(decode(f.read()), newline="")):
                    decisive.setdefault(line["table"], []).append(line)
            for table, lines in decisive.items():
                self.arrived[table] = []
                for line in lines:
                    members = None
                    if line["scope_id"]:
                        members = set()
                        for (_, sid), c in self.scopes.items():
                            if sid == line["scope_id"]:
                                members |= set(c)
                    period = tuple(map(int, line["period"].split("-"))) if line["period"] else None
                    self.arrived[table].append((members, period))

    def has(self, table, compound, day):
        for members, month in self.arrived[table]:
            if (members is None or compound in members) and month in (None, (day.year, day.month)):
                return True
        return False
