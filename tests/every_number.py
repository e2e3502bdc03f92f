#!/usr/bin/env python3
"""Is every number of every paper, page and text a figure of metrics.csv or a cell of the published rows? every_number.py SITE

Of every edition (compound and round-up) the page in both languages, the Markdown and the papers are read as text. A
number there is
  exact     on a page: inside <data>, which names its row of metrics.csv (compared by consistency.py)
  page      in Markdown and papers: the page has it with the same characters around it, or with the same unit behind it;
            on the English page: the Chinese one has it somewhere
  figure    on the Chinese page, outside <data>: a value, numerator, denominator or amount of a figure of the scope,
            or of one above or below it
  row       a number in a cell of the published rows, or a threshold or a sum made of them
  days      of a date, a clock time, an article of law, a file's size, a hash, a span of days, a fixed text of the program
What is none of these fails. A second pass changes one digit of every number that is not of the last kind and counts how
many would still be taken for something: how much the check can see.
"""

import collections
import csv
import glob
import html
import os
import random
import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from fractions import Fraction

MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
DATES = re.compile(
    r"\d{4}[-–—至到]\d{4}年|\d{4}年(?:第[1-4]季度|\d{1,2}月(?:\d{1,2}日)?)?|\d{1,2}月\d{1,2}日|(?<!\d)\d{4}-\d\d(?:-\d\d)?(?!\d)|(?<![\d.,])\d{1,2}月"
    r"|第\d日|\d{1,2}:\d\d|\d{1,2}\s*(?:" + MONTHS + r")(?:\s*\d{4})?|(?:" + MONTHS + r")\s*\d{4}|第[1-4]季度")
LAW = re.compile(r"0\d{2,3}-\d{7,8}|article\d+|art\.¦?\d+|—\d+—|〔\d+〕|第\d+[条款号项版期届]|[〔（(\[]\d{4}[〕）)\]]第?\d*号?|revision\d+|第\d+部分")
HASH = re.compile(r"(?<![0-9A-Za-z-])(?:(?:[0-9a-f]{4}¦?){4}|[0-9a-f]{64})(?![0-9a-f])")
SIZE = re.compile(r"\d[\d,.]*\s*[kM]?B(?![a-z])")
PAGE = re.compile(r"\d+/\d+¦?指纹")  # the foot of large print
SPAN = re.compile(r"(?:逾期|还剩|共|第|未办，|不少于|late|left|overdue)\s*\d+\s*[日天]|\d+\s*days?|day\s*\d+|of\s*\d+days")
WORDS = ("近13个月", "近12个月", "24小时", "30天以内", "31至90天", "91天", "1年以上", "60天", "90天", "1年", "12345", "7×24", "18磅", "A4", "A3",
         "3日内", "15日内", "last12months", "Last13months", "last13months", "12months", "13months", "days", "100分", "每百户")
NUMBER = re.compile(r"\d+(?:,\d{3})*(?:\.\d+)?")


def squeeze(text):
    """Without blanks; what stood apart does not run together."""
    text = html.unescape(text).replace("\u00a0", " ").replace("|", " ")
    text = re.sub(r"(?<=[\d.%])\s+(?=[\d.])", "¦", text)
    text = re.sub(r"[\s\u2009\u200b*●▲■◆◇○◐△：；#]+", "", text.replace("−", "-"))
    return re.sub(r"-(?!\d)", "", text)


def value_of(token):
    try:
        return Fraction(token.replace(",", "").rstrip("."))
    except ValueError:
        return None


