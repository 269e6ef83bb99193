# For tests of the web page's server. Source it behind lib.sh.

# start_web FILE OPTIONS…: `swarm run` with a page on a free port; sets $url and $pid. Its messages are in $work/web.err.
# The array web_env is its environment.
web_env=()
start_web() {
    : >"$work/web.err"
    env "${web_env[@]}" "$swarm" run "$@" --web-port 0 >"$work/web.out" 2>"$work/web.err" </dev/null &
    pid=$!
    servers+=($!)
    wait_for has 'Starting web interface at http' "$work/web.err" || give_up "the server starts" "$work/web.err"
    url=$(grep -o 'https*://[^ ]*' "$work/web.err" | head -1)
    local rest=${url#*//}
    rest=${rest%%/*}
    port=${rest##*:}
}

# end_web [SIGNAL]: ends it; sets $status.
end_web() {
    kill "-${1:-INT}" "$pid"
    wait "$pid"
    status=$?
}

# api PATH [CURL-OPTIONS…]: the body is in $work/body, the head in $work/head, the status in $code.
api() {
    code=$(curl -sS --max-time 60 -o "$work/body" -D "$work/head" -w '%{http_code}' "${@:2}" "$url$1" 2>"$work/curl.err")
}

# answers CODE PATH [CURL-OPTIONS…]
answers() {
    api "${@:2}"
    [ "$code" = "$1" ] || { echo "status $code, not $1"; cat "$work/curl.err"; head -c 1000 "$work/body"; return 1; }
}
body_has() { file_has "$work/body" "$1"; }
head_has() { strip_head && file_has "$work/head.txt" "$1"; }
head_lacks() { strip_head && file_lacks "$work/head.txt" "$1"; }
strip_head() {
    local lines
    mapfile -t lines <"$work/head" && printf '%s\n' "${lines[@]%$'\r'}" >"$work/head.txt"
}

# state_is STATE: of the run, as /api/snapshot says.
state_is() { curl -sS --max-time 20 "${auth[@]}" "$url/api/snapshot" | grep -q "^{\"state\":\"$1\""; }
auth=()

# requests: how many the run has counted so far.
requests() {
    curl -sS --max-time 20 "${auth[@]}" "$url/stats/requests" | "$python" -c 'import json, sys; print(json.load(sys.stdin)["stats"][-1]["num_requests"])'
}
has_requests() { [ "$(requests)" -gt "${1:-0}" ]; }
