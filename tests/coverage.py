#!/usr/bin/env python3
"""coverage.py FOLDER [LEAST [lines]]: what the coverage build has run, by file; see coverage.sh.

With `lines`, every line with a branch that was never taken is printed: its count of such
branches, its number, its text.
"""

import collections
import glob
import json
import os
import subprocess
import sys


def main():
    folder, least = sys.argv[1].rstrip("/"), float((sys.argv[2:] or ["0"])[0])
    lines = collections.defaultdict(dict)  # file -> line -> (times run, times each branch was taken)
    for source in sorted(glob.glob(folder + "/*.c")):
        made = "build/coverage/obj/" + source[:-1] + "o"
        done = subprocess.run(["gcov", "--json-format", "--stdout", "--branch-probabilities", made],
                              capture_output=True, check=True)
        for file in json.loads(done.stdout)["files"]:
            if os.path.dirname(file["file"]) != folder:
                continue
            seen, left_out = lines[file["file"]], assertions(file["file"])
            for line in file["lines"]:
                if line["line_number"] in left_out:
                    continue
                ran, taken = seen.get(line["line_number"], (0, []))
                more = [b["count"] for b in line["branches"] if not b["throw"]]
                if len(taken) == len(more):  # a header's function, built into several files
                    taken = [a + b for a, b in zip(taken, more)]
                else:
                    taken = taken + more
                seen[line["line_number"]] = (ran + line["count"], taken)
        assert source in lines, source

    sums = [0, 0, 0, 0]
    for file in sorted(lines):
        branches = [t for _, taken in lines[file].values() for t in taken]
        counts = [len(lines[file]), sum(ran > 0 for ran, _ in lines[file].values()),
                  len(branches), sum(t > 0 for t in branches)]
        sums = [a + b for a, b in zip(sums, counts)]
        show(file, counts)
        if "lines" in sys.argv[3:]:
            show_lines(file, lines[file])
    show("all", sums)
    if sums[3] * 100 < least * sums[2]:
        print(f"fewer than {least:g} % of the branches")
        return 1
    return 0


def assertions(path):
    """The numbers of the lines of statements that begin with assert(."""
    found, within = set(), False
    with open(path, encoding="utf-8") as f:
        for number, line in enumerate(f, 1):
            within = within or line.lstrip().startswith("assert(")
            if within:
                found.add(number)
                within = ";" not in line
    return found


def show(name, counts):
    shares = [f"{hit * 100 / of:6.2f} % of {of:5d}" if of else "none" for of, hit in (counts[:2], counts[2:])]
    print(f"{name:34} lines {shares[0]}   branches {shares[1]}")


def show_lines(file, seen):
    with open(file, encoding="utf-8") as f:
        text = f.read().split("\n")
    for number in sorted(seen):
        missed = sum(t == 0 for t in seen[number][1])
        if missed:
            print(f"    {missed} of {len(seen[number][1])} {number:4d}: {text[number - 1].strip()}")


if __name__ == "__main__":
    sys.exit(main())
