#!/usr/bin/env bash
# The unit tests under valgrind: no leak, no uninitialised byte, nothing out of bounds.
set -u
make -s MODE=fast -j2 $(ls tests/unit/test_*.c | sed 's|tests/unit/\(.*\)\.c|build/fast/unit/\1|')
failed=0
for test in build/fast/unit/test_*; do
    case $test in *.d | */test_script | */test_build | */test_sections) continue ;; esac # seccomp refuses valgrind's calls
    valgrind --quiet --error-exitcode=9 --leak-check=full --errors-for-leak-kinds=definite \
        --child-silent-after-fork=yes "$test" >/dev/null 2>build/valgrind.log ||
        { echo "$test"; tail -n 20 build/valgrind.log; failed=1; }
done
exit $failed
