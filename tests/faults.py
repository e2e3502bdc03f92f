#!/usr/bin/env python3
"""Never half a publication, nothing silently lost: faults.py GONGKAI quick|full [SCENARIO...]

System calls of every command are made to fail, one at a time, and, in other runs, the process is
killed at them (strace -e inject=). Afterwards residents must see the old edition byte for byte and
the exit code is not 0, or the new one byte for byte and it is 0, or one that says what is missing
and it is 3; `gongkai verify` is content; who ran it is told why in Chinese; and the same command
once more needs no cleaning up and ends with the very files of a run that nothing disturbed. What
publishes nothing (check, verify, schema ...) must fail or say all that it says undisturbed.

A place is a call by its number in its process or, in the processes that the program starts, by the
file it touches. `full` takes every place of the calls in ALWAYS and of the kinds of place (a call
and a path without its numbers) one after another until there are MOST; `quick` takes those where
something went wrong once (NAMED). One program is copied
aside first: whatever is built meanwhile, all figures are of that one.
"""

import collections
import concurrent.futures
import ctypes
import hashlib
import json
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
import threading
import time

ROOT = os.path.abspath(os.path.join(os.path.dirname(__file__), ".."))
DISK = ["EIO", "ENOSPC"]
ERRORS = {
    "openat": ["EIO", "EACCES", "EMFILE", "ENOMEM"], "read": ["EIO", "EINTR"], "pread64": ["EIO"], "readlink": ["EIO", "EACCES"],
    "newfstatat": ["EIO", "EACCES"], "getdents64": ["EIO"], "lseek": ["EIO"], "access": ["EIO"], "fstatfs": ["EIO"],
    "write": ["ENOSPC", "EIO", "EINTR"], "pwrite64": DISK, "close": ["EIO", "EINTR"], "fchmod": ["EPERM", "EIO"], "chmod": ["EPERM"],
    "mkdir": ["ENOSPC", "EACCES", "EROFS"], "link": ["EMLINK", "EIO", "ENOSPC"], "unlink": ["EIO", "EACCES"], "rmdir": ["EIO"],
    "rename": ["EIO", "ENOSPC", "EACCES"], "symlink": ["ENOSPC", "EIO", "EPERM"], "fsync": DISK, "syncfs": DISK,
    "flock": ["ENOLCK", "EINTR"], "ftruncate": DISK,
    # what has nothing to do with a path
    "mmap": ["ENOMEM"], "mremap": ["ENOMEM"], "mprotect": ["ENOMEM"], "clone": ["EAGAIN"], "clone3": ["EAGAIN"],
    "pipe2": ["EMFILE"], "socketpair": ["EMFILE"], "fcntl": ["EMFILE"], "dup2": ["EMFILE"], "poll": ["EINTR", "ENOMEM"],
    "wait4": ["EINTR", "ECHILD"], "sendto": ["EPIPE"], "prctl": ["EINVAL"], "seccomp": ["EINVAL"], "prlimit64": ["EPERM"],
    "landlock_create_ruleset": ["ENOSYS"], "landlock_restrict_self": ["EPERM"], "close_range": ["ENOSYS"], "getrandom": ["EINTR"],
    "getcwd": ["ENOENT"], "kill": ["EPERM"],
    # not used today; when one comes to be used it is tried too
    "pwritev": DISK, "writev": DISK, "preadv": ["EIO"], "renameat2": ["EIO"], "linkat": ["EIO"], "mkdirat": ["ENOSPC"],
    "unlinkat": ["EIO"], "copy_file_range": DISK, "fallocate": ["ENOSPC"], "fdatasync": ["EIO"], "fchmodat": ["EPERM"],
    "symlinkat": ["ENOSPC"], "sendfile": ["EIO"], "statx": ["EIO"], "stat": ["EIO"], "lstat": ["EIO"], "vfork": ["EAGAIN"],
    "unshare": ["EPERM"], "truncate": ["EIO"], "rmdirat": ["EIO"],
}
MACHINE = {"mmap", "mremap", "mprotect", "clone", "clone3", "vfork", "pipe2", "socketpair", "fcntl", "dup2", "poll", "wait4",
           "sendto", "prctl", "seccomp", "prlimit64", "landlock_create_ruleset", "landlock_restrict_self", "close_range", "getrandom",
           "getcwd", "kill", "unshare"}
