#!/usr/bin/env python3
"""Never half a publication: faults.py PUBLISH GONGKAI quick|full

Every system call with which something is published, withdrawn, shown again or cleared away is made
to fail, and, in other runs, the program is killed at it (strace -e inject=). Afterwards residents
must see the old edition byte for byte and the exit code is not 0, or the new one byte for byte and it
is 0 or 3; `gongkai verify` is content; and the same command once more needs no cleaning up and ends
with the very files of a run that nothing disturbed.

`quick` takes some of the places where a call can fail, `full` all of the small scenarios and many of
whole builds, then a disk that fills up, a folder that cannot be written, a clock that goes back,
two runs at once, and kills at any moment.
"""

import hashlib
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
import time

# What each call that touches the output is made to say.
ERRORS = {
    "openat": ["ENOSPC", "EACCES", "EMFILE", "EINTR", "EIO"],
    "write": ["ENOSPC", "EIO", "EINTR"],
    "pwrite64": ["ENOSPC", "EIO"],
    "close": ["EIO", "EINTR"],
    "fchmod": ["EPERM", "EIO"],
    "chmod": ["EPERM"],
    "mkdir": ["ENOSPC", "EACCES"],
    "link": ["EMLINK", "EIO", "ENOSPC"],
    "unlink": ["EIO", "EACCES"],
    "rmdir": ["EIO"],
    "rename": ["EIO", "ENOSPC", "EACCES"],
    "symlink": ["ENOSPC", "EIO"],
    "fsync": ["EIO", "ENOSPC", "EINTR"],
    "syncfs": ["EIO", "ENOSPC"],
    "flock": ["ENOLCK", "EINTR"],
    "ftruncate": ["EIO", "ENOSPC"],
}
# Not used to write today; when one comes to be used it is tried too.
MAYBE = {"pwritev": ["ENOSPC"], "writev": ["ENOSPC"], "renameat2": ["EIO"], "linkat": ["EIO"], "mkdirat": ["ENOSPC"],
         "unlinkat": ["EIO"], "copy_file_range": ["ENOSPC"], "fallocate": ["ENOSPC"], "fdatasync": ["EIO"],
         "fchmodat": ["EPERM"], "symlinkat": ["ENOSPC"], "sendfile": ["ENOSPC"]}
# What has nothing to do with a path, in any process of the run.
MACHINE = {"mmap": ["ENOMEM"], "clone": ["EAGAIN"], "clone3": ["EAGAIN"], "vfork": ["EAGAIN"], "pipe2": ["EMFILE"],
           "brk": ["ENOMEM"], "poll": ["EINTR"], "wait4": ["EINTR"]}
CHAIN = {"chain.log", "chain.log.minisig", "MANIFEST.minisig"}
FAILED, COUNT = [], {"faults": 0, "kills": 0, "stood": 0, "published": 0, "incomplete": 0}


def fail(words):
    FAILED.append(words)
    if len(FAILED) <= 40:
        print("   ", words, flush=True)


def tree(folder):
    found = {}
    for top, _, names in os.walk(folder):
        for name in names:
            path = os.path.join(top, name)
            if not os.path.islink(path):
                with open(path, "rb") as f:
                    found[os.path.relpath(path, folder)] = hashlib.sha256(f.read()).hexdigest()
    return found


def shown(output):
    site = os.path.join(output, "site")
    return os.readlink(site) if os.path.islink(site) else ""


