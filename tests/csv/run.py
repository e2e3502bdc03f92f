#!/usr/bin/env python3
"""run.py SPLIT SPECTRUM: how text is cut into records.

npm's csv-spectrum (folder SPECTRUM); the rules of RFC 4180 section 2 one by one; what offices
send instead; and thousands of tables that Python's csv module wrote. Each is read twice: as it
is, and with every line sent to libcsv, which must agree.
"""

import csv
import io
import json
import os
import random
import subprocess
import sys

SPLIT, SPECTRUM = sys.argv[1:3]
failures = []

FINE, BLANK, OPEN, LONG, BROKEN, WIDE = range(6)


def split(data, delimiter=","):
    read = []
    for more in ([], ["arbiter"]):
        done = subprocess.run([SPLIT, delimiter, *more], input=data, capture_output=True, check=True)
        read.append([json.loads(line) for line in done.stdout.decode().splitlines()])
    if read[0] != read[1]:
        failures.append(f"{data[:200]!r}: {read[0]} but libcsv alone {read[1]}")
    return read[0]


def expect(name, data, want, delimiter=","):
    """`want`: cells of the records, or (row, flaw, cells) where it is not the next fine one."""
    full, row = [], 0
    for record in want:
        row += 1
        if isinstance(record, tuple):
            row, flaw, cells = record
            full.append([row, flaw, cells])
        else:
            full.append([row, FINE, record])
    got = split(data if isinstance(data, bytes) else data.encode(), delimiter)
    if got != full:
        failures.append(f"{name}: {got}, not {full}")


def spectrum():
    names = sorted(n[:-4] for n in os.listdir(f"{SPECTRUM}/csvs"))
    if len(names) < 12:
        failures.append(f"csv-spectrum has {len(names)} cases, not 12")
    for name in names:
        with open(f"{SPECTRUM}/csvs/{name}.csv", "rb") as f:
            records = split(f.read())
        with open(f"{SPECTRUM}/json/{name}.json", encoding="utf-8") as f:
            want = json.load(f)
        header, *rows = [cells for _, flaw, cells in records if flaw == FINE]
        got = [dict(zip(header, cells)) for cells in rows]
        if name == "location_coordinates":  # its JSON is no list, and has another number than its CSV
            want = [want]
            want[0]["Contact Phone Number"] = "2095257564"
        # Its authors wrote these with LF; the bytes in the file are what we keep.
        got = json.loads(json.dumps(got).replace("\\r\\n", "\\n"))
        want = json.loads(json.dumps(want).replace("\\r\\n", "\\n"))
        if got != want or any(flaw not in (FINE, BLANK) for _, flaw, _ in records):
            failures.append(f"csv-spectrum {name}: {got}, not {want}")
    return len(names)


RFC4180 = [
    ("rule 1, lines end with CRLF", "aaa,bbb,ccc\r\nzzz,yyy,xxx\r\n", [["aaa", "bbb", "ccc"], ["zzz", "yyy", "xxx"]]),
    ("rule 2, the last has no end", "aaa,bbb\r\nzzz,yyy", [["aaa", "bbb"], ["zzz", "yyy"]]),
    ("rule 4, spaces inside a cell stay", "a b,c  d\r\n", [["a b", "c  d"]]),
    ("rule 4, the last cell is not followed by a comma", "a,b,\r\n", [["a", "b", ""]]),
    ("rule 5, quoted cells", '"aaa","bbb","ccc"\r\nzzz,"yyy",xxx\r\n', [["aaa", "bbb", "ccc"], ["zzz", "yyy", "xxx"]]),
    ("rule 6, line breaks and commas in quotes", '"aaa","b\r\nbb","c,cc"\r\nzzz,yyy,xxx\r\n',
     [["aaa", "b\r\nbb", "c,cc"], ["zzz", "yyy", "xxx"]]),
    ("rule 7, a quote is doubled", '"aaa","b""bb","ccc"\r\n', [["aaa", 'b"bb', "ccc"]]),
    ("empty cells, quoted or not", '"",,""\r\n', [["", "", ""]]),
    ("nothing but a quoted quote", '""""\r\n', [['"']]),
]