MEMORY = {"mmap", "mremap", "mprotect"}  # without memory a library may end the process
ALWAYS = {"rename", "fsync", "syncfs", "symlink", "flock", "ftruncate"}
WRITES = {"write", "pwrite64", "close", "fchmod", "chmod", "mkdir", "link", "unlink", "rmdir", "rename", "symlink", "fsync",
          "syncfs", "openat", "flock"}
# Signed or numbered after an edition that an undisturbed run does not have.
CHAIN = {"data/changes.json", "chain.log", "chain.log.minisig", "MANIFEST.minisig", "MANIFEST", "data/editions.json"}
FAILED, TALLY, SAID, NO_NAMESPACE = [], collections.defaultdict(collections.Counter), collections.Counter(), []
PLACES = collections.defaultdict(set)
LOCK = threading.Lock()


def fail(kind, words, row=None):
    with LOCK:
        FAILED.append(words)
        if row:
            TALLY[row][kind] += 1
        if len(FAILED) <= 60:
            print(f"    {kind}: {words}", flush=True)


def digest(path):
    with open(path, "rb") as f:
        return hashlib.sha256(f.read()).hexdigest()


def tree(folder, leave=()):
    """Every file, link and folder below, hidden ones too: {path: hash or where it leads}."""
    found = {}
    for top, folders, names in os.walk(folder):
        for name in names + [n for n in folders if os.path.islink(os.path.join(top, n)) or not os.listdir(os.path.join(top, n))]:
            path = os.path.join(top, name)
            below = os.path.relpath(path, folder)
            if not below.startswith(tuple(leave) or "\0"):
                found[below] = os.readlink(path) if os.path.islink(path) else "folder" if os.path.isdir(path) else digest(path)
    return found


def shown(output):
    site = os.path.join(output, "site")
    return os.readlink(site) if os.path.islink(site) else ""


def state(home):
    """All of the output but what no resident and no later run depends on."""
    return tree(os.path.join(home, "output"), ("report/", ".lock", "cache"))


def subset_font(source, index, text, to):
    """A face of few characters: with it a run of whole pages and papers takes half a second."""
    hb, sub = ctypes.CDLL("libharfbuzz.so.0"), ctypes.CDLL("libharfbuzz-subset.so.0")
    for library, names in ((hb, ("blob_create_from_file", "face_create", "blob_get_data", "face_reference_blob")),
                           (sub, ("subset_input_create_or_fail", "subset_input_unicode_set", "subset_or_fail"))):
        for name in names:
            getattr(library, "hb_" + name).restype = ctypes.c_void_p
    pointer = ctypes.c_void_p
    face = pointer(hb.hb_face_create(pointer(hb.hb_blob_create_from_file(source.encode())), index))
    wanted = pointer(sub.hb_subset_input_create_or_fail())
    characters = pointer(sub.hb_subset_input_unicode_set(wanted))
    for c in set(text):
        hb.hb_set_add(characters, ord(c))
    blob, length = pointer(hb.hb_face_reference_blob(pointer(sub.hb_subset_or_fail(face, wanted)))), ctypes.c_uint()
    data = hb.hb_blob_get_data(blob, ctypes.byref(length))
    with open(to, "wb") as f:
        f.write(ctypes.string_at(data, length.value))


class Place:
    def __init__(self, call, number=0, path=None, kind=""):
        self.call, self.number, self.path, self.kind = call, number, path, kind

    def __str__(self):
        return f"{self.call} of {self.path}" if self.path else f"{self.call} {self.number}"


