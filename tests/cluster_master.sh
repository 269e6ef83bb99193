#!/bin/bash
# A master with workers of swarm, of Locust, and both: users, numbers, `shared`, and what goes wrong.
. tests/support/lib.sh

cat >"$work/shop.swarm" <<'END'
shared token = "none"
shared mode = "none"
setup {
    token = "abc"
    publish "mode", "sale"
}
on message "mode" (m) {
    wait 100ms
    mode = m
}

user Visitor weight 3 {
    wait 50ms
    task home { get "/" { query { token: token, mode: mode } } }
    task missing { get "/nothing" }
}
user Admin {
    wait 50ms
    task front { get "/" as "front" { query { id: user.id, worker: worker.index, of: worker.count } } }
}
END
shop=$work/shop.swarm

# start_counting_server: nginx that logs each request. served PATTERN: how many were logged.
start_counting_server() {
    start_nginx 'location = / { return 200 "hello"; } location / { return 404; }'"access_log $work/access.log combined;"
}
served() { grep -cE "\"GET $1 " "$work/access.log"; }

# start_master [arguments]: on a free port, in the background; sets $port, $master.
start_master() {
    port=${port:-$(free_port)}
    "$swarm" run "$shop" -H "$host" -s 5 --master --master-bind-host 127.0.0.1 --master-bind-port "$port" --json-file "$work/all.json" \
        "$@" >"$work/master.out" 2>"$work/master.err" </dev/null &
    master=$!
    servers+=("$master")
}

# start_worker NUMBER [arguments]: in the background; sets $worker and ${workers[NUMBER]}.
workers=()
start_worker() {
    "$swarm" run "$shop" --worker --master-port "$port" --json-file "$work/own$1.json" "${@:2}" \
        >"$work/worker$1.out" 2>"$work/worker$1.err" </dev/null &
    worker=$!
    workers[$1]=$worker
    servers+=("$worker")
}

# start_locust_worker: Debian's Locust with user classes of the same names.
start_locust_worker() {
    cat >"$work/locustfile.py" <<'END'
from locust import HttpUser, constant, task

class Visitor(HttpUser):
    wait_time = constant(0.05)
    @task
    def home(self):
        self.client.get("/?by=locust", name="/")
    @task
    def missing(self):
        self.client.get("/nothing?by=locust", name="/nothing")

class Admin(HttpUser):
    wait_time = constant(0.05)
    @task
    def front(self):
        self.client.get("/?by=locust", name="front")
END
    "$python" tests/servers/locust_master.py -f "$work/locustfile.py" --worker --master-host 127.0.0.1 --master-port "$port" \
        >"$work/locust.out" 2>&1 </dev/null &
    locust=$!
    servers+=("$locust")
}

# ends PID: waits for its end; sets $status.
ends() {
    wait_for eval "! kill -0 $1 2>/dev/null" || return 1
    wait "$1"
    status=$?
}
master_has() { file_has "$work/master.err" "$1"; }
worker_has() { file_has "$work/worker$1.err" "$2"; }

