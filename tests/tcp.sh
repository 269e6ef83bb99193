#!/bin/bash
# TCP and UDP end to end: scenarios against ncat, ngircd, redis-server, the target's own chat server, and a server
# that misbehaves, each in a process of its own.
. tests/support/lib.sh

# once NAME TASKS [options]: a scenario of $work, its tasks one after the other.
once() {
    local name=$1 tasks=$2
    shift 2
    run "$swarm" run "$work/$name.swarm" --headless -u 1 --iterations "$tasks" -t 60s --seed 3 "$@"
}

start_script faults
faults=127.0.0.1:$host

# ---- chat.swarm as it stands, against ncat ----

chat_on_ncat() {
    port=$(free_port)
    ncat -l --keep-open --exec /bin/cat 127.0.0.1 "$port" 2>"$work/ncat.log" &
    servers+=($!)
    wait_for listening "$port"
    run "$swarm" run scenarios/chat.swarm --host="localhost:$port" --users=10 --spawn-rate=10 --run-time=4s --headless
    ok "chat on ncat: status 0" status_is 0
    ok "chat on ncat: three rows" same "$(grep -oE '^TCP +[a-z_]+' "$work/out" | tr -s ' ' | sort -u | tr '\n' ,)" \
        "TCP connect,TCP echo_response,TCP send_chat,"
    ok "chat on ncat: each user connects once" same "$(row TCP connect)" "10 0(0.00%)"
    run env TCP_PORT="$port" "$swarm" run scenarios/chat.swarm --host=localhost --headless -u 2 -t 2s
    ok "chat with the port of the environment: status 0" status_is 0
    run "$swarm" run scenarios/chat.swarm --host="tcp://127.0.0.1:$port" --headless -u 2 -t 2s
    ok "chat with tcp://: status 0" status_is 0
    run "$swarm" try scenarios/chat.swarm --host="localhost:$port" -n 5 --seed 2
    ok "try chat: every byte is shown" out_has '^ +hi [A-Za-z0-9]{10}\\n$'
    ok "try chat: and disconnects" out_has '> disconnect'
}

# ---- the target's own chat server ----

start_chat() {
    start_target --chat 0
    wait_for has 'lines on' "$work/target.out"
    chat=$(grep -o 'lines on .*' "$work/target.out" | cut -d' ' -f3)
}
chat_lines() {
    start_chat
    run "$swarm" run scenarios/lines.swarm --host="$chat" --headless -u 8 -r 20 -t 4s
    ok "lines: status 0" status_is 0
    ok "lines: Echo, and questions as transactions" out_has 'TXN +question +[1-9][0-9]* +0\('
}
# connected COUNT PORT: the server has so many connections.
connected() {
    awk -v least="$1" -v port="$(printf ':%04X' "$2")" '$4 == "01" && substr($2, 9) == port { count++ } END { exit count < least }' \
        /proc/net/tcp
}
many_connections() {
    start_chat
    "$swarm" run scenarios/chat.swarm --host="$chat" --headless -u 10000 -r 5000 -s 60s --processes 1 >"$work/out" 2>"$work/err" </dev/null &
    many=$!
    servers+=($many)
    wait_for connected 10000 "${chat##*:}"
    nap 1
    kill -TERM $many
    wait $many
    status=$?
    ok "10,000 connections in one process: status 0" status_is 0
    ok "10,000 connections in one process: each opened once, none failed" same "$(row TCP connect)" "10000 0(0.00%)"
}

# ---- what goes wrong says what ----

