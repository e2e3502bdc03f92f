#!/usr/bin/env bash
# The scenarios of five cities, and of law, privacy, dirty and empty input.
set -eu
cd "$(dirname "$0")/../.."
python3 tests/cases/run.py build/gongkai