class Scenario:
    """A workspace as it is before a command, restored for every run of it."""

    def __init__(self, name, saved, command, gongkai, machine=False, gone=None):
        self.name, self.saved, self.command, self.gongkai, self.machine = name, saved, command, gongkai, machine
        self.gone = gone  # what no file may hold any more once the command said 0
        self.home = saved + ".home"
        self.output = os.path.join(self.home, "output")
        self.restore()
        self.before = shown(self.output)
        self.old = tree(os.path.join(self.output, "site"))
        run = self.run()
        if run.returncode:
            sys.exit(f"{name}: undisturbed: exit {run.returncode}: {run.stderr}")
        self.after = shown(self.output)
        self.new = tree(os.path.join(self.output, "site"))
        self.kept = sorted(os.listdir(os.path.join(self.output, "editions")))

    def restore(self):
        shutil.rmtree(self.home, ignore_errors=True)
        # with its hard links: a write through one would reach the old edition
        subprocess.run(["cp", "-a", self.saved, self.home], check=True)

    def words(self):
        return [w.replace("HOME", self.home) for w in self.command]

    def run(self, inject=None, before=()):
        command = self.words()
        if inject:
            command = ["strace", "-f", "-qq", "-o", "/dev/null", "-e", "trace=" + inject.split(":")[0],
                       "-e", "inject=" + inject] + command
        try:
            return subprocess.run(list(before) + command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, timeout=180)
        except subprocess.TimeoutExpired:
            fail(f"{self.name}, {inject}: does not end")
            return subprocess.CompletedProcess(command, -9, "", "")

    def sound(self):
        if not shown(self.output):
            return True, ""
        run = subprocess.run([self.gongkai, "verify", self.output], capture_output=True, text=True)
        return run.returncode == 0, run.stdout

    def leaks(self):
        return self.gone and any(self.gone in open(os.path.join(top, n), "rb").read()
                                 for top, _, names in os.walk(os.path.join(self.output, "editions")) for n in names)

    def check(self, what, code, words, killed=False):
        what = f"{self.name}, {what}"
        now = shown(self.output)
        files = tree(os.path.join(self.output, "site")) if now else {}
        is_old, is_new = now == self.before and files == self.old, now == self.after and files == self.new
        same = self.before == self.after
        COUNT["stood" if is_old else "published" if is_new else "incomplete"] += 1
        if not is_old and not is_new and (code != 3 or killed):
            fail(f"{what}: neither the old nor the new edition is shown: {now or 'nothing'}, exit code {code}")
        if is_old and not same and not killed and code in (0, 3):
            fail(f"{what}: exit code {code}, but the old edition is shown")
        if is_new and not same and not killed and code not in (0, 3) and not self.gone:  # or not surely gone from the disk
            fail(f"{what}: exit code {code}, but the new edition is shown: {words}")
        short = self.machine and what.split(", ")[1].split(":")[0] in MACHINE  # out of memory may be a crash
        if not killed and code not in (0, 3, 73, 1, 70) and not short:
            fail(f"{what}: exit code {code}: {words}")
        if not killed and code == 0 and self.leaks():
            fail(f"{what}: exit code 0, but what was withdrawn is still there")
        if self.before in ["editions/" + n for n in os.listdir(os.path.join(self.output, "editions"))] and not self.gone:
            if tree(os.path.join(self.output, self.before)) != self.old:
                fail(f"{what}: the files of the old edition changed")
        sound, said = self.sound()
        if not sound:
            fail(f"{what}: verify says: {said.strip()}")
        return is_old or is_new

    def check_next(self, what, usual=True):
        what = f"{self.name}, {what}"
        run = self.run()
        sound, said = self.sound()
        left = [n for n in os.listdir(self.output) + os.listdir(os.path.join(self.output, "editions"))
                if n.startswith(".") and n != ".lock"]
        files = tree(os.path.join(self.output, "site"))
        done = run.returncode == 2 and self.name == "rollback"  # "shown already"
        if run.returncode and not done:
            fail(f"{what}: the next run fails: {run.returncode} {run.stderr.strip()}")
        if not sound or left or self.leaks():
            fail(f"{what}: after the next run: {said.strip()} {left}")
        if usual and (files != self.new or sorted(os.listdir(os.path.join(self.output, "editions"))) != self.kept):
            differ = sorted(k for k in files.keys() | self.new.keys() if files.get(k) != self.new.get(k))
            fail(f"{what}: the next run does not end where an undisturbed one does: {differ[:5]}")
        if not usual:
            differ = [k for k in files.keys() | self.new.keys() if files.get(k) != self.new.get(k) and k not in CHAIN]
            if differ:
                fail(f"{what}: the run after an incomplete one makes other files: {differ[:5]}")

    def calls(self):
        """Which calls touch the output, by their number in their process: {"rename": [1, 2, …]}."""
        self.restore()
        log = self.saved + ".strace"
        every = list(ERRORS) + list(MAYBE) + (list(MACHINE) if self.machine else [])
        subprocess.run(["strace", "-f", "-y", "-qq", "-s", "4000", "-o", log, "-e", "trace=" + ",".join("?" + c for c in every)]
                       + self.words(), check=True, stdout=subprocess.DEVNULL)
        counts, touching = {}, {}
        with open(log, errors="replace") as f:
            for line in f:
                found = re.match(r"(\d+) +(\w+)\(", line)
                if not found:
                    continue
                process, call = found.groups()
                counts[call, process] = counts.get((call, process), 0) + 1
                if self.output in line or call in MACHINE:
                    touching.setdefault(call, set()).add(counts[call, process])
        return {call: sorted(numbers) for call, numbers in touching.items()}

    def points(self):
        out = []
        for call, numbers in sorted(self.calls().items()):
            for when in numbers:
                errors = ERRORS.get(call) or MAYBE.get(call) or MACHINE[call]
                out += [f"{call}:error={e}:when={when}" for e in errors]
                out.append(f"{call}:signal=KILL:when={when}")
        return out

    def inject(self, points):
        for what in points:
            self.restore()
            run, killed = self.run(what), "KILL" in what
            if run.returncode == 127 or "error while loading" in run.stderr:
                continue  # the program itself could not be loaded
            COUNT["kills" if killed else "faults"] += 1
            usual = self.check(what, run.returncode, run.stderr.strip()[-300:], killed)
            self.check_next(what, usual)


