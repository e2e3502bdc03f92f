#!/usr/bin/env bash
# Suppressed figures attacked by mixed integer programming (Debian's python3 has its scipy).
set -eu
cd "$(dirname "$0")/../.."
/usr/bin/python3 tests/suppression_lp.py build/gongkai 1-5
