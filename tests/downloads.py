#!/usr/bin/env python3
"""Can programs read the downloads, and do they say the same? downloads.py SITE

The rules of Data Package v2 (datapackage.org/standard) are checked against the files themselves:
names, paths, hashes, sizes, types, categories, keys. CSVW, DCAT, Excel forms, SQLite and both
kinds of data.zip must hold the same cells as the CSV files.
"""

import csv
import datetime
import glob
import hashlib
import io
import json
import os
import re
import sqlite3
import subprocess
import sys
import tempfile
import zipfile
from decimal import Decimal

FAILED = []


def fail(words):
    FAILED.append(words)
    if len(FAILED) <= 30:
        print("   ", words)


def rows_of(raw, dialect_lf=True):
    text = raw.decode("utf-8")
    if dialect_lf and "\r\n" in text.replace('"', ""):
        fail("CR LF in a machine form")
    return list(csv.reader(io.StringIO(text, newline="")))


def parses(field, cell):
    kind = field["type"]
    try:
        if kind == "integer":
            int(cell)
        elif kind == "number":
            Decimal(cell)
        elif kind == "date":
            datetime.date.fromisoformat(cell)
        elif kind == "boolean":
            return cell in ("true", "false")
        elif kind != "string":
            return False
    except (ValueError, ArithmeticError):
        return False
    return "categories" not in field or cell in {c["value"] for c in field["categories"]}


def check_cells(where, resource, rows):
    fields = resource["schema"]["fields"]
    if rows[0] != [f["name"] for f in fields]:
        fail(f"{where}: the header is not the schema's fields")
        return
    for number, row in enumerate(rows[1:], 2):
        if len(row) != len(fields):
            fail(f"{where} line {number}: {len(row)} cells, {len(fields)} fields")
            return
        for field, cell in zip(fields, row):
            if cell and not parses(field, cell):
                fail(f"{where} line {number}: {field['name']} = {cell!r} is no {field['type']}")
                return


def check_keys(where, package, tables):
    for resource in package["resources"]:
        schema, rows = resource.get("schema", {}), tables.get(resource["name"])
        if rows is None:
            continue
        names = [f["name"] for f in schema["fields"]]
        for key in [schema["primaryKey"]] if "primaryKey" in schema else []:
            seen = [tuple(r[names.index(k)] for k in key) for r in rows[1:]]
            if len(set(seen)) != len(seen) or any("" in k for k in seen):
                fail(f"{where}: primary key {key} of {resource['name']} does not hold")
        for fk in schema.get("foreignKeys", []):
            there = tables[fk["reference"]["resource"]]
            known = {tuple(r[there[0].index(k)] for k in fk["reference"]["fields"]) for r in there[1:]}
            for row in rows[1:]:
                cell = tuple(row[names.index(k)] for k in fk["fields"])
                if any(cell) and cell not in known:
                    fail(f"{where}: {resource['name']}: {fk['fields']} = {cell} is not in {fk['reference']}")
                    break


def check_package(where, read, names):
    """`read` gives the bytes of a path beside datapackage.json, `names` all of them."""
    package = json.loads(read("datapackage.json"))
    if package.get("$schema") != "https://datapackage.org/profiles/2.0/datapackage.json":
        fail(f"{where}: no profile of version 2")
    if not package["resources"]:
        fail(f"{where}: no resources")
    for licence in package.get("licenses", []):
        if not ("name" in licence or "path" in licence):
            fail(f"{where}: a licence needs a name or a path")
    seen, tables = set(), {}
    for resource in package["resources"]:
        name, path = resource["name"], resource["path"]
        if not re.fullmatch(r"[a-z0-9._-]+", name) or name in seen:
            fail(f"{where}: resource name {name!r}")
        seen.add(name)
        if path.startswith("/") or ".." in path.split("/") or path not in names:
            fail(f"{where}: path {path!r}")
            continue
        raw = read(path)
        if len(raw) != resource["bytes"] or "sha256:" + hashlib.sha256(raw).hexdigest() != resource["hash"]:
            fail(f"{where}: {path} is not the file that the package lists")
        if "schema" in resource and resource["format"] == "csv" and not name.endswith("-excel"):
            tables[name] = rows_of(raw)
            check_cells(f"{where} {path}", resource, tables[name])
        elif name.endswith("-excel"):
            if not raw.startswith(b"\xef\xbb\xbf") or raw.count(b"\n") != raw.count(b"\r\n"):
                fail(f"{where}: {path} would not open right in Excel")
            for row in csv.reader(io.StringIO(raw.decode("utf-8-sig"), newline="")):
                for cell in row:
                    if re.match(r"[=+@]|-[^0-9.]", cell) or re.fullmatch(r"0\d+|\d{12,}|\d+-\d+", cell):
                        fail(f"{where}: {path}: Excel would change {cell!r}")
        elif resource["format"] == "json":
            json.loads(raw)
    check_keys(where, package, tables)
    return package, tables


