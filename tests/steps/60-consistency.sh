#!/usr/bin/env bash
# Every printed figure is metrics.csv's; same bytes everywhere; killed runs leave the old edition.
set -eu
cd "$(dirname "$0")/../.."
python3 tests/consistency.py build/gongkai
