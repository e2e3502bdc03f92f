#!/usr/bin/env python3
"""What shards make and merge publishes is, byte for byte, what one run publishes.

    shards.py BINARY [WORKSPACE…] [--seeds 1-10] [--shards 1,2,3,4] [--periods 2026-09,2026-10]

Each workspace, or invented district, is published once by single runs and once by shards and
merge, period after period, and compared: every file of the edition by its hash, the chain, the report.
Of a second period the input is corrected in between: a row is changed with and one without a
reason, one is taken away, one comes late.
"""

import argparse
import hashlib
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "oracle"))
from invent import invent  # noqa: E402


def copy(source, target):
    os.makedirs(target)
    for name in ("gongkai.lua", "input", "scripts", "themes"):
        path = os.path.join(source, name)
        if name in ("scripts", "themes") and os.path.exists(os.path.join(path, "README.md")):
            continue  # the program's own
        if os.path.isdir(path):
            shutil.copytree(path, os.path.join(target, name))
        elif os.path.exists(path):
            shutil.copy(path, target)


# The chain says in which second an edition was shown, and later editions print its head.
MOMENT = {**os.environ, "SOURCE_DATE_EPOCH": "1793836800"}


def gongkai(binary, *args):
    done = subprocess.run([binary, *args], capture_output=True, text=True, env=MOMENT)
    return done.returncode, done.stderr


def hashes(folder):
    out = {}
    for base, _, names in os.walk(folder):
        for name in names:
            path = os.path.join(base, name)
            with open(path, "rb") as f:
                out[os.path.relpath(path, folder)] = hashlib.sha256(f.read()).hexdigest()
    return out


def published(workspace):
    """Everything that a run leaves, but for its seconds."""
    output = os.path.join(workspace, "output")
    site = os.path.realpath(os.path.join(output, "site"))
    out = {f"edition {os.path.basename(site)}": ""}
    if os.path.isdir(site):
        out.update({f"site/{path}": value for path, value in hashes(site).items()})
    report = os.path.join(output, "report")
    out.update({f"report/{path}": value for path, value in hashes(report).items() if path != "run.json"})
    with open(os.path.join(report, "run.json"), encoding="utf-8") as f:
        run = json.load(f)
    # What it took, and how many papers this very run made: the shards made the others.
    for own in ("seconds", "cpu_seconds", "peak_kilobytes", "papers_made", "papers_kept"):
        run.pop(own, None)
    out["report/run.json"] = json.dumps(run, ensure_ascii=False, sort_keys=True)
    chain = os.path.join(output, "chain.log")
    if os.path.exists(chain):
        with open(chain, "rb") as f:
            out["chain.log"] = hashlib.sha256(f.read()).hexdigest()
    return out


def by_shards(binary, workspace, count, args, seed):
    """The shards in any order, one of them twice; then the merge."""
    order = list(range(1, count + 1))
    random.Random(seed).shuffle(order)
    for i in order + order[:1]:
        code, said = gongkai(binary, "build", "-C", workspace, "--shard", f"{i}/{count}", "--quiet", *args)
        if code:
            return code, f"shard {i}: {said}"
    return gongkai(binary, "merge", "-C", workspace, "--quiet", *args)


def differences(one, many):
    return [p for p in sorted(one.keys() | many.keys()) if one.get(p) != many.get(p)]


AGAIN = "重新编制"
COUNTED = "由各行重新统计"  # what the shards counted was of no use


def compare(binary, source, counts, runs, label, between=None, may_repeat=False):
    """
    runs: arguments of each run; between(workspace): what changes in the input after the first; may_repeat:
    keys and names go across compounds, so that the merge may have to make scopes itself.
    """
    good = True
    with tempfile.TemporaryDirectory() as folder:
        one = os.path.join(folder, "one")
        copy(source, one)
        states = []
        for number, args in enumerate(runs):
            if number and between:
                between(one)
            code, said = gongkai(binary, "build", "-C", one, "--quiet", "--jobs", "3", *args)
            states.append((code, said, published(one)))
        if between is correct_sample:
            told = {kind: any(f",{kind}," in line or line.startswith(f"{kind},") for line in corrections(one))
                    for kind in ("changed", "late")}
            if not all(told.values()) or "report/waiting.csv" not in states[-1][2]:
                raise SystemExit(f"{label}: the corrections did not come about: {told}")
        for count in counts:
            many = os.path.join(folder, f"of{count}")
            copy(source, many)
            for number, args in enumerate(runs):
                if number and between:
                    between(many)
                code, said = by_shards(binary, many, count, args, f"{label} {count} {number}")
                expected, _, state = states[number]
                if expected not in (0, 3) and code == expected:
                    continue  # neither publishes
                bad = differences(state, published(many)) if code in (0, 3) else ["(not published)"]
                if not may_repeat:  # right, but the shards did not have all that they needed
                    bad += [f"({word})" for word in (AGAIN, COUNTED) if word in said]
                verdict = "same" if not bad and code == expected else f"{len(bad)} differ: {bad[:5]}"
                print(f"{label} {' '.join(args)}: {count} shards, exit {code} ({expected}), "
                      f"{len(state)} files: {verdict}")
                if bad or code != expected:
                    print(said)
                    good = False
            shutil.rmtree(many)
    return good


def corrections(workspace):
    with open(os.path.join(workspace, "output", "site", "data", "corrections.csv"), encoding="utf-8") as f:
        return f.read().splitlines()


