#!/usr/bin/env python3
"""What goes wrong around a run: around.py GONGKAI quick|full [CASE...]

Two runs at once, a clock that went back, folders that cannot be written, disks that fill up, limits
on files, file systems without links, kills at any moment with every command after them, and what
people do to output/ by hand. Each case is a function; each is judged as faults.py judges: the old
edition or the new one, no false success, no cleaning up. `quick` does faults.py's too, on the same
workspaces.
"""

import os
import random
import shutil
import subprocess
import sys
import time

import faults
from faults import Scenario, build, fail, shown, state, write

QUICK = False


def fresh(s):
    home = s.home(0)
    s.restore(home)
    return home


def command(home, *words, stdin=None):
    run = subprocess.run([faults.GONGKAI, *words, "-C", home], capture_output=True, text=True)
    return run


def expect(s, what, run, codes, words=""):
    """The run ended so and said so; whatever it did, residents see the old edition or the new one."""
    faults.TALLY[s.name, what.split(":")[0]]["faults"] += 1
    if run.returncode not in codes:
        fail("false" if run.returncode == 0 else "wrong exit", f"{s.name}: {what}: exit {run.returncode}, not {codes}: {run.stderr.strip()[-300:]}")
    if words and words not in run.stderr + run.stdout:
        fail("unsaid", f"{s.name}: {what}: '{words}' is not said: {run.stderr.strip()[-300:]}")


def whole(s, what, home, run, killed=False):
    row = (s.name, what.split(":")[0])
    s.judge(home, f"{s.name}: {what}", run, killed, False, row)
    s.check_next(home, f"{s.name}: {what}", row)


def two_at_once(s, w):
    """One publishes, the other is told to wait."""
    for _ in range(1 if QUICK else 5):
        home = fresh(s)
        words = [x.replace("HOME", home) for x in s.command]
        two = [subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) for _ in range(2)]
        codes = sorted(p.wait() for p in two)
        faults.TALLY[s.name, "two at once"]["faults"] += 1
        # The other may also have come when all was done.
        if codes not in ([0, 75], [0, 0]) or state(home) != s.new:
            fail("torn", f"two runs at once: exit codes {codes}")
    home = fresh(s)
    with open(os.path.join(home, "output", ".lock"), "a") as lock:
        import fcntl
        fcntl.flock(lock, fcntl.LOCK_EX)
        before = state(home)
        for words in (("build", "--period", "2026-10"), ("check",), ("merge",), ("rollback", "x"), ("prune", "--keep", "1"),
                      ("withdraw", "issues:W3", "--reason", "x")):
            expect(s, f"a lock that is held: {words[0]}", command(home, *words), (75,), "正在运行")
        if state(home) != before:
            fail("torn", "a command wrote though it had no lock")


def stale_lock(s, w):
    """The lock of a process that is gone, and all that it may have left."""
    home = fresh(s)
    write(home, "output/.lock", "4194300\n")
    for name in (".new-4194300/index.html", ".new-4194300/c/k1/x.html", ".new-4194300.log", ".new-pruned-x/index.html"):
        write(home, "output/editions/" + name, "half")
    write(home, "output/.withdrawn.log.new", "row is")
    write(home, "output/cache/.papers-new", "half")
    os.symlink("editions/none", os.path.join(home, "output", ".site.new"))
    write(home, "output/.chain.log.new", "1 publish 2026")
    whole(s, "what a dead process left", home, s.run(home))


def clock_back(s, w):
    """Files of the future, a day before the last edition; without --period such a clock chooses no month."""
    home = fresh(s)
    for top, _, names in os.walk(home):
        for name in names:
            os.utime(os.path.join(top, name), (4e9, 4e9), follow_symlinks=False)
    run = s.run(home, ["env", "SOURCE_DATE_EPOCH=86400"])
    expect(s, "clock back", run, (0,))
    lines = [line.split(" ")[6] for line in open(os.path.join(home, "output", "chain.log"), encoding="utf-8")]
    if lines != sorted(lines) or s.verify(home):
        fail("torn", f"a clock that went back: the chain's times are {lines}; {s.verify(home)}")
    home = fresh(s)
    before = state(home)
    run = subprocess.run(["env", "SOURCE_DATE_EPOCH=86400", faults.GONGKAI, "build", "-C", home], capture_output=True, text=True)
    expect(s, "clock back: without --period", run, (2,), "请校正日期")
    if state(home) != before:
        fail("torn", "a clock that went back: something was written")


