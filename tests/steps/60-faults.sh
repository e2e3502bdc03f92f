#!/usr/bin/env bash
# Never half a publication, nothing silently lost: calls that went wrong once fail again, and what else goes wrong
# around a run (every command and all of it in steps-long).
set -eu
cd "$(dirname "$0")/../.."
python3 tests/around.py build/gongkai quick
