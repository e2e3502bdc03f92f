#!/usr/bin/env python3
"""Whatever is done to a publication afterwards is found: mutations.py PUBLISH GONGKAI [N [SEED]]

Three small signed editions are published and a copy of the chain is kept, as a resident keeps one.
Then N times something is done to them at random - a bit, a cut, two files exchanged, one deleted or
added, a line of the chain or of withdrawn.log taken out, a file changed with manifests and chain made
to fit again, an older edition shown again with its own chain - and `gongkai verify --chain KEPT --key
PUB` must not be content. Where a file that sha256sum and minisign can judge was spoilt these two must
say so too. Ends with 1 where anything was missed.
"""

import collections
import hashlib
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile


def run(*command, **more):
    return subprocess.run(command, capture_output=True, text=True, errors="replace", **more)


def digest(data):
    return hashlib.sha256(data).hexdigest()


class World:
    def __init__(self, top, publish, gongkai):
        self.gongkai = gongkai
        self.master, self.work = os.path.join(top, "master"), os.path.join(top, "work")
        run(gongkai, "key", "-C", top, check=True)
        self.public = os.path.join(top, "gongkai.pub")
        self.chains = []  # (chain.log, its signature, the edition shown) after each edition
        for words in ("first", "second", "third", "fourth"):
            run(publish, self.master, words, os.path.join(top, "gongkai.key"), check=True)
            if words == "third":  # something was withdrawn: a tombstone excuses what is gone, and no more
                with open(os.path.join(top, "gongkai.lua"), "w") as f:
                    f.write('return { key = "gongkai.key" }\n')
                os.rename(self.master, os.path.join(top, "output"))
                run(gongkai, "withdraw", "c/lt-01/2026-10/bulletin.md", "--reason", "x", "-C", top, check=True)
                os.rename(os.path.join(top, "output"), self.master)
            self.chains.append((self.read("chain.log"), self.read("chain.log.minisig"),
                                os.readlink(os.path.join(self.master, "site"))))
        shutil.rmtree(os.path.join(self.master, "report"), ignore_errors=True)
        self.kept = os.path.join(top, "kept.log")
        shutil.copy(os.path.join(self.master, "chain.log"), self.kept)
        run("cp", "-al", self.master, self.work, check=True)
        self.files = sorted(os.path.relpath(os.path.join(at, name), self.master)
                            for at, _, names in os.walk(self.master) for name in names
                            if name != ".lock" and not os.path.islink(os.path.join(at, name)))
        self.touched = []

    def read(self, path):
        with open(os.path.join(self.master, path), "rb") as f:
            return f.read()

    def put(self, path, data):
        """Never through a hard link: a new file in the place."""
        full = os.path.join(self.work, path)
        os.makedirs(os.path.dirname(full), exist_ok=True)
        if os.path.lexists(full):
            os.unlink(full)
        with open(full, "wb") as f:
            f.write(data)
        self.touched.append(path)

    def remove(self, path):
        os.unlink(os.path.join(self.work, path))
        self.touched.append(path)

    def show(self, target):
        link = os.path.join(self.work, "site")
        os.unlink(link)
        os.symlink(target, link)
        self.touched.append("site")

    def restore(self):
        for path in self.touched:
            full, master = os.path.join(self.work, path), os.path.join(self.master, path)
            if os.path.lexists(full):
                os.unlink(full)
            if os.path.islink(master):
                os.symlink(os.readlink(master), full)
            elif os.path.exists(master):
                os.link(master, full)
        self.touched = []

    def verify(self):
        return run(self.gongkai, "verify", self.work, "--chain", self.kept, "--key", self.public)


def bit(w, r):
    path = r.choice([f for f in w.files if w.read(f)])
    data = bytearray(w.read(path))
    data[r.randrange(len(data))] ^= 1 << r.randrange(8)
    w.put(path, bytes(data))
    return path


def cut(w, r):
    path = r.choice([f for f in w.files if w.read(f)])
    data = w.read(path)
    w.put(path, data[:r.randrange(len(data))])
    return path


def swap(w, r):
    while True:
        a, b = r.sample(w.files, 2)
        if w.read(a) != w.read(b):
            w.put(a, w.read(b))
            w.put(b, w.read(a))
            return f"{a} and {b}"


def delete(w, r):
    path = r.choice([f for f in w.files if not gone_already(w, f)])
    w.remove(path)
    return path


def gone_already(w, path):
    """A file that was withdrawn may go: nothing says that it must stand."""
    return path.endswith("withdrawn.log")


def add(w, r):
    at = os.path.dirname(r.choice([f for f in w.files if f.startswith("editions/")]))
    name = r.choice(["new.html", ".hidden", "MANIFEST.old", "index.html.bak", "a/b.csv", "chain.log.minisig.old"])
    w.put(f"{at}/{name}", r.randbytes(r.randrange(40)))
    w.touched.append(f"{at}/{name}")
    return f"{at}/{name}"


def line(w, r):
    path = r.choice([f for f in w.files if f.endswith(("chain.log", "MANIFEST", "withdrawn.log"))
                     and w.read(f).count(b"\n") > 0])
    lines = w.read(path).splitlines(True)
    what = r.choice(["out", "twice", "move"])
    k = r.randrange(len(lines))
    if what == "out":
        del lines[k]
    elif what == "twice":
        lines.insert(k, lines[k])
    else:
        lines.insert(r.randrange(len(lines)), lines.pop(k))
    data = b"".join(lines)
    if data == w.read(path) or (path == "withdrawn.log" and what == "twice"):
        return line(w, r)
    w.put(path, data)
    return f"{path}, a line {what}"


