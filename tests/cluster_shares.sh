#!/bin/bash
# Arrivals and a number of tasks over many workers, which come, leave and are lost meanwhile, compared with what a single process
# does.
. tests/support/lib.sh

# start_counting_server: nginx that logs each request with its time.
start_counting_server() {
    start_nginx 'location / { return 200 "hello"; }'"access_log $work/access.log timed;" "log_format timed '\$msec \$request';"
}

# start_master [arguments]: on a free port, in the background; sets $port, $master.
start_master() {
    port=$(free_port)
    "$swarm" run "$scenario" -H "$host" -s 5 --headless --master --master-bind-host 127.0.0.1 --master-bind-port "$port" \
        --json-file "$work/all.json" "$@" >"$work/master.out" 2>"$work/master.err" </dev/null &
    master=$!
    servers+=("$master")
}

# start_worker NUMBER: in the background; sets ${workers[NUMBER]}.
workers=()
start_worker() {
    "$swarm" run "$scenario" --worker --master-port "$port" --processes 1 >"$work/worker$1.out" 2>"$work/worker$1.err" </dev/null &
    workers[$1]=$!
    servers+=("${workers[$1]}")
}

# ends PID: waits for its end; sets $status.
ends() {
    wait_for eval "! kill -0 $1 2>/dev/null" || return 1
    wait "$1"
    status=$?
}
master_has() { file_has "$work/master.err" "$1"; }
served() { grep -c "GET " "$work/access.log"; }
served_at_least() { [ "$(served)" -ge "$1" ]; }
of_all() { "$python" -c 'import json, sys; r = json.load(open(sys.argv[1])); print(eval(sys.argv[2]))' "$work/all.json" "$1"; }

# arrivals_check RATE COUNT EXPRESSION: what the server's log says of a run at a constant rate. Each arrival has its number in
# user.id, so its due time is known. `seen`: by number, times of its requests. `late`: by number, seconds after its due time.
# `missing`: numbers without a request. `twice`: numbers with several.
arrivals_check() {
    "$python" -c 'import re, sys
rate, count = float(sys.argv[2]), int(sys.argv[3])
seen = {}
for line in open(sys.argv[1]):
    time, id = re.match(r"([\d.]+) GET /\?(\d+)", line).groups()
    seen.setdefault((int(id) - 1) % 1000000, []).append(float(time))
start = min(times[0] - number / rate for number, times in seen.items())
late = {number: times[0] - start - number / rate for number, times in seen.items()}
missing = [number for number in range(count) if number not in seen]
twice = [number for number in seen if len(seen[number]) > 1]
if not eval(sys.argv[4]):
    sys.exit(f"{len(seen)} seen, {len(missing)} missing: {missing[:3]}...{missing[-3:]}, twice: {twice[:3]}...{twice[-3:]}, latest {max(late.values()):.3f}")' \
        "$work/access.log" "$@"
}

# If the load generator could keep up: arrivals come within 50 ms of their time.
arrivals_in_time() {
    file_has "$work/master.out" 'generator: (degraded|overloaded)' || arrivals_check "$@" 'sorted(late.values())[int(len(late) * 0.99)] < 0.05'
}

# Three workers, the third of which joins late, have the timetable of one: each arrival once, at its time.
late_worker() {
    echo 'user Visitor { task home { get "/?${user.id}" } } load { rate 200/s for 8s }' >"$work/rate.swarm"
    scenario=$work/rate.swarm
    start_counting_server
    start_master --expect-workers 2
    start_worker 1
    start_worker 2
    wait_for served_at_least 200 || give_up "users arrive" "$work/master.err"
    start_worker 3
    ok "the run ends" eval 'ends "$master" && same "$status" 0'
    ok "each arrival came once" arrivals_check 200 1600 'not missing and not twice'
    ok "99 % of them at their time" arrivals_in_time 200 1600
    ok "the results have all" same "$(of_all "r['arrivals']")" 1600
    ok "the late worker had its share" eval '[ "$(grep -c "GET /?2......" "$work/access.log")" -gt 0 ]'
    ok "nobody else lost any" eval '! master_has "weren.t started"'
}

# A worker that leaves and one that is killed: others take their share from the next second on, and the report says what that cost.
gone_workers() {
    echo 'user Visitor { task home { get "/?${user.id}" } } load { rate 200/s for 16s }' >"$work/rate.swarm"
    scenario=$work/rate.swarm
    start_counting_server
    start_master --expect-workers 3
    for i in 1 2 3; do start_worker $i; done
    wait_for served_at_least 400 || give_up "users arrive" "$work/master.err"
    kill -TERM "${workers[1]}"
    ok "a worker that is told to end ends" eval 'ends "${workers[1]}" && same "$status" 0'
    wait_for served_at_least 1000 || give_up "users arrive" "$work/master.err"
    kill -KILL "${workers[2]}"
    ok "the run ends" eval 'ends "$master" && same "$status" 0'
    ok "the log says what both cost" same "$(grep -c "at most [0-9]* arrivals of worker . .* weren't started" "$work/master.err")" 2
    ok "so does the report" same "$(grep -c "at most [0-9]* arrivals of worker . .* weren't started" "$work/master.out")" 2
    said=$(grep -o "at most [0-9]* arrivals" "$work/master.err" | awk '{ sum += $3 } END { print sum }')
    # The killed worker has worked for up to a second after its last sign of life. On a busy machine, messages take their time.
    ok "that is about what is missing at the server" arrivals_check 200 3200 "$said - 300 <= len(missing) <= $said + 150"
    ok "no arrival came twice" arrivals_check 200 3200 'not twice'
    ok "at the end the whole rate arrives" arrivals_check 200 3200 'max(missing) < 2900'
    ok "99 % of the others at their time" arrivals_in_time 200 3200
}

