#!/bin/bash
# Peers that these tests play: a master of the newest Locust, many workers at once, one that falls silent, and what comes twice.
. tests/support/lib.sh

cat >"$work/shop.swarm" <<'END1'
shared token = "none"
shared mode = "none"
on message "mode" (m) { mode = m }
user Visitor { wait 50ms task home { get "/" { query { token: token, mode: mode } } } }
END1
shop=$work/shop.swarm

# start_counting_server: nginx that logs each request. served PATTERN: how many were logged.
start_counting_server() {
    start_nginx 'location = / { return 200 "hello"; } location / { return 404; }'"access_log $work/access.log combined;"
}
served() { grep -cE "\"GET $1 " "$work/access.log"; }

# start_worker [arguments]: in the background; sets $worker.
start_worker() {
    "$swarm" run "$shop" --worker --master-port "$port" --json-file "$work/own.json" "$@" \
        >"$work/worker.out" 2>"$work/worker.err" </dev/null &
    worker=$!
    servers+=("$worker")
}

# ends PID: waits for its end; sets $status.
ends() {
    wait_for eval "! kill -0 $1 2>/dev/null" || return 1
    wait "$1"
    status=$?
}
worker_has() { file_has "$work/worker.err" "$1"; }

# A start message that comes again has the values of `setup`. What `on message` of the worker has set since stays.
start_again() {
    start_counting_server
    start_server fake_master . "$python" tests/servers/fake_master.py '[start := ("swarm_start", {
        "run": 1, "host": "'"$host"'", "host_wins": True, "stop_timeout": 0, "seed": 1, "worker_index": 0, "worker_count": 1,
        "shared": ["abc", "none"], "messages": ["mode", "sale"]}),
        spawn := ("spawn", {"timestamp": 1.0, "user_classes_count": {"Visitor": 2}, "host": None, "stop_timeout": None, "parsed_options": {}}),
        ("", "spawning_complete"), start, start]'
    port=$(head -n 1 "$work/fake_master.out")
    start_worker
    ok "the worker begins" wait_for eval '[ "$(served "/[?]token=abc&mode=sale")" -gt 20 ]'
    kill -TERM "$worker"
    ok "it ends" eval 'ends "$worker" && same "$status" 0'
    ok "each request has what setup and its message have set" same "$(served '/[?]token=abc&mode=sale')" "$(served '/[?].*')"
}

together start_again
finish