class Scenario:
    """A workspace as it is before a command, restored for every run of it, in as many homes as run at once."""

    def __init__(self, name, saved, command, publishes=True, gone=None, product=None, again=(0,), taken=False):
        self.name, self.saved, self.command, self.publishes = name, saved, command, publishes
        self.gone = gone        # what no file may hold any more once the command said 0
        self.again = again      # how the command may end when there is nothing left to do
        self.product = product  # of a command that publishes nothing: what it makes, of its home and its words
        self.memo = {}
        home = self.home(0)
        self.restore(home)
        self.old = state(home)
        run = self.run(home)
        if run.returncode:
            sys.exit(f"{name}: undisturbed: exit {run.returncode}: {run.stderr}")
        self.new, self.made = state(home), self.result(home, run)
        self.verify_or_exit(home)
        if taken and not self.report(home)["scopes_kept"]:
            sys.exit(f"{name}: undisturbed: no scope is taken over")

    def home(self, slot):
        return f"{self.saved}.home{slot}"

    def restore(self, home):
        shutil.rmtree(home, ignore_errors=True)
        subprocess.run(["cp", "-a", self.saved, home], check=True)  # with its hard links: a write through one would reach the old edition

    def run(self, home, wrap=(), stdout=None):
        command = list(wrap) + [w.replace("HOME", home) for w in self.command]
        try:
            return subprocess.run(command, stdout=stdout or subprocess.PIPE, stderr=subprocess.PIPE, text=True, timeout=180, errors="replace")
        except subprocess.TimeoutExpired:
            fail("hangs", f"{self.name}: does not end: {' '.join(command)}", (self.name, "?"))
            return subprocess.CompletedProcess(command, -9, "", "")

    def result(self, home, run):
        return self.product(home, run.stdout.replace(home, "HOME")) if self.product else None

    def verify(self, home):
        output = os.path.join(home, "output")
        if not shown(output):
            return ""
        run = subprocess.run([GONGKAI, "verify", output], capture_output=True, text=True)
        return "" if run.returncode == 0 else run.stdout + run.stderr or "?"

    def verify_or_exit(self, home):
        if words := self.verify(home):
            sys.exit(f"{self.name}: undisturbed: verify says {words}")

    def report(self, home):
        with open(os.path.join(home, "output", "report", "run.json"), encoding="utf-8") as f:
            return json.load(f)

    def leaks(self, home):
        return self.gone and any(self.gone in open(os.path.join(top, n), "rb").read()
                                 for top, _, names in os.walk(os.path.join(home, "output", "editions")) for n in names)

    # --- places -------------------------------------------------------------------------------------------------------

    def places(self):
        home, log = self.home(0), self.saved + ".strace"
        self.restore(home)
        names = ",".join("?" + c for c in ERRORS)
        run = self.run(home, namespace() + ["strace", "-f", "--seccomp-bpf", "-y", "-qq", "-o", log, "-e", "trace=" + names])
        if run.returncode:
            sys.exit(f"{self.name}: traced: exit {run.returncode}: {run.stderr}")
        main, began, counts, first, out, met = None, False, collections.Counter(), {}, [], set()
        with open(log, errors="replace") as f:
            for line in f:
                found = re.match(r"(\d+) +(\w+)\(", line)
                if not found:
                    continue
                process, call = found.groups()
                main = main or process
                counts[call, process] += 1
                number = counts[call, process]
                # The program begins with a mapping that its processes share; before it is the loader's.
                began = began or "MAP_SHARED|MAP_ANONYMOUS" in line
                earlier = first.setdefault((call, number), process)
                path = re.search(r'"(/[^"]*)"', line) or re.search(r"<(/[^>]*)>", line)
                path = unescape(path.group(1)) if path else None
                ours = path and (path.startswith((home, ROOT)) or "/fonts/" in path or path == "/proc/self/maps")
                if not began or not (ours or call in MACHINE) or (path and path.endswith((".so", "/gongkai"))):
                    continue
                kind = kind_of(path.replace(home, "").replace(ROOT, "program")) if path else str(process == main)
                if earlier == process:
                    out.append(Place(call, number, None, kind))
                elif ours and (call, path) not in met and (not NO_NAMESPACE or ".new-" not in path):
                    out.append(Place(call, 1, path.replace(home, "HOME"), "child " + kind))
                    met.add((call, path))
        return out

    def inject(self, slot, place, error):
        """One run with one fault; then, unless it left all as it was, another."""
        home, row, killed = self.home(slot), (self.name, place.call), error == "KILL"
        what = f"{self.name}: {place}: {error}"
        self.restore(home)
        where = ["-P", place.path.replace("HOME", home)] if place.path else []
        run = self.run(home, namespace() + ["strace", "-f", "--seccomp-bpf", "-qq", "-o", "/dev/null"] + where +
                       ["-e", "trace=" + place.call, "-e",
                        f"inject={place.call}:{'signal' if killed else 'error'}={error}:when={place.number}"])
        if run.returncode == 127 or "error while loading" in run.stderr:
            return  # the program itself could not be loaded
        with LOCK:
            TALLY[row]["kills" if killed else "faults"] += 1
            PLACES[row].add(str(place))
        self.judge(home, what, run, killed, place.call in MEMORY, row)
        self.check_next(home, what, row)

    # --- what is right ------------------------------------------------------------------------------------------------

    def judge(self, home, what, run, killed, memory, row):
        now, code, words = state(home), run.returncode, run.stderr.strip()[-400:]
        output, said = os.path.join(home, "output"), code in (0, 3)
        is_old, is_new, same = now == self.old, now == self.new, self.old == self.new
        site, old_site, new_site = (below(n, "site") for n in (now, self.old, self.new))
        shows_old, shows_new = site == old_site, site == new_site
        with LOCK:
            TALLY[row]["stood" if shows_old else "published" if shows_new else "incomplete"] += 1
        if not shows_old and not shows_new and code != 3:
            fail("torn", f"{what}: neither the old nor the new edition is shown: {shown(output) or 'nothing'}, exit {code}: {words}", row)
        if not is_old and not is_new and (words_of := self.verify(home)):
            fail("torn", f"{what}: exit {code}, verify says: {words_of.strip()}", row)
        if not self.gone and {k: v for k, v in now.items() if k in self.old and k.startswith("editions/2")} != \
                {k: v for k, v in self.old.items() if k in now and k.startswith("editions/2")}:
            fail("torn", f"{what}: files of an old edition changed", row)
        if said and self.publishes and shows_old and not same and not shows_new:
            fail("false", f"{what}: exit {code}, but the old edition is shown", row)
        if said and not killed and self.publishes and shows_new and not is_new and not same and self.name == "prune":
            fail("false", f"{what}: exit {code}, but old editions are still there", row)
        if code == 0 and self.product and self.result(home, run) != self.made:
            fail("false", f"{what}: exit {code}, but it did not make or say all: {words}", row)
        if code == 0 and self.leaks(home):
            fail("false", f"{what}: exit 0, but what was withdrawn is still there", row)
        if self.publishes and shows_new and not same and not killed and not said and self.name not in ("withdraw-row", "withdraw-file", "prune") and code > 0:
            fail("false failure", f"{what}: exit {code}, but the new edition is shown: {words}", row)
        if killed:
            return
        if code < 0 or code > 128:
            with LOCK:
                TALLY[row]["crashed"] += 1
            if not memory:
                fail("crash", f"{what}: exit {code}: {words}", row)
        elif not said:
            with LOCK:
                SAID[re.sub(r"/[^：:， ]*/", "…/", re.sub(r"\d+", "#", words.splitlines()[-1] if words else "(nothing)"))] += 1
            if not re.search("[\u4e00-\u9fff]", words + run.stdout) and not (row[1] == "write" and not words):
                fail("unsaid", f"{what}: exit {code}: {words or 'nothing is said'}", row)

    def check_next(self, home, what, row):
        """The same command once more, unless it was tried from this very state before."""
        key = repr(sorted(tree(home, ("output/report/", "output/.lock", "gongkai.key", "gongkai.pub")).items()))
        key = hashlib.sha256(key.encode()).hexdigest()
        if key in self.memo and self.memo[key]:
            return
        run = self.run(home)
        now, output, why = state(home), os.path.join(home, "output"), []
        done = run.returncode in self.again and (now == self.new or not self.publishes)
        if run.returncode and not done:
            why.append(f"exit {run.returncode} {run.stderr.strip()}")
        left = [k for k in now if re.search(r"(^|/)\.(new|site|chain|withdrawn|link)", k)]
        if left:
            why.append(f"left behind: {left[:3]}")
        if now != self.new:
            if words := self.verify(home):
                why.append("verify says " + words.strip())
            # After an edition that said what it lacks there is one more.
            site, wanted = below(now, "site"), below(self.new, "site")
            differ = sorted(k for k in site.keys() | wanted.keys() if site.get(k) != wanted.get(k) and k not in CHAIN)
            if differ and not any(k.startswith("data/editions") or k.endswith(".pdf") for k in differ):
                why.append(f"other files: {differ[:5]}")
        if self.product and not run.returncode and self.result(home, run) != self.made:
            why.append("what it makes is not whole")
        if self.leaks(home):
            why.append("what was withdrawn is still there")
        self.memo[key] = not why
        if why:
            fail("cleaning", f"{what}: the next run: {'; '.join(why)}", row)

    def points(self, places, most, seed=7):
        """All places of the calls in ALWAYS, then of every kind of place one; every third one a kill."""
        r, kinds, turn = random.Random(seed), collections.defaultdict(list), collections.Counter()
        first, rest = [], []
        for place in places:
            kinds[place.call, place.kind].append(place)

        def error(place):
            turn[place.call] += 1
            return ERRORS[place.call][turn[place.call] % len(ERRORS[place.call])]
        for (call, _), same in sorted(kinds.items()):
            r.shuffle(same)
            all_of_it = call in ALWAYS or len(places) < 40
            for place in same if all_of_it else same[:1]:
                (first if all_of_it else rest).append((place, error(place)))
                if call in WRITES:
                    (first if all_of_it else rest).append((r.choice(same), "KILL"))
            for place in same[1:3]:
                rest.append((place, error(place)))
        # Calls in turn, so that a few calls with many kinds of places do not take it all.
        turns = collections.defaultdict(list)
        for point in rest:
            turns[point[0].call, point[1] == "KILL"].append(point)
        r.shuffle(first)
        rest = []
        while any(turns.values()):
            for (call, _), points in turns.items():
                rest += points[:1 if call in MACHINE else 3]
                del points[:1 if call in MACHINE else 3]
        return (first + rest)[:most] if most > 30 else r.sample(first + rest, min(most, len(first + rest)))