faulty_servers() {
    cat >"$work/faults.swarm" <<'END'
fn ask(what) {
    connect host
    send "${what}\n"
}
user Client {
    sequence Faults {
        task half { ask("half") receive until "\n" as "half" }
        task closed { ask("close") receive until "\n" as "close" send "again" as "closed" }
        task reset { ask("reset") receive until "\n" as "reset" }
        task stall { ask("stall 0.3") receive until "\n" timeout 50ms as "stall" receive until "\n" as "late" { expect body == "late" } }
        task flood { ask("flood 100000") receive until "\n" max 64kB as "flood" }
        task drip { ask("drip drop by drop") receive until "\n" as "drip" { expect body == "drop by drop" } }
        task early {
            ask("early")
            wait 100ms
            for want in ["one", "two", "three"] { receive until "\n" as "early" { expect body == want } }
        }
        task bytes { ask("bytes 00ff80") receive bytes 3 as "bytes" { expect hex(body) == "00ff80" expect elapsed < 5s } }
        task matching { ask("say id=42; and more") receive matching r"id=(\d+);" as "matching" { capture all_of_it = body }
            log "matched ${all_of_it}" receive until "\n" as "rest" { expect body == " and more" } }
        task made_pattern { ask("say wanted") let word = "wan" receive matching "${word}ted" as "made" receive until "\n" as "rest" }
        task all_of_it { ask("half") receive all as "all" { expect body == "half an ans" expect size == 11 } }
        task fails { ask("say no") receive until "\n" as "fails" { if body == "no" { fail "it said no" } } log "the task goes on" }
        task requires { ask("say no") receive until "\n" as "requires" { require body == "yes" } log "not reached" }
        task unreachable { disconnect receive until "\n" as "unreachable" { capture never = body } log "not reached ${never}" }
        task errors { disconnect let bad = "no port here" connect bad as "no port" connect "127.0.0.1:1" as "nobody" }
        task one_cause {
            connect "127.0.0.1:1" as "cause"
            log "goes on without a connection"
            send "hello" as "consequence"
            receive until "\n" as "consequence" { log "has a block" }
            log "not reached"
        }
    }
}
END
    once faults 16 --host="$faults"
    fails() { ok "$1: $2" out_has "TCP +$1:? .*$2"; }
    fails half "connection closed by peer"
    fails closed "connection closed by peer"
    fails reset "connection reset by peer"
    fails stall "timeout"
    fails flood "more than .max. bytes received"
    fails fails "it said no"
    fails requires 'require body == "yes"'
    fails unreachable "not connected"
    fails "no port" "invalid address"
    fails nobody "connection refused"
    fails cause "connection refused"
    ok "a refused connection is one failure" out_lacks consequence
    ok "what needs no connection goes on" err_has 'goes on without a connection'
    for fine in late drip bytes matching made all; do ok "$fine" same "$(row TCP $fine)" "1 0(0.00%)"; done
    ok "early bytes are there in order" same "$(row TCP early)" "3 0(0.00%)"
    ok "later bytes stay for the next receive" same "$(row TCP rest)" "2 0(0.00%)"
    ok "a capture of what was received" err_has 'matched id=42;'
    ok "require and capture skip the rest of the task" err_lacks 'not reached'
    ok "fail doesn't" err_has 'the task goes on'
    run "$swarm" try "$work/faults.swarm" --host="$faults" --task bytes
    ok "try: bytes that aren't text are hexadecimal" out_has '^ +00 ff 80$'

    cat >"$work/wrong.swarm" <<'END'
user Client {
    sequence Wrong {
        task a { connect host port 70000 + random_int(0, 1) }
    }
}
END
    once wrong 1 --host=localhost
    ok "a port that is none is an error of the task" out_has 'a port must be a number from 1 to 65535'
}

# ---- setup and teardown have a connection of their own ----

setup_and_teardown() {
    cat >"$work/hooks.swarm" <<'END'
shared word = none
fn hear(what) {
    let line = none
    connect host
    send "${what}\n"
    receive until "\n" as "line" { line = body }
    return line
}
setup { word = hear("say from setup") }
teardown { log "teardown heard ${hear("say goodbye")}" }
user Client { task ask { log "${word}, ${hear("say to a user")}" disconnect } }
END
    once hooks 1 --host="$faults"
    ok "setup: what it received is shared" err_has 'from setup, to a user'
    ok "teardown: receives too" err_has 'teardown heard goodbye'
    ok "what they do is in no row" same "$(row TCP connect), $(row TCP line)" "1 0(0.00%), 1 0(0.00%)"
    once hooks 1 --host=127.0.0.1:1
    ok "setup: what fails is said" err_has 'setup: TCP connect failed: connection refused'
}

# ---- UDP, on the same port ----

datagrams() {
    cat >"$work/udp.swarm" <<'END'
user Client {
    on stop { disconnect }
    task ask {
        connect udp host
        send "hello" as "ask"
        receive all timeout 2s as "answer" { expect body == "HELLO" }
    }
}
END
    once udp 20 --host="udp://$faults"
    ok "udp: status 0" status_is 0
    ok "udp: rows of type UDP" same "$(row UDP connect), $(row UDP ask), $(row UDP answer)" "1 0(0.00%), 20 0(0.00%), 20 0(0.00%)"
    once udp 1 --host=127.0.0.1:1
    ok "udp: nobody there" out_has 'UDP +answer:? .*connection refused'
}