LENIENT = [
    ("lone CR", "a,b\rc,d\r", [["a", "b"], ["c", "d"]]),
    ("line ends mixed", "a,b\nc,d\r\ne,f\rg,h", [["a", "b"], ["c", "d"], ["e", "f"], ["g", "h"]]),
    ("blank lines are counted", "a,b\n\n  \nc,d\n", [["a", "b"], (2, BLANK, []), (3, BLANK, []), (4, FINE, ["c", "d"])]),
    ("a break in quotes makes no new row", '"a\nb",c\nd,e\n', [["a\nb", "c"], ["d", "e"]]),
    ("blanks around unquoted cells go", " a ,\tb\n", [["a", "b"]]),
    ("blanks in quotes stay", '" a ","b "\n', [[" a ", "b "]]),
    ("a stray quote in an unquoted cell", 'a"b,c\n', [['a"b', "c"]]),
    ("a stray quote in a quoted cell, on one line", '"a"b","c"\nd,e\n', [['a"b', "c"], ["d", "e"]]),
    ("a quote that is never closed costs its own row", 'a,b\n"c,d\ne,f\ng,h\n',
     [["a", "b"], (2, OPEN, ["c,d"]), (3, FINE, ["e", "f"]), ["g", "h"]]),
    ("... also where a later quote would close it", 'a,b\n"c,d\ne,"f"\ng,h\n',
     [["a", "b"], (2, OPEN, ["c,d"]), (3, FINE, ["e", "f"]), ["g", "h"]]),
    ("a quote at the very end", 'a,b\n"', [["a", "b"], (2, OPEN, [""])]),
    ("NUL is a character of its cell", b"a\0b,c\n", [["a\0b", "c"]]),
    ("empty cells at the end", "a,,,\n", [["a", "", "", ""]]),
    ("rows of unequal length", "a,b,c\nd\ne,f,g,h\n", [["a", "b", "c"], ["d"], ["e", "f", "g", "h"]]),
    ("nothing", "", []),
    ("1000 cells", ",".join(["x"] * 1000), [["x"] * 1000]),
    ("1001 cells", ",".join(["x"] * 1001), [(1, WIDE, ["x"] * 1000)]),
    ("empty cells far out are nothing", ",".join(["x"] * 1000) + "," * 5000, [["x"] * 1000]),
]

OTHER_DELIMITERS = [(";", "a;b,c\n", [["a", "b,c"]]), ("\t", 'a\t"b\tc"\n', [["a", "b\tc"]])]

SNIFFED = [
    ("a;b;c\n1,5;2;3\n", ["a", "b", "c"]),
    ("a\tb\n1,2\t3\n", ["a", "b"]),
    ("标题，一\na,b\n", ["标题，一"]),
    ("a,b\n1;2,3\n", ["a", "b"]),
]


def random_tables(count):
    """Tables that Python wrote are read as they were, wherever quotes, blanks and breaks stand."""
    chance = random.Random(4180)
    alphabet = ["a", "7", "投", ",", '"', "\n", "\r\n", " ", ";", "\t", "'", "=", "é", ""]
    tables = []
    for _ in range(count):
        width = chance.randint(2, 6)
        tables.append([["".join(chance.choice(alphabet) for _ in range(chance.randint(0, 7))) for _ in range(width)]
                       for _ in range(chance.randint(1, 6))])
    for table in tables:
        out = io.StringIO()
        csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator=chance.choice(["\n", "\r\n"])).writerows(table)
        expect("written by Python", out.getvalue(), table)
    return count


cases = spectrum()
for name, data, want in RFC4180 + LENIENT:
    expect(name, data, want)
for delimiter, data, want in OTHER_DELIMITERS:
    expect(repr(delimiter), data, want, delimiter)
for data, want in SNIFFED:
    got = split(data.encode(), "s")[0][2]
    if got != want:
        failures.append(f"sniffed in {data!r}: {got}, not {want}")
tables = random_tables(300)
for failure in failures:
    print(failure)
print(f"csv: {cases} of csv-spectrum, {len(RFC4180)} of RFC 4180, "
      f"{len(LENIENT) + len(OTHER_DELIMITERS) + len(SNIFFED)} of offices, {tables} random tables; "
      f"{len(failures)} failures")
sys.exit(bool(failures))