def below(files, name):
    """The files that output/site leads to."""
    target = files.get(name, "") + "/"
    return {k[len(target):]: v for k, v in files.items() if target != "/" and k.startswith(target)}


def kind_of(path):
    """Where it lies, the first folder of an edition, what kind of file it is."""
    path = re.sub(r"[0-9a-f]{12}|\d+", "#", path)
    name = os.path.basename(path)
    parts = path.split("/")[1:-1]
    depth = 4 if parts[:2] == ["output", "editions"] else 2
    return "/".join(parts[:depth]) + "/" + (name if name.startswith(".") or "." not in name or len(parts) < 3 else os.path.splitext(name)[1])


def unescape(path):
    return re.sub(r"(?:\\\d{3})+", lambda m: bytes(int(n, 8) for n in m.group().split("\\")[1:]).decode(errors="replace"), path)


def namespace():
    """Process numbers from 1 on, so that a folder named after its process has the same name in every run."""
    return [] if NO_NAMESPACE else ["unshare", "--pid", "--fork"]


# --- workspaces ---------------------------------------------------------------------------------------------------------

COMPOUNDS = "小区编码,小区,社区,街道（镇）,有无物业\nk1,甲苑,一社区,一街道,否\n"
ISSUES = "问题编号,小区编码,类型,类别,受理日期,状态,公开摘要\n"
SEPTEMBER = "W1,k1,投诉,停车,2026-09-03,办结,东门外的车位划线不清楚\nW3,k1,投诉,停车,2026-09-05,办结,西门外的车位划线也不清楚\n"
OCTOBER = "W2,k1,投诉,停车,2026-10-03,办结,南门外的路灯不亮\n"