# of FILE EXPRESSION: a Python expression on the results `r`; `row` finds a row by its name.
of() { "$python" -c 'import json, sys
r = json.load(open(sys.argv[1]))
def row(name): return next((w for w in r["rows"] if w["name"] == name), {"requests": 0, "failures": 0})
print(eval(sys.argv[2]))' "$work/$1.json" "$2"; }
sum_of() { local file sum=0; for file in own1 own2; do sum=$((sum + $(of $file "$1"))); done; echo $sum; }

# The histograms of the master's results are those of the workers together, bucket by bucket.
histograms_agree() {
    "$python" -c 'import collections, json, sys
def buckets(paths):
    total = collections.Counter()
    for path in paths:
        for row in json.load(open(path))["rows"]:
            for kind, list in row["histograms_ns"].items():
                for low, count in (list.items() if isinstance(list, dict) else list):
                    total[row["name"], kind, low] += count
    return total
one, many = buckets(sys.argv[1:2]), buckets(sys.argv[2:])
if not one or one != many: sys.exit("%d buckets, %d of the workers" % (len(one), len(many)))' "$@"
}

two_workers() {
    start_counting_server
    start_master --headless -u 8 -r 8 -t 3s --expect-workers 2
    start_worker 1
    start_worker 2
    ok "the master ends" ends "$master"
    ok "its status says that requests failed" same "$status" 1
    ok "a worker ends with status 0" eval 'ends "${workers[1]}" && same "$status" 0'
    ok "the other, too" eval 'ends "${workers[2]}" && same "$status" 0'
    for name in / /nothing front; do
        ok "requests of $name are those of the workers" same "$(of all "row('$name')['requests']")" "$(sum_of "row('$name')['requests']")"
    done
    ok "and of the server" same "$(of all "r['aggregated']['requests']")" "$(served '.*')"
    ok "histograms are exact" histograms_agree "$work/all.json" "$work/own1.json" "$work/own2.json"
    ok "each worker has its share of users" eval 'worker_has 1 "All users spawned: 4" && worker_has 2 "All users spawned: 4"'
    ok "setup ran once, and its values came before the first user" same "$(served '/[?]token=abc&mode=sale')" "$(of all "row('/')['requests']")"
    ok "ids of users are unique" same "$(grep -o 'id=[0-9]*&worker=[01]&of=2' "$work/access.log" | sort -u | sed 's/&.*//' | uniq -d)" ""
    ok "there are two of kind Admin" same "$(grep -o 'id=[0-9]*' "$work/access.log" | sort -u | wc -l)" 2
}

mixed() {
    start_counting_server
    start_master --headless -u 8 -r 8 -t 5s --expect-workers 2
    start_worker 1
    start_locust_worker
    ok "the master ends" ends "$master"
    ok "requests are those of the server" same "$(of all "r['aggregated']['requests']")" "$(served '.*')"
    ok "failures, too" same "$(of all "r['aggregated']['failures']")" "$(served '/nothing.*')"
    ok "both have worked" eval '[ "$(grep -c "by=locust" "$work/access.log")" -gt 20 ] && [ "$(grep -vc "by=locust" "$work/access.log")" -gt 20 ]'
    ok "there are three rows" same "$(of all 'len(r["rows"])')" 3
    ok "Locust's worker ends" ends "$locust"
}

shares() {
    echo 'user Visitor { wait 1ms task home { get "/" } }' >"$work/count.swarm"
    shop=$work/count.swarm
    start_counting_server
    start_master --headless -u 5 -r 100 --iterations 100 --expect-workers 3
    for i in 1 2 3; do start_worker $i; done
    ok "the run ends after --iterations" ends "$master"
    ok "exactly that many tasks ran" same "$(served /)" 100
    ok "with status 0" same "$status" 0
}

arrivals() {
    echo 'user Visitor { task home { get "/?${user.id}" } } load { rate 100/s for 3s }' >"$work/rate.swarm"
    shop=$work/rate.swarm
    start_counting_server
    start_master --headless --expect-workers 3
    for i in 1 2 3; do start_worker $i; done
    ok "the run ends" ends "$master"
    ok "all users have arrived" same "$(of all "r['aggregated']['requests']") $(of all "r['arrivals']")" '300 300'
    ok "each once" same "$(grep -o 'GET /?[0-9]*' "$work/access.log" | sort -u | wc -l)" 300
    ok "on three workers" eval 'for i in 1 2 3; do worker_has $i "Joined the master" && [ "$(of own$i "r[\"aggregated\"][\"requests\"]")" -gt 80 ] || exit 1; done'
}

stop_run() {
    echo 'user Visitor { wait 10ms task home { get "/" } task last { wait 1s stop run } }' >"$work/stop.swarm"
    shop=$work/stop.swarm
    start_counting_server
    start_master --headless -u 4 -r 100 --expect-workers 2
    start_worker 1
    start_worker 2
    ok "stop run ends the run everywhere" ends "$master"
    ok "the master says why" master_has 'Stopping: stop run'
    ok "requests are those of the server" same "$(of all "r['aggregated']['requests']")" "$(served /)"
}

thresholds() {
    cp "$shop" "$work/limits.swarm"
    echo 'thresholds { failed < 10% abort after 2s }' >>"$work/limits.swarm"
    shop=$work/limits.swarm
    start_counting_server
    start_master --headless -u 4 -r 100 -t 60s --expect-workers 2
    start_worker 1
    start_worker 2
    ok "a threshold ends the run over all workers" ends "$master"
    ok "with status 3" same "$status" 3
    ok "it is the master that judges" eval 'master_has "a threshold with .abort. was missed" && ! worker_has 1 "was missed"'
}

# A worker is killed; its users start on the other one. What it hadn't sent is lost, and nothing is counted twice.
killed() {
    start_counting_server
    start_master --headless -u 8 -r 100 -t 12s --expect-workers 2
    start_worker 1
    start_worker 2
    wait_for worker_has 2 'All users spawned: 4' || give_up "users run" "$work/master.err"
    kill -KILL "${workers[2]}"
    ok "the master notices" wait_for master_has "worker . .*hasn't sent a heartbeat"
    ok "its users start elsewhere" wait_for worker_has 1 'All users spawned: 8'
    ok "the run goes on to its end" eval 'ends "$master" && same "$status" 1'
    ok "nothing is counted twice" eval '[ "$(of all "r[\"aggregated\"][\"requests\"]")" -le "$(served ".*")" ]'
    ok "at most two seconds of four users are lost" eval '[ $(($(served ".*") - $(of all "r[\"aggregated\"][\"requests\"]"))) -le 160 ]'
}

# It stands still for longer than the master waits, and goes on.
stopped_for_a_while() {
    start_counting_server
    start_master --headless -u 8 -r 100 -t 20s --expect-workers 2
    start_worker 1
    start_worker 2
    wait_for worker_has 2 'All users spawned: 4' || give_up "users run" "$work/master.err"
    kill -STOP "${workers[2]}"
    ok "the master notices" wait_for master_has "hasn't sent a heartbeat"
    ok "its users start elsewhere" wait_for worker_has 1 'All users spawned: 8'
    kill -CONT "${workers[2]}"
    ok "it comes back" wait_for master_has 'is back'
    ok "with its share" wait_for eval '[ "$(grep -c "All users spawned: 4" "$work/worker1.err")" = 2 ]'
    ok "the run ends" eval 'ends "$master" && same "$status" 1'
    ok "it ends with status 0" eval 'ends "${workers[2]}" && same "$status" 0'
    ok "requests are those of the server" same "$(of all "r['aggregated']['requests']")" "$(served '.*')"
}

# Two runs; between them a worker is killed.
second_run() {
    local web_port=$(free_port)
    web=http://127.0.0.1:$web_port
    start_counting_server
    start_master --web-port "$web_port"
    start_worker 1
    start_worker 2
    wait_for master_has '2 workers connected' || give_up "the workers join" "$work/master.err"
    api_start() { curl -sS "$web/api/start" -H 'Content-Type: application/json' -d '{"users":4,"spawn_rate":100}' >/dev/null; }
    users_are() { curl -sS "$web/stats/requests" | grep -q "\"user_count\": *$1[,}]"; }
    api_start
    ok "users run" wait_for users_are 4
    kill -KILL "${workers[2]}"
    ok "the other worker takes them over" wait_for worker_has 1 'All users spawned: 4'
    ok "all of them" wait_for users_are 4
    curl -sS -X POST "$web/api/stop" >/dev/null
    wait_for eval 'curl -sS "$web/stats/requests" | grep -q "\"state\": *\"stopped\""'
    api_start
    ok "in the next run, there are as many as asked for" wait_for users_are 4
    kill -TERM "$master"
    ok "the master ends" ends "$master"
}

# A master that is killed and started again: its workers join the new one, and their old run is over.
restarted() {
    start_counting_server
    start_master --headless -u 3 -r 100 --expect-workers 1
    start_worker 1
    wait_for worker_has 1 'All users spawned: 3' || give_up "users run" "$work/master.err"
    kill -KILL "$master"
    ok "the worker notices" wait_for worker_has 1 'connection to the master is lost'
    start_master --headless -u 2 -r 100 -t 2s --expect-workers 1
    ok "it works for the new one" eval 'ends "$master" && worker_has 1 "All users spawned: 2"'
    ok "the old run was stopped" worker_has 1 'Stopping: the master was restarted'
    ok "it ends with status 0" eval 'ends "${workers[1]}" && same "$status" 0'
}

# The master stands still for longer than it waits for heartbeats. No worker is lost by that.
master_stopped() {
    start_counting_server
    start_master --headless -u 4 -r 100 -t 12s --expect-workers 1
    start_worker 1
    wait_for worker_has 1 'All users spawned: 4' || give_up "users run" "$work/master.err"
    kill -STOP "$master"
    nap 6
    kill -CONT "$master"
    ok "the run goes on to its end" eval 'ends "$master" && same "$status" 1'
    ok "no worker is lost" eval '! has "heartbeat" "$work/master.err"'
    ok "requests are those of the server" same "$(of all "r['aggregated']['requests']")" "$(served '.*')"
}

# A program that introduces itself as boomer does, with -1, and isn't swarm.
other_program() {
    start_counting_server
    start_master --headless -u 1 -r 1 -t 2s --expect-workers 1
    "$python" - "$port" >"$work/heard" <<'END' &
import msgpack, sys, time, zmq
socket = zmq.Context().socket(zmq.DEALER)
socket.setsockopt(zmq.IDENTITY, b"go_1")
socket.connect("tcp://127.0.0.1:" + sys.argv[1])
def send(type, data): socket.send(msgpack.packb([type, data, "go_1"]))
send("client_ready", -1)
state, until = "ready", time.time() + 60
while time.time() < until:
    send("heartbeat", {"state": state, "current_cpu_usage": 1.5})
    while socket.poll(300):
        type, data, _ = msgpack.unpackb(socket.recv())
        print(type, data, flush=True)
        if type == "spawn":
            state = "running"
            send("spawning", None)
            send("spawning_complete", {"user_classes_count": data["user_classes_count"], "user_count": 1})
        if type == "stop":
            send("client_stopped", None)
            send("stats", {"stats": [], "errors": {}, "user_classes_count": {}, "user_count": 0})
        if type == "quit": sys.exit()
END
    servers+=($!)
    ok "it takes part" eval 'ends "$master" && file_has "$work/heard" "^spawn .*(.Visitor.: 1|.Admin.: 1)"'
    ok "and is told to stop and to quit" eval 'file_has "$work/heard" "^stop" && wait_for file_has "$work/heard" "^quit"'
}

late() {
    start_counting_server
    start_master --headless -u 8 -r 100 -t 6s
    start_worker 1
    wait_for worker_has 1 'All users spawned: 8' || give_up "users run" "$work/master.err"
    start_worker 2
    ok "a worker that joins gets its share" wait_for worker_has 2 'All users spawned: 4'
    ok "the other one keeps the rest" wait_for worker_has 1 'All users spawned: 4'
    ok "it has what setup has set" eval 'ends "$master" && same "$(served "/[?]token=abc&mode=sale")" "$(of all "row(\"/\")[\"requests\"]")"'
    ok "requests are those of the server" same "$(of all "r['aggregated']['requests']")" "$(served '.*')"
}

left() {
    start_counting_server
    start_master --headless -u 4 -r 100 -t 20s --expect-workers 1
    start_worker 1
    wait_for worker_has 1 'All users spawned: 4' || give_up "users run" "$work/master.err"
    kill -TERM "${workers[1]}"
    ok "the worker ends" eval 'ends "${workers[1]}" && same "$status" 0'
    ok "without workers, the run ends" ends "$master"
    ok "and says why" master_has 'Stopping: no worker is left'
    ok "what it did is counted" same "$(of all "r['aggregated']['requests']")" "$(served '.*')"
}

other_scenario() {
    start_counting_server
    start_master --headless -u 1 --expect-workers 1 --expect-workers-max-wait 5s
    sed 's/weight 3/weight 4/' "$shop" >"$work/other.swarm"
    shop=$work/other.swarm
    start_worker 1
    ok "the worker is refused" eval 'ends "$worker" && same "$status" 4'
    ok "it says why" worker_has 1 "the master refuses this worker: its file .other.swarm. differs from the master.s .shop.swarm."
    ok "the master, too" master_has 'worker 0 .* was refused: its file'
    ok "the master gives up with status 4" eval 'ends "$master" && same "$status" 4'
    ok "and says so" master_has 'Gave up waiting for workers'
}

setup_fails() {
    echo 'setup { fail "no database" } user Visitor { task home { get "/" } }' >"$work/setup.swarm"
    shop=$work/setup.swarm
    start_counting_server
    start_master --headless -u 1 --expect-workers 1
    start_worker 1
    ok "setup of the master fails: status 4" eval 'ends "$master" && same "$status" 4'
    ok "no user has started" eval '! [ -s "$work/access.log" ]'
    ok "the worker ends with status 0" eval 'ends "$worker" && same "$status" 0'
}

page() {
    local web_port=$(free_port)
    web=http://127.0.0.1:$web_port
    start_counting_server
    start_master --web-port "$web_port"
    ok "without a worker, a start is refused" eval 'wait_for listening "$web_port" && curl -sS "$web/api/start" -H "Content-Type: application/json" -d "{\"users\":4}" | grep -q "no worker is connected"'
    start_worker 1
    wait_for master_has '1 worker connected' || give_up "the worker joins" "$work/master.err"
    for round in 1 2; do
        curl -sS "$web/api/start" -H 'Content-Type: application/json' -d '{"users":4,"spawn_rate":100}' >/dev/null
        ok "run $round: users run" wait_for eval 'curl -sS "$web/stats/requests" | grep -q "\"user_count\": *4[,}]"'
        curl -sS "$web/api/stop" -X POST >/dev/null
        ok "run $round: it stops" wait_for eval 'curl -sS "$web/stats/requests" | grep -q "\"state\": *\"stopped\""'
    done
    kill -TERM "$master"
    ok "the master ends" ends "$master"
    ok "the worker ends" ends "$worker"
}

# Constants that the start dialog changes hold for the workers, for one run; the names of rows follow.
constants() {
    local web_port=$(free_port)
    web=http://127.0.0.1:$web_port
    echo 'const path = "/"  user Visitor { wait 50ms task home { get "${path}" } }' >"$work/constant.swarm"
    shop=$work/constant.swarm
    start_counting_server
    start_master --web-port "$web_port"
    start_worker 1
    start_worker 2
    wait_for master_has '2 workers connected' || give_up "the workers join" "$work/master.err"
    starts() { curl -sS "$web/api/start" -H 'Content-Type: application/json' -d "$1" >"$work/body"; }
    stops() {
        curl -sS "$web/api/stop" -X POST >/dev/null
        wait_for eval 'curl -sS "$web/stats/requests" | grep -q "\"state\": *\"stopped\""'
    }
    requests_of() { curl -sS "$web/stats/requests" | grep -q "\"name\": *\"$1\""; }
    starts '{"users":4,"spawn_rate":100,"constants":{"path":"/other"}}'
    ok "a run with another value: the server sees it" wait_for eval '[ "$(served /other)" -gt 20 ]'
    ok "the results have its name" wait_for requests_of /other
    ok "no request has the old one" eval 'same "$(served /)" 0 && ! requests_of /'
    ok "it ends" stops
    starts '{"users":4,"spawn_rate":100}'
    ok "the next run has the value of the file" wait_for eval '[ "$(served /)" -gt 20 ] && requests_of /'
    ok "it ends, too" stops
    starts '{"users":4,"constants":{"path":5}}'
    ok "a value of another type is refused" file_has "$work/body" 'constants.path'
    kill -TERM "$master"
    ok "the master ends" ends "$master"
    ok "the workers end" eval 'ends "${workers[1]}" && ends "${workers[2]}"'
}

# Each report is lost at first, also the last ones of a run: they are sent again, and the run waits for them.
lost_reports() {
    start_counting_server
    start_master --headless -u 4 -r 100 -t 3s --expect-workers 1
    start_server lossy '^[0-9]' "$python" tests/servers/lossy_link.py "$port"
    port=$(<"$work/lossy.out") start_worker 1
    ok "the run ends" ends "$master"
    ok "requests are those of the server" same "$(of all "r['aggregated']['requests']")" "$(served '.*')"
    ok "nothing is said to be missing" eval '! master_has "delivered its last numbers"'
}

# The same for a worker that is told to end, beside another one.
lost_reports_of_a_leaver() {
    start_counting_server
    start_master --headless -u 4 -r 100 -t 8s --expect-workers 2
    start_worker 1
    start_server lossy '^[0-9]' "$python" tests/servers/lossy_link.py "$port"
    port=$(<"$work/lossy.out") start_worker 2
    wait_for worker_has 2 'All users spawned: 2' || give_up "users run" "$work/master.err"
    kill -TERM "${workers[2]}"
    ok "it ends" eval 'ends "${workers[2]}" && same "$status" 0'
    ok "the run ends" ends "$master"
    ok "requests are those of the server" same "$(of all "r['aggregated']['requests']")" "$(served '.*')"
}

port_in_use() {
    start_counting_server
    run "$swarm" run "$shop" --master --master-bind-host 127.0.0.1 --master-bind-port "${host##*:}" --headless
    ok "a port in use: status 2" status_is 2
    ok "one line says so" err_has "^swarm: --master-bind-host, --master-bind-port: can't listen on 127.0.0.1 port"
}

# --cluster-key: who doesn't have the file can't join, and nothing is sent in the clear.
with_key() {
    openssl rand -hex 32 >"$work/key"
    printf '%s' "$(<"$work/key")" >"$work/same-key" # without its newline
    openssl rand -hex 32 >"$work/other-key"
    start_counting_server
    start_master --headless -u 2 -r 100 -t 3s --expect-workers 1 --cluster-key "$work/key"
    start_worker 1
    ok "without the key: refused" wait_for worker_has 1 '(same|demands a) --cluster-key'
    start_worker 2 --cluster-key "$work/other-key"
    ok "with another key: refused" wait_for worker_has 2 "don't have the same --cluster-key"
    ok "the master says so" wait_for master_has 'a worker without this --cluster-key was refused'
    start_worker 3 --cluster-key "$work/same-key"
    ok "with the key, the run works" eval 'ends "$master" && same "$(of all "r[\"aggregated\"][\"requests\"]")" "$(served ".*")"'
    ok "the worker with the key ends" eval 'ends "${workers[3]}" && same "$status" 0'
    kill -TERM "${workers[1]}" "${workers[2]}"
    ok "each reason is logged once" same "$(grep -c 'same --cluster-key' "$work/worker2.err")" 1
    ok "those without end, too" eval 'ends "${workers[1]}" && ends "${workers[2]}"'
    run "$swarm" run "$shop" --master --cluster-key "$work/none"
    ok "a key that can't be read: status 2" eval 'status_is 2 && err_has "^swarm: --cluster-key: can.t read .*/none: No such file"'
    echo short >"$work/short"
    run "$swarm" run "$shop" --worker --cluster-key "$work/short"
    ok "a short key: status 2" eval 'status_is 2 && err_has "too short for a key; make one with: openssl rand -hex 32"'
}

# Frames that nobody should send. The master drops them, and works on.
hostile() {
    start_counting_server
    start_master --headless -u 2 -r 100 -t 5s --expect-workers 1
    wait_for master_has 'Listening for workers' || give_up "the master listens" "$work/master.err"
    "$python" - "$port" tests/fuzz/seeds/frame/* <<'END'
import msgpack, os, sys, zmq
socket = zmq.Context().socket(zmq.DEALER)
socket.setsockopt(zmq.IDENTITY, b"evil_1")
socket.connect("tcp://127.0.0.1:" + sys.argv[1])
for path in sys.argv[2:]:
    socket.send(open(path, "rb").read())
for n in range(200):
    socket.send(os.urandom(n))
socket.send_multipart([b"", b"x", b"y"])
socket.send(b"\x93\xacclient_ready\xff\xa6evil_2")
# Known to the master, it sends each type with what makes no sense.
def send(type, data): socket.send(msgpack.packb([type, data, "evil_1"]))
send("client_ready", "2.12.1")
odd = [None, -1, 1e300, "text", b"bytes", [], [[]], {}, {"a": 1}, {"stats": 5, "errors": 7, "user_classes_count": 9},
       {"stats": [None, {}, {"name": "/", "method": "GET", "num_requests": 2**60, "response_times": {"x": 1}}]},
       {"run": 1, "swarm": os.urandom(500), "elapsed_ns": 2**53}, {"run": 1, "swarm": b"", "health": [[9, 9, 9, 9], 5]},
       {"user_classes_count": {"Visitor": 2**53, 5: 5}}, {"state": 5, "current_cpu_usage": "x"}, {"protocol": 1, "scenario": 5}, {"protocol": 3},
       {"protocol": 3, "files": [5, ["x"], [[], {}]], "constants": 7}, {"file": 2**40, "offset": 5}, {"file": 0, "offset": 2**50},
       {"msg": 5, "traceback": b"x"}, {"why": "\0", "is_done": 2**40}]
for type in ["heartbeat", "stats", "spawning", "spawning_complete", "exception", "swarm_hello", "swarm_piece", "logs", "custom"]:
    for data in odd: send(type, data)
send("quit", None)
socket.close(30000) # milliseconds for what is still to be sent
END
    start_worker 1
    ok "the run works" eval 'ends "$master" && same "$(of all "r[\"aggregated\"][\"requests\"]")" "$(served ".*")"'
    ok "the log says what came" master_has "isn't a frame of the protocol"
}

together stopped_for_a_while killed second_run master_stopped two_workers mixed shares arrivals stop_run thresholds late left \
    restarted other_program other_scenario setup_fails page constants lost_reports lost_reports_of_a_leaver port_in_use hostile with_key
finish
