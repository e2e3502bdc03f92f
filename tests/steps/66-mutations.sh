#!/usr/bin/env bash
# Whatever is done to a publication afterwards is found by verify: a sample; the whole is in steps-long.
set -eu
cd "$(dirname "$0")/../.."
make -s build/libgongkai.a
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT
${CC:-gcc} -std=c11 -D_GNU_SOURCE -Igenerator -O1 -o "$out/publish" tests/tools/publish.c build/libgongkai.a \
    $(pkg-config --libs libsodium sqlite3 libzip zlib libdeflate)
python3 tests/mutations.py "$out/publish" build/gongkai "${1:-300}"