def write(folder, name, text):
    path = os.path.join(folder, name)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w", encoding="utf-8") as f:
        f.write(text)


def build(period="2026-10", *more):
    return [GONGKAI, "build", "-C", "HOME", "--period", period, "--jobs", "1", "--quiet", *more]


def do(folder, command, check=True):
    run = subprocess.run([w.replace("HOME", folder) for w in command], capture_output=True, text=True)
    if check and run.returncode:
        sys.exit(f"{' '.join(command)}: exit {run.returncode}: {run.stderr}")


class Workspaces:
    """A district of one compound, as it is after one, two and three editions."""

    def __init__(self, top):
        self.top = top
        self.font = os.path.join(top, "small.ttf")
        self.fresh("trial", small=False)
        folder = os.path.join(top, "trial")
        do(folder, build())
        found = re.search(r"\((/[^)]*WenKai[^)]*) #(\d+)", open(os.path.join(folder, "output/cache/last-run"), encoding="utf-8").read())
        text = "一公开业，。" + "".join(map(chr, range(32, 127)))
        for parent, ending in ((folder, (".html", ".md", ".csv")), (os.path.join(ROOT, "scripts"), (".lua",)),
                               (os.path.join(ROOT, "generator"), (".c",))):
            for path in (os.path.join(t, n) for t, _, names in os.walk(parent) for n in names if n.endswith(ending)):
                text += open(path, encoding="utf-8", errors="ignore").read()
        subset_font(found.group(1), int(found.group(2)), text, self.font)
        self.fresh("zero")
        self.then("one", "zero", build("2026-09"))
        self.edit("october", "one", "input/台账.csv", ISSUES + SEPTEMBER + OCTOBER)
        self.then("two", "october", build())
        self.edit("corrected", "two", "input/台账.csv", ISSUES + SEPTEMBER.replace("东门外", "北门外") + OCTOBER)
        write(os.path.join(top, "corrected"), "input/corrections.csv",
              "table,key,period,compound_id,reason,approver\nissues,W1,2026-09,k1,原先写错了门,甲主任\n")
        self.then("three", "corrected", build())
        # Two communities, one of which has a row more since its edition: the other is taken over.
        write(self.copy("pair", "zero"), "input/小区.csv", COMPOUNDS + "k2,乙苑,二社区,二街道,否\n")
        self.then("paired", "pair", build("2026-09"))
        self.edit("late", "paired", "input/台账.csv", ISSUES + SEPTEMBER + "W4,k2,投诉,停车,2026-09-07,办结,北门外的车位划线不清楚\n")

    def fresh(self, name, small=True):
        folder = os.path.join(self.top, name)
        fonts = "".join(f', {k} = "{self.font}"' for k in ("font_serif", "font_sans", "font_kai")) if small else ""
        write(folder, "gongkai.lua", 'return { name = "汀澜区", city = "临溪市", district = "汀澜区", key = "gongkai.key"' + fonts + " }\n")
        write(folder, "input/小区.csv", COMPOUNDS)
        write(folder, "input/台账.csv", ISSUES + SEPTEMBER)
        os.makedirs(os.path.join(folder, "output", "editions"))
        do(folder, [GONGKAI, "key", "-C", "HOME"])

    def copy(self, name, of):
        subprocess.run(["cp", "-a", self.of(of), self.of(name)], check=True)
        return self.of(name)

    def then(self, name, of, command):
        do(self.copy(name, of), command)

    def edit(self, name, of, file, text):
        write(self.copy(name, of), file, text)

    def of(self, name):
        return os.path.join(self.top, name)