def check_same(site, package, tables):
    data = os.path.join(site, "data")
    db = sqlite3.connect(f"file:{os.path.join(data, 'data.sqlite')}?mode=ro", uri=True)
    if db.execute("PRAGMA integrity_check").fetchall() != [("ok",)] or db.execute("PRAGMA foreign_key_check").fetchall():
        fail("data.sqlite is not sound")
    for name, rows in tables.items():
        if name == "metrics":
            continue
        fields = next(r for r in package["resources"] if r["name"] == name)["schema"]["fields"]
        columns = [d[0] for d in db.execute(f'SELECT * FROM "{name}" LIMIT 0').description]
        got = []
        for row in db.execute(f'SELECT * FROM "{name}"'):
            cells = []
            for column, cell, field in zip(columns, row, fields):
                scale = 2 if re.search("_(fen|dm2)$", column) else int((re.search(r"_e(\d)$", column) or [0, 0])[1])
                if cell is None:
                    cells.append("")
                elif field["type"] == "boolean":
                    cells.append("true" if cell else "false")
                elif scale:
                    cells.append(str(Decimal(cell).scaleb(-scale).quantize(Decimal(1).scaleb(-scale))))
                else:
                    cells.append(str(cell))
            got.append(cells)
        if got != rows[1:]:
            fail(f"data.sqlite: table {name} is not {name}.csv")
        for view, in db.execute("SELECT name FROM sqlite_schema WHERE type = 'view'"):
            db.execute(f'SELECT * FROM "{view}" LIMIT 3').fetchall()
        with open(os.path.join(data, f"{name}.json"), encoding="utf-8") as f:
            listed = json.load(f, parse_float=Decimal)
        flat = [["" if v is None else str(v).lower() if isinstance(v, bool) else str(v) for v in r.values()]
                for r in listed]
        if flat != rows[1:] or any(list(r) != rows[0] for r in listed):
            fail(f"{name}.json is not {name}.csv")
        with open(os.path.join(data, f"{name}.csv-metadata.json"), encoding="utf-8") as f:
            csvw = json.load(f)
        if csvw["url"] != f"{name}.csv" or [c["name"] for c in csvw["tableSchema"]["columns"]] != rows[0]:
            fail(f"{name}.csv-metadata.json does not describe {name}.csv")


def check_excel(site, tables, package):
    """The form for people holds the same cells, behind its marks: all but labels, yes and no, and periods."""
    cells = 0
    for name, rows in tables.items():
        path = os.path.join(site, "data", f"{name}.excel.csv")
        if name == "metrics" or not os.path.exists(path):
            continue
        fields = next(r for r in package["resources"] if r["name"] == name)["schema"]["fields"]
        with open(path, encoding="utf-8-sig", newline="") as f:
            people = list(csv.reader(f))
        if len(people) != len(rows):
            fail(f"{name}.excel.csv: {len(people)} lines, {name}.csv {len(rows)}")
            continue
        for line, (one, other) in enumerate(zip(rows[1:], people[1:]), 2):
            for field, a, b in zip(fields, one, other):
                if field["type"] == "boolean":
                    a = {"true": "是", "false": "否"}.get(a, a)
                elif "categories" in field or "2026-Q3" in field.get("description", ""):
                    if bool(a) != bool(b):
                        fail(f"{name}.excel.csv line {line}: {field['name']} {b!r} for {a!r}")
                    continue
                cells += 1
                if a != (b[1:] if b[:1] in ("'", "\t") and a[:1] != b[:1] else b):
                    fail(f"{name}.excel.csv line {line}: {field['name']} {b!r} for {a!r}")
    return cells


def check_metrics(site):
    with open(os.path.join(site, "metrics.csv"), "rb") as f:
        raw = f.read()
    rows = rows_of(raw)
    keys = [tuple(c.encode() for c in r[:6]) for r in rows[1:]]
    if keys != sorted(keys) or len(set(keys)) != len(keys):
        fail("metrics.csv is not sorted by its key, or a key stands twice")
    for line, row in zip(raw.split(b"\n")[1:], rows[1:]):
        if b'"' in line and not re.search(r'[,"\r\n]', "".join(row)):
            fail(f"metrics.csv: quotes that are not needed: {line[:80]!r}")
            break
    with open(os.path.join(site, "metrics.json"), encoding="utf-8") as f:
        listed = json.load(f)
    if [["" if v is None else str(v) for v in r.values()] for r in listed] != rows[1:]:
        fail("metrics.json is not metrics.csv")
    db = sqlite3.connect(f"file:{os.path.join(site, 'data', 'data.sqlite')}?mode=ro", uri=True)
    # As text: a numerator may be longer than 64 bits, and must not have become a float.
    got = [["" if c is None else str(c) for c in r] for r in db.execute("SELECT * FROM metrics ORDER BY 1, 2, 3, 4, 5")]
    if got != rows[1:]:
        fail("data.sqlite: table metrics is not metrics.csv")
    if db.execute('SELECT count(*) FROM "指标" WHERE "指标" <> \'\'').fetchone()[0] != len(rows) - 1:
        fail("data.sqlite: the view of the figures lacks some, or their names")
    # The view for people: the same numbers under Chinese heads.
    got = [["" if c is None else str(c) for c in r] for r in db.execute(
        'SELECT "指标编号", "范围", "期间", "比较基期", "分子", "分母", "数值", "单位", "状态", "已报小区数", "应报小区数" FROM "指标"')]
    wanted = [[r[i] for i in (0, 2, 3, 5, 6, 7, 8, 9, 10, 11, 12)] for r in rows[1:]]
    if sorted(got) != sorted(wanted):
        fail("data.sqlite: the view 指标 is not metrics.csv")
    return rows


