#!/usr/bin/env bash
# Of the branches of generator/data/, where an office's files are read, 95 in a hundred are taken.
set -eu
cd "$(dirname "$0")/../.."
bash tests/coverage.sh generator/data 95
