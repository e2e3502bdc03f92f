#!/usr/bin/env bash
# run.sh [long]: every step below is one script that exits 0 when all is well.
# A step stands in tests/steps/NN-name.sh (and, only for `long`, tests/steps-long/).
set -u
cd "$(dirname "$0")/.."
passed=0 failed=0
folders=(tests/steps)
[ "${1:-}" = long ] && folders+=(tests/steps-long)
for step in $(find "${folders[@]}" -name '*.sh' 2>/dev/null | sort); do
    echo "== $step"
    began=$SECONDS
    if bash "$step"; then
        passed=$((passed + 1))
        echo "   ok ($((SECONDS - began)) s)"
    else
        failed=$((failed + 1))
        echo "   FAILED ($((SECONDS - began)) s)"
    fi
done
echo "steps: $passed passed, $failed failed"
[ "$failed" = 0 ] && [ "$passed" -gt 0 ]
