#!/bin/bash
# Files that nobody should have written: a clear message, the documented status, no crash.
. tests/support/lib.sh

check() { run "$swarmc" check "$work/$1"; }

files() {
    : >"$work/empty.swarm"
    run "$swarm" run "$work/empty.swarm" -H http://127.0.0.1:1 --headless -t 1s
    ok "an empty file can't run: status 2" status_is 2
    ok "an empty file: says that no user is there" err_has 'user'
    head -c 5000 /dev/urandom >"$work/binary.swarm"
    check binary.swarm
    ok "a binary file: status 1" status_is 1
    ok "a binary file: few lines" test "$(wc -l <"$work/out")" -lt 40
    truncate -s 100M "$work/huge.swarm"
    check huge.swarm
    ok "a file of 100 MB: status 1" status_is 1
    for open in '(' '[' '{ if true {' 'x{' '"${'; do
        { echo 'user U { task t { let x = '; for _ in $(seq 20000); do printf '%s' "$open"; done; } >"$work/deep.swarm"
        check deep.swarm
        ok "nesting too deep by $open: status 1" status_is 1
    done
    check missing.swarm
    ok "a missing file: status 1 and its name" err_has 'missing\.swarm'
    echo 'include "b"' >"$work/a.swarm"
    echo 'include "a"' >"$work/b.swarm"
    check a.swarm
    ok "an include cycle: status 1" status_is 1
    ok "an include cycle: both files are named" grep -q 'b.swarm' "$work/out" "$work/err"
    echo 'include "std/nothing"' >"$work/c.swarm"
    check c.swarm
    ok "a missing include: status 1" status_is 1
    ok "a missing include: the caret" grep -q '\^\^\^' "$work/out" "$work/err"
    printf 'data d = csv("none.csv")\nuser U { task t { let r = take d  get "/${r.a}" } }\n' >"$work/d.swarm"
    check d.swarm
    ok "a missing CSV: status 1" status_is 1
    printf 'a,b\n1,2\n3\n' >"$work/ragged.csv"
    sed -i 's/none.csv/ragged.csv/' "$work/d.swarm"
    run "$swarm" run "$work/d.swarm" -H http://127.0.0.1:1 --headless -t 1s
    ok "a ragged CSV: status 2" status_is 2
    ok "a ragged CSV: its line" err_has 'ragged\.csv:3'
    printf '\xef\xbb\xbfuser U {\r\n    task t { get "/" }\r\n}\r\n' >"$work/crlf.swarm"
    check crlf.swarm
    ok "BOM and CRLF are fine" status_is 0
    printf 'user U weight 0 { task t { get "/" } }\n' >"$work/zero.swarm"
    run "$swarm" run "$work/zero.swarm" -H http://127.0.0.1:1 --headless -t 1s
    ok "only users of weight 0: status 2" status_is 2
    printf 'user U { wait 50ms  task t { wait 1ms } }\n' >"$work/waits.swarm"
    run "$swarm" run "$work/waits.swarm" --headless -t 1s
    ok "a user that only waits: status 0" status_is 0
    ok "a user that only waits: said at the end" out_has '^no request ended$'
    printf 'user U { wait 50ms }\n' >"$work/taskless.swarm"
    run "$swarm" run "$work/taskless.swarm" --headless -t 1s
    ok "a user without a task: status 0" status_is 0
    ok "a user without a task: said, by its name" err_has 'user U has no tasks, so it only waits'
    run timeout 20 "$swarm" try "$work/taskless.swarm" -H http://127.0.0.1:1
    ok "a user without a task: swarm try ends" status_is 0
    ok "a user without a task: swarm try says so" err_has "user U has no tasks"
    run timeout 20 "$swarm" try "$work/taskless.swarm" -n 3 -H http://127.0.0.1:1
    ok "a user without a task: swarm try -n ends" status_is 0
}
endless_loop() {
    printf 'user U { task t { let x = 0  while true { x = x + 1 } } }\nuser V { wait 10ms task t { get "/" as "v" } }' >"$work/endless.swarm"
    start_target
    run "$swarm" run "$work/endless.swarm" -H "$host" --headless -u 2 -r 100 -t 2s --processes 1
    ok "an endless loop in one user starves no other" out_has 'GET +v +[1-9]'
}

# ---- servers that misbehave ----
misbehave() { # NAME WHAT-TO-SEND WHAT-THE-REPORT-SAYS
    rm -f "$work/port"
    "$python" - "$2" >"$work/port" 2>/dev/null <<'END' &
import socket, sys, time
answer = eval(sys.argv[1])
listener = socket.socket(); listener.bind(("127.0.0.1", 0)); listener.listen(16)
print(listener.getsockname()[1], flush=True)
listener.settimeout(20)
for _ in range(4):
    connection, _ = listener.accept()
    connection.settimeout(5)
    try:
        connection.recv(4096)
        for piece in answer:
            connection.sendall(piece) if piece else time.sleep(3)
    except OSError:
        pass
    connection.close()
END
    servers+=($!)
    wait_for has . "$work/port"
    printf 'user U { client { timeout 1s max_body 1MiB } task t { get "/" } }\n' >"$work/one.swarm"
    run "$swarm" run "$work/one.swarm" -H "http://127.0.0.1:$(cat "$work/port")" --headless --iterations 1
    ok "$1: status 1" status_is 1
    ok "$1: one failure" same "$(row GET /)" "1 1(100.00%)"
    ok "$1: a text of its own" out_has "$3"
}
closes_mid_answer() {
    misbehave "a server that closes mid-answer" '[b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nabc"]' 'closed|cut|incomplete'
}
closes_mid_header() {
    misbehave "a server that closes mid-header" '[b"HTTP/1.1 200 OK\r\nContent-Le"]' 'closed'
}
closes_at_once() {
    misbehave "a server that closes at once" '[]' 'closed|reset'
}
sends_garbage() {
    misbehave "a server that sends garbage" '[b"\x00\x01garbage\r\n\r\n"]' 'HTTP'
}
never_answers() {
    misbehave "a server that never answers" '[b""]' 'timed out|timeout|took longer'
}
answers_without_end() {
    misbehave "a server that answers without end" '[b"HTTP/1.1 200 OK\r\n\r\n"] + [b"x" * 65536] * 100' 'max_body|too large|larger'
}
sends_huge_header() {
    misbehave "a server with a header of 10 MB" '[b"HTTP/1.1 200 OK\r\nX: " + b"x" * 10485760 + b"\r\n\r\n"]' 'header'
}

together files endless_loop closes_mid_answer closes_mid_header closes_at_once sends_garbage never_answers answers_without_end sends_huge_header
finish