def spread(points, most, seed=7):
    """At most so many, of every call and error some."""
    kinds = {}
    for point in points:
        kinds.setdefault(point.rsplit(":", 1)[0], []).append(point)
    r, out = random.Random(seed), []
    for kind in kinds.values():
        r.shuffle(kind)
    while len(out) < min(most, len(points)):
        for kind in r.sample(sorted(kinds), len(kinds)):
            if kinds[kind]:
                out.append(kinds[kind].pop())
    return out[:most]


def small(top, publish, gongkai):
    """Editions of a dozen files; the commands are the real ones but for the publishing, whose calls alone are made."""
    def workspace(name, editions):
        folder = os.path.join(top, name)
        os.makedirs(folder)
        with open(os.path.join(folder, "gongkai.lua"), "w") as f:
            f.write('return { key = "gongkai.key" }\n')
        shutil.copy(key, folder)
        os.makedirs(os.path.join(folder, "output", "editions"))
        for words in editions:
            subprocess.run([publish, os.path.join(folder, "output"), words, key], check=True)
        return folder, [os.readlink(os.path.join(folder, "output", "site"))] if editions else []

    subprocess.run([gongkai, "key", "-C", top], check=True, stdout=subprocess.DEVNULL)
    key = os.path.join(top, "gongkai.key")
    new = [publish, "HOME/output", "new words", key]
    yield Scenario("first", workspace("first", [])[0], new, gongkai)
    folder, _ = workspace("second", ["a word of before", "the old words"])
    yield Scenario("second", folder, new, gongkai)
    history = ["the first words", "words to be taken back", "the last words"]
    folder, _ = workspace("file", history)
    yield Scenario("withdraw-file", folder, [gongkai, "withdraw", "about/index.html", "--reason", "private", "-C", "HOME"],
                   gongkai, gone=b"who we are")
    folder, _ = workspace("row", ["an early word"] + history)
    yield Scenario("withdraw-row", folder, [gongkai, "withdraw", "issues:W-2", "--reason", "private", "-C", "HOME"],
                   gongkai, gone=b"gate of the second yard")
    folder, _ = workspace("back", history[:1])
    _, first = folder, os.readlink(os.path.join(folder, "output", "site")).split("/")[1]
    for words in history[1:]:
        subprocess.run([publish, os.path.join(folder, "output"), words, key], check=True)
    yield Scenario("rollback", folder, [gongkai, "rollback", first, "-C", "HOME"], gongkai)
    folder, _ = workspace("prune", history + ["one more"])
    yield Scenario("prune", folder, [gongkai, "prune", "--keep", "2", "-C", "HOME"], gongkai)


