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
master_has() { file_has "$work/master.err" "$1"; }
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

# The master is killed, and none comes: after 60 seconds the worker stops its users, prints and writes what it has.
no_master() {
    start_counting_server
    echo 'user Visitor { wait 1s task home { get "/" } }' >"$work/slow.swarm"
    shop=$work/slow.swarm
    port=$(free_port)
    "$swarm" run "$shop" -H "$host" --master --master-bind-host 127.0.0.1 --master-bind-port "$port" --headless -u 3 -r 100 --expect-workers 1 \
        >"$work/master.out" 2>"$work/master.err" </dev/null &
    master=$!
    servers+=("$master")
    start_worker
    wait_for worker_has 'All users spawned: 3' || give_up "users run" "$work/worker.err"
    kill -KILL "$master"
    ok "a worker without master says so" wait_for worker_has 'the connection to the master is lost; trying again for 60 s'
    nap 45
    ok "its users go on for 60 s" eval '! worker_has Stopping'
    ok "it ends, with status 4" eval 'ends "$worker" && same "$status" 4'
    ok "it says why" eval "worker_has \"ERROR: the master hasn't answered for 60 s\" && worker_has \"Stopping: the master hasn't answered for 60 s\""
    ok "it prints what it has" file_has "$work/worker.out" "Aggregated +$(served /) "
    ok "it writes what it has" same "$("$python" -c 'import json, sys; r = json.load(open(sys.argv[1])); print(r["aggregated"]["requests"], r["elapsed_s"] > 55)' "$work/own.json")" \
        "$(served /) True"
}

# start_newest_master ADDRESS [USERS]: speaks like the newest Locust; sets $port, and $newest.
start_newest_master() {
    "$python" tests/servers/newest_master.py "$@" >"$work/newest.out" 2>"$work/newest.err" </dev/null &
    newest=$!
    servers+=("$newest")
    wait_for file_has "$work/newest.out" '^[0-9]' || give_up "the master listens" "$work/newest.err"
    port=$(head -n 1 "$work/newest.out")
}
heard() { file_has "$work/newest.out" "$1"; }

# The newest Locust: what this worker can't follow does no harm, its log is shown, and it quits a minute after the last heartbeat.
newest_locust() {
    start_counting_server
    echo 'user Visitor { wait 1s task home { get "/"  log "hello from ${user.id}" } }' >"$work/slow.swarm"
    shop=$work/slow.swarm
    start_newest_master tcp://127.0.0.1 2
    start_worker -H "$host"
    ok "it takes part" wait_for heard "^spawning_complete .*'Visitor': 2"
    ok "its log is shown" wait_for heard '^logs [0-9]+ True '
    ok "a change of a class is mentioned" worker_has "WARNING: the master changes a user class, which a scenario can't follow"
    ok "nothing else is" same "$(grep WARNING "$work/worker.err" | grep -vc "load generator")" 1
    ok "new lines come later" wait_for eval '[ "$(grep -c "^logs" "$work/newest.out")" -ge 2 ]'
    kill -USR1 "$newest"
    wait_for heard '^silent' || give_up "the master is silent" "$work/newest.err"
    nap 45
    ok "its users go on for a minute without heartbeats" eval '! worker_has Stopping'
    ok "then it ends, with status 4" eval 'ends "$worker" && same "$status" 4'
    ok "it says why" worker_has "Stopping: the master hasn't answered for 60 s"
    ok "what it did is printed" file_has "$work/worker.out" "Aggregated +$(served /) "
}

# The log is bounded, and comes over IPv6, too.
long_log() {
    start_counting_server
    echo 'user Visitor { wait 1ms task home { log "line ${user.id}" } }' >"$work/log.swarm"
    shop=$work/log.swarm
    if ! "$python" -c 'import socket; socket.socket(socket.AF_INET6).bind(("::1", 0))' 2>/dev/null; then
        start_newest_master tcp://127.0.0.1 4
        start_worker -H "$host"
    else
        start_newest_master 'tcp://[::1]' 4
        start_worker -H "$host" --master-host ::1
    fi
    ok "at most 500 lines are sent" wait_for heard '^logs 500 True .*line'
    kill -TERM "$worker"
    ok "the worker ends" eval 'ends "$worker" && same "$status" 0'
    ok "the master hears it" wait_for heard '^quit'
}

# A master and 200 workers, which a Python process plays: more than reports list are there, too.
many() {
    local web_port=$(free_port) count=203
    echo 'user Visitor weight 3 { task home { get "/" } } user Admin { task home { get "/" } }' >"$work/many.swarm"
    port=$(free_port)
    "$swarm" run "$work/many.swarm" -H http://127.0.0.1:1 --master --master-bind-host 127.0.0.1 --master-bind-port "$port" \
        --web-port "$web_port" --json-file "$work/all.json" >"$work/master.out" 2>"$work/master.err" </dev/null &
    master=$!
    servers+=("$master")
    start_server many '^ready' "$python" tests/servers/many_workers.py "$port" "$count" "$work/many.swarm"
    api() { curl -sS "http://127.0.0.1:$web_port$1" "${@:2}"; }
    ok "all join" wait_for master_has "$count workers connected"
    api /api/start -H 'Content-Type: application/json' -d '{"users":1000,"spawn_rate":1000}' >/dev/null
    ok "each has its share of 1000 users within one" wait_for file_has "$work/many.out" '^users 4 5 1000$'
    ok "the sum is shown" wait_for eval 'api /stats/requests | grep -q "\"user_count\": *1000[,}]"'
    api /api/workers >"$work/workers"
    ok "200 are listed, all are counted" same "$("$python" -c 'import json, sys
r = json.load(open(sys.argv[1]))["cluster"]
print(len(r["workers"]), r["states"]["running"])' "$work/workers")" "200 $count"
    api /metrics >"$work/metrics"
    ok "series of 200" same "$(grep -c '^swarm_worker_users{' "$work/metrics")" 200
    api /api/stop -X POST >/dev/null
    ok "they stop" wait_for eval 'api /stats/requests | grep -q "\"state\": *\"stopped\""'
    ok "and start again" eval 'api /api/start -H "Content-Type: application/json" -d "{\"users\":203,\"spawn_rate\":1000}" && wait_for file_has "$work/many.out" "^users 1 1 203$"'
    kill -TERM "$master"
    ok "the master ends" ends "$master"
    ok "all were told to quit" wait_for file_has "$work/many.out" "^quit $count\$"
    ok "nobody was lost" eval '! master_has "heartbeat"'
    ok "their numbers are complete" same "$("$python" -c 'import json, sys; print(json.load(open(sys.argv[1]))["aggregated"]["requests"])' "$work/all.json")" \
        "$(sed -n 's/^requests //p' "$work/many.out")"
}

together no_master newest_locust long_log start_again many
finish
