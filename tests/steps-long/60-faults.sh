#!/usr/bin/env bash
# Never half a publication, nothing silently lost: at least 500 faults and 100 kills over all commands, disks that fill up.
set -eu
cd "$(dirname "$0")/../.."
python3 tests/faults.py build/gongkai full
python3 tests/around.py build/gongkai full
