#!/usr/bin/env bash
# A run again makes nothing again, or just what changed, and never trusts what it kept.
set -eu
cd "$(dirname "$0")/../.."
python3 tests/again.py build/gongkai
python3 tests/taken.py build/gongkai
