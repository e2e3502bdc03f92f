"""Scopes are taken over from the edition before: whatever changes, the edition is the one that a run
from nothing makes, and as much as can be is taken over.

usage: taken.py GONGKAI [all]     without `all`: the changes that come with a month's work
"""
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time

from again import ENV, build, check, edition, failures, files, make_district, report

EVERYTHING = len(sys.argv) > 2 and sys.argv[2] == "all"
COMPOUND, NEIGHBOUR = "X00003", "X00000"

OWN_SECTION = """
return { title = { zh = "邻里", en = "Neighbours" }, build = function()
  if scope.level ~= "compound" then return end
  local city = nil
  for index = 0, 40 do
    local ok, found = pcall(figure, "D01", "month", nil, index)
    if ok and found and (not city or found.expected > city.expected) then city = found end
  end
  prose("全区投诉" .. tostring(city) .. "；问题台账共" .. table_count("issues", { all = true }) .. "条。")
end }
"""

BALANCES = """
return { title = { zh = "余额", en = "Balances" }, build = function()
  local least
  for _, home in ipairs(table_rows("compounds", { all = true })) do
    local own = home.fund_balance
    if own and (not least or own < least) then least = own end
  end
  prose("最少" .. tostring(least))
end }
"""


def append(workspace, name, line):
    path = f"{workspace}/input/{name}"
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "a", encoding="utf-8") as f:
        f.write(line + "\n")


def write(workspace, name, text):
    path = f"{workspace}/{name}"
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w", encoding="utf-8") as f:
        f.write(text)


def replace(workspace, name, old, new):
    path = f"{workspace}/input/{name}"
    with open(path, encoding="utf-8") as f:
        text = f.read()
    assert old in text, old
    with open(path, "w", encoding="utf-8") as f:
        f.write(text.replace(old, new, 1))


def row_of(workspace, name, key):
    with open(f"{workspace}/input/{name}", encoding="utf-8") as f:
        return next(line for line in f.read().splitlines() if line.startswith(key))


def withdraw(workspace):
    key = row_of(workspace, "提议事项.csv", "T0000000").split(",")[0]
    run = subprocess.run([sys.argv[1], "withdraw", f"proposals:{key}", "--reason", "private", "-C", workspace],
                         capture_output=True, text=True, env=ENV)
    check(run.returncode == 0, "withdraw: " + run.stderr)


def correct(workspace):
    """A published decision was entered wrongly; the office says why."""
    line = row_of(workspace, "提议事项.csv", "T0000001")
    replace(workspace, "提议事项.csv", line, line.replace("充电棚", "自行车棚"))
    explain(workspace, "proposals,T0000001,,,名称录入有误,汀区住建局")


def explain(workspace, line):
    if not os.path.exists(f"{workspace}/input/corrections.csv"):
        append(workspace, "corrections.csv", "table,key,period,compound_id,reason,approver")
    append(workspace, "corrections.csv", line)


def correct_compound(workspace):
    """A balance of T01: of interest to its compound and the scopes above it."""
    line = row_of(workspace, "小区基本信息.csv", COMPOUND)
    head, _, last = line.rpartition(",")
    replace(workspace, "小区基本信息.csv", line, f"{head},{float(last) + 100:.2f}")
    explain(workspace, f"compounds,{COMPOUND},,,余额录入有误,汀区住建局")


def add_compound(workspace):
    line = row_of(workspace, "小区基本信息.csv", NEIGHBOUR).split(",")
    append(workspace, "小区基本信息.csv", ",".join(["X99999", "新建苑"] + line[2:]))


ISSUES = "问题补.csv"
ISSUE_HEAD = "问题编号,小区编码,类型,来源,类别,楼栋,受理日期,期限,办结日期,状态,满意度,公开摘要,投诉人"


def issue(workspace, key, compound, name=""):
    path = f"{workspace}/input/2026-10/{ISSUES}"
    if not os.path.exists(path):
        append(workspace, f"2026-10/{ISSUES}", ISSUE_HEAD)
    append(workspace, f"2026-10/{ISSUES}",
           f"{key},{compound},投诉,窗口,环境噪声,11幢,2026-10-08,2026-11-10,2026-10-20,已办结,满意,楼道照明已修,{name}")


def rename_a_label(workspace):
    """A word of a table, which its forms for people hold and its .csv does not."""
    with open("scripts/tables/issues.lua", encoding="utf-8") as f:
        text = f.read()
    assert '"complaint", "投诉"' in text
    write(workspace, "scripts/tables/issues.lua", text.replace('"complaint", "投诉"', '"complaint", "投诉类|投诉"'))


