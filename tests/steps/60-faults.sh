#!/usr/bin/env bash
# Never half a publication: every system call of publishing fails once, and is once the last.
set -eu
cd "$(dirname "$0")/../.."
make -s build/libgongkai.a
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT
${CC:-gcc} -std=c11 -D_GNU_SOURCE -Igenerator -O1 -o "$out/publish" tests/tools/publish.c build/libgongkai.a \
    $(pkg-config --libs libsodium sqlite3 libzip zlib libdeflate)
python3 tests/faults.py "$out/publish" build/gongkai
