#!/usr/bin/env bash
# run.sh [long]: every step below is one script that exits 0 when all is well.
# A step stands in tests/steps/NN-name.sh (and, only for `long`, tests/steps-long/). As many run at
# once as there are processors, so a step writes only into folders that it made; each prints when
# it is done. LANES=1 runs them one after another.
set -u
cd "$(dirname "$0")/.."
folders=(tests/steps)
[ "${1:-}" = long ] && folders+=(tests/steps-long)
logs=$(mktemp -d)
trap 'rm -rf "$logs"' EXIT

one() {
    local step=$1 log=$2/$(basename "$1").log began=$SECONDS verdict=ok
    bash "$step" >"$log" 2>&1 || verdict=FAILED
    (
        flock 9
        echo "== $step"
        cat "$log"
        echo "   $verdict ($((SECONDS - began)) s)"
        echo "$verdict" >>"$2/verdicts"
    ) 9>"$2/lock"
}
export -f one

steps=$(find "${folders[@]}" -name '*.sh' | sort)
# What takes longest begins first, so that no processor waits for it at the end.
slow='70-browser|40-oracle|50-cases|60-consistency|38-shards|62-downloads'
{ grep -E "$slow" <<<"$steps"; grep -vE "$slow" <<<"$steps"; } |
    xargs -P "${LANES:-$(nproc)}" -I{} bash -c 'one "$1" "$2"' one {} "$logs"
passed=$(grep -c '^ok$' "$logs/verdicts")
failed=$(grep -c '^FAILED$' "$logs/verdicts")
echo "steps: $passed passed, $failed failed"
[ "$failed" = 0 ] && [ "$passed" = "$(wc -l <<<"$steps")" ]
