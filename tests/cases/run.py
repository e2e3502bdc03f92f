#!/usr/bin/env python3
"""Runs the scenario cases: run.py BINARY [NAME…]. A case is a folder with gongkai.lua and `expected`.

Lines of `expected` (blank lines and # are left out; SCOPE is level:id):
  args …                                             more arguments of the run
  exit N                                             0 unless said
  metric ID SCOPE WINDOW NUM[/DEN] VALUE [STATE [SOURCE [PERIOD]]]     a row of metrics.csv; - is empty
  text SCOPE WORDS                                   stands on the page and in the PDF of the scope
  page SCOPE WORDS                                   stands on the page (the paper leaves longer windows to it)
  file PATH WORDS                                    stands in this file of the edition
  absent SCOPE WORDS                                 stands in neither
  never WORDS                                        stands in no file of the edition, report, log or PDF text
  private                                            none of make.py's PRIVATE stands anywhere
  problem FILE ROW WORDS[|WORDS]                     problems.csv names the cell
  report WORDS[|WORDS]                               stands in problems.csv
  same MAKER                                         the same case from another input has the same bytes
"""

import csv
import hashlib
import html
import io
import os
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import zipfile

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)
import make  # noqa: E402


LONG = {"S-Zhongshan-city"}  # 1,092 compounds: run by name


def squeeze(text):
    """Words are compared without blanks, and with one kind of quotation marks."""
    return re.sub(r"[\s\u00a0\u3000\u200b]+", "", text).translate(str.maketrans("“”", '""')).replace("−", "-")


def page_text(path):
    with open(path, encoding="utf-8") as f:
        text = f.read()
    text = re.sub(r"(?s)<(style|script)\b.*?</\1>", "", text)
    return squeeze(html.unescape(re.sub(r"<[^>]+>", "", text)))


def pdf_text(path):
    done = subprocess.run(["pdftotext", "-layout", path, "-"], capture_output=True, check=True)
    raw = subprocess.run(["pdftotext", "-raw", path, "-"], capture_output=True, check=True)
    return squeeze(done.stdout.decode()) + "\n" + squeeze(raw.stdout.decode())


def slug(sid):
    return sid if re.fullmatch(r"[a-z0-9-]+", sid) else None


def pdf_objects(path):
    """What a PDF holds besides pictures and fonts, whose bytes spell any short word by chance."""
    done = subprocess.run(["qpdf", "--qdf", "--object-streams=disable", path, "-"], capture_output=True)
    assert done.returncode in (0, 3), path
    kept = []
    for part in re.split(rb"(?<=\nstream\n)(.*?)(?=\nendstream)", done.stdout, flags=re.S):
        if sum(part.count(c) for c in b"\0\1\2\3\4\5\6\7") * 50 <= len(part):
            kept.append(part.decode("utf-8", "replace"))
    return "".join(kept)


def all_texts(folder):
    """(path, text) of every finished file, PDF, zip and SQLite taken apart."""
    for at, _, files in os.walk(folder):
        for name in files:
            path = os.path.join(at, name)
            if os.path.islink(path):
                continue
            with open(path, "rb") as f:
                data = f.read()
            if data[:4] == b"%PDF":
                yield path, subprocess.run(["pdftotext", path, "-"], capture_output=True).stdout.decode("utf-8", "replace")
                yield path, pdf_objects(path)
                continue
            yield path, data.decode("utf-8", "replace")
            if data[:2] == b"PK":
                with zipfile.ZipFile(io.BytesIO(data)) as z:
                    for inner in z.namelist():
                        yield f"{path}:{inner}", z.read(inner).decode("utf-8", "replace")
            elif data[:6] == b"SQLite":
                base = sqlite3.connect(path)
                yield path, "\n".join(base.iterdump())
                base.close()


