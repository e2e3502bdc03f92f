#!/usr/bin/env bash
# Whatever changes, an edition with scopes taken over is the one that a run from nothing makes.
set -eu
cd "$(dirname "$0")/../.."
python3 tests/taken.py build/gongkai all
