#!/usr/bin/env bash
# Everything that reads an office's files, a million times each under ASan and UBSan; the whole
# import, which takes longer, fewer times.
set -eu
tests/fuzz/run.sh "${FUZZ_RUNS:-1000000}" decode records cell container
tests/fuzz/run.sh "$((${FUZZ_RUNS:-1000000} / 5))" import