class Case:
    def __init__(self, binary, name):
        self.binary, self.name, self.failures = binary, name, []
        with open(os.path.join(HERE, name, "expected"), encoding="utf-8") as f:
            lines = [line.strip() for line in f]
        self.lines = [line.split(None, 1) for line in lines if line and not line.startswith("#")]

    def fail(self, words):
        self.failures.append(words)

    def options(self, key):
        return [rest[0] for k, *rest in self.lines if k == key and rest]

    def build(self, folder, maker):
        os.makedirs(folder)
        shutil.copy(os.path.join(HERE, self.name, "gongkai.lua"), folder)
        maker(folder)
        args = [a for line in self.options("args") for a in line.split()]
        done = subprocess.run([self.binary, "build", "-C", folder, "--quiet", *args], capture_output=True, text=True)
        self.said = done.stdout + done.stderr
        return done.returncode

    def run(self):
        with tempfile.TemporaryDirectory() as top:
            self.folder = os.path.join(top, "w")
            code = self.build(self.folder, make.MAKERS[self.name])
            want = int((self.options("exit") or ["0"])[0])
            if code != want:
                self.fail(f"exit {code}, not {want}: {self.said.strip()[-600:]}")
            self.site = os.path.join(self.folder, "output/site")
            if code in (0, 3):
                self.look(top)
        return self.failures

    def look(self, top):
        with open(os.path.join(self.site, "metrics.csv"), encoding="utf-8", newline="") as f:
            self.metrics = list(csv.DictReader(f))
        with open(os.path.join(self.folder, "gongkai.lua"), encoding="utf-8") as f:
            self.period = re.search(r'period = "([^"]+)"', f.read())[1]
        self.texts = {}
        for key, *rest in self.lines:
            rest = rest[0] if rest else ""
            if key in ("metric", "text", "page", "absent", "never", "private", "problem", "report", "file"):
                getattr(self, "see_" + key)(rest)
            elif key == "same":
                self.see_same(top, rest)

    def see_metric(self, rest):
        fid, scope, window, amount, value, *more = rest.split()
        level, sid = scope.split(":", 1)
        state = more[0] if more else "ok"
        period = more[2] if len(more) > 2 else self.period
        found = [m for m in self.metrics if (m["metric_id"], m["scope_level"], m["scope_id"], m["window"], m["period"])
                 == (fid, level, sid, window, period)]
        if len(found) != 1:
            self.fail(f"metric {rest}: {len(found)} rows")
            return
        m = found[0]
        got = m["numerator"] + ("/" + m["denominator"] if m["denominator"] else "")
        wanted = ["" if x == "-" else x for x in (amount, value)]
        if [got, m["value"], m["state"]] != wanted + [state] or len(more) > 1 and m["source"] != more[1]:
            self.fail(f"metric {rest}: {got} {m['value']} {m['state']} {m['source']}")

    def text_of(self, scope):
        if scope not in self.texts:
            level, sid = scope.split(":", 1)
            base = os.path.join(self.site, "c" if level == "compound" else f"s/{level}")
            folders = [slug(sid)] if slug(sid) else sorted(os.listdir(base))
            page = None
            for folder in folders:
                path = os.path.join(base, folder, self.period)
                if not os.path.exists(os.path.join(path, "index.html")):
                    continue
                text = page_text(os.path.join(path, "index.html"))
                if len(folders) == 1 or squeeze(sid.split("/")[-1]) in text:
                    pdf = os.path.join(path, "bulletin.pdf" if level == "compound" else "roundup.pdf")
                    page = (text, pdf_text(pdf) if os.path.exists(pdf) else "")
                    break
            self.texts[scope] = page
            if page is None:
                self.fail(f"{scope}: no page")
        return self.texts[scope] or ("", "")

    def see_page(self, rest):
        self.see_text(rest, paper=False)

    def see_text(self, rest, paper=True):
        scope, words = rest.split(None, 1)
        page, pdf = self.text_of(scope)
        for where, text in [("page", page)] + ([("PDF", pdf)] if paper else []):
            if squeeze(words) not in text:
                self.fail(f"{where} of {scope} lacks: {words}")

    def see_file(self, rest):
        path, words = rest.split(None, 1)
        with open(os.path.join(self.site, path), encoding="utf-8") as f:
            if words not in f.read():
                self.fail(f"{path} lacks: {words}")

    def see_absent(self, rest):
        scope, words = rest.split(None, 1)
        if any(squeeze(words) in text for text in self.text_of(scope)):
            self.fail(f"{scope} has: {words}")

    def see_never(self, rest):
        if rest in self.said:
            self.fail(f"said: {rest}")
        for path, text in all_texts(os.path.join(self.folder, "output")):
            if rest in text:
                self.fail(f"{os.path.relpath(path, self.folder)} has: {rest}")
                return

    def see_private(self, _):
        for words in make.PRIVATE:
            self.see_never(words)

    def problems(self):
        with open(os.path.join(self.folder, "output/report/problems.csv"), encoding="utf-8-sig", newline="") as f:
            return list(csv.DictReader(f))

    def see_problem(self, rest):
        name, row, words = rest.split(None, 2)
        for p in self.problems():
            if p["file"].endswith(name) and (row == "0" or p["row"] == row):
                if words == "-" or any(w in ",".join(p.values()) for w in words.split("|")):
                    return
        self.fail(f"problems.csv does not name: {rest}")

    def see_report(self, rest):
        text = "\n".join(",".join(p.values()) for p in self.problems())
        if not any(w in text for w in rest.split("|")):
            self.fail(f"problems.csv lacks: {rest}")

    def see_same(self, top, maker):
        """Everything that is published, byte for byte; the report names the files and may differ."""
        other = os.path.join(top, maker)
        self.build(other, getattr(make, maker))
        mine, theirs = tree(self.site), tree(os.path.join(other, "output/site"))
        for path in sorted(mine.keys() | theirs.keys()):
            if mine.get(path) != theirs.get(path):
                self.fail(f"{maker}: {path} differs")
                return


def tree(site):
    out = {}
    for at, _, files in os.walk(site + "/"):
        for name in files:
            path = os.path.join(at, name)
            with open(path, "rb") as f:
                out[os.path.relpath(path, site)] = hashlib.sha256(f.read()).hexdigest()
    return out


def main():
    binary = os.path.abspath(sys.argv[1])
    wanted = sys.argv[2:] or sorted(make.MAKERS.keys() - LONG)
    bad = 0
    for name in wanted:
        failures = Case(binary, name).run()
        bad += bool(failures)
        print(f"{name}: {'ok' if not failures else f'{len(failures)} failed'}")
        for words in failures:
            print("   ", words)
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