def tiny(folder):
    """One compound, two months."""
    os.makedirs(os.path.join(folder, "input"))
    os.makedirs(os.path.join(folder, "output", "editions"))
    for name, text in (("gongkai.lua", 'return { name = "汀澜区", city = "临溪市", district = "汀澜区", key = "gongkai.key" }\n'),
                       ("input/小区.csv", "小区编码,小区,社区,街道（镇）,有无物业\nk1,甲苑,一社区,一街道,否\n"),
                       ("input/台账.csv", "问题编号,小区编码,类型,类别,受理日期,状态,公开摘要\n"
                                        "W1,k1,投诉,停车,2026-09-03,办结,车位\nW2,k1,投诉,停车,2026-10-03,办结,车位\n")):
        with open(os.path.join(folder, name), "w", encoding="utf-8") as f:
            f.write(text)


def build(gongkai, period="2026-10"):
    return [gongkai, "build", "-C", "HOME", "--period", period, "--jobs", "2", "--quiet"]


def builds(top, gongkai):
    """Whole builds: the first edition, and a second one."""
    for name in ("build-first", "build-second"):
        folder = os.path.join(top, name)
        tiny(folder)
        subprocess.run([gongkai, "key", "-C", folder], check=True, stdout=subprocess.DEVNULL)
        if name == "build-second":
            subprocess.run([w.replace("HOME", folder) for w in build(gongkai, "2026-09")], check=True)
        yield Scenario(name, folder, build(gongkai), gongkai, machine=True)


def end(scenario, what, run, codes=(73,)):
    COUNT["faults"] += 1
    usual = scenario.check(what, run.returncode, run.stderr.strip()[-300:])
    if codes and run.returncode not in codes:
        fail(f"{scenario.name}, {what}: exit code {run.returncode}: {run.stderr.strip()[-300:]}")
    return usual


def full_disks(s, quick):
    """A file system of so many kilobytes, the old edition on it. None where mounting is not permitted."""
    s.restore()
    used = int(subprocess.run(["du", "-sk", s.output], capture_output=True, text=True, check=True).stdout.split()[0])
    s.run()
    whole = int(subprocess.run(["du", "-sk", s.output], capture_output=True, text=True, check=True).stdout.split()[0])
    steps = 2 if quick else 24
    published = stood = 0
    for step in range(steps + 1):
        size = used + 64 + (2 * whole - used) * step // steps
        s.restore()
        aside = s.home + ".aside"
        os.rename(s.output, aside)
        os.mkdir(s.output)
        mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}k", "none", s.output], capture_output=True, text=True)
        if mounted.returncode:
            print(f"faults: no full disk was tried: {mounted.stderr.strip()}")
            shutil.rmtree(aside)
            return
        try:
            subprocess.run(["cp", "-a", aside + "/.", s.output], check=True)
            run = s.run()
            what = f"a disk of {size} KB"
            usual = end(s, what, run, codes=None)
            published += run.returncode in (0, 3)
            stood += run.returncode == 73
            if run.returncode:  # then there is room again
                subprocess.run(["mount", "-o", "remount,size=200m", s.output], check=True)
                s.check_next(what, usual)
        finally:
            subprocess.run(["umount", s.output], check=True)
            shutil.rmtree(aside)
    print(f"faults: {steps + 1} sizes of disk, too small {stood}, large enough {published}")
    if not stood or not published:
        fail("no disk was too small, or none large enough: nothing was tried")


def read_only(s):
    s.restore()
    if subprocess.run(["mount", "--bind", s.home, s.home], capture_output=True).returncode:
        if os.getuid() == 0:
            print("faults: no folder that cannot be written was tried: mounting is not permitted")
            return
        for top, names, _ in os.walk(s.home):
            os.chmod(top, 0o555)
        end(s, "a folder that cannot be written", s.run())
        for top, names, _ in os.walk(s.home):
            os.chmod(top, 0o755)
    else:
        subprocess.run(["mount", "-o", "remount,bind,ro", s.home], check=True)
        end(s, "a folder that cannot be written", s.run())
        subprocess.run(["umount", s.home], check=True)
    s.check_next("a folder that cannot be written")


