#!/usr/bin/env bash
# Never half a publication: calls of publishing fail once, and are once the last (more in steps-long).
set -eu
cd "$(dirname "$0")/../.."
make -s build/libgongkai.a
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT
${CC:-gcc} -std=c11 -D_GNU_SOURCE -Igenerator -O1 -o "$out/publish" tests/tools/publish.c build/libgongkai.a \
    $(pkg-config --libs libsodium sqlite3 libzip zlib libdeflate)
python3 tests/faults.py "$out/publish" build/gongkai quick
