#!/usr/bin/env bash
# A year of monthly editions with a late file, two corrections and a withdrawal; more districts to
# recover suppressed figures in.
set -eu
cd "$(dirname "$0")/../.."
python3 tests/year.py build/gongkai
python3 tests/suppression.py build/gongkai 4-30
