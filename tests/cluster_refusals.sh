#!/bin/bash
# What can be wrong between a master and a worker: both say what it is and what to do, with the exit status of swarm(1).
. tests/support/lib.sh

echo 'user Visitor { wait 50ms task home { get "/" } }' >"$work/shop.swarm"
shop=$work/shop.swarm

start_master() {
    port=${port:-$(free_port)}
    "$swarm" run "$shop" -H "${host:-http://127.0.0.1:1}" --master --master-bind-host 127.0.0.1 --master-bind-port "$port" "$@" \
        >"$work/master.out" 2>"$work/master.err" </dev/null &
    master=$!
    servers+=("$master")
    wait_for master_has 'Listening for workers' || give_up "the master listens" "$work/master.err"
}

# start_worker [arguments]: in the background; sets $worker.
start_worker() {
    "$swarm" run "${file:-$shop}" --worker --master-port "$port" "$@" >"$work/worker.out" 2>"$work/worker.err" </dev/null &
    worker=$!
    servers+=("$worker")
}

ends() {
    wait_for eval "! kill -0 $1 2>/dev/null" || return 1
    wait "$1"
    status=$?
}
master_has() { file_has "$work/master.err" "$1"; }
worker_has() { file_has "$work/worker.err" "$1"; }

# peer CODE…: a program in Python that talks to the master at $port; its output is in $work/peer.out.
peer() {
    "$python" - "$port" >"$work/peer.out" 2>&1 <<END1 &
import msgpack, sys, time, zmq
context = zmq.Context()
def connect(id):
    socket = context.socket(zmq.DEALER)
    socket.setsockopt(zmq.IDENTITY, id.encode())
    socket.connect("tcp://127.0.0.1:" + sys.argv[1])
    return socket
def send(socket, id, type, data): socket.send(msgpack.packb([type, data, id]))
def hear(socket, seconds=60):
    if not socket.poll(int(seconds * 1000)): return None, None
    type, data, _ = msgpack.unpackb(socket.recv())
    print(type, data, flush=True)
    return type, data
$1
END1
    peer=$!
    servers+=("$peer")
}
peer_says() { wait_for file_has "$work/peer.out" "$1"; }

# nobody FILE: nobody listens there.
nobody() {
    file=$1 port=$(free_port)
    start_worker --master-max-wait 2s
    ok "nobody, $1: status 4" eval 'ends "$worker" && same "$status" 4'
    ok "nobody, $1: it waits first" worker_has "INFO: Waiting for a master at 127.0.0.1 port $port"
    ok "nobody, $1: it says what to do" worker_has "ERROR: no master has answered at 127.0.0.1 port $port for 2 s; start it, or check --master-host, --master-port"
}

