#!/bin/bash
# Rows and numbers over many workers: each is used once, whoever comes, leaves or is lost.
. tests/support/lib.sh

# start_counting_server: nginx that logs each request.
start_counting_server() {
    start_nginx 'location / { return 200 "hello"; }'"access_log $work/access.log combined;"
}

# start_master [arguments]: on a free port, in the background; sets $port, $master.
start_master() {
    port=$(free_port)
    "$swarm" run "$scenario" -H "$host" -s 5 --headless --master --master-bind-host 127.0.0.1 --master-bind-port "$port" \
        --json-file "$work/all.json" "$@" >"$work/master.out" 2>"$work/master.err" </dev/null &
    master=$!
    servers+=("$master")
}

# start_workers COUNT: in the background; sets ${workers[1…COUNT]}.
start_workers() {
    local i
    workers=()
    for ((i = 1; i <= $1; i++)); do
        "$swarm" run "$scenario" --worker --master-port "$port" --processes 2 >"$work/worker$i.out" 2>"$work/worker$i.err" </dev/null &
        workers[i]=$!
        servers+=("${workers[i]}")
    done
}

# ends PID: waits for its end; sets $status.
ends() {
    wait_for eval "! kill -0 $1 2>/dev/null" || return 1
    wait "$1"
    status=$?
}
master_has() { file_has "$work/master.err" "$1"; }
master_lacks() { file_lacks "$work/master.err" "$1"; }

# rows COUNT: a file of data with the rows 1…COUNT.
rows() { seq "$1" >"$work/rows.txt"; }
# seen: the rows or numbers that the server has logged. once: none of them is there twice. by WORKER: how many that one has used.
seen() { grep -o 'GET /?row=[0-9]*' "$work/access.log" | sed 's/.*=//'; }
seen_count() { seen | wc -l; }
once() { same "$(seen | sort -n | uniq -d)" ""; }
all_once() { same "$(seen | sort -n | tr '\n' ' ')" "$(seq "$1" | tr '\n' ' ')"; }
by() { grep -c "GET /?row=[0-9]*&worker=$1 " "$work/access.log"; }
asked() { grep -c "GET /$1 " "$work/access.log"; }

# takes ORDER WAIT: each user takes rows one after another until there is none.
takes() {
    cat >"$work/take.swarm" <<END
data rows = lines("rows.txt") $1
user Visitor {
    wait $2
    task take {
        let row = take rows
        if row != none { get "/?row=\${row}&worker=\${worker.index}" } else { get "/none" }
    }
}
END
    scenario=$work/take.swarm
}

# The rows of three workers together, each with two threads.
each_once() {
    takes "$1" 10ms
    rows 500
    start_counting_server
    start_master -u 12 -r 100 -t 60s --expect-workers 3
    start_workers 3
    ok "$1: all rows are used" wait_for eval '[ "$(asked none)" -gt 12 ]'
    kill -INT "$master"
    ok "$1: the run ends" ends "$master"
    ok "$1: each row once" all_once 500
    ok "$1: nothing may have been used unseen" master_lacks 'may have been used'
}

# as_many ROWS USERS RATE: no row is left over on a worker whose users don't need it.
as_many() {
    cat >"$work/start.swarm" <<'END'
data rows = lines("rows.txt") unique
user Visitor {
    wait 100ms
    on start {
        let row = take rows
        if row != none { get "/?row=${row}" } else { get "/none" }
    }
    task idle { get "/idle" }
}
END
    scenario=$work/start.swarm
    rows "$1"
    start_counting_server
    start_master -u "$2" -r "$3" -t 60s --expect-workers 3
    start_workers 3
    ok "$2 users, $1 rows: all users have started" wait_for eval '[ $(($(seen_count) + $(asked none))) = '"$2"' ]'
    kill -INT "$master"
    ok "$2 users, $1 rows: the run ends" ends "$master"
    ok "$2 users, $1 rows: each row once" all_once "$1"
    ok "$2 users, $1 rows: the others get none" same "$(asked none)" $(($2 - $1))
}