def changes():
    """What, how, options, whether scopes are taken over; None: nothing may be published."""
    yield "one row", lambda w: append(w, "提议事项.csv", row_of(w, "提议事项.csv", "T0000001").replace(
        "T0000001", "T9999901")), [], True
    yield "a note", lambda w: write(w, f"input/notes/2026-10/{COMPOUND}/services.md", "联系人周一鸣，请到物业前台。\n"), [], True
    yield "an approval", lambda w: (append(w, "approvals.csv", "compound_id,period,approved_by,approved_on"),
                                    append(w, "approvals.csv", f"{COMPOUND},2026-10,汀街道,2026-11-03")), [], True
    if not EVERYTHING:
        return
    yield "a section of the office's own", lambda w: write(w, "scripts/sections/85-beside.lua", OWN_SECTION), [], False
    yield "a row of a neighbour, which the section looks at", lambda w: issue(w, "W999990001", NEIGHBOUR), [], False
    yield "no such section", lambda w: shutil.rmtree(w + "/scripts"), [], False
    yield "a row of a neighbour", lambda w: issue(w, "W999990002", NEIGHBOUR), [], True
    yield "a correction", correct, [], True
    yield "a balance of a compound", correct_compound, [], True
    yield "a section that looks at all of T01", lambda w: write(w, "scripts/sections/86-balances.lua", BALANCES), [], False
    yield "a balance, which the section looks at", correct_compound, [], False
    yield "without that section", lambda w: shutil.rmtree(w + "/scripts"), [], False
    yield "a label", rename_a_label, [], False
    yield "the label again", lambda w: shutil.rmtree(w + "/scripts"), [], False
    yield "the configuration", lambda w: write(w, "gongkai.lua", 'return { name = "汀区公开" }\n'), [], False
    yield "a row taken back", withdraw, [], False
    yield "one row after that", lambda w: issue(w, "W999990003", NEIGHBOUR), [], True
    yield "a new compound", add_compound, [], False
    yield "a new month", lambda w: None, ["--period", "2026-11"], False
    yield "a row of the new month", lambda w: append(w, "提议事项.csv", row_of(
        w, "提议事项.csv", "T0000002").replace("T0000002", "T9999903")), ["--period", "2026-11"], True
    yield "the month before again", lambda w: issue(w, "W999990004", NEIGHBOUR), ["--period", "2026-10"], False
    yield "a name that a page of another compound shows", lambda w: issue(
        w, "W999990005", NEIGHBOUR, "周一鸣"), ["--period", "2026-10", "--allow-unexplained"], None


def damage_one(workspace):
    """A page of the edition that is shown changes on the disk, and nothing else does."""
    root = workspace + "/output/" + edition(workspace)
    victim = next(p for p in sorted(files(workspace)) if p.endswith("2026-10/index.html") and p.startswith("c/"))
    with open(f"{root}/{victim}", "rb") as f:
        text = f.read()
    os.unlink(f"{root}/{victim}")
    with open(f"{root}/{victim}", "wb") as f:
        f.write(text.replace(b"<main", b"<mAin", 1))
    return victim


def kill_a_worker(workspace):
    """A worker that dies while it makes a community costs time, and no scope."""
    for _ in range(20):  # where the machine is busy a run may be over before it is looked at
        if killed_a_worker(workspace):
            return
    check(False, "no worker was seen at work")


def killed_a_worker(workspace):
    run = subprocess.Popen([sys.argv[1], "build", "-C", workspace, "--period", "2026-10", "--afresh", "--jobs", "2",
                            "--allow-unexplained", "--quiet"], env=ENV)
    killed = False
    while run.poll() is None and not killed:
        fresh = [e for e in os.listdir(workspace + "/output/editions") if e.startswith(".new-")]
        begun = [e for e in fresh if not e.endswith(".log") and os.path.exists(f"{workspace}/output/editions/{e}/c")]
        children = open(f"/proc/{run.pid}/task/{run.pid}/children").read().split() if begun else []
        if children:
            os.kill(int(children[0]), signal.SIGKILL)
            killed = True
        time.sleep(0.01)
    check(run.wait() == 0, f"a run goes on without a worker: {run.returncode}")
    return killed


def main():
    top = tempfile.mkdtemp(prefix="gongkai-taken-")
    one, two = top + "/one", top + "/two"
    make_district(top, one)
    shutil.copytree(one, two)
    options = ["--period", "2026-10"]
    scopes = 0
    for workspace in (one, two):
        check(build(workspace, *options)[0] == 0, "the first run")
        scopes = report(workspace)["scopes"]
    check(edition(one) == edition(two), "the first edition")
    for what, how, own, some in changes():
        options = own or options
        for workspace in (one, two):
            how(workspace)
        before = edition(one)
        said = [build(one, *options), build(two, *options, "--afresh")]
        check(said[0][0] == said[1][0] == (1 if some is None else 0), f"{what}: {said}")
        check(edition(one) == edition(two), f"{what}: the same edition")
        if some is None:
            check(edition(one) == before and all("不公开的内容（姓名）" in words for _, words in said),
                  f"{what}: nothing is published: {said}")
            continue
        last = report(one)["scopes_kept"]
        check(report(two)["scopes_kept"] == 0, f"{what}: nothing is taken from nothing")
        check((scopes / 2 < last < scopes + 4) if some else last == 0, f"{what}: {last} of {scopes} scopes taken over")
    for workspace in (one, two) if EVERYTHING else ():
        replace(workspace, f"2026-10/{ISSUES}", "周一鸣", "")
    options = ["--period", "2026-10", "--allow-unexplained"]
    victim = damage_one(one)
    write(one, f"input/notes/2026-10/{NEIGHBOUR}/services.md", "请到物业前台。\n")
    write(two, f"input/notes/2026-10/{NEIGHBOUR}/services.md", "请到物业前台。\n")
    check(build(one, *options)[0] == 0 and build(two, *options, "--afresh")[0] == 0, "over a damaged page")
    check(edition(one) == edition(two), "a damaged page is not taken over: " + victim)
    kill_a_worker(two)
    check(edition(one) == edition(two), "the same edition without a worker")
    a, b = files(one), files(two)
    check(a == b, f"the same bytes: {[p for p in a if a[p] != b.get(p)][:5]}")
    shutil.rmtree(top)
    print(f"taken: {scopes} scopes")
    print(f"{len(failures)} failures")
    return len(failures) != 0


sys.exit(main())
