#!/usr/bin/env python3
"""Never half a publication: faults.py PUBLISH GONGKAI

Every system call with which an edition is published is made to fail, and, in other runs, the
program is killed at it (strace -e inject=). Afterwards residents must see the old edition as it was,
or the new one whole; who saw the old one got exit code 73; and the next run needs no cleaning up.
Then the same for a few calls of a whole `gongkai build`.
"""

import hashlib
import os
import re
import shutil
import subprocess
import sys
import tempfile

ERRORS = {
    "openat": ["ENOSPC", "EACCES"],
    "write": ["ENOSPC", "EIO"],
    "close": ["EIO"],
    "fchmod": ["EPERM"],
    "mkdir": ["ENOSPC"],
    "link": ["EMLINK"],
    "unlink": ["EIO"],
    "rename": ["EIO"],
    "symlink": ["ENOSPC"],
    "fsync": ["EIO"],
    "syncfs": ["EIO"],
    "flock": ["ENOLCK"],
}
FAILED = []


def fail(words):
    FAILED.append(words)
    if len(FAILED) <= 30:
        print("   ", words)


def tree(folder):
    found = {}
    for top, _, names in os.walk(folder):
        for name in names:
            path = os.path.join(top, name)
            if not os.path.islink(path):
                with open(path, "rb") as f:
                    found[os.path.relpath(path, folder)] = hashlib.sha256(f.read()).hexdigest()
    return found


class World:
    """A folder with one edition that residents see, restored before every run."""

    def __init__(self, top, publish, gongkai):
        self.publish, self.gongkai = publish, gongkai
        self.home, self.saved = os.path.join(top, "home"), os.path.join(top, "saved")
        os.makedirs(self.saved)
        subprocess.run([gongkai, "key", "-C", top], check=True, stdout=subprocess.DEVNULL)
        self.key = os.path.join(top, "gongkai.key")
        for words in ("first", "old"):
            subprocess.run([publish, os.path.join(self.saved, "output"), words, self.key], check=True)
        self.old = tree(os.path.join(self.saved, "output", "site"))

    def restore(self):
        shutil.rmtree(self.home, ignore_errors=True)
        # with its hard links: a write through one would reach the old edition
        subprocess.run(["cp", "-a", self.saved, self.home], check=True)
        self.output = os.path.join(self.home, "output")
        self.before = os.readlink(os.path.join(self.output, "site"))

    def run(self, inject=None):
        command = [self.publish, self.output, "new", self.key]
        if inject:
            command = ["strace", "-f", "-qq", "-o", "/dev/null", "-e", "trace=" + inject.split(":")[0],
                       "-e", "inject=" + inject] + command
        return subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)

    def sound(self):
        run = subprocess.run([self.gongkai, "verify", self.output], capture_output=True, text=True)
        return run.returncode == 0, run.stdout

    def check(self, what, run, killed):
        site = os.path.join(self.output, "site")
        shown = tree(site)
        is_old = os.readlink(site) == self.before
        if is_old and shown != self.old:
            fail(f"{what}: the old edition is shown, but changed")
        if not is_old:
            with open(os.path.join(site, "index.html")) as f:
                if f.read() != "new" or len(shown) != len(self.old):
                    fail(f"{what}: half of the new edition is shown")
        if tree(os.path.join(self.output, self.before)) != self.old:
            fail(f"{what}: the files of the old edition changed")
        if not killed and run.returncode not in (0, 73):
            fail(f"{what}: exit code {run.returncode}: {run.stderr.strip()}")
        if not killed and is_old == (run.returncode == 0):
            fail(f"{what}: exit code {run.returncode}, but the {'old' if is_old else 'new'} edition is shown")
        sound, said = self.sound()
        if not sound:
            fail(f"{what}: verify says: {said.strip()}")

    def check_next(self, what):
        run = self.run()
        sound, said = self.sound()
        left = [n for n in os.listdir(self.output) + os.listdir(os.path.join(self.output, "editions"))
                if n.startswith(".") and n != ".lock"]
        if run.returncode != 0:
            fail(f"{what}: the next run fails: {run.stderr.strip()}")
        elif not sound or left:
            fail(f"{what}: after the next run: {said.strip()} {left}")
        with open(os.path.join(self.output, "site", "index.html")) as f:
            if f.read() != "new":
                fail(f"{what}: the next run did not publish")

    def calls(self):
        """Which calls touch the output, by their number in their process: {"rename": {1, 2, …}}."""
        self.restore()
        log = os.path.join(self.home, "strace")
        subprocess.run(["strace", "-f", "-y", "-qq", "-s", "400", "-o", log, "-e",
                        "trace=" + ",".join(ERRORS), self.publish, self.output, "new", self.key], check=True)
        counts, touching = {}, {}
        with open(log) as f:
            for line in f:
                found = re.match(r"(\d+) +(\w+)\(", line)
                if not found:
                    continue
                process, call = found.groups()
                counts[call, process] = counts.get((call, process), 0) + 1
                if self.output in line:
                    touching.setdefault(call, set()).add(counts[call, process])
        return touching


