#!/usr/bin/env bash
# The command line: exit codes, messages, what each command leaves behind.
set -eu
cd "$(dirname "$0")/../.."
bats --jobs 1 tests/cli