class Truth:
    """Numbers that may stand in an edition of a scope."""

    def __init__(self, site):
        self.figures = collections.defaultdict(set)
        self.rows = collections.defaultdict(set)
        self.cells = collections.defaultdict(set)
        self.ratios = collections.defaultdict(set)
        self.level = {}
        series = collections.defaultdict(list)
        with open(f"{site}/metrics.csv", encoding="utf-8", newline="") as f:
            for m in csv.DictReader(f):
                self.level[m["scope_id"]] = m["scope_level"]
                if m["unit"] == "%" and m["value"]:
                    series[m["metric_id"], m["scope_id"], m["window"]].append((m["period"], Fraction(m["value"])))
                have = self.figures[m["scope_id"]]
                for cell in (m["value"], m["numerator"], m["denominator"], m["reporting"], m["expected"]):
                    if cell:
                        have.add(abs(Fraction(cell)))
                if m["denominator"]:
                    self.ratios[m["scope_id"]].add((Fraction(m["numerator"]), Fraction(m["denominator"])))
                if m["unit"] in ("元", "万元") and m["numerator"]:
                    for scale in (100, 10**6):
                        have.add(abs(Fraction(int(m["numerator"]), scale)))
                    for cell in (m["numerator"], m["denominator"]):  # fen of a share of money
                        have.add(abs(Fraction(int(cell or 0), 100)))
                elif m["denominator"] and m["unit"] in ("%", "元/户", "元/㎡"):
                    for cell in (m["numerator"], m["denominator"]):
                        have.add(abs(Fraction(int(cell or 0), 100)))
        for (_, scope, _), points in series.items():  # 下降25个百分点: from the month before
            points.sort()
            self.figures[scope] |= {abs(b - a) for (_, a), (_, b) in zip(points, points[1:])}
        for path in glob.glob(f"{site}/data/*.csv"):
            if path.endswith((".excel.csv", "catalog.csv", "dictionary.csv", "corrections.csv")):
                continue
            with open(path, encoding="utf-8", newline="") as f:
                for row in csv.DictReader(f):
                    for cell in row.values():
                        if cell and re.search(r"\d", cell):
                            scope = row.get("compound_id", "")
                            self.rows[scope] |= {value_of(n) for n in NUMBER.findall(cell)}
                            if len(cell) > 2 and not re.fullmatch(r"[\d.,-]+", cell):
                                self.cells[scope].add(squeeze(cell))

    def made(self, compounds):
        """Thresholds of ballots and sums of a table's column are worked out from rows."""
        numbers = set().union(*(self.rows[c] for c in compounds)) - {None}
        more = set()
        for n in numbers:
            for share in (Fraction(1, 2), Fraction(2, 3), Fraction(3, 4)):
                part = n * share
                scale = 1 if n.denominator == 1 else 100
                more |= {Fraction(-(-part * scale // 1), scale), Fraction(part * scale // 1, scale), Fraction(part * scale // 1 + 1, scale)}
        return numbers | more

    def of(self, sid):
        own = self.level.get(sid)
        near = [s for s in self.figures if own != "compound" or s == sid or self.level[s] != "compound"]
        figures = set().union(*(self.figures[s] for s in near))
        compounds = [sid, ""] if own == "compound" else list(self.rows)
        rows = self.made(compounds)
        ratios = set().union(*(self.ratios[s] for s in near))
        return figures, ratios, rows, sorted(set().union(*(self.cells[c] for c in compounds)), key=len, reverse=True)


def chart(figure):
    """What a drawing says are the <data> of its table, in their order; else it stays, to be found wanting."""
    figure = figure[0]
    told = [NUMBER.search(squeeze(re.sub(r"<[^>]+>", "", d))) for d in re.findall(r"(?s)<data\b[^>]*>(.*?)</data>", figure)]
    values = [m[0] for m in told if m]
    table = re.sub(r"(?s)<data\b.*?</data>|<caption.*?</caption>|<figcaption.*?</figcaption>", "", figure)
    labels = re.findall(r'<text class="v[^>]*>([^<]*)<', table) + re.findall(r"(?s)<dd>.*?<span>([^<]*)<", table)
    labels = [m[0] for m in map(NUMBER.search, labels) if m]
    titles = [m[-1] for m in (NUMBER.findall(t.split("：")[-1].split(": ")[-1]) for t in re.findall(r"<title>([^<]*)<", table)) if m]
    words = DATES.sub(" ", squeeze(" ".join(re.findall(r"<desc>([^<]*)<", table))))
    desc = [n for n in NUMBER.findall(words) if n in values]
    def within(some):
        at = iter(values)
        return all(one in at for one in some)
    if not values or not within(labels) or not within(titles) or not within(desc) or (desc and len(desc) < len(values)):
        return figure
    return "\0" * (len(values) + len(labels) + len(titles) + len(desc))


def text_of(path):
    if path.endswith(".pdf"):
        return squeeze(subprocess.run(["pdftotext", "-raw", path, "-"], capture_output=True, check=True).stdout.decode())
    with open(path, encoding="utf-8") as f:
        text = f.read()
    if path.endswith(".html"):
        text = re.sub(r"(?s)<head>.*?</head>|<script\b.*?</script>", " ", text)
        text = re.sub(r'(?s)<figure class="chart">.*?</figure>', chart, text)
        text = re.sub(r"(?s)<data\b[^>]*\bdata-figure=[^>]*>.*?</data>", lambda m: "\0" + re.sub(r"\d", "#", m[0]), text)
        text = re.sub(r"<[^>]+>", " ", text)
    if path.endswith(".md"):
        text = re.sub(r"\]\([^)]*\)", "", text)
    return squeeze(text)


def plain_page(path):
    with open(path, encoding="utf-8") as f:
        return squeeze(re.sub(r"<[^>]+>", " ", re.sub(r"(?s)<head>.*?</head>", " ", f.read())))


class Judge:
    """`how`: "page" for the Chinese page, "twin" for the English one, "paper" for what says the same elsewhere."""

    def __init__(self, truth, page, how, notice):
        self.figures, self.ratios, self.rows, self.names = truth
        self.page, self.how, self.notice = page, how, notice  # a notice of one page says more than the page
        self.counts = collections.Counter()
        self.there = set(NUMBER.findall(page)) if how == "twin" else None

    def stands(self, before, token, after):
        """On the page, as a whole number."""
        words, at = before + token + after, -1
        while (at := self.page.find(words, at + 1)) >= 0:
            first, last = at + len(before), at + len(before) + len(token)
            if not re.match(r"[\d.,]?\d", self.page[last:last + 2]) and not re.search(r"\d[.,]?$", self.page[max(0, first - 2):first]):
                return True
        return False

    def known(self, text, at, end):
        token = text[at:end]
        if self.how == "twin":
            return "page" if token in self.there else ""
        if self.how == "paper":
            if self.stands(text[max(0, at - 4):at], token, "") or self.stands("", token, text[end:end + 4]):
                return "page"
            if self.stands(text[max(0, at - 2):at], token, text[end:end + 1]):
                return "page"
            month = re.match(r"([^\d¦]{0,3})(\d{1,2}月)", text[end:end + 7])  # below its bar
            if month and self.stands(month[2], token, month[1]):
                return "page"
            ratio = re.match(r"[\d,.]*/([\d,]+)[）)]", text[at:end + 14])
            if ratio and (value_of(token), value_of(ratio[1])) in self.ratios:
                return "figure"
            ratio = re.search(r"[（(]([\d,]+)/$", text[max(0, at - 14):at])
            if ratio and (value_of(ratio[1]), value_of(token)) in self.ratios:
                return "figure"
            number = value_of(token)
            if re.fullmatch(r"差", text[at - 1:at]) and self.short_of(text, at, int(token)):
                return "figure"
            long = len(re.sub(r"\D", "", token)) >= 5 or re.search(r"\.\d\d$", token) or text[at - 1:end + 1] == f"缺{token}项"
            if long and number in self.figures:
                return "figure"
            return "row" if (long or self.notice) and number in self.rows else ""
        number = value_of(token)
        return "figure" if number in self.figures else "row" if number in self.rows else ""

    def short_of(self, text, at, token):
        """How many voices a matter lacks: 73.6%（329/447），须四分之三以上，差7人 (a half is not enough, three quarters are)."""
        said = re.search(r"([\d,]+)/([\d,]+)[）)]，须(过半数|三分之二以上|四分之三以上)，差$", text[:at])
        if not said:
            return False
        have, of = value_of(said[1]), value_of(said[2])
        if (have, of) not in self.ratios:
            return False
        needed = {"过半数": of // 2 + 1, "三分之二以上": -(-of * 2 // 3), "四分之三以上": -(-of * 3 // 4)}[said[3]]
        return needed - have == token

    def blank(self, text):
        """What is no figure is replaced by as many blanks."""
        for cell in self.names:
            if cell in text:
                self.counts["row"] += text.count(cell)
                text = text.replace(cell, " " * len(cell))
        for kind in (PAGE, HASH, DATES, LAW, SIZE, SPAN):
            text = kind.sub(lambda m: self.note("days", m[0]), text)
        for word in WORDS:
            text = text.replace(word, " " * len(word))
        return text

    def note(self, kind, found):
        self.counts[kind] += 1
        return " " * len(found)

    def judge(self, text):
        self.counts["exact"] += text.count("\0")
        raw, text = text, self.blank(text)
        lost, seen, missed = [], 0, 0
        r = random.Random(7)
        for m in NUMBER.finditer(text):
            kind = self.known(raw, m.start(), m.end())
            self.counts[kind or "lost"] += 1
            if os.environ.get("LIST") == kind:
                print(kind, raw[max(0, m.start() - 12):m.end() + 8])
            if not kind:
                lost.append(raw[max(0, m.start() - 12):m.end() + 8])
            # the same number with another digit
            digits = [i for i in range(m.start(), m.end()) if text[i].isdigit()]
            i = r.choice(digits)
            other = raw[:i] + r.choice([d for d in "0123456789" if d != text[i]]) + raw[i + 1:]
            seen += 1
            missed += bool(self.known(other, m.start(), m.end()))
        self.counts["changed"] += seen
        self.counts["unnoticed"] += missed
        return lost


def editions(site):
    for folder in sorted(glob.glob(f"{site}/c/*/*/") + glob.glob(f"{site}/s/*/*/*/")):
        if os.path.exists(folder + "index.html"):
            yield folder


def main():
    site, failures = sys.argv[1], 0
    truth = Truth(site)
    slugs = {}
    with open(f"{site}/metrics.csv", encoding="utf-8", newline="") as f:
        for m in csv.DictReader(f):
            slugs[m["scope_id"]] = m["scope_level"]
    from hashlib import sha256
    ids = {(s if re.fullmatch("[a-z0-9-]+", s) else sha256(s.encode()).hexdigest()[:10]): s for s in slugs}
    kinds = collections.defaultdict(collections.Counter)
    pool = ThreadPoolExecutor(2)
    for folder in editions(site):
        parts = os.path.relpath(folder, site).split("/")
        sid = next(s for slug, s in ids.items() if slug == parts[-2] and (parts[0] == "c") == (slugs[s] == "compound")
                   and (parts[0] == "c" or slugs[s] == parts[1]))
        facts = truth.of(sid)
        page = plain_page(folder + "index.html")
        english = site + "/en/" + os.path.relpath(folder, site) + "/index.html"
        files = sorted(glob.glob(folder + "*.pdf") + glob.glob(folder + "notices/*.pdf") + glob.glob(folder + "*.md"))
        files = [p for p in files if not p.endswith("print-pack.pdf")] + [folder + "index.html", english]
        for path, text in zip(files, pool.map(text_of, files)):
            kind = ("en/" if path == english else "") + os.path.basename(path)
            kind = "notices/*.pdf" if "/notices/" in path else kind
            how = "twin" if path == english else "page" if path.endswith(".html") else "paper"
            judge = Judge(facts, page, how, "/notices/" in path)
            for words in judge.judge(text):
                failures += 1
                if failures <= 40:
                    print(f"    {os.path.relpath(path, site)}: {words}")
            kinds[kind].update(judge.counts)
    for kind, c in sorted(kinds.items()):
        all_of = sum(c[k] for k in ("exact", "page", "figure", "row", "days", "lost"))
        print(f"{kind}: {all_of} numbers; " + ", ".join(f"{k} {c[k]}" for k in ("exact", "page", "figure", "row", "days", "lost") if c[k])
              + f"; of {c['changed']} changed ones {c['unnoticed']} unnoticed")
    print(f"{failures} failures")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