def sheets(home, _):
    return tree(os.path.join(home, "blank"))


def begun(home, _):
    return tree(os.path.join(home, "new"))


def keys(home, _):
    folder = os.path.join(home, "keys")
    return sorted((n, os.path.getsize(os.path.join(folder, n)) > 100) for n in os.listdir(folder)) if os.path.isdir(folder) else []


def checked(home, _):
    """The report of a check, without its times."""
    folder = os.path.join(home, "output", "report")
    return {n: h for n, h in tree(folder).items() if n in ("problems.csv", "problems.html")}


def words(_, said):
    return said


def shards(home, _):
    return tree(os.path.join(home, "output", "shards"), (".1-of", ".2-of")) if os.path.isdir(os.path.join(home, "output", "shards")) else {}


# What went wrong once, each tried every time: the call, the file or the number, the error.
FIRST = "HOME/output/editions/FIRST/"
OWN = FIRST + "c/k1/2026-09/"
NAMED = {
    "check": [("newfstatat", "HOME/gongkai.lua", "EIO"), ("read", "HOME/input/台账.csv", "EIO"), ("getdents64", "HOME/input", "EIO"),
              ("openat", "HOME/input/小区.csv", "EACCES")],
    "build-second": [("newfstatat", "HOME/input/approvals.csv", "EIO"), ("rename", "HOME/output/.chain.log.new", "EIO"),
                     ("rename", "HOME/output/.chain.log.minisig.new", "KILL"), ("getdents64", FIRST + "c", "EIO")],
    "taking": [("openat", OWN + "index.html", "EIO"), ("read", OWN + "index.html", "EIO"), ("newfstatat", OWN + "index.html", "EIO"),
               ("link", OWN + "index.html", "EIO"), ("link", OWN + "index.html", "KILL"), ("openat", "HOME/output/cache/papers", "EACCES")],
    "rollback": [("newfstatat", "HOME/output/chain.log", "EIO"), ("newfstatat", "HOME/output/site", "EIO"),
                 ("rename", "HOME/output/.site.new", "KILL")],
    "prune": [("newfstatat", FIRST[:-1], "EIO"), ("getdents64", "HOME/output/editions/.new-pruned-FIRST", "EIO")],
    "withdraw-row": [("openat", FIRST + "c/k1/2026-09/index.html", "EIO"), ("unlink", FIRST + "c/k1/2026-09/index.html", "EIO")],
    "withdraw-file": [("read", FIRST + "c/k1/2026-09/bulletin.md", "EIO"), ("newfstatat", "HOME/output/withdrawn.log", "EIO")],
    "merge": [("getdents64", "HOME/output/shards", "EIO")],
    "verify": [("getdents64", "HOME/output/editions", "EIO"), ("read", FIRST + "index.html", "EIO")],
    "explain": [("openat", "HOME/input/小区.csv", "ENOMEM")],
    "schema": [("poll", 9, "ENOMEM")],
    "init": [("rename", "HOME/new/.gongkai.lua.new", "KILL")],
    "key": [("rename", "HOME/keys/gongkai.pub.new", "KILL")],
}
QUICKLY = ("build-second", "taking", "rollback", "prune", "withdraw-row", "check", "verify", "explain", "schema", "init", "key")

