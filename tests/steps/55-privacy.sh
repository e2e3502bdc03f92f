#!/usr/bin/env bash
# Personal data typed into a summary keep the row out; suppressed figures cannot be computed.
set -eu
cd "$(dirname "$0")/../.."
python3 tests/privacy.py build/gongkai
python3 tests/suppression.py build/gongkai 1-3