# A worker stands still for ten seconds: others take its share, and it doesn't start what it has missed when it goes on.
stopped_worker() {
    echo 'user Visitor { task home { get "/?${user.id}" } } load { rate 200/s for 20s }' >"$work/rate.swarm"
    scenario=$work/rate.swarm
    start_counting_server
    start_master --expect-workers 3
    for i in 1 2 3; do start_worker $i; done
    wait_for served_at_least 400 || give_up "users arrive" "$work/master.err"
    kill -STOP "${workers[2]}"
    nap 10
    kill -CONT "${workers[2]}"
    ok "it is missed, and comes back" eval 'wait_for master_has "hasn.t sent a heartbeat" && wait_for master_has "is back"'
    ok "the run ends" eval 'ends "$master" && same "$status" 0'
    ok "no arrival came twice" arrivals_check 200 4000 'not twice'
    said=$(grep -o "at most [0-9]* arrivals" "$work/master.err" | awk '{ sum += $3 } END { print sum }')
    ok "at most those are missing that the log says" arrivals_check 200 4000 "0 < len(missing) <= $said"
    ok "the report says the same" same "$(grep -o "at most [0-9]* arrivals" "$work/master.out" | awk '{ sum += $3 } END { print sum }')" "$said"
    ok "what came before and after counts" same "$(of_all "r['aggregated']['requests']")" "$(served)"
    ok "the statement about its numbers is withdrawn" eval '! file_has "$work/master.out" "requests of it are missing"'
    ok "it works on afterwards" arrivals_check 200 4000 'max(missing) < 3400'
    ok "it ends with status 0" eval 'ends "${workers[2]}" && same "$status" 0'
}

# Never more than max_users over all workers, also while a third one joins.
max_users() {
    echo 'user Visitor { task home { get "/in?${user.id}" wait 500ms get "/out?${user.id}" } } load { max_users 20 rate 100/s for 6s }' >"$work/most.swarm"
    scenario=$work/most.swarm
    start_counting_server
    start_master --expect-workers 2
    start_worker 1
    start_worker 2
    wait_for served_at_least 100 || give_up "users arrive" "$work/master.err"
    start_worker 3
    ok "the run ends" ends "$master"
    ok "never more than 20 users are there" eval '[ "$(in_at_most)" -le 20 ]'
    ok "but 20 at most times" eval '[ "$(in_at_most)" -ge 19 ]'
    ok "all others were dropped" same "$(of_all "r['arrivals'] + r['arrivals_dropped']")" 600
    ok "no more arrived than one process would let in" eval '[ "$(of_all "r[\"arrivals\"]")" -le 260 ]'
    ok "the late worker had some" grep -q 'GET /in?2......' "$work/access.log"
}
in_at_most() {
    awk '/GET \/in/ { n++ } /GET \/out/ { n-- } n > most { most = n } END { print most }' "$work/access.log"
}

# --iterations: exactly as many over all workers, though one joins late and one leaves.
tasks() {
    echo 'user Visitor { wait 10ms task home { get "/" } }' >"$work/count.swarm"
    scenario=$work/count.swarm
    start_counting_server
    start_master -u 12 -r 100 --iterations 4000 --expect-workers 2
    start_worker 1
    start_worker 2
    wait_for served_at_least 600 || give_up "users run" "$work/master.err"
    start_worker 3
    wait_for served_at_least 1500 || give_up "users run" "$work/master.err"
    kill -TERM "${workers[1]}"
    ok "the run ends" eval 'ends "$master" && same "$status" 0'
    ok "after all iterations" master_has 'Stopping: all iterations have finished'
    ok "exactly that many ran" same "$(served)" 4000
    ok "and were counted" same "$(of_all "r['aggregated']['requests']")" 4000
    ok "the late worker has run some" file_has "$work/worker3.out" 'Aggregated +[1-9][0-9][0-9]'
}

# The last worker with tasks leaves when the others have none left: they go on with its tasks.
tasks_of_a_slow_worker() {
    cat >"$work/slow.swarm" <<'END'
user Visitor { task home { if worker.index == 1 { wait 2s } get "/" } }
END
    scenario=$work/slow.swarm
    start_counting_server
    start_master -u 2 -r 100 --iterations 200 --expect-workers 2
    start_worker 1
    start_worker 2
    wait_for served_at_least 101 || give_up "one worker has done its tasks" "$work/master.err"
    for slow in 1 2; do grep -q 'as worker 1$' "$work/worker$slow.err" && break; done
    kill -TERM "${workers[slow]}"
    ok "the run ends" eval 'ends "$master" && same "$status" 0'
    ok "all tasks ran" same "$(served)" 200
}

together stopped_worker late_worker gone_workers max_users tasks tasks_of_a_slow_worker
finish
