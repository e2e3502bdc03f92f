#!/usr/bin/env bash
# A run over four nodes of Slurm, one of them killed in the middle, publishes what one machine does.
set -eu
export SOURCE_DATE_EPOCH=1793491200 # chain.log says when an edition was published
[ "$(id -u)" = 0 ] || { echo "needs root to start a cluster"; exit 1; }
out=$(mktemp -d /tmp/gongkai-cluster-XXXXXX)
trap 'rm -rf "$out"' EXIT
mkdir -p build/bench
${CC:-gcc} -O2 -std=c11 -D_GNU_SOURCE tests/bench/gencity.c -o build/bench/gencity
build/bench/gencity 104 "${SLURM_ROWS:-100000}" "$out/one"
cp -R "$out/one" "$out/many"
bash tests/cluster/slurm.sh build/gongkai "$out/many" 4 --period 2026-10
build/gongkai build -C "$out/one" --period 2026-10 --quiet
diff -r "$(readlink -f "$out/one/output/site")" "$(readlink -f "$out/many/output/site")"
cmp "$out/one/output/chain.log" "$out/many/output/chain.log"
build/gongkai verify "$out/many/output"