def correct_sample(workspace):
    """What an office does between two months of the sample: corrects, explains, forgets to, sends late."""
    base = os.path.join(workspace, "input")
    path = os.path.join(base, "2026-09", "青埠街道", "问题台账.csv")
    with open(path, encoding="gb18030", newline="") as f:
        lines = f.read().split("\r\n")
    body = [i for i, line in enumerate(lines) if line.startswith("WT-") or ",WT-" in line[:30]]
    if len(body) < 30:
        raise SystemExit(f"{path}: no rows")
    lines[body[3]] = lines[body[3]].replace("投诉", "诉求", 1)
    lines[body[9]] = lines[body[9]].replace("已办结", "办理中", 1)
    late = lines[body[20]]
    del lines[body[12]]
    lines.insert(body[20], late.replace("WT-", "WT-补", 1))
    with open(path, "w", encoding="gb18030", newline="") as f:
        f.write("\r\n".join(lines))


FOLDERS = {1: "青埠街道", 2: "松屿街道"}  # of the sample's two shards, the larger first


def issue_files(workspace, folder):
    base = os.path.join(workspace, "input")
    return [os.path.join(base, month, folder, "问题台账.csv") for month in sorted(os.listdir(base))
            if os.path.exists(os.path.join(base, month, folder, "问题台账.csv"))]


def with_poison(binary, workspace, shard, folder):
    """The shard, while all files of the folder hold nothing but zeros."""
    files = issue_files(workspace, folder)
    kept = []
    for path in files:
        with open(path, "rb") as f:
            kept.append(f.read())
        with open(path, "wb") as f:
            f.write(bytes(len(kept[-1])))
    done = gongkai(binary, "build", "-C", workspace, "--shard", f"{shard}/2", "--quiet")
    for path, content in zip(files, kept):
        with open(path, "wb") as f:
            f.write(content)
    return done


def read_issues(path):
    with open(path, encoding="gb18030", newline="") as f:
        return f.read().split("\r\n")


def plain_row(lines):
    return [line for line in lines if ",WT-" in line[:8] and line.count('"') == 0 and line.split(",")[2]][0]


def put_row(path, lines, row):
    at = max(i for i, line in enumerate(lines) if ",WT-" in line[:8])
    with open(path, "w", encoding="gb18030", newline="") as f:
        f.write("\r\n".join(lines[:at + 1] + [row] + lines[at + 1:]))


def misplace(workspace):
    theirs, ours = (issue_files(workspace, FOLDERS[n])[-1] for n in (1, 2))
    put_row(ours, read_issues(ours), plain_row(read_issues(theirs)).replace("WT-", "WT-误", 1))


def repeat_number(workspace):
    theirs, ours = (issue_files(workspace, FOLDERS[n])[-1] for n in (1, 2))
    number = plain_row(read_issues(theirs)).split(",")[1]
    row = plain_row(read_issues(ours)).split(",")
    put_row(ours, read_issues(ours), ",".join(row[:1] + [number] + row[2:]))


def partitioned(binary, source):
    """
    A shard does not open what lies in the folders of others. Where it would have needed to, the
    merge notices and makes those scopes itself.
    """
    good = True
    with tempfile.TemporaryDirectory() as folder:
        one = os.path.join(folder, "one")
        copy(source, one)
        gongkai(binary, "build", "-C", one, "--quiet")
        expected = published(one)

        def check(label, workspace, wants_again, state, wants_counted=None):
            nonlocal good
            code, said = gongkai(binary, "merge", "-C", workspace, "--quiet")
            bad = differences(state, published(workspace))
            ok = (code in (0, 3) and not bad and (AGAIN in said) == wants_again
                  and (COUNTED in said) == (wants_again if wants_counted is None else wants_counted))
            print(f"{label}: {'same' if ok else f'exit {code}, differ: {bad[:5]}, said: {said}'}")
            good = good and ok

        for label, turn in (("others' folders unreadable", 3), ("own folders unreadable", 0)):
            many = os.path.join(folder, f"turn{turn}")
            copy(source, many)
            for shard in (1, 2):
                code, said = with_poison(binary, many, shard, FOLDERS[abs(turn - shard)])
                good = good and code == 0
            check(label, many, turn == 0, expected)

        # A row of the one in the folder of the other; and a row of the other with a number of the one's.
        for label, spoil in (("a row in another's folder", misplace), ("one number in two shares", repeat_number)):
            single, many = os.path.join(folder, spoil.__name__, "one"), os.path.join(folder, spoil.__name__, "many")
            for workspace in (single, many):
                copy(source, workspace)
                spoil(workspace)
            gongkai(binary, "build", "-C", single, "--quiet")
            for shard in (1, 2):
                gongkai(binary, "build", "-C", many, "--shard", f"{shard}/2", "--quiet")
            check(label, many, True, published(single))
    return good


def main():
    p = argparse.ArgumentParser()
    p.add_argument("binary")
    p.add_argument("workspaces", nargs="*")
    p.add_argument("--seeds")
    p.add_argument("--shards", default="1,2,3,4")
    p.add_argument("--periods", default="")
    p.add_argument("--correct", action="store_true", help="the sample's rows change between its periods")
    p.add_argument("--partitioned", metavar="SAMPLE", help="what two shards of the sample read")
    a = p.parse_args()
    binary, counts, good = os.path.abspath(a.binary), [int(n) for n in a.shards.split(",")], True
    periods = [["--period", x] for x in a.periods.split(",") if x] or [[]]
    for workspace in a.workspaces:
        good = compare(binary, workspace, counts, periods, os.path.basename(os.path.abspath(workspace)),
                       correct_sample if a.correct else None) and good
    if a.partitioned:
        good = partitioned(binary, a.partitioned) and good
    low, _, high = (a.seeds or "1-0").partition("-")
    for seed in range(int(low), int(high or low) + 1):
        with tempfile.TemporaryDirectory() as folder:
            args = invent(seed, folder)
            good = compare(binary, folder, counts, [args], f"seed {seed}", may_repeat=True) and good
    print("all the same" if good else "NOT the same")
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