def read_only(s, w):
    home = fresh(s)
    if subprocess.run(["mount", "--bind", home, home], capture_output=True).returncode:
        if os.getuid() == 0:
            print("around: no folder that cannot be written was tried: mounting is not permitted")
            return
        for top, _, _ in os.walk(home, topdown=False):
            os.chmod(top, 0o555)
        undo = [["chmod", "-R", "u+w", home]]
    else:
        subprocess.run(["mount", "-o", "remount,bind,ro", home], check=True)
        undo = [["umount", home]]
    try:
        run = s.run(home)
        expect(s, "read-only home", run, (73,), "/output")
        for words in (("rollback", "x"), ("prune", "--keep", "1"), ("check",), ("withdraw", "issues:W3", "--reason", "x")):
            expect(s, f"read-only home: {words[0]}", command(home, *words), (73,), "/output")
    finally:
        for words in undo:
            subprocess.run(words, check=True)
    whole(s, "read-only home", home, run)


def full_disk(s, w):
    """The old edition on a file system of so many kilobytes."""
    home = fresh(s)
    used = int(subprocess.run(["du", "-sk", home + "/output"], capture_output=True, text=True, check=True).stdout.split()[0])
    s.run(home)
    after = int(subprocess.run(["du", "-sk", home + "/output"], capture_output=True, text=True, check=True).stdout.split()[0])
    steps, stood, published = 2 if QUICK else 16, 0, 0
    for step in range(steps + 1):
        size = used + 64 + (2 * after - used) * step // steps
        home = fresh(s)
        aside, output = home + ".aside", home + "/output"
        os.rename(output, aside)
        os.mkdir(output)
        mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}k", "none", output], capture_output=True, text=True)
        if mounted.returncode:
            print(f"around: no full disk was tried: {mounted.stderr.strip()}")
            shutil.rmtree(aside)
            return
        try:
            subprocess.run(["cp", "-a", aside + "/.", output], check=True)
            run = s.run(home)
            expect(s, "full disk", run, (0, 3, 73), "" if run.returncode in (0, 3) else "磁盘空间不足")
            stood, published = stood + (run.returncode == 73), published + (run.returncode == 0)
            subprocess.run(["mount", "-o", "remount,size=200m", output], check=True)  # then there is room again
            whole(s, f"full disk: {size} KB", home, run)
        finally:
            subprocess.run(["umount", output], check=True)
            shutil.rmtree(aside)
    print(f"around: {steps + 1} sizes of disk, too small {stood}, large enough {published}")
    if not stood or not published:
        fail("nothing", "no disk was too small, or none large enough")


def limits(s, w):
    """Writes cut short at so many kilobytes (a quota), and few open files."""
    for limit in (4, 90) if QUICK else (1, 4, 16, 40, 90, 200, 400):
        home = fresh(s)
        run = s.run(home, ["bash", "-c", f"ulimit -f {limit}; trap '' XFSZ; exec \"$@\"", "-"])
        whole(s, f"short writes: {limit} KB", home, run)
    for limit in (60, 120) if QUICK else range(20, 400, 20):
        home = fresh(s)
        run = s.run(home, ["bash", "-c", f"ulimit -v {limit * 1000}; exec \"$@\"", "-"])
        if run.returncode != 127:  # with so little the program cannot even be loaded
            s.judge(home, f"memory: {limit} MB", run, False, True, (s.name, "memory"))
            s.check_next(home, f"{s.name}: memory: {limit} MB", (s.name, "memory"))
    for limit in (6, 9) if QUICK else range(4, 20):
        home = fresh(s)
        run = s.run(home, ["bash", "-c", f"ulimit -n {limit}; exec \"$@\"", "-"])
        if run.returncode != 127:
            whole(s, f"open files: {limit}", home, run)


