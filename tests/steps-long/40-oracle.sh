#!/usr/bin/env bash
# The oracle on a hundred and fifty more districts, and on three of forty times the rows: these
# are counted in more than one block.
set -eu
cd "$(dirname "$0")/../.."
python3 tests/oracle/compare.py build/gongkai --seeds 11-160
python3 tests/oracle/compare.py build/gongkai --seeds 201-203 --times 40