counters() {
    cat >"$work/count.swarm" <<'END'
counter orders
user Visitor { wait 1ms task order { get "/?row=${next(orders)}" } }
END
    scenario=$work/count.swarm
    start_counting_server
    start_master -u 9 -r 100 --iterations 1000 --expect-workers 3
    start_workers 3
    ok "counter: the run ends" ends "$master"
    ok "counter: each task has a number" same "$(seen_count)" 1000
    ok "counter: each number once" once
    ok "counter: from 1 on" same "$(seen | sort -n | head -1)" 1
}

# `setup` runs on the master, which hands out by itself.
by_setup() {
    cat >"$work/setup.swarm" <<'END'
data rows = lines("rows.txt") unique
counter orders
shared first = none
setup {
    first = take rows
    let order = next(orders)
}
user Visitor {
    wait 10ms
    task take {
        let row = take rows
        if row != none {
            get "/?row=${row}"
        } else {
            get "/first${first}order${next(orders)}"
            stop user
        }
    }
}
END
    scenario=$work/setup.swarm
    rows 20
    start_counting_server
    start_master -u 2 -r 100 -t 60s --expect-workers 2
    start_workers 2
    ok "setup: all rows are used" wait_for eval '[ "$(grep -c "GET /first1order" "$work/access.log")" = 2 ]'
    kill -INT "$master"
    ok "setup: the run ends" ends "$master"
    ok "setup: users have the rows after its row" same "$(seen | sort -n | tr '\n' ' ')" "$(seq 2 20 | tr '\n' ' ')"
    ok "setup: and the numbers after its number" eval 'has "GET /first1order2 " "$work/access.log" && ! has "order1 " "$work/access.log"'
}

# third_works: the third worker that was started, whatever its number, has used some rows.
third_works() {
    local number
    number=$(sed -nE 's/.*Joined the master .* as worker ([0-9]+).*/\1/p' "$work/worker3.err")
    [ -n "$number" ] && [ "$(by "$number")" -gt 50 ]
}

# What a killed worker had leased isn't used again, and the master says how much that is.
killed() {
    takes unique 40ms
    rows 1500
    start_counting_server
    start_master -u 6 -r 100 -t 60s --expect-workers 3
    start_workers 3
    wait_for third_works || give_up "users run" "$work/master.err"
    kill -KILL "${workers[3]}"
    ok "killed: the other workers use up the rest" wait_for eval '[ "$(asked none)" -gt 6 ]'
    kill -INT "$master"
    ok "killed: the run ends" ends "$master"
    ok "killed: no row twice" once
    ok "killed: the log says how many rows may have been used" master_has 'of worker [0-2] \(.*\), up to [0-9]+ rows of `rows` may have been used'
    bound=$(sed -nE 's/.*up to ([0-9]+) rows of `rows` may.*/\1/p' "$work/master.err")
    ok "killed: no more are missing" eval '[ $((1500 - $(seen_count))) -le "$bound" ]'
    ok "killed: the report says so" file_has "$work/master.out" "up to $bound rows of .rows. may have been used"
    ok "killed: the results, too" file_has "$work/all.json" "up to $bound rows of .rows. may have been used"
}

# A worker that the master takes for lost goes on with what it has leased.
comes_back() {
    takes unique 40ms
    rows 2500
    start_counting_server
    start_master -u 6 -r 100 -t 90s --expect-workers 3
    start_workers 3
    wait_for third_works || give_up "users run" "$work/master.err"
    kill -STOP "${workers[3]}"
    ok "comes back: the master misses it" wait_for master_has "hasn't sent a heartbeat"
    kill -CONT "${workers[3]}"
    ok "comes back: it does" wait_for master_has 'is back'
    ok "comes back: the rows are used up" wait_for eval '[ "$(asked none)" -gt 6 ]'
    kill -INT "$master"
    ok "comes back: the run ends" ends "$master"
    ok "comes back: no row twice" once
    bound=$(sed -nE 's/.*up to ([0-9]+) rows of `rows` may.*/\1/p' "$work/master.err" | awk "{ n += \$1 } END { print n + 0 }")
    ok "comes back: no more are missing than the log says" eval '[ $((2500 - $(seen_count))) -le "${bound:-0}" ]'
}