def always(s, what, inject, codes, words=""):
    home = fresh(s)
    run = s.run(home, faults.namespace() + ["strace", "-f", "--seccomp-bpf", "-qq", "-o", "/dev/null", "-e",
                                            "trace=" + inject.split(":")[0], "-e", "inject=" + inject])
    expect(s, what, run, codes, words)
    return home, run


def no_links(s, w):
    """A disk without hard links holds copies; one without symbolic links, without locks, is refused in words."""
    home, run = always(s, "no hard links", "link:error=EPERM", (0,))
    whole(s, "no hard links", home, run)
    if state(home) != s.new or os.stat(home + "/output/site/gongkai.pub").st_nlink != 1:
        fail("torn", "no hard links: not the files of any other disk")
    home, run = always(s, "no symbolic links", "symlink:error=EPERM", (73,), "不能建符号链接")
    whole(s, "no symbolic links", home, run)
    home, run = always(s, "no locks", "flock:error=ENOLCK", (73,), "加锁")
    whole(s, "no locks", home, run)


def by_hand(s, w):
    """What people do to output/: the run says what to put back, and then goes on."""
    def broken(what, do, codes, words, undo=True):
        home = fresh(s)
        output = home + "/output"
        if do(output) is False:
            return
        before = state(home)
        run = s.run(home)
        expect(s, what, run, codes, words)
        if run.returncode and state(home) != before:
            fail("torn", f"{what}: something was written")
        if subprocess.run([faults.GONGKAI, "verify", output], capture_output=True).returncode == 0 and undo:
            fail("false", f"{what}: verify is content")

    def cut(output, keep):
        with open(output + "/chain.log", "rb") as f:
            all_of_it = f.read()
        with open(output + "/chain.log", "wb") as f:
            f.write(keep(all_of_it))

    def replace(path, by):
        shutil.rmtree(path) if os.path.isdir(path) and not os.path.islink(path) else os.unlink(path)
        by(path)
    broken("editions gone", lambda o: shutil.rmtree(o + "/editions"), (1,), "不见了")
    broken("shown edition gone", lambda o: shutil.rmtree(os.path.join(o, shown(o))), (1,), "不见了")
    broken("site leads nowhere", lambda o: replace(o + "/site", lambda p: os.symlink("editions/none", p)), (1,), "不见了")
    broken("site leads away", lambda o: replace(o + "/site", lambda p: os.symlink("/tmp", p)), (73,), "no edition")
    broken("site is a folder", lambda o: replace(o + "/site", os.mkdir), (73,), "not a link")
    broken("chain without its last line", lambda o: cut(o, lambda b: b"".join(b.splitlines(True)[:-1])), (1,), "截短")
    broken("chain cut in a line", lambda o: cut(o, lambda b: b[:-9]), (1, 73), "截短")
    broken("chain gone", lambda o: os.unlink(o + "/chain.log"), (1,), "截短")
    broken("tombstones cut", lambda o: write(o, "withdrawn.log", "row issues"), (1, 73), "撤回记录")
    broken("a page gone", lambda o: shutil.rmtree(os.path.join(o, "site", "c/k1/2026-09")), (1, 73), "gongkai verify")
    broken("a file gone", lambda o: os.unlink(o + "/site/c/k1/2026-09/bulletin.md"), (1,), "gongkai verify")
    broken("output is a file", lambda o: replace(o, lambda p: write(os.path.dirname(p), "output", "x")), (73,), "/output", undo=False)
    # A way on that the message names: without the link the next run begins anew, in the same chain.
    home = fresh(s)
    shutil.rmtree(home + "/output/editions")
    os.unlink(home + "/output/site")
    run = s.run(home)
    expect(s, "editions gone: link removed", run, (0,))
    if s.verify(home):
        fail("torn", f"editions gone, link removed: {s.verify(home)}")


