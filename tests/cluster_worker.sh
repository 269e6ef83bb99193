#!/bin/bash
# Workers under a master of Locust 2.12.1: users, numbers, messages, and what goes wrong.
. tests/support/lib.sh

cat >"$work/locustfile.py" <<'END'
from locust import User, constant, events, task


class Visitor(User):
    weight = 3
    wait_time = constant(1)

    @task
    def nothing(self):
        pass


class Admin(User):
    wait_time = constant(1)

    @task
    def nothing(self):
        pass


def said(environment, msg, **_):
    print("said", msg.data, flush=True)
    environment.runner.send_message("answer", {"to": msg.data})


@events.init.add_listener
def on_init(environment, **_):
    environment.runner.register_message("said", said)
END
cat >"$work/shop.swarm" <<'END'
user Visitor weight 3 {
    wait 50ms
    task home { get "/" }
    task missing { get "/nothing" }
}
user Admin {
    wait 50ms
    task front { get "/" as "front" }
}
END
shop=$work/shop.swarm locustfile=$work/locustfile.py

# start_nginx_counting: nginx that logs each request. served PATH: how many were logged.
start_nginx_counting() {
    start_nginx 'location = / { return 200 "hello"; } location / { return 404; }'"access_log $work/access.log combined;"
}
served() { grep -c "\"GET $1 " "$work/access.log"; }

# start_master [arguments]: Locust's master on a free port, in the background; sets $port, $master.
start_master() {
    port=${port:-$(free_port)}
    "$python" tests/servers/locust_master.py -f "$locustfile" --master --master-bind-host 127.0.0.1 --master-bind-port "$port" \
        -H "$host" "$@" >"$work/master.log" 2>&1 </dev/null &
    master=$!
    servers+=("$master")
}

# start_worker [arguments]: in the background; sets $worker.
start_worker() {
    "$swarm" run "$shop" --worker --master-port "$port" "$@" >"$work/worker.out" 2>"$work/worker.err" </dev/null &
    worker=$!
    servers+=("$worker")
}

# ends PROGRAM PID: waits for its end; sets $status.
ends() {
    wait_for eval "! kill -0 $1 2>/dev/null" || return 1
    wait "$1"
    status=$?
}

worker_has() { file_has "$work/worker.err" "$1"; }
master_has() { file_has "$work/master.log" "$1"; }

