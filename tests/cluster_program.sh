#!/bin/bash
# Workers that get their program from the master (`-`), and what a master must not be able to do with that.
. tests/support/lib.sh

# The scenario is in a folder of its own, its data beside that folder, and an included file in one of -I.
mkdir -p "$work/site/load" "$work/site/data" "$work/lib"
cat >"$work/site/load/shop.swarm" <<'END1'
include "helpers"
const times = 1
data accounts = csv("../data/accounts.csv") unique
data colors = lines("../data/colors.txt") sequential
const greeting = read("greeting.txt")
user Visitor {
    task home {
        let account = take accounts
        if account is none { wait 1s } else {
            get "/?${account.name}&${greeting}&${times}&${helped()}" { }
            post "/upload" { multipart { "file": file("greeting.txt") } }
        }
    }
}
END1
echo 'fn helped() { return "helped" }' >"$work/lib/helpers.swarm"
printf hello >"$work/site/load/greeting.txt"
printf 'red\ngreen\n' >"$work/site/data/colors.txt"
{ echo name && seq -f 'account%g' 200; } >"$work/site/data/accounts.csv"
shop=$work/site/load/shop.swarm
lib=$work/lib

start_counting_server() {
    start_nginx 'location = / { return 200 "hello"; } location / { return 200; }'"access_log $work/access.log combined;"
}

# start_master [arguments]: on a free port, in the background; sets $port, $master.
start_master() {
    port=${port:-$(free_port)}
    "$swarm" run "$shop" -I "$lib" -H "$host" --master --master-bind-host 127.0.0.1 --master-bind-port "$port" \
        --json-file "$work/all.json" "$@" >"$work/master.out" 2>"$work/master.err" </dev/null &
    master=$!
    servers+=("$master")
}

