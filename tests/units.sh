#!/usr/bin/env bash
# units.sh BINARY…: runs them, as many at once as there are processors, and prints each one's
# output whole when it is done. Exits 1 when one failed.
set -u
one() {
    local log verdict=0
    log=$(mktemp)
    "$1" >"$log" 2>&1 || verdict=1
    (
        flock 9
        echo "== $1"
        cat "$log"
    ) 9>"$2"
    rm -f "$log"
    return "$verdict"
}
export -f one
lock=$(mktemp)
printf '%s\n' "$@" | xargs -P "$(nproc)" -I{} bash -c 'one "$1" "$2"' one {} "$lock" || code=1
rm -f "$lock"
exit "${code:-0}"
