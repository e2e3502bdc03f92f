#!/usr/bin/env bash
# How text is cut into records: csv-spectrum, RFC 4180, what offices send, random tables.
set -eu
cd "$(dirname "$0")/../.."
[ -d tests/csv/node_modules/csv-spectrum ] ||
    (cd tests/csv && npm ci --no-audit --no-fund --loglevel=error)
make -s build/csv-split
python3 tests/csv/run.py build/csv-split tests/csv/node_modules/csv-spectrum