def check_zip_figures(path, metrics):
    """The figures in an archive are lines of metrics.csv: all of them, or one compound's of one month."""
    with zipfile.ZipFile(path) as z:
        rows = rows_of(z.read("metrics.csv"))
    where = re.search(r"c/[^/]+/(\d{4}-\d\d)/data.zip$", path)
    if not where:
        if rows != metrics:
            fail(f"{path}: metrics.csv is not the site's")
        return
    scopes = {r[2] for r in rows[1:]}
    wanted = [r for r in metrics[1:] if r[1] == "compound" and r[2] in scopes and r[3] == where[1]]
    if len(scopes) != 1 or rows[1:] != wanted:
        fail(f"{path}: metrics.csv is not the compound's part of the site's")


def check_datasette(path, metadata):
    """Every table and column that the metadata name must be there: Datasette itself would not say."""
    db = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    there = {n for n, in db.execute("SELECT name FROM sqlite_schema WHERE type IN ('table', 'view')")}
    tables = metadata["databases"]["data"]["tables"]
    if not metadata.get("license") or not tables:
        fail("data.sqlite-metadata.json: no licence or no tables")
    for name, table in tables.items():
        if name not in there:
            fail(f"data.sqlite-metadata.json: there is no table {name}")
            continue
        columns = {d[0] for d in db.execute(f'SELECT * FROM "{name}" LIMIT 0').description}
        if set(table["columns"]) - columns or not table["title"]:
            fail(f"data.sqlite-metadata.json: {name} has no {set(table['columns']) - columns}")
    if there - set(tables) - {n for n in there if not n.isascii()} - {"meta", "codes", "metric_names"}:
        fail("data.sqlite-metadata.json: not every table is described")


def check_zip(path):
    with zipfile.ZipFile(path) as z:
        names = z.namelist()
        if z.testzip() or len({i.date_time for i in z.infolist()}) != 1:
            fail(f"{path}: broken, or its entries have different times")
        package, _ = check_package(path, z.read, names)
        for name in ("说明.txt", "README.txt", "datapackage.json", "metrics.csv"):
            if name not in names:
                fail(f"{path}: {name} is missing")
        unlisted = set(names) - {r["path"] for r in package["resources"]} - {"说明.txt", "README.txt", "datapackage.json"}
        if unlisted - {"metrics.csv"}:
            fail(f"{path}: not listed: {unlisted}")
    with tempfile.TemporaryDirectory() as top:
        subprocess.run(["unzip", "-q", os.path.abspath(path), "-d", top], env={"LC_ALL": "C", "PATH": os.environ["PATH"]}, check=True)
        if not os.path.isdir(os.path.join(top.encode(), "表格".encode())):
            fail(f"{path}: its Chinese names do not unpack")


def main():
    site = sys.argv[1]
    data = os.path.join(site, "data")
    names = [os.path.relpath(p, data) for p in glob.glob(data + "/**", recursive=True)]

    def read(path):
        with open(os.path.join(data, path), "rb") as f:
            return f.read()

    package, tables = check_package("data/", read, names)
    check_same(site, package, tables)
    people = check_excel(site, tables, package)
    metrics = check_metrics(site)
    archives = [os.path.join(data, "data.zip")] + sorted(glob.glob(os.path.join(site, "c/*/*/data.zip")))
    for path in archives:
        check_zip(path)
        check_zip_figures(path, metrics)
    check_datasette(os.path.join(data, "data.sqlite"), json.loads(read("data.sqlite-metadata.json")))
    catalogue = json.loads(read("catalog.jsonld"))
    if len(catalogue["dcat:dataset"]) != len([t for t in tables if t != "metrics"]):
        fail("catalog.jsonld does not list every table")
    lines = list(csv.reader(io.StringIO(read("catalog.csv").decode("utf-8-sig"), newline="")))
    if "分类" not in lines[0] or any(len(r) != len(lines[0]) for r in lines) or len(lines) != len(catalogue["dcat:dataset"]) + 1:
        fail("catalog.csv: not one whole line for every table")
    width = {len(r) for r in rows_of(read("dictionary.csv"))}
    if len(width) != 1:
        fail(f"dictionary.csv: lines of {width} cells")
    print(f"downloads: {len(package['resources'])} resources, {len(archives)} archives, {len(metrics) - 1} figures, "
          f"{sum(len(r) * len(r[0]) for r in tables.values())} cells, {people} of them in the Excel forms")
    if FAILED:
        print(f"{len(FAILED)} failures")
    return 1 if FAILED else 0


if __name__ == "__main__":
    sys.exit(main())