# ---- ends: the run's, an interrupt's ----

all_wait() { [ "$(grep -c waits "$work/err")" = 3 ]; }

ends() {
    cat >"$work/hang.swarm" <<'END'
user Client {
    on stop { log "on stop" disconnect }
    task wait { connect host send "stall 60\n" log "waits" receive until "\n" }
}
END
    run "$swarm" run "$work/hang.swarm" --host="$faults" --headless -u 3 -r 10 -t 1s
    ok "the end of the run cuts a receive" status_is 0
    ok "and says so" out_has 'in flight at the end: 3'
    ok "on stop of each" same "$(grep -c 'on stop' "$work/err")" 3
    rm "$work/err" # it says the same of the run before
    "$swarm" run "$work/hang.swarm" --host="$faults" --headless -u 3 -r 10 >"$work/out" 2>"$work/err" &
    hanging=$!
    wait_for all_wait
    kill -INT "$hanging"
    wait "$hanging"
    status=$?
    ok "an interrupt ends it as well" same "$status $(grep -c 'on stop' "$work/err")" "0 3"
}

# ---- redis, by hand (RESP) ----

redis() {
    port=$(free_port)
    redis-server --port "$port" --bind 127.0.0.1 --save '' --appendonly no --dir "$work" >"$work/redis.log" 2>&1 &
    servers+=($!)
    wait_for listening "$port"
    cat >"$work/redis.swarm" <<'END'
fn command(words) {
    let text = "*${len(words)}\r\n"
    for word in words { text = text + "$${len(word)}\r\n${word}\r\n" }
    send text as "command"
}
user Client {
    on start { connect host }
    on stop { disconnect }
    task set_and_get {
        let text = random_string(random_int(1, 2000))
        command(["SET", "key:${user.id}", text])
        receive until "\r\n" as "SET" { expect body == "+OK" }
        command(["GET", "key:${user.id}"])
        receive matching r"^\$(\d+)\r\n" as "GET length" { capture length = int(substring(body, 1, len(body) - 3)) }
        receive bytes length as "GET" { expect body == text }
        receive bytes 2 as "end" { expect body == "\r\n" }
    }
}
END
    once redis 200 --host="127.0.0.1:$port"
    ok "redis: status 0" status_is 0
    ok "redis: all rows" same "$(row TCP SET), $(row TCP GET)" "200 0(0.00%), 200 0(0.00%)"
}

# ---- ngircd: a chat network ----

irc() {
    port=$(free_port)
    cat >"$work/ngircd.conf" <<END
[Global]
Name = irc.test.local
Info = test
Listen = 127.0.0.1
Ports = $port
MotdPhrase = hello
[Limits]
MaxConnectionsIP = 0
PingTimeout = 2
PongTimeout = 20
[Options]
Ident = no
PAM = no
DNS = no
END
    ngircd -n -f "$work/ngircd.conf" </dev/null >"$work/ngircd.log" 2>&1 &
    servers+=($!)
    wait_for listening "$port"
    cat >"$work/irc.swarm" <<'END'
user Member {
    on start {
        connect host
        send "NICK n${user.id}\r\nUSER n${user.id} 0 * :load\r\n" as "register"
        receive matching r" 376 .*\r\n" timeout 20s as "welcome"
        send "JOIN #load\r\n" as "join"
        receive matching r" 366 .*\r\n" timeout 20s as "joined"
    }
    on stop { send "QUIT\r\n" as "quit" disconnect }
    task say { send "PRIVMSG #load :hello from ${user.id}\r\n" as "say" wait 400ms }
    task listen weight 5 {
        let line = none
        receive until "\r\n" timeout 8s as "line" { line = body }
        if line != none and line startswith "PING" { send "PONG${substring(line, 4)}\r\n" as "pong" }
        if line != none and line contains "PRIVMSG #load :hello from" { log "heard" }
    }
}
END
    run "$swarm" run "$work/irc.swarm" --host="127.0.0.1:$port" --headless -u 4 -r 10 -t 8s --seed 5
    ok "irc: everybody joins" same "$(row TCP joined)" "4 0(0.00%)"
    ok "irc: messages reach the others" err_has 'heard'
    ok "irc: what is asked is answered" out_has '^TCP +pong +[1-9]'
}

together many_connections irc chat_on_ncat chat_lines faulty_servers setup_and_teardown datagrams ends redis
finish
