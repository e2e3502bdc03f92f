"""A run again: nothing changed makes nothing, one row makes its own scopes' papers, and what was
taken over is byte for byte what a run from nothing makes. The cache is never trusted.

usage: again.py GONGKAI
"""
import csv
import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile

GONGKAI = os.path.abspath(sys.argv[1])
failures = []

# At one second: the list of editions names when the one before was shown.
ENV = dict(os.environ, SOURCE_DATE_EPOCH="1795000000")


def check(fine, what):
    if not fine:
        failures.append(what)
        print("FAILED:", what)


def build(workspace, *options):
    run = subprocess.run([GONGKAI, "build", "-C", workspace, *options], capture_output=True, text=True, env=ENV)
    return run.returncode, run.stderr


def make_district(top, workspace):
    """Nine compounds that are nobody's."""
    gencity = top + "/gencity"
    subprocess.run([os.environ.get("CC", "gcc").split()[-1], "-O1", "-D_GNU_SOURCE", "-std=c11",
                    "tests/bench/gencity.c", "-o", gencity], check=True)
    subprocess.run([gencity, "9", "900", workspace], check=True)


def report(workspace):
    with open(workspace + "/output/report/run.json", encoding="utf-8") as f:
        return json.load(f)


def edition(workspace):
    return os.readlink(workspace + "/output/site")


def files(workspace):
    """Every byte of the edition that is shown."""
    found = {}
    root = workspace + "/output/" + edition(workspace)
    for folder, _, names in os.walk(root):
        for name in names:
            path = os.path.join(folder, name)
            with open(path, "rb") as f:
                found[os.path.relpath(path, root)] = f.read()
    return found


def check_feed(workspace):
    """changes.json lists the editions before this one as the chain has them, and its own changes."""
    with open(workspace + "/output/chain.log", encoding="utf-8") as f:
        lines = f.read().splitlines(keepends=True)
    with open(workspace + "/output/site/data/changes.json", encoding="utf-8") as f:
        feed = json.load(f)
    with open(workspace + "/output/site/data/corrections.csv", encoding="utf-8", newline="") as f:
        corrections = list(csv.DictReader(f))
    heads = ["0" * 64] + [hashlib.sha256(line.encode()).hexdigest() for line in lines]
    words = [line.split() for line in lines]
    check([[e["number"], e["kind"], e["id"], e["period"], e["root"], e["previous"], e["line"], e["time"]]
           for e in feed["editions"]] ==
          [[i + 1, w[1], w[2], w[3], w[4], heads[i], heads[i + 1], w[6]] for i, w in enumerate(words[:-1])],
          "changes.json lists the editions before this one")
    own = feed["edition"]
    check([own["number"], own["kind"], own["period"], own["previous"]] ==
          [len(lines), words[-1][1], words[-1][3], heads[-2]], "changes.json knows its own number")
    for entry, word in zip(feed["editions"] + [own], words):
        said = [f"{r['folder'][:-1]}={r['revision']}" for r in entry["revisions"]]
        said += [f"late={entry['late_rows']}"] if entry["late_rows"] else []
        check(said == word[7].replace("-", "", word[7] == "-").split(",")[:len(said)] and
              len(said) == len([w for w in word[7].split(",") if "=" in w]), "changes.json says what the chain declares")
    check(feed["changes"] == corrections, "changes.json and corrections.csv say the same")
    return len(feed["editions"])


def twin(workspace, name):
    shutil.copytree(workspace, os.path.join(os.path.dirname(workspace), name), symlinks=True)
    return os.path.join(os.path.dirname(workspace), name)


def add_proposal(workspace, key):
    path = workspace + "/input/提议事项.csv"
    with open(path, encoding="utf-8") as f:
        lines = f.read().splitlines()
    cells = lines[1].split(",")
    cells[0] = key
    cells[lines[0].split(",").index("提议日期")] = "2026-10-09"
    with open(path, "a", encoding="utf-8") as f:
        f.write(",".join(cells) + "\n")


def damage(path, at=200):
    with open(path, "r+b") as f:
        f.seek(at)
        byte = f.read(1)
        f.seek(at)
        f.write(bytes([byte[0] ^ 1]))


