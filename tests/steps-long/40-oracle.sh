#!/usr/bin/env bash
# The oracle on a hundred and fifty more districts.
set -eu
cd "$(dirname "$0")/../.."
python3 tests/oracle/compare.py build/gongkai --seeds 11-160