# Places tried of each command by `full`, as many times that as FAULT_TIMES says, in at most FAULT_SECONDS.
TIMES = float(os.environ.get("FAULT_TIMES", "1"))
MOST = {"rollback": 130, "prune": 90, "check": 100, "verify": 60, "explain": 40, "schema": 40, "template": 40, "init": 46, "key": 33,
        "withdraw-row": 40, "withdraw-file": 40, "build-second": 40, "taking": 40, "correction": 20, "merge": 20, "build-first": 15, "shard": 10}


def scenarios(w, wanted):
    def first_of(folder):
        return next((n for n in sorted(os.listdir(os.path.join(w.of(folder), "output", "editions"))) if n.startswith("2026-09")), "none")
    first = first_of("three")
    merging = w.copy("shards", "october")
    for i in (1, 2) if "merge" in wanted else ():
        do(merging, build("2026-10", "--shard", f"{i}/2"))
    os.makedirs(os.path.join(w.copy("keyless", "zero"), "keys"))
    table = {
        "build-first": ("zero", build("2026-09"), {}),
        "build-second": ("october", build(), {}),
        "correction": ("corrected", build(), {}),
        "taking": ("late", build("2026-09"), {"taken": True}),
        "withdraw-row": ("three", [GONGKAI, "withdraw", "issues:W3", "--reason", "private", "-C", "HOME"], {"gone": "西门外的车位".encode()}),
        "withdraw-file": ("three", [GONGKAI, "withdraw", "c/k1/2026-09/bulletin.md", "--reason", "private", "-C", "HOME"], {}),
        "rollback": ("three", [GONGKAI, "rollback", first, "-C", "HOME"], {"again": (0, 2)}),
        "prune": ("three", [GONGKAI, "prune", "--keep", "1", "-C", "HOME"], {}),
        "merge": ("shards", [GONGKAI, "merge", "-C", "HOME", "--period", "2026-10", "--jobs", "1", "--quiet"], {"again": (0, 1)}),  # a second merge is refused
        "shard": ("october", build("2026-10", "--shard", "1/2"), {"publishes": False, "product": shards}),
        "check": ("october", [GONGKAI, "check", "-C", "HOME", "--jobs", "1"], {"publishes": False, "product": checked}),
        "verify": ("three", [GONGKAI, "verify", "HOME/output"], {"publishes": False, "product": words}),
        "explain": ("october", [GONGKAI, "explain", "D01", "--scope", "compound:k1", "--period", "2026-10", "-C", "HOME"],
                    {"publishes": False, "product": words}),
        "schema": ("zero", [GONGKAI, "schema", "-C", "HOME"], {"publishes": False, "product": words}),
        "template": ("zero", [GONGKAI, "template", "-C", "HOME", "HOME/blank"], {"publishes": False, "product": sheets}),
        "init": ("zero", [GONGKAI, "init", "HOME/new"], {"publishes": False, "product": begun, "again": (0, 2)}),
        "key": ("keyless", [GONGKAI, "key", "-C", "HOME/keys"], {"publishes": False, "product": keys, "again": (0, 73)}),
    }
    for name in sorted(table.keys() & set(wanted), key=list(MOST).index):
        folder, command, more = table[name]
        named = [(Place(call, *((where, None) if isinstance(where, int) else (1, where.replace("FIRST", first_of(folder))))), error)
                 for call, where, error in NAMED.get(name, ())]
        yield Scenario(name, w.copy("s-" + name, folder), command, **more), named, round(MOST[name] * TIMES)