def mend(w, r):
    """A page changed by somebody who also makes manifests and chain fit again, but has no key."""
    number = r.randrange(len(w.chains))
    folder = w.chains[number][2]
    pages = [f for f in w.files if f.startswith(folder + "/") and not f.endswith(("MANIFEST", "minisig", "chain.log"))]
    path = r.choice(pages)
    inside = os.path.relpath(path, folder)
    old, new = w.read(path), w.read(path) + b"<!-- changed -->"
    w.put(path, new)
    root = w.read(f"{folder}/MANIFEST")
    month = re.match(r"c/[^/]+/\d{4}-\d\d/", inside)
    if month:
        name = f"{folder}/{month[0]}MANIFEST"
        before = w.read(name)
        after = before.replace(digest(old).encode(), digest(new).encode())
        w.put(name, after)
        root = root.replace(digest(before).encode(), digest(after).encode())
    else:
        root = root.replace(digest(old).encode(), digest(new).encode())
    w.put(f"{folder}/MANIFEST", root)
    if r.random() < 0.5:
        return f"{path}, with the manifests"
    out, previous = b"", None
    for text in w.read("chain.log").splitlines(True):
        words = text.split(b" ")
        if words[2].decode() == os.path.basename(folder):
            words[4] = digest(root).encode()
        if previous:
            words[5] = previous.encode()
        text = b" ".join(words)
        previous = digest(text)
        out += text
    w.put("chain.log", out)
    return f"{path}, with manifests and chain"


def excuse(w, r):
    """Somebody takes a file away and writes a tombstone for it."""
    path = r.choice([f for f in w.files if f.startswith("editions/") and not f.endswith(("MANIFEST", "minisig", "chain.log"))])
    inside = path.split("/", 2)[2]
    log = w.read("withdrawn.log")
    w.put("withdrawn.log", log + f"file {digest(w.read(path))} {inside}\n".encode())
    w.remove(path)
    return f"{path}, with a tombstone of one's own"


def replay(w, r):
    chain, signature, shown = r.choice(w.chains[:-1])
    w.show(shown)
    what = ""
    if r.random() < 0.8:
        w.put("chain.log", chain)
        w.put("chain.log.minisig", signature)
        what = " with its chain"
    return shown + what


def link(w, r):
    path = r.choice([f for f in w.files if f.startswith("editions/") and not f.endswith(("minisig",))])
    full = os.path.join(w.work, path)
    os.unlink(full)
    os.symlink(os.path.join(w.master, path), full)
    w.touched.append(path)
    return f"{path}, a link now"


KINDS = [bit] * 6 + [cut] * 2 + [swap] * 2 + [delete] * 2 + [add] * 2 + [line] * 2 + [mend] * 2 + [excuse, replay, link]


def tools_agree(w, kind, what):
    """None: these tools do not speak of what was done."""
    path = what.split(",")[0].split(" and ")[0]
    if kind not in (bit, cut, delete) or not path.startswith(w.chains[-1][2] + "/"):
        return None
    inside = os.path.relpath(path, w.chains[-1][2])
    folder = os.path.join(w.work, w.chains[-1][2])
    if inside in ("MANIFEST.minisig", "chain.log.minisig", "chain.log", "MANIFEST"):
        name = inside.removesuffix(".minisig")
        if not shutil.which("minisign") or inside.endswith(".minisig"):
            return None
        return run("minisign", "-qVm", name, "-p", w.public, cwd=folder).returncode != 0
    month = re.match(r"c/[^/]+/\d{4}-\d\d/", inside)
    at = os.path.join(folder, month[0]) if month and not inside.endswith("/MANIFEST") else folder
    return run("sha256sum", "-c", "--status", "MANIFEST", cwd=at).returncode != 0


def main():
    publish, gongkai = map(os.path.abspath, sys.argv[1:3])
    count = int(sys.argv[3]) if len(sys.argv) > 3 else 300
    r = random.Random(int(sys.argv[4]) if len(sys.argv) > 4 else 1)
    shm = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
    done, missed, agreed, disagreed = collections.Counter(), [], 0, []
    with tempfile.TemporaryDirectory(dir=shm) as top:
        w = World(top, publish, gongkai)
        sound = w.verify()
        if sound.returncode != 0:
            sys.exit(f"not sound to begin with: {sound.stdout}{sound.stderr}")
        for n in range(count):
            kind = r.choice(KINDS)
            what = kind(w, r)
            said = w.verify()
            done[kind.__name__] += 1
            if said.returncode != 1 or not said.stdout.strip():
                missed.append(f"{kind.__name__}: {what}: exit {said.returncode} {said.stdout}{said.stderr}")
            agree = tools_agree(w, kind, what)
            agreed += agree is True
            if agree is False:
                disagreed.append(f"{kind.__name__}: {what}: sha256sum and minisign are content")
            w.restore()
        if w.verify().returncode != 0:
            missed.append("the test does not put things back as they were")
    for text in (missed + disagreed)[:20]:
        print("missed", text.strip())
    print(f"mutations: {count}, found {count - len(missed)} (" + ", ".join(f"{k} {v}" for k, v in sorted(done.items()))
          + f"); sha256sum and minisign agree in {agreed} of {agreed + len(disagreed)} they speak of")
    return 1 if missed or disagreed else 0


if __name__ == "__main__":
    sys.exit(main())