# start_worker FILE [arguments]: in the background; sets $worker. Its private folders are in $work/tmp.
start_worker() {
    mkdir -p "$work/tmp" "$work/cwd"
    (cd "$work/cwd" && TMPDIR=$work/tmp exec "$swarm" run "$1" --worker --master-port "$port" "${@:2}") \
        >"$work/worker.out" 2>"$work/worker.err" </dev/null &
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
nothing_left() { same "$(ls "$work/tmp")" "" && same "$(ls "$work/cwd")" ""; }
requests() { grep -c "$1" "$work/access.log"; }

received() {
    start_counting_server
    start_master --headless -u 4 -r 100 --iterations 250 -t 4s --expect-workers 1 --var times=7
    start_worker -
    ok "the master ends" ends "$master"
    ok "with status 0" same "$status" 0
    ok "the worker ends with status 0" eval 'ends "$worker" && same "$status" 0'
    ok "the worker says what it got" worker_has 'Received `site/load/shop.swarm` from the master: 5 files'
    ok "the master says so" master_has 'worker 0 .* gets the program'
    ok "each row was used once, with all that was received" same \
        "$(grep -o 'GET /?[^ ]*' "$work/access.log" | sort -u | wc -l) $(requests 'GET /?account[0-9]*&hello&7&helped ')" '200 200'
    ok "it is worker 0 still" eval 'grep -q "\"index\": *0" "$work/all.json" && ! grep -q "\"index\": *1" "$work/all.json"'
    ok "nothing of it is left" nothing_left
}

# The master has it from standard input.
from_stdin() {
    start_counting_server
    port=$(free_port)
    echo 'user Visitor { wait 10ms task home { get "/" } }' |
        "$swarm" run - -H "$host" --master --master-bind-host 127.0.0.1 --master-bind-port "$port" --headless -u 2 -t 1s \
            >"$work/master.out" 2>"$work/master.err" &
    master=$!
    servers+=("$master")
    start_worker --locustfile=-
    ok "a program from standard input of the master: status 0" eval 'ends "$master" && same "$status" 0'
    ok "it ran" eval '[ "$(requests "GET / ")" -gt 10 ]'
}

# A large file, while another worker runs: nobody is taken for lost.
large() {
    echo 'data rows = csv("large.csv") random  user Visitor { wait 20ms task home { let r = take rows get "/" } }' >"$work/large.swarm"
    { echo name,value && yes "a name,$(printf 'x%.0s' {1..9992})" | head -n 2000; } >"$work/large.csv"
    shop=$work/large.swarm
    start_counting_server
    start_master --headless -u 4 -r 100 -t 600s --expect-workers 2
    start_worker -
    first=$worker
    mv "$work/worker.err" "$work/first.err"
    start_worker -
    ok "both have it" wait_for eval 'worker_has "All users spawned: 2" && file_has "$work/first.err" "All users spawned: 2"'
    ok "its size is right" worker_has 'Received .* 2 files, 20000.1 kB'
    kill -TERM "$worker"
    ok "SIGTERM ends a worker" eval 'ends "$worker" && same "$status" 0'
    kill -INT "$master"
    ok "the run ends" eval 'ends "$master" && ends "$first"'
    ok "nobody was taken for lost" eval '! master_has heartbeat'
    ok "nothing of it is left" nothing_left
}

# stopped SIGNAL: while pieces are still coming.
stopped() {
    start_server fake_master . "$python" tests/servers/fake_master.py '[program(file("a.swarm", b"x" * 10000000))]'
    port=$(<"$work/fake_master.out")
    port=${port%%$'\n'*}
    start_worker -
    ok "$1: pieces come" wait_for file_has "$work/fake_master.out" '^swarm_piece .*: 400'
    kill "-$1" "$worker"
    ok "$1: it ends" eval 'ends "$worker" && same "$status" 0'
    ok "$1: nothing of it is left" nothing_left
}

# A worker with a file of its own that isn't the master's. differs NAME SCRIPT REASON.
differs() {
    start_counting_server
    start_master --headless -u 1 --expect-workers 1
    cp -r "$home/site" "$home/lib" "$work/"
    (cd "$work" && eval "$2")
    start_worker "$work/site/load/shop.swarm" -I "$work/lib" ${4:-}
    ok "$1: the worker is refused" eval 'ends "$worker" && same "$status" 4'
    ok "$1: it says why" worker_has "the master refuses this worker: $3"
    ok "$1: the master, too" master_has "worker 0 .* was refused: $3"
    ok "$1: both say what to do" eval 'worker_has "start the worker with .-. as its file" && master_has "start the worker with .-."'
}

# A worker with the same files elsewhere.
equal() {
    start_counting_server
    start_master --headless -u 1 -t 1s --expect-workers 1
    cp -r "$home/site" "$home/lib" "$work/"
    start_worker "$work/site/load/shop.swarm" -I "$work/lib"
    ok "the same files in another folder are the same" eval 'ends "$master" && same "$status" 0 && ends "$worker" && same "$status" 0'
}

# The environment is that of each machine. Constants that differ by it are seen.
environment() {
    cat >"$work/env.swarm" <<'END1'
const place = env("PLACE", "nowhere")
user Visitor { wait 10ms task home { get "/?${place}" } }
END1
    shop=$work/env.swarm
    start_counting_server
    PLACE=here start_master --headless -u 1 -t 1s --expect-workers 1
    start_worker -
    ok "another environment: refused" eval 'ends "$worker" && same "$status" 4'
    ok "the worker names the constant" worker_has 'its constant `place` has another value'
    ok "the master, too" master_has 'its constant `place` has another value'
    ok "its folder is removed" nothing_left
    export PLACE=here
    start_worker -
    ok "the same environment: accepted" eval 'ends "$master" && same "$status" 0'
}

# Runs with other constants, and an error in one: its file has the name that the master gave it.
constants() {
    cat >"$work/const.swarm" <<'END1'
const page = "first"
user Visitor { wait 20ms task home { get "/?${page}" let none_of = [1] log none_of[random_int(1, 1)] + 1 } }
END1
    shop=$work/const.swarm
    local web_port=$(free_port)
    start_counting_server
    start_master --web-port "$web_port"
    start_worker -
    wait_for master_has '1 worker connected' || give_up "the worker joins" "$work/master.err"
    curl -sS "http://127.0.0.1:$web_port/api/start" -H 'Content-Type: application/json' \
        -d '{"users":2,"spawn_rate":100,"constants":{"page":"second"}}' >/dev/null
    ok "a constant of the start dialog: the worker has it" wait_for eval '[ "$(requests "GET /.second ")" -gt 3 ]'
    ok "an error names the file as the master does" wait_for eval 'curl -sS "http://127.0.0.1:$web_port/exceptions" >"$work/exceptions"; file_has "$work/exceptions" "[^/]const.swarm:2"'
    ok "and not by the private folder" file_lacks "$work/exceptions" 'tmp/swarm-'
    kill -TERM "$master"
    ok "both end" eval 'ends "$master" && ends "$worker"'
}

# It compiles on the master only.
not_compiling() {
    echo 'user Visitor { task home { get "/" { headers { token: env("TOKEN_OF_MASTER") } } } }' >"$work/env.swarm"
    shop=$work/env.swarm
    start_counting_server
    local web_port=$(free_port)
    TOKEN_OF_MASTER=x start_master --web-port "$web_port"
    start_worker -
    ok "a received program doesn't compile: status 2" eval 'ends "$worker" && same "$status" 2'
    ok "the worker says why" worker_has 'TOKEN_OF_MASTER isn.t set'
    ok "the master says so" wait_for master_has 'worker 0 .* was refused: it can.t run its scenario: env.swarm:1: .*TOKEN_OF_MASTER'
    ok "the page, too" eval 'curl -sS "http://127.0.0.1:$web_port/api/workers" | grep -q "\"state\": *\"refused\".*\"refusal\": *\"it can.t run its scenario: env.swarm:1"'
    ok "its folder is removed" nothing_left
    echo 'user Visitor { task home { git "/" } }' >"$work/broken.swarm"
    start_worker "$work/broken.swarm"
    ok "a worker's own file doesn't compile: status 2" eval 'ends "$worker" && same "$status" 2'
    ok "the master hears that" wait_for master_has 'worker 1 .* was refused: it can.t run its scenario: .*broken.swarm:1: '
}

locust() {
    echo 'from locust import User, task
class Visitor(User):
    @task
    def home(self): pass' >"$work/locustfile.py"
    port=$(free_port)
    "$python" tests/servers/locust_master.py -f "$work/locustfile.py" --master --master-bind-host 127.0.0.1 --master-bind-port "$port" \
        --headless --expect-workers 1 -u 1 -H http://127.0.0.1:1 >"$work/locust.out" 2>&1 </dev/null &
    servers+=($!)
    start_worker -
    ok "a master of Locust has no program: status 2" eval 'ends "$worker" && same "$status" 2'
    ok "one line says so" same "$(grep -v INFO: "$work/worker.err")" 'swarm: a master of Locust has no program for this worker; give a file in place of `-`'
    ok "nothing is left" nothing_left
}

# hostile NAME PROGRAM REASON: what a master sends is refused, and nothing is written outside.
hostile() {
    start_server fake_master . "$python" tests/servers/fake_master.py "$2"
    port=$(head -n 1 "$work/fake_master.out")
    start_worker -
    ok "$1: refused with status ${4:-4}" eval 'ends "$worker" && same "$status" '"${4:-4}"
    ok "$1: the worker says why" worker_has "$3"
    ok "$1: the master hears it" wait_for file_has "$work/fake_master.out" "^swarm_failed .*${5:-$3}"
    ok "$1: nothing is written elsewhere" eval 'nothing_left && [ ! -e "$work/evil" ] && [ ! -e /tmp/evil-swarm ]'
}
reads() { printf '[program(file("a.swarm", b"""%s"""))]' "$1"; }

# A program that reads what isn't its own, during the run.
reads_at_run() {
    cat >"$work/greedy.swarm" <<'END1'
user Visitor { wait 200ms task home { let name = "/etc/host" + join(["name"], "") log "got ${read(name)}" } }
END1
    shop=$work/greedy.swarm
    start_counting_server
    start_master --headless -u 1 -t 1s --expect-workers 1
    start_worker -
    ok "a path that is known only in the run is confined, too" eval 'ends "$master" && file_has "$work/master.out" "can only read files that came with it"'
}

# `config` of a received program doesn't choose files of the worker.
writes() {
    echo 'config { html "out.html" csv "out" } user Visitor { wait 10ms task home { get "/" } }' >"$work/writes.swarm"
    shop=$work/writes.swarm
    start_counting_server
    start_master --headless -u 1 -t 1s --expect-workers 1 --html "$work/master.html" --csv "$work/master"
    start_worker -
    ok "config of a received program: the run works" eval 'ends "$master" && same "$status" 0 && ends "$worker"'
    ok "and writes no file at the worker" nothing_left
}

changed() {
    start_counting_server
    cp -r "$home/site" "$home/lib" "$work/"
    shop=$work/site/load/shop.swarm lib=$work/lib
    start_master --headless -u 1 --expect-workers 1
    wait_for master_has 'Listening for workers' || give_up "the master listens" "$work/master.err"
    sed -i 's/account7$/account8/' "$work/site/data/accounts.csv"
    start_worker -
    ok "a file that was edited since the start of the master: status 4" eval 'ends "$worker" && same "$status" 4'
    ok "the worker says so" worker_has 'data/accounts.csv. has another hash than announced; if it was edited, restart the master'
    ok "the master, too" wait_for master_has 'refused: .*data/accounts.csv. has another hash'
}

together received from_stdin large equal environment constants not_compiling locust reads_at_run writes changed 'stopped TERM' 'stopped INT' \
    "differs data 'sed -i s/account7\$/other/ site/data/accounts.csv' 'its file .site/data/accounts.csv. differs from the master.s'" \
    "differs include 'echo >>lib/helpers.swarm' 'its file .lib/helpers.swarm. differs from the master.s'" \
    "differs scenario 'echo >>site/load/shop.swarm' 'its file .site/load/shop.swarm. differs from the master.s'" \
    "differs text 'echo -n bye >site/load/greeting.txt' 'its file .site/load/greeting.txt. differs from the master.s'" \
    "differs constant : 'its constant .times. has another value' '--var times=3'" \
    "hostile dots '[program(file(\"../evil\", b\"x\"))]' 'outside of its folder'" \
    "hostile inner '[program(file(\"a/../../evil\", b\"x\"))]' 'outside of its folder'" \
    "hostile absolute '[program(file(\"/tmp/evil-swarm\", b\"x\"))]' 'outside of its folder'" \
    "hostile folder '[program(file(\"a.swarm\", b\"x\"), folders=[\"/etc\"])]' 'makes no sense'" \
    "hostile twice '[program(file(\"a.swarm\", b\"x\"), file(\"a.swarm\", b\"y\"))]' 'can.t create its file .a.swarm.: File exists'" \
    "hostile size '[program(file(\"a.swarm\", b\"x\", size=2**40))]' 'more than 1 GiB'" \
    "hostile hash '[program(file(\"a.swarm\", b\"x\", digest=\"0\" * 64))]' 'has another hash than announced'" \
    "hostile short '[program(file(\"a.swarm\", b\"xyz\", size=2))]' 'longer than announced'" \
    "hostile empty '[program()]' 'makes no sense'" \
    "hostile nonsense '[(\"swarm_program\", 5)]' 'makes no sense'" \
    "hostile read '$(reads 'const a = read("/etc/hostname") user V { task t { log a } }')' 'can only read files that came with it' 2" \
    "hostile csv '$(reads 'data a = csv("/etc/passwd") user V { task t { let r = take a log r } }')' 'can only read files that came with it' 2" \
    "hostile upwards '$(reads 'data a = lines("../../../../../../etc/passwd") user V { task t { let r = take a log r } }')' 'can only read files that came with it' 2" \
    "hostile include '$(reads 'include "/etc/passwd" user V { task t { wait 1s } }')' '/etc/passwd' 2"
finish
