#!/usr/bin/env bash
# How text is cut into records: csv-spectrum, RFC 4180, what offices send, random tables.
set -eu
cd "$(dirname "$0")/../.."
bash tests/npm-ci.sh tests/csv csv-spectrum
make -s build/csv-split
python3 tests/csv/run.py build/csv-split tests/csv/node_modules/csv-spectrum