def odd(s, quick):
    """What goes wrong around a run."""
    full_disks(s, quick)
    read_only(s)
    # Every file above so many kilobytes fails, as it would on a disk with a quota.
    for limit in (1, 40, 200) if quick else (1, 4, 16, 40, 90, 200, 400):
        s.restore()
        run = s.run(before=["bash", "-c", f"ulimit -f {limit}; trap '' XFSZ; exec \"$@\"", "-"])
        s.check_next(f"files of {limit} KB at most", end(s, f"files of {limit} KB at most", run, codes=None))
    for limit in (4, 8) if quick else range(4, 20):
        s.restore()
        run = s.run(before=["bash", "-c", f"ulimit -n {limit}; exec \"$@\"", "-"])
        if run.returncode != 127:
            s.check_next(f"{limit} open files at most", end(s, f"{limit} open files at most", run, codes=None))
    # The clock went back: files of the future, and a day before the last edition.
    s.restore()
    for top, _, names in os.walk(s.home):
        for name in names:
            os.utime(os.path.join(top, name), (4e9, 4e9), follow_symlinks=False)
    run = s.run(before=["env", "SOURCE_DATE_EPOCH=86400"])
    if run.returncode or tree(os.path.join(s.output, "site")) != s.new:
        fail(f"{s.name}, a clock that went back: exit code {run.returncode}, or other bytes: {run.stderr}")
    s.check_next("a clock that went back")
    # Two at once: one publishes, the other is told to wait.
    for _ in range(1 if quick else 4):
        s.restore()
        two = [subprocess.Popen(s.words(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) for _ in range(2)]
        codes = sorted(p.wait() for p in two)
        if codes != [0, 75]:
            fail(f"{s.name}, two runs at once: exit codes {codes}")
        if tree(os.path.join(s.output, "site")) != s.new:
            fail(f"{s.name}, two runs at once: not what one run publishes")
    # Killed at any moment, and started again at once, while what it began may still run.
    began = time.monotonic()
    s.restore()
    s.run()
    span, r = time.monotonic() - began, random.Random(3)
    for n in range(2 if quick else 40):
        s.restore()
        process = subprocess.Popen(s.words(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(r.random() * span)
        process.kill()
        process.wait()
        COUNT["kills"] += 1
        what = f"killed {n}"
        for _ in range(50):
            run = s.run()
            if run.returncode != 75:
                break
            time.sleep(0.1)  # its workers hold the lock until they are gone
        if run.returncode or tree(os.path.join(s.output, "site")) != s.new:
            fail(f"{s.name}, {what}: the next run: exit code {run.returncode}: {run.stderr}")
        s.check_next(what)


def report(began):
    print(f"faults: {COUNT['faults']} faults, {COUNT['kills']} kills; the old edition stood {COUNT['stood']} times, the new one "
          f"{COUNT['published']}, one said to be incomplete {COUNT['incomplete']}; {len(FAILED)} failures; {time.monotonic() - began:.0f} s")


def main():
    publish, gongkai = map(os.path.abspath, sys.argv[1:3])
    quick = sys.argv[3:4] == ["quick"]
    only = sys.argv[4:]
    began = time.monotonic()
    shm = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None  # syncing a disk that others use takes long
    with tempfile.TemporaryDirectory(dir=shm) as top:
        for s in small(top, publish, gongkai):
            if only and s.name not in only:
                continue
            points = s.points()
            if s.name == "second" and (missing := {"openat", "write", "close", "fchmod", "mkdir", "link", "unlink", "rename",
                                                   "symlink", "fsync", "syncfs", "flock"} - {p.split(":")[0] for p in points}):
                fail(f"never called, so never tested: {sorted(missing)}")
            whole = s.name in ("first", "second")  # the others read much that no fault can harm
            s.inject(spread(points, 14 if quick else len(points) if whole else 90))
            print(f"faults: {s.name}: of {len(points)} places", flush=True)
        report(began)
        for s in builds(top, gongkai):
            if only and s.name not in only and s.name + "-odd" not in only:
                continue
            if not only or s.name in only:
                points = s.points()
                s.inject(spread(points, 3 if quick else 60))
                print(f"faults: {s.name}: of {len(points)} places", flush=True)
            if s.name == "build-second" and (not only or s.name + "-odd" in only):
                odd(s, quick)
    if sum(COUNT[k] for k in ("faults", "kills")) == 0:
        fail("nothing was tried")
    report(began)
    return 1 if FAILED else 0


if __name__ == "__main__":
    sys.exit(main())
