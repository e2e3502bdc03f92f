#!/usr/bin/env bash
# The scenario of a whole city.
set -eu
cd "$(dirname "$0")/../.."
python3 tests/cases/run.py build/gongkai S-Zhongshan-city