def small(top, publish, gongkai):
    world, runs, broken = World(top, publish, gongkai), 0, 0
    counts = world.calls()
    missing = set(ERRORS) - set(counts)
    if missing:
        fail(f"never called, so never tested: {sorted(missing)}")
    for call, numbers in counts.items():
        for when in sorted(numbers):
            for how in [f"error={e}" for e in ERRORS[call]] + ["signal=KILL"]:
                what = f"{call}:{how}:when={when}"
                world.restore()
                run = world.run(what)
                killed = "KILL" in how
                if run.returncode == 127:
                    continue  # the program itself could not be loaded
                runs += 1
                broken += os.readlink(os.path.join(world.output, "site")) == world.before
                world.check(what, run, killed)
                world.check_next(what)
    print(f"faults: {runs} runs, the old edition stood in {broken}: "
          + ", ".join(f"{call} {len(numbers)}" for call, numbers in sorted(counts.items())))
    if broken < runs // 4:
        fail("too few faults had an effect: nothing was tested")


def whole(top, gongkai):
    """A whole build: the disk is full, and the last steps fail."""
    root = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    folder = os.path.join(top, "whole")
    os.makedirs(folder)
    shutil.copytree(os.path.join(root, "input"), os.path.join(folder, "input"))
    shutil.copy(os.path.join(root, "gongkai.lua"), folder)
    build = [gongkai, "build", "-C", folder, "--quiet"]
    subprocess.run(build, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    site = os.path.join(folder, "output", "site")
    before, old = os.readlink(site), tree(site)
    with open(os.path.join(folder, "input/台账/公共收益.csv"), "a", encoding="utf-8", newline="") as f:
        f.write("SY-9998,芦汀苑,公共收益,收入,停车,78.00,2026-10-29,,,,,\r\n")
    for inject in ("syncfs:error=EIO:when=1", "rename:error=EIO:when=1+", "symlink:error=ENOSPC:when=1",
                   "mkdir:error=ENOSPC:when=3+", "fchmod:error=EIO:when=5"):
        run = subprocess.run(["strace", "-f", "--seccomp-bpf", "-qq", "-o", "/dev/null", "-e",
                              "trace=" + inject.split(":")[0], "-e", "inject=" + inject] + build,
                             stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        if run.returncode != 73:
            fail(f"build, {inject}: exit code {run.returncode}: {run.stderr.strip()[-300:]}")
        if os.readlink(site) != before or tree(site) != old:
            fail(f"build, {inject}: what residents see changed")
    # A small disk: every file above 200 KB fails, as it would when it is full.
    run = subprocess.run(["bash", "-c", "ulimit -f 200; trap '' XFSZ; exec \"$@\"", "-"] + build,
                         stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    if run.returncode != 73 or os.readlink(site) != before or tree(site) != old:
        fail(f"build on a small disk: exit code {run.returncode}: {run.stderr.strip()[-300:]}")
    # Two runs at once: one publishes, the other is told to wait.
    two = [subprocess.Popen(build, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) for _ in range(2)]
    codes = sorted(p.wait() for p in two)
    if codes != [0, 75]:
        fail(f"two runs at once: exit codes {codes}")
    if os.readlink(site) == before:
        fail("two runs at once: nothing was published")
    run = subprocess.run([gongkai, "verify", os.path.join(folder, "output")], capture_output=True, text=True)
    if run.returncode != 0:
        fail(f"after failed builds verify says: {run.stdout.strip()}")


def main():
    publish, gongkai = map(os.path.abspath, sys.argv[1:3])
    for part, call in (("small", lambda top: small(top, publish, gongkai)),
                       ("whole", lambda top: whole(top, gongkai))):
        if len(sys.argv) < 4 or part in sys.argv[3:]:
            # in memory where there is such a folder: syncing a disk that others use takes long
            shm = "/dev/shm" if part == "small" and os.access("/dev/shm", os.W_OK) else None
            with tempfile.TemporaryDirectory(dir=shm) as top:
                call(top)
    if FAILED:
        print(f"{len(FAILED)} failures")
    return 1 if FAILED else 0


if __name__ == "__main__":
    sys.exit(main())