# requests NAME: requests and failures of a row in a CSV file of Locust's master.
requests() { awk -F, -v name="$1" '$2 == name { print $3 " " $4 }' "$work/out_stats.csv"; }
# The same by the worker's own results.
own() { "$python" -c 'import json, sys
for row in json.load(open(sys.argv[1]))["rows"]:
    if row["name"] == sys.argv[2]: print(row["requests"], row["failures"])' "$work/own.json" "$1"; }

headless() {
    start_nginx_counting
    start_master --headless -u 8 -r 8 -t 4s --expect-workers 1 --csv "$work/out" --stop-timeout 2
    start_worker --json-file "$work/own.json"
    ok "the master ends" ends "$master"
    ok "its status says that requests failed" same "$status" 1
    ok "the worker ends" ends "$worker"
    ok "with status 0: the master reports failures" same "$status" 0
    ok "the mix is the master's" master_has 'All users spawned: ..Admin.: 2, .Visitor.: 6. .8 total'
    ok "the last worker quit" master_has 'The last worker quit'
    ok "the worker says why it stopped" worker_has 'Stopping: the master has quit'
    for name in / /nothing front; do
        ok "the master's numbers of $name are the worker's" same "$(requests "$name")" "$(own "$name")"
    done
    ok "and the server's" same "$(($(served /) + $(served /nothing)))" "$(requests Aggregated | cut -d' ' -f1)"
    ok "failures have their text" file_has "$work/out_failures.csv" '^GET,/nothing,.*status 404 Not Found.*,'
}

web_start() { curl -sS "$web/swarm" -d "user_count=$1&spawn_rate=100" -d host="$host" >/dev/null; }
web_stats() { curl -sS "$web/stats/requests" >"$work/stats.json"; }
web_is() { # CONDITION on `stats`, in Python
    web_stats
    "$python" -c 'import json, sys
stats = json.load(open(sys.argv[1]))
sys.exit(not eval(sys.argv[2]))' "$work/stats.json" "$1" || { cat "$work/stats.json"; return 1; }
}

web() {
    local web_port=$(free_port)
    web=http://127.0.0.1:$web_port
    start_nginx_counting
    start_master --web-host 127.0.0.1 --web-port "$web_port"
    start_worker
    ok "the page shows the worker as ready" wait_for web_is '[w["state"] for w in stats["workers"]] == ["ready"]'
    web_start 4
    ok "it runs four users" wait_for web_is 'stats["user_count"] == 4 and stats["workers"][0]["state"] == "running" and stats["workers"][0]["user_count"] == 4'
    ok "its memory is shown" web_is '1000000 < stats["workers"][0].get("memory_usage", 5000000) < 1 << 32'
    ok "requests are counted" wait_for web_is 'stats["stats"][-1]["num_requests"] > 20'
    web_start 9
    ok "then nine" wait_for web_is 'stats["workers"][0]["user_count"] == 9'
    web_start 2
    ok "then two" wait_for web_is 'stats["workers"][0]["user_count"] == 2'
    curl -sS "$web/stats/reset" >/dev/null
    ok "a reset is the master's" wait_for web_is '0 < stats["stats"][-1]["num_requests"]'
    curl -sS "$web/stop" >/dev/null
    ok "it stops, and is ready again" wait_for web_is 'stats["state"] == "stopped" and [w["state"] for w in stats["workers"]] == ["ready"]'
    before=$(served /)
    ok "no user runs on" eval 'nap 0.3; same "$(served /)" "$before"'
    web_start 3
    ok "it starts again" wait_for web_is 'stats["user_count"] == 3 and stats["stats"][-1]["num_requests"] > 5'
    kill -TERM "$worker"
    ok "on SIGTERM the worker ends" ends "$worker"
    ok "with status 0" same "$status" 0
    ok "and has told the master" wait_for master_has 'quit. 0 workers ready'
}

messages() {
    cat >"$work/talk.swarm" <<'END'
shared heard = ""
on message "answer" (m) { heard = m.to.text }
user Visitor {
    wait 200ms
    on start { publish "said", { text: "hello", "list": [1, 2.5, none, true] } }
    task wait { log "heard ${heard}" }
    task break { let one = [1]  log one[random_int(1, 1)] + 1 }
}
user Admin { task nothing { wait 1s } }
END
    shop=$work/talk.swarm
    start_nginx_counting
    start_master --headless -u 2 -r 2 -t 5s --expect-workers 1 --csv "$work/out"
    start_worker
    ok "the master ends" ends "$master"
    ok "a published message reaches the master" master_has "said .'text': 'hello', 'list': .1, 2.5, None, True"
    ok "its message runs on message" worker_has 'heard hello'
    ok "errors of the scenario are exceptions at the master" file_has "$work/out_exceptions.csv" 'talk.swarm:7'
}

# A scenario without the kinds that the master names.
other_kinds() {
    echo 'user Buyer { wait 1s task home { get "/" } }' >"$work/other.swarm"
    shop=$work/other.swarm
    start_nginx_counting
    start_master --headless -u 2 -r 2 -t 3s --expect-workers 1 --csv "$work/out"
    start_worker
    ok "the master ends" ends "$master"
    ok "the worker says what is missing" worker_has 'no kind of user .Visitor.'
    ok "and the master hears it" file_has "$work/out_exceptions.csv" 'no kind of user .Visitor.'
}

setup_fails() {
    echo 'setup { fail "no database" } user Visitor { task home { get "/" } }' >"$work/setup.swarm"
    shop=$work/setup.swarm
    start_nginx_counting
    start_master --headless -u 1 -r 1 -t 20s --expect-workers 1 --csv "$work/out"
    start_worker
    ok "the worker ends" ends "$worker"
    ok "with status 4" same "$status" 4
    ok "the master ends, since it has no worker left" ends "$master"
    ok "and knows why" file_has "$work/out_exceptions.csv" 'setup. of the scenario failed'
}

# The master is killed, and starts again on its port.
restart() {
    start_nginx_counting
    start_master --headless -u 3 -r 3 --expect-workers 1
    start_worker
    ok "users run" wait_for master_has 'All users spawned'
    kill -KILL "$master"
    ok "the worker notices" wait_for worker_has 'connection to the master is lost'
    start_master --headless -u 2 -r 2 -t 3s --expect-workers 1
    ok "the new master gets the worker" wait_for master_has 'All users spawned: ..Admin.: ., .Visitor.: .. .2 total'
    ok "the old run was stopped" worker_has 'Stopping: the master was restarted'
    ok "the new master ends" ends "$master"
    ok "the worker too" ends "$worker"
    ok "with status 0" same "$status" 0
}

# What listens there is no master.
wrong_port() {
    start_nginx_counting
    port=${host##*:}
    start_worker
    ok "it says that this is no master" wait_for worker_has "port $port (isn't a master|accepts connections, but)"
    kill -TERM "$worker"
    ok "it ends on SIGTERM" ends "$worker"
}

no_master() {
    port=$(free_port)
    start_worker -u 5
    ok "it says that it waits" wait_for worker_has "Waiting for a master at 127.0.0.1 port $port"
    ok "it says that -u has no effect" worker_has '(-u|--users) has no effect with --worker'
    kill -INT "$worker"
    ok "it ends on Ctrl-C" ends "$worker"
}

bad_address() {
    run "$swarm" run "$shop" --worker --master-host 'no host'
    ok "a host that can't be: status 2" status_is 2
    ok "a line says so" err_has "^swarm: --master-host: can't connect to no host port 5557"
}

together headless web messages other_kinds setup_fails restart wrong_port no_master bad_address
finish
