load helper

get() { python3 - "$@" <<'PY'
import sys, urllib.request, urllib.error
try:
    with urllib.request.urlopen(f"http://127.0.0.1:{sys.argv[1]}/{sys.argv[2]}", timeout=60) as r:
        print(r.status, r.headers["Content-Type"])
        sys.stdout.write(r.read().decode("utf-8", "replace"))
except urllib.error.HTTPError as e:
    print(e.code)
except OSError:
    sys.exit(1)
PY
}

until_true() { for _ in $(seq 900); do "$@" && return 0; sleep 0.2; done; return 1; }
answers() { get "$PORT" index.html >/dev/null; }
shows() { [ "$(get "$PORT" .edition | tail -1)" != "$1" ] && [ -n "$(get "$PORT" .edition | tail -1)" ]; }

setup_file() { PORT=$((20000 + RANDOM % 12000)); export PORT; }
teardown() { if [ -n "${PREVIEW:-}" ]; then kill "$PREVIEW" 2>/dev/null || true; wait "$PREVIEW" 2>/dev/null || true; fi; }

@test "preview serves the site, publishes again when a file changes, and the page asks for it" {
    "$G" preview -C "$W" --port "$PORT" >"$BATS_TEST_TMPDIR/said" 2>&1 3>&- &
    PREVIEW=$!
    until_true answers
    [[ "$(get "$PORT" "")" == "200 text/html"*芦汀苑* ]]
    [[ "$(get "$PORT" c/a1/)" == *.reload.js* ]]
    [[ "$(get "$PORT" .reload.js)" == *".edition"* ]]
    [ "$(get "$PORT" ../chain.log)" = 404 ]
    [ "$(get "$PORT" %2e%2e/chain.log)" = 404 ]
    grep -q "127.0.0.1:$PORT" "$BATS_TEST_TMPDIR/said"
    before=$(get "$PORT" .edition | tail -1)
    echo "W4,芦汀苑,投诉,停车,2026-10-06,,办理中," >>"$W/input/问题.csv"
    until_true shows "$before"
    [ "$(figure D01 compound a1 month)" = 3 ]
    # A mistake leaves what is shown; mending it goes on.
    shown=$(get "$PORT" .edition | tail -1)
    echo 'return { nonsense' >"$W/gongkai.lua"
    sleep 3
    [ "$(get "$PORT" .edition | tail -1)" = "$shown" ]
    echo 'return { name = "又一区", city = "临溪市", district = "汀澜区", period = "2026-10" }' >"$W/gongkai.lua"
    until_true shows "$shown"
    [[ "$(get "$PORT" index.html)" == *又一区* ]]
    kill "$PREVIEW"
    wait "$PREVIEW"
    PREVIEW=
    run answers
    [ "$status" -ne 0 ]
}