def main():
    top = tempfile.mkdtemp(prefix="gongkai-again-")
    one = top + "/one"
    make_district(top, one)
    options = ("--period", "2026-10")
    code, _ = build(one, *options)
    check(code == 0, "the first run")
    first, papers = edition(one), report(one)["papers_made"]
    check(papers > 30 and report(one)["papers_kept"] == 0, "the first run makes all papers")

    # Nothing changed: no new edition, and the report stands as it was.
    before = open(one + "/output/report/run.json", "rb").read()
    code, said = build(one, *options)
    check(code == 0 and edition(one) == first, "the second run publishes nothing")
    check(check_feed(one) == 0, "a first edition has none before it")
    check("输入和设置都没有变化" in said and "读入" not in said, "the second run stops at once: " + said)
    check(open(one + "/output/report/run.json", "rb").read() == before, "the report stands")

    # What the last run left is looked at, not believed.
    damage(one + "/output/cache/last-run", 40)
    code, said = build(one, *options)
    check(code == 0 and "读入" in said and edition(one) == first, "a damaged state is ignored")
    check(report(one)["papers_kept"] == papers and report(one)["scopes_kept"] == report(one)["scopes"],
          "everything is taken over")
    os.remove(one + "/output/report/problems.csv")
    code, said = build(one, *options)
    check(code == 0 and "读入" in said and os.path.exists(one + "/output/report/problems.csv"),
          "a report that is gone is written again")
    with open(one + "/gongkai.lua", "w", encoding="utf-8") as f:
        f.write('return { name = "汀区公开" }\n')
    code, said = build(one, *options)
    check(code == 0 and edition(one) != first, "the configuration goes in")
    check(check_feed(one) == 1, "the second edition lists the first")
    second = edition(one)
    check(build(one, *options, "--afresh")[0] == 0 and edition(one) == second and check_feed(one) == 1,
          "a list of editions makes no edition")

    # So does the theme, into every paper, whether the pages change or not.
    os.makedirs(one + "/themes/default")
    with open(one + "/themes/default/pdf.lua", "w", encoding="utf-8") as f:
        f.write('return { colours = { red = "#8a1712" } }\n')
    code, said = build(one, *options)
    check(code == 0 and report(one)["papers_kept"] == 0, "the theme goes in")

    # One row more: the papers of its scopes; the same bytes as a run from nothing.
    two = twin(one, "two")
    add_proposal(one, "T9999901")
    add_proposal(two, "T9999901")
    code, _ = build(one, *options)
    check(code == 0, "one row more")
    made, kept = report(one)["papers_made"], report(one)["papers_kept"]
    check(0 < made < papers / 2 and made + kept >= papers, f"{made} papers made, {kept} kept")
    code, _ = build(two, *options, "--afresh")
    check(code == 0 and report(two)["papers_kept"] == 0, "from nothing")
    check(edition(one) == edition(two), "the same edition")
    a, b = files(one), files(two)
    check(a.keys() == b.keys(), f"the same files: {sorted(a.keys() ^ b.keys())[:5]}")
    for path in sorted(a.keys() & b.keys()):
        check(a[path] == b[path], path + " differs")

    # A damaged paper of the edition, and a damaged list, are not carried on.
    victim = sorted(p for p in a if p.endswith("bulletin.pdf"))[0]
    add_proposal(one, "T9999902")
    add_proposal(two, "T9999902")
    path = one + "/output/" + edition(one) + "/" + victim
    os.unlink(path)  # shared with older editions by link
    with open(path, "wb") as f:
        f.write(a[victim][:300] + b"x" + a[victim][301:])
    damage(two + "/output/cache/papers")
    check(build(one, *options)[0] == 0, "over a damaged paper")
    check(check_feed(one) >= 3, "the earlier editions are listed")
    check(build(two, *options)[0] == 0, "over a damaged list")
    check(report(two)["papers_kept"] == 0, "a damaged list is ignored")
    a, b = files(one), files(two)
    for path in sorted(a.keys() | b.keys()):
        check(a.get(path) == b.get(path), "damage is seen in the next edition: " + path)

    shutil.rmtree(top)
    print(f"again: {papers} papers, {made} made again for one row")
    print(f"{len(failures)} failures")
    return len(failures) != 0


if __name__ == "__main__":
    sys.exit(main())
