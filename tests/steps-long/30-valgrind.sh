#!/usr/bin/env bash
# The unit tests under valgrind: no leak, no uninitialised byte, nothing out of bounds. What scripts declare is asked
# without valgrind before and kept (tests/unit/declared.h); tests whose subject are the children are left out: seccomp
# refuses valgrind's calls there.
set -u
tests=$(ls tests/unit/test_*.c | sed 's|tests/unit/\(.*\)\.c|build/fast/unit/\1|' |
    grep -vE '/test_(script|scripts|build|compute|sections|press|style|document|file_pack)$')
make -s MODE=fast -j2 $tests
GONGKAI_DECLARED=$(mktemp -d)
export GONGKAI_DECLARED
trap 'rm -rf "$GONGKAI_DECLARED"' EXIT
failed=0
for test in $tests; do
    log=build/valgrind-${test##*/}.log
    "$test" >"$log" 2>&1 &&
        valgrind --quiet --error-exitcode=9 --leak-check=full --errors-for-leak-kinds=definite \
            --child-silent-after-fork=yes "$test" >/dev/null 2>"$log" ||
        { echo "$test"; tail -n 20 "$log"; failed=1; }
done
exit $failed
