"""memory.py BINARY WORKSPACE STEP…: a run with too little memory changes nothing.

The workspace is published once. Then a row is added and the run repeated under address-space limits that
rise by STEP per cent from far too little to enough: each run either ends with 1 (73 where a
file could not be mapped), says so in Chinese, and
leaves what residents see as it was, or publishes what a run without a limit publishes."""
import hashlib
import os
import resource
import shutil
import subprocess
import sys
import tempfile

binary, source, step = os.path.abspath(sys.argv[1]), sys.argv[2], int(sys.argv[3])
ENV = dict(os.environ, SOURCE_DATE_EPOCH="1793491200")


def run(workspace, limit=None):
    def narrow():
        if limit:
            resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))

    done = subprocess.run([binary, "build", "-C", workspace, "--period", "2026-10", "--quiet", "--jobs", "2"],
                          capture_output=True, env=ENV, preexec_fn=narrow)
    return done.returncode, done.stderr.decode("utf-8", "replace")


def shown(workspace):
    files, root = {}, os.path.realpath(os.path.join(workspace, "output", "site"))
    for folder, _, names in os.walk(root):
        for name in names:
            path = os.path.join(folder, name)
            with open(path, "rb") as f:
                files[os.path.relpath(path, root)] = hashlib.sha256(f.read()).hexdigest()
    return files


def copy(workspace, place):
    shutil.copytree(workspace, place, symlinks=True)
    return place


with tempfile.TemporaryDirectory() as scratch:
    first = os.path.join(scratch, "first")
    os.mkdir(first)
    for name in ("gongkai.lua", "input"):
        path = os.path.join(source, name)
        if os.path.isdir(path):
            shutil.copytree(path, os.path.join(first, name))
        elif os.path.exists(path):
            shutil.copy(path, first)
    code, said = run(first)
    assert code == 0, said
    before = shown(first)
    with open(os.path.join(first, "input", "补报.csv"), "w", encoding="utf-8") as f:
        f.write("问题编号,小区,类型,类别,受理日期,办结日期,状态\nW9,芦汀苑,投诉,停车,2026-10-09,,办理中\n")
    whole = copy(first, os.path.join(scratch, "whole"))
    code, said = run(whole)
    assert code == 0, said
    after = shown(whole)
    assert after != before
    tried = copy(first, os.path.join(scratch, "tried"))
    limit, refused = 12 << 20, 0
    while True:
        code, said = run(tried, limit)
        if code == 0:
            break
        assert code in (1, 73, 127), f"{limit >> 20} MB: exit {code}: {said}"  # 127: not even the loader
        assert code == 127 or "内存" in said, f"{limit >> 20} MB: {said}"
        assert shown(tried) == before, f"{limit >> 20} MB: what residents see has changed"
        refused += code in (1, 73)
        limit += limit * step // 100
        assert limit < 4 << 30, "never enough"
    assert shown(tried) == after, f"{limit >> 20} MB: not what a run without a limit publishes"
    kept = [n for n in os.listdir(os.path.join(tried, "output", "editions")) if n.startswith(".")]
    assert not kept, kept
    print(f"refused {refused} times, published with {limit >> 20} MB")
    assert refused > 0
