"""measure.py NAME RESULTS COMMAND…: runs it, prints wall, processor time and peak memory, and adds
them to the file RESULTS as "NAME<TAB>wall<TAB>cpu<TAB>megabytes"."""
import os
import sys
import time

name, results, command = sys.argv[1], sys.argv[2], sys.argv[3:]
began = time.monotonic()
pid = os.posix_spawnp(command[0], command, os.environ)
_, status, used = os.wait4(pid, 0)
wall = time.monotonic() - began
cpu = used.ru_utime + used.ru_stime
code = os.waitstatus_to_exitcode(status)
print(f"{name:40s} wall {wall:8.2f} s   cpu {cpu:8.2f} s   peak {used.ru_maxrss / 1024:7.0f} MB"
      f"{'' if code == 0 else f'   exit {code}'}", flush=True)
with open(results, "a", encoding="utf-8") as f:
    f.write(f"{name.strip()}\t{wall:.3f}\t{cpu:.3f}\t{used.ru_maxrss / 1024:.0f}\n")
sys.exit(0 if code in (0, 3) else code)
