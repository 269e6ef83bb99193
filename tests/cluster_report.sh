#!/bin/bash
# What a master shows of its workers: JSON results, /api/workers, /metrics, Locust's API, the terminal, and what is missing of a
# worker that was lost.
. tests/support/lib.sh

echo 'user Visitor { wait 50ms task home { get "/json" } }' >"$work/shop.swarm"
shop=$work/shop.swarm

# start_master [arguments]: sets $port, $master. start_worker NUMBER: sets ${workers[NUMBER]}.
start_master() {
    port=$(free_port)
    "$swarm" run "$shop" -H "$host" --master --master-bind-host 127.0.0.1 --master-bind-port "$port" --json-file "$work/all.json" \
        "$@" >"$work/master.out" 2>"$work/master.err" </dev/null &
    master=$!
    servers+=("$master")
}
start_worker() {
    "$swarm" run "$shop" --worker --master-port "$port" >"$work/worker$1.out" 2>"$work/worker$1.err" </dev/null &
    workers[$1]=$!
    servers+=("$!")
}
workers=()
ends() {
    wait_for eval "! kill -0 $1 2>/dev/null" || return 1
    wait "$1"
    status=$?
}

# results EXPRESSION [FILE]: a Python expression on the results `r`, and the members `c` of its cluster, is true.
results() {
    "$python" -c 'import json, sys
r = json.load(open(sys.argv[2])); c = r.get("cluster"); w = c and c["workers"]
sys.exit(0 if eval(sys.argv[1]) else "no: %s\n%s" % (sys.argv[1], json.dumps(c)))' "$1" "${2:-$work/all.json}"
}
asks() { curl -sS "$web$1" >"$work/answer"; } # PATH
answers() { asks "$1" && results "$2" "$work/answer"; }
measured() { asks /metrics && file_has "$work/answer" "$1"; }

in_results() {
    start_target
    start_master --headless -u 4 -r 100 -t 4s --expect-workers 2 -s 5
    start_worker 1
    start_worker 2
    ok "the master ends" eval 'ends "$master" && same "$status" 0'
    ok "the results list both workers" results 'len(w) == 2 and {one["index"] for one in w} == {0, 1}'
    ok "their requests are those of the run" results 'sum(one["requests"] for one in w) == r["aggregated"]["requests"] and all(one["requests"] > 0 for one in w)'
    ok "their requests in flight, too" results 'sum(one["in_flight"] for one in w) == r["in_flight"]["requests"]'
    ok "their clock is this one, within the error" results 'all(abs(one["clock_ahead_ms"]) <= one["clock_error_ms"] + 1 for one in w)'
    ok "lag, lateness and memory are known" results 'all(one["lag_ms"] > 0 and one["lateness_p99_ms"] > 0 and one["memory_bytes"] > 1e6 for one in w)'
    ok "nothing is missing" results 'c["losses"] == []'
    ok "the terminal has a table of them" file_has "$work/master.out" '^ +[01] .* swarm +[a-z]+ +\| +[1-9][0-9]* '
    run "$swarm" run "$shop" -H "$host" --headless -u 1 -t 200ms --json-file "$work/single.json"
    ok "without a master there is no cluster" results 'c is None' "$work/single.json"
}

lost() {
    start_target
    start_master --headless -u 4 -r 100 -t 12s --expect-workers 2
    start_worker 1
    start_worker 2
    wait_for file_has "$work/master.err" 'All users spawned: 4' || give_up "users run" "$work/master.err"
    wait_for file_has "$work/master.out" '^GET +/json +[1-9]' || give_up "numbers arrive" "$work/master.err"
    kill -KILL "${workers[2]}"
    ok "the run goes on to its end" ends "$master"
    ok "the results say what is missing" results 'len(c["losses"]) == 1 and 0 < c["losses"][0]["missing_s"] < 12 and c["losses"][0]["missing_requests"] > 0'
    ok "the terminal, too" file_has "$work/master.out" '^worker [01] \(.*\) was lost at 0:[0-9]+: at most .* and about [0-9]+ requests? of it are missing$'
    ok "the worker is missing" results 'c["states"]["missing"] == 1'
}

in_api() {
    local web_port=$(free_port)
    web=http://127.0.0.1:$web_port
    start_target
    start_master --web-port "$web_port"
    wait_for listening "$web_port" || give_up "the page is there" "$work/master.err"
    ok "no worker yet" answers /api/workers 'r["cluster"]["workers"] == []'
    ok "the page is told that there can be some" eval 'asks /api/scenario && file_has "$work/answer" "\"has_workers\": true"'
    start_worker 1
    ok "workers are listed before a run" wait_for answers /api/workers 'len(w) == 1 and w[0]["state"] == "ready"'
    ok "/worker-count" wait_for eval 'asks /worker-count && file_has "$work/answer" "\"worker_count\": 1"'
    ok "/metrics counts them by state" wait_for measured '^swarm_workers.state="ready". 1$'
    curl -sS "$web/api/start" -H 'Content-Type: application/json' -d '{"users":4,"spawn_rate":100}' >/dev/null
    ok "users of the worker" wait_for answers /api/workers 'w[0]["users"] == 4 and w[0]["state"] == "running"'
    ok "a series per worker" wait_for measured '^swarm_worker_users.worker="0",host="[^"]*". 4$'
    asks /stats/requests
    ok "Locust's list has its members" eval '"$python" -c "import json, sys
w = json.load(open(sys.argv[1]))[\"workers\"]
assert [sorted(one) for one in w] == [[\"cpu_usage\", \"id\", \"memory_usage\", \"state\", \"user_count\"]], w
assert w[0][\"state\"] == \"running\" and w[0][\"user_count\"] == 4, w" "$work/answer"'
    kill -TERM "$master"
    ok "the master ends" ends "$master"
}

together in_results lost in_api
finish
