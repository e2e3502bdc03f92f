"""measure.py NAME RESULTS COMMAND…: runs it, prints wall, processor time and peak memory as one line of a
table, and adds them to the file RESULTS as "NAME<TAB>wall<TAB>cpu<TAB>megabytes". With REPORT=run.json in
the environment the line ends with what the run has made and what it has taken over.
measure.py --stages run.json: the parts of that run, one line each.
measure.py --heading TEXT: the head of the table."""
import json
import os
import sys
import time

WIDTH = 36


def line(name, wall, cpu, megabytes, work=""):
    print(f"{name:{WIDTH}s} {wall:9.2f} {cpu:9.2f} {megabytes:9.0f}   {work}".rstrip(), flush=True)


def stages(path):
    with open(path, encoding="utf-8") as f:
        report = json.load(f)
    for name, seconds in report["seconds"].items():
        line(f"    {name}", seconds, report["cpu_seconds"][name], report["peak_kilobytes"][name] / 1024)


def work_done(path, began):
    try:
        if os.stat(path).st_mtime < began:
            return "no edition: nothing has changed"
        with open(path, encoding="utf-8") as f:
            report = json.load(f)
    except FileNotFoundError:
        return ""
    if not report.get("edition"):
        return ""
    kept, made, papers = report["scopes_kept"], report["papers_made"], report["papers_kept"]
    text = f"scopes made {report['scopes'] - kept}, kept {kept}"
    return text + (f"; papers made {made}, kept {papers}" if made + papers else "")


def measure(name, results, command):
    started, began = time.time(), time.monotonic()
    pid = os.posix_spawnp(command[0], command, os.environ)
    _, status, used = os.wait4(pid, 0)
    wall = time.monotonic() - began
    cpu = used.ru_utime + used.ru_stime
    code = os.waitstatus_to_exitcode(status)
    work = work_done(os.environ["REPORT"], started) if "REPORT" in os.environ else ""
    line(name, wall, cpu, used.ru_maxrss / 1024, work + ("" if code == 0 else f" exit {code}"))
    with open(results, "a", encoding="utf-8") as f:
        f.write(f"{name.strip()}\t{wall:.3f}\t{cpu:.3f}\t{used.ru_maxrss / 1024:.0f}\n")
    return 0 if code in (0, 3) else code


if sys.argv[1] == "--stages":
    stages(sys.argv[2])
elif sys.argv[1] == "--heading":
    print(f"\n{sys.argv[2]}\n{'':{WIDTH}s} {'wall s':>9s} {'cpu s':>9s} {'peak MB':>9s}", flush=True)
else:
    sys.exit(measure(sys.argv[1], sys.argv[2], sys.argv[3:]))
