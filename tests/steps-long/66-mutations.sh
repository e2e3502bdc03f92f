#!/usr/bin/env bash
# Ten thousand random changes of a publication, each found.
set -eu
cd "$(dirname "$0")/../.."
bash tests/steps/66-mutations.sh 10000