def table(began, program):
    columns = ["faults", "kills", "places", "stood", "published", "incomplete", "crashed", "torn", "false", "false failure", "cleaning", "unsaid"]
    for title, part in (("command", 0), ("call", 1)):
        rows = collections.defaultdict(collections.Counter)
        for row, counts in TALLY.items():
            rows[row[part]].update(counts)
            rows[row[part]]["places"] += len(PLACES[row])
        total = collections.Counter()
        for counts in rows.values():
            total.update(counts)
        print(f"\n{title:24}" + "".join(f"{c:>14}" for c in columns))
        for name, counts in sorted(rows.items()) + [("all", total)]:
            print(f"{name:24}" + "".join(f"{counts[c]:>14}" for c in columns))
    print(f"\nfaults: {total['faults']} faults and {total['kills']} kills at {total['places']} places; torn {total['torn']}, false success "
          f"{total['false']}, needed cleaning {total['cleaning']}; {len(FAILED)} failures; {time.monotonic() - began:.0f} s; program "
          f"{program}")


def machine(program, top):
    """The program is copied aside, and the same in every run: the time, the language."""
    global GONGKAI
    os.environ.update(GONGKAI_HOME=ROOT, SOURCE_DATE_EPOCH="1793491200", LC_ALL="C.UTF-8")
    if subprocess.run(["unshare", "--pid", "--fork", "true"], capture_output=True).returncode:
        NO_NAMESPACE.append(True)
    GONGKAI = shutil.copy(program, os.path.join(top, "gongkai"))
    return Workspaces(top)


def inject_all(w, wanted, quick):
    """`quick`: only what went wrong once, of some commands."""
    began = time.monotonic()
    end = began + float(os.environ.get("FAULT_SECONDS", "inf"))
    with concurrent.futures.ThreadPoolExecutor(1 if quick else 2) as pool:
        for s, named, most in scenarios(w, wanted or (QUICKLY if quick else MOST)):
            points = named + ([] if quick else s.points(s.places(), most - len(named)))
            slots, free = threading.local(), list(range(2))

            def one(point, s=s, slots=slots, free=free):
                if time.monotonic() > end:
                    return
                if not hasattr(slots, "n"):
                    with LOCK:
                        slots.n = free.pop()
                s.inject(slots.n, *point)
            list(pool.map(one, points))
            tried = sum(c["faults"] + c["kills"] for (name, _), c in TALLY.items() if name == s.name)
            print(f"faults: {s.name}: {tried} of {len(points)} tried, {time.monotonic() - began:.0f} s", flush=True)
    table(began, digest(GONGKAI)[:12])


def scratch():
    """Syncing a disk that others use takes long."""
    return tempfile.TemporaryDirectory(dir="/dev/shm" if os.access("/dev/shm", os.W_OK) else None)


def main():
    quick, wanted = sys.argv[2:3] == ["quick"], sys.argv[3:]
    with scratch() as top:
        inject_all(machine(sys.argv[1], top), wanted, quick)
    if not quick:
        print("\nwhat was said:")
        for line, count in SAID.most_common(80):
            print(f"{count:6} {line}")
    return 1 if FAILED or not TALLY else 0


if __name__ == "__main__":
    sys.exit(main())