def killed(s, w):
    """Killed at any moment; every command afterwards finds something sound."""
    home = fresh(s)
    began = time.monotonic()
    s.run(home)
    span, r = time.monotonic() - began, random.Random(3)
    first = os.path.basename(sorted(n for n in os.listdir(s.saved + "/output/editions"))[0])
    after = [("verify",), ("check",), ("prune", "--keep", "1"), ("withdraw", "issues:W3", "--reason", "x"), ("rollback", first),
             ("build", "--period", "2026-09"), ("build", "--period", "2026-10", "--shard", "1/2")]
    for n in range(4 if QUICK else 42):
        home = fresh(s)
        process = subprocess.Popen([x.replace("HOME", home) for x in s.command], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(r.random() * span)
        process.kill()
        process.wait()
        words = after[n % len(after)]
        faults.TALLY[s.name, "killed, then " + words[0]]["kills"] += 1
        for _ in range(50):  # its workers hold the lock until they are gone
            run = command(home, *words) if words[0] != "verify" else subprocess.run([faults.GONGKAI, "verify", home + "/output"], capture_output=True, text=True)
            if run.returncode != 75:
                break
            time.sleep(0.1)
        if run.returncode not in ((0, 2) if words[0] == "rollback" else (0,)):
            fail("cleaning", f"killed {n}, then {words[0]}: exit {run.returncode} {run.stderr}{run.stdout}")
        run = s.run(home)
        if run.returncode or s.verify(home):
            fail("cleaning", f"killed {n}, {words[0]}, then build: exit {run.returncode} {run.stderr}{s.verify(home)}")


def standard_output(s, w):
    """What is said and could not be written was not said."""
    home = fresh(s)
    s.run(home)
    with open("/dev/full", "w") as full:
        for words in (["schema", "-C", home], ["verify", home + "/output"], ["explain", "D01", "--scope", "compound:k1", "--period", "2026-10", "-C", home],
                      ["--help"]):
            run = subprocess.run([faults.GONGKAI, *words], stdout=full, stderr=subprocess.PIPE, text=True)
            run.stdout = ""
            expect(s, f"standard output full: {words[0]}", run, (73,), "标准输出")


def begun_twice(s, w):
    """A key and a workspace whose making was cut short are made whole by the same command."""
    home = fresh(s)
    folder = home + "/keys"
    os.mkdir(folder)
    run = subprocess.run([faults.GONGKAI, "key", "-C", folder], capture_output=True, text=True)
    public = open(folder + "/gongkai.pub").read()
    os.unlink(folder + "/gongkai.pub")
    write(folder, "gongkai.pub.new", "half")
    expect(s, "key: without its public half", subprocess.run([faults.GONGKAI, "key", "-C", folder], capture_output=True, text=True), (0,))
    if open(folder + "/gongkai.pub").read() != public:
        fail("false", "key: not the public half of the key that is there")
    expect(s, "key: there already", subprocess.run([faults.GONGKAI, "key", "-C", folder], capture_output=True, text=True), (73,), "已经存在")
    write(home, "new/.gongkai.lua.new", "return {")
    expect(s, "init: cut short", subprocess.run([faults.GONGKAI, "init", home + "/new"], capture_output=True, text=True), (0,))
    if not open(home + "/new/gongkai.lua").read().endswith("}\n"):
        fail("false", "init: half a configuration")


CASES = [two_at_once, stale_lock, clock_back, read_only, full_disk, limits, no_links, by_hand, killed, standard_output, begun_twice]


QUICKLY = ["two_at_once", "stale_lock", "clock_back", "by_hand", "standard_output", "begun_twice"]


def main():
    global QUICK
    QUICK, began = sys.argv[2:3] == ["quick"], time.monotonic()
    with faults.scratch() as top:
        w = faults.machine(sys.argv[1], top)
        if QUICK and not sys.argv[3:]:
            faults.inject_all(w, [], True)
        s = Scenario("around", w.copy("s", "october"), build())
        for case in CASES:
            if case.__name__ in (sys.argv[3:] or (QUICKLY if QUICK else [c.__name__ for c in CASES])):
                case(s, w)
                print(f"around: {case.__name__.replace('_', ' ')}: {time.monotonic() - began:.0f} s", flush=True)
    tried = sum(c["faults"] + c["kills"] for c in faults.TALLY.values())
    print(f"around: {tried} tried, {len(faults.FAILED)} failures, {time.monotonic() - began:.0f} s")
    return 1 if faults.FAILED or not tried else 0


if __name__ == "__main__":
    sys.exit(main())
