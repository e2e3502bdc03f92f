#!/usr/bin/env bash
# Every row of metrics.csv against an independent recomputation: the sample and ten invented districts.
set -eu
cd "$(dirname "$0")/../.."
python3 tests/oracle/compare.py build/gongkai .
python3 tests/oracle/compare.py build/gongkai --seeds 1-10
