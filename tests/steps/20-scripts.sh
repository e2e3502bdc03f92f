#!/usr/bin/env bash
# The scripts that ship, without the program: the catalogue of figures and the DSL's messages.
set -e
for test in tests/lua/test_*.lua; do
    lua5.4 "$test"
done