# What a worker has leased and not used goes back when it leaves.
left() {
    takes unique 40ms
    rows 1500
    start_counting_server
    start_master -u 6 -r 100 -t 60s --expect-workers 3
    start_workers 3
    wait_for third_works || give_up "users run" "$work/master.err"
    kill -TERM "${workers[3]}"
    ok "left: the worker ends" ends "${workers[3]}"
    ok "left: the other workers use up the rest" wait_for eval '[ "$(asked none)" -gt 6 ]'
    kill -INT "$master"
    ok "left: the run ends" ends "$master"
    ok "left: each row once" all_once 1500
    ok "left: nothing may have been used unseen" master_lacks 'may have been used'
}

# still: no further row was used in a second.
still() {
    local before
    before=$(seen_count)
    nap 1
    [ "$before" = "$(seen_count)" ]
}

# A user that waits for a row while the master doesn't answer ends with the run.
canceled() {
    takes unique 10ms
    rows 100000
    start_counting_server
    start_master -u 2 -r 100 -t 60s --expect-workers 1
    start_workers 1
    wait_for eval '[ "$(seen_count)" -gt 20 ]' || give_up "users run" "$work/master.err"
    kill -STOP "$master"
    ok "canceled: what was leased is used up" wait_for still
    kill -TERM "${workers[1]}"
    ok "canceled: the worker ends" ends "${workers[1]}"
    ok "canceled: with status 0" same "$status" 0
    kill -CONT "$master"
    # It may have stood still for so long that the worker's last words are lost; then it waits 60 s for its last worker.
    patience=120 ok "canceled: the master ends" ends "$master"
    ok "canceled: no row twice" once
}

# The accounts of the example log in once each, and its admin once.
playlist() {
    start_target
    local front
    front=$(free_port)
    start_nginx 'location / { return 404; }' "log_format bodies escape=none '\$request \$request_body';
        server { listen 127.0.0.1:$front; access_log $work/access.log bodies; location / { proxy_pass $host; } }"
    host=http://127.0.0.1:$front
    scenario=scenarios/playlist.swarm
    start_master -u 20 -r 20 -t 60s --expect-workers "$1" --html "$work/report.html"
    start_workers "$1"
    ok "$1 workers: users work" wait_for eval '[ "$(grep -c "^GET /api/song" "$work/access.log")" -gt 40 ]'
    kill -INT "$master"
    ok "$1 workers: the run ends" ends "$master"
    ok "$1 workers: the admin logs in once, and each account" same \
        "$(grep '^POST /auth/login' "$work/access.log" | grep -o '"username":"[^"]*"' | sort | tr '\n' ' ')" \
        "$(printf '"username":"%s" ' admin test1 test2 test3 test4)"
}

# `on message` of the master takes rows that no worker has. It doesn't wait for those that workers have.
by_message() { # ROWS ANSWER
    local answer=$2
    cat >"$work/message.swarm" <<'END'
data rows = lines("rows.txt") unique
shared answer = "nothing"
on message "need" (v) {
    let row = take rows
    if row == none { answer = "none" } else { answer = row }
}
user Visitor {
    wait 50ms
    on start {
        get "/?row=${take rows}"
        publish "need", 1
    }
    task ask { get "/answer-${answer}" }
}
END
    scenario=$work/message.swarm
    rows "$1"
    start_counting_server
    start_master -u 1 -r 100 -t 60s --expect-workers 1
    start_workers 1
    ok "a message, $1 rows: the master takes $2" wait_for eval '[ "$(asked "answer-$answer")" -gt 0 ]'
    ok "a message, $1 rows: the user has row 1" same "$(seen)" 1
    kill -INT "$master"
    ok "a message, $1 rows: the run ends" ends "$master"
}

together 'by_message 1 none' 'by_message 1000 [1-9][0-9]*' 'each_once unique' 'each_once sequential' 'as_many 7 7 20' 'as_many 5 9 100' counters by_setup killed comes_back left canceled 'playlist 2' 'playlist 5'
finish