# other_server FILE: an HTTP server.
other_server() {
    start_nginx 'location / { return 200; }'
    file=$1 port=${host##*:}
    start_worker --master-max-wait 3s
    ok "an HTTP server, $1: status 4" eval 'ends "$worker" && same "$status" 4'
    ok "an HTTP server, $1: it says that this is no master" worker_has "port $port (isn't a master|accepts connections, but doesn't).*check --master-host and --master-port"
}

# silent FILE: a program that speaks ZeroMQ, but isn't a master.
silent() {
    file=$1 port=$(free_port)
    "$python" -c 'import sys, zmq
socket = zmq.Context().socket(zmq.ROUTER)
socket.bind("tcp://127.0.0.1:" + sys.argv[1])
while True: socket.send_multipart([socket.recv_multipart()[0], b"what?"])' "$port" &
    servers+=($!)
    start_worker --master-max-wait 16s
    ok "a silent program, $1: status 4" eval 'ends "$worker" && same "$status" 4'
    ok "a silent program, $1: it says so" worker_has "WARNING: .* port $port accepts connections, but doesn't answer as a master does; check --master-host and --master-port"
    ok "a silent program, $1: what came is logged" worker_has "the master has sent something that isn't a frame"
    ok "a silent program, $1: it gives up" worker_has 'ERROR: no master has answered'
}

# Browsers and workers of other programs at the port of a master.
strangers() {
    start_master --headless --expect-workers 1
    curl -sS -m 5 "http://127.0.0.1:$port/" >/dev/null 2>&1
    ok "an HTTP client at the master: it says so" wait_for master_has "WARNING: something that doesn't speak ZeroMQ has connected"
    peer 'one = connect("celery_1"); one.send(b"task")
two = connect("old_1"); send(two, "old_1", "client_ready", None)
hear(two)'
    ok "a worker of another program: the master says so" wait_for master_has "something that isn't a frame of the protocol has arrived"
    ok "a worker without a version, too" wait_for master_has "a worker was refused: it isn't one of swarm or Locust 2"
}

gives_up() {
    start_master --headless --expect-workers 1 --expect-workers-max-wait 1s
    ok "no worker: the master ends with status 4" eval 'ends "$master" && same "$status" 4'
    ok "and says why" master_has 'ERROR: Gave up waiting for workers'
}

# A worker of another version: what it hears is what any swarm logs.
older_worker() {
    start_master --headless --expect-workers 1
    peer 'one = connect("old_1"); send(one, "old_1", "client_ready", -1)
hear(one); send(one, "old_1", "swarm_hello", {"protocol": 2, "scenario": "x"})
hear(one)'
    ok "an older worker: it hears why" peer_says 'swarm_refused .*it speaks version 2 of swarm.s cluster protocol, and the master version 3; install the same version'
    ok "an older worker: the master says why" wait_for master_has 'ERROR: worker 0 .* was refused: it speaks version 2 of swarm.s cluster protocol, and the master version 3'
}

# newer_master FILE: a master of another version refuses a real worker, whatever it has to say.
newer_master() {
    start_server fake_master . "$python" tests/servers/fake_master.py \
        '[("swarm_refused", {"reason": "it speaks version 3 of the protocol, and the master version 9"})]' 9
    file=$1 port=$(head -n 1 "$work/fake_master.out")
    start_worker
    ok "a newer master, $1: status 4" eval 'ends "$worker" && same "$status" 4'
    ok "a newer master, $1: the worker says why" worker_has 'ERROR: the master refuses this worker: it speaks version 3 of the protocol'
    ok "a newer master, $1: it knows the version of the worker" file_has "$work/fake_master.out" '^swarm_hello .*.protocol.: 3'
}

# The page shows a worker that was refused.
on_the_page() {
    local web_port=$(free_port)
    start_master --web-port "$web_port"
    sed 's/50ms/60ms/' "$shop" >"$work/other.swarm"
    file=$work/other.swarm
    start_worker
    ok "another scenario: status 4" eval 'ends "$worker" && same "$status" 4'
    ok "the worker says which file differs" worker_has 'the master refuses this worker: its file .other.swarm. differs from the master.s .shop.swarm.; copy'
    ok "the master, too" master_has 'worker 0 .* was refused: its file .other.swarm. differs from the master.s .shop.swarm.'
    ok "the API shows it" eval 'curl -sS "http://127.0.0.1:$web_port/api/workers" >"$work/api.json" && file_has "$work/api.json" "\"state\": *\"refused\"" && file_has "$work/api.json" "\"refusal\": *\"its file .other.swarm. differs"'
    ok "and counts it" file_has "$work/api.json" '"refused": *1'
    ok "metrics, too" eval 'curl -sS "http://127.0.0.1:$web_port/metrics" | grep -q "swarm_workers{state=\"refused\"} 1"'
    kill -TERM "$master"
    ok "the master ends" ends "$master"
}

# Two workers with one id: the second one isn't heard, and the first one works on.
one_id() {
    start_master --headless -u 2 -r 100 -t 3s --expect-workers 1
    peer 'one = connect("twin_1"); send(one, "twin_1", "client_ready", -1)
print("first:", hear(one)[0])
two = connect("twin_1"); send(two, "twin_1", "client_ready", -1); send(two, "twin_1", "quit", None)
print("second:", hear(two, 1)[0], flush=True)
until = time.time() + 30
while time.time() < until:
    send(one, "twin_1", "heartbeat", {"state": "ready"})
    type, data = hear(one, 0.3)
    if type == "spawn": send(one, "twin_1", "spawning", None)
    if type == "stop":
        send(one, "twin_1", "client_stopped", None)
        send(one, "twin_1", "stats", {"stats": [], "errors": {}, "user_classes_count": {}, "user_count": 0})
    if type == "quit": break'
    ok "two workers with one id: the first one is accepted" peer_says 'first: ack'
    ok "the second one isn't answered" peer_says 'second: None'
    ok "the run goes on with the first one" eval 'ends "$master" && peer_says "^spawn " && ! master_has "has quit"'
}

# A clock that is an hour ahead: the master tells the worker.
clock() {
    start_master --headless -u 1 -t 60s --expect-workers 1
    hashes=$("$python" -c 'import hashlib, sys; print([["shop.swarm", hashlib.sha256(open(sys.argv[1], "rb").read()).hexdigest()]])' "$shop")
    peer "one = connect('late_1'); send(one, 'late_1', 'client_ready', -1)
hear(one); send(one, 'late_1', 'swarm_hello', {'protocol': 3, 'files': $hashes, 'constants': [], 'reactors': 1, 'numbering': 0})
until = time.time() + 30
while time.time() < until:
    send(one, 'late_1', 'heartbeat', {'state': 'ready'})
    type, data = hear(one, 0.3)
    if type == 'swarm_clock': send(one, 'late_1', 'swarm_clock', {'number': data['number'], 'wall_us': int((time.time() + 3600) * 1e6)})"
    ok "a clock an hour ahead: the master says so" wait_for master_has 'WARNING: the clock of worker 0 .* is 3600 s ahead of the master.s; .*set both clocks'
    ok "the worker hears it" peer_says '^swarm_warning the clock of this machine is 3600 s ahead of the master.s; set both'
    kill -TERM "$master"
    ok "the master ends" ends "$master"
}

# Too few file descriptors: to connect, to run, and for all users.
descriptors() {
    port=$(free_port)
    run bash -c 'ulimit -n 10 && exec "$@"' - "$swarm" run "$shop" --worker --master-port "$port"
    ok "no descriptors to connect: status 2" status_is 2
    ok "a line says what to do" err_has '^swarm: --master-host: 16 more file descriptors are needed, .*ulimit -n$'
    run bash -c 'ulimit -n 10 && exec "$@"' - "$swarm" run - --worker --master-port "$port"
    ok "the same for a program of the master" eval 'status_is 2 && err_has "16 more file descriptors .*ulimit -n$"'
    run bash -c 'ulimit -n 10 && exec "$@"' - "$swarm" run "$shop" --master --master-bind-host 127.0.0.1 --master-bind-port "$port"
    ok "the same for a master" eval 'status_is 2 && err_has "^swarm: --master-bind-host.* 16 more file descriptors"'
    start_target
    start_master --headless -u 9 -r 100 -t 5s --expect-workers 1
    (ulimit -n 50 && exec "$swarm" run "$shop" --worker --processes 9 --master-port "$port") >"$work/worker.out" 2>"$work/worker.err" </dev/null &
    worker=$!
    servers+=("$worker")
    ok "no descriptors to run: status 4" eval 'ends "$worker" && same "$status" 4'
    ok "the worker says why" worker_has "ERROR: the run can't start: the run needs 53 more file descriptors .*ulimit -n"
    ok "the master shows it among its errors" eval 'ends "$master" && file_has "$work/master.out" "the run needs 53 more file descriptors"'
}

# Enough to run, but not for a connection of each user.
few_descriptors() {
    start_target
    start_master --headless -u 60 -r 1000 -t 3s --expect-workers 1
    (ulimit -n 40 && exec "$swarm" run "$shop" --worker --processes 1 --master-port "$port") >"$work/worker.out" 2>"$work/worker.err" </dev/null &
    worker=$!
    servers+=("$worker")
    ok "few descriptors: the run ends" eval 'ends "$master" && ends "$worker" && same "$status" 0'
    ok "the worker says what to do" worker_has 'WARNING: this process can open only 40 files, .* increase the limit with .ulimit -n'
    ok "its generator is overloaded" file_has "$work/worker.out" 'connections failed because all 40 file descriptors were in use'
    ok "the master says so of the worker" file_has "$work/master.out" 'worker 0 .*: connections failed because all 40 file descriptors were in use'
}

# What the master says is in the worker's log.
warned() {
    start_server fake_master . "$python" tests/servers/fake_master.py '[("swarm_warning", "the clock of this machine is wrong")]'
    port=$(head -n 1 "$work/fake_master.out")
    start_worker
    ok "a warning of the master is in the log" wait_for worker_has 'WARNING: the master says: the clock of this machine is wrong'
    kill -TERM "$worker"
    ok "the worker ends" eval 'ends "$worker" && same "$status" 0'
}

together 'nobody $shop' 'nobody -' 'other_server $shop' 'other_server -' 'silent $shop' 'silent -' strangers gives_up older_worker \
    'newer_master $shop' 'newer_master -' on_the_page one_id clock warned descriptors few_descriptors
finish
