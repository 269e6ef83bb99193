#!/bin/bash
# GET /events: what viewers get, resume with and miss; and many connections at once.
. tests/support/lib.sh
. tests/support/web.sh

cat >"$work/shop.swarm" <<'END'
user Visitor { wait 50ms  task home { get "/json" } }
END
start_target
scenario=$work/shop.swarm

cat >"$work/holds.py" <<'END'
import json

def names(path):
    """The events of a stream: kind, id, and data of each complete one; comments are left out."""
    events = []
    for block in open(path, encoding="utf-8").read().split("\n\n")[:-1]:
        lines = [line.split(": ", 1) for line in block.split("\n") if line and not line.startswith(":")]
        fields = {name: "".join(value for key, value in lines if key == name) for name, _ in lines}
        if fields:
            events.append((fields["event"], fields["id"], json.loads(fields["data"])))
    return {"events": events, "kinds": [event[0] for event in events], "ids": [event[1] for event in events],
            "data": [event[2] for event in events]}
END

# watch NAME [CURL-OPTIONS…]: a viewer in the background, whose events go to $work/NAME; sets $viewer.
watch() {
    curl -sSN --max-time 110 "${@:2}" "$url/events" >"$work/$1" 2>"$work/$1.err" &
    viewer=$!
    servers+=($!)
}

viewers() {
    start_web "$scenario" -H "$host"
    watch one
    ok "a viewer gets the state at once" wait_for holds 'kinds == ["state"] and data[0]["state"] == "ready" and data[0]["run"] == 0' "$work/one"
    api /api/start -d '{"users": 3, "spawn_rate": 100}'
    ok "a new run is a new state" wait_for holds 'kinds[:2] == ["state", "state"] and data[1]["run"] == 1' "$work/one"
    ok "each second a tick with a point" wait_for holds 'sum("point" in d for d in data) >= 3' "$work/one"
    ok "the events of a run are numbered without a gap" holds '[int(i[2:]) for i in ids if i.startswith("1-")] == list(range(int(ids[1][2:]), int(ids[1][2:]) + len(ids) - 1)) and
        all(i == "1-%d" % d["seq"] for k, i, d in events if k == "tick")' "$work/one"
    ok "state changes come at once" holds 'any(d["state"] == "running" and "point" not in d for d in data[2:])' "$work/one"
    ok "ticks bring the log" holds 'any("Ramping to 3 users" in m["text"] for d in data for m in d.get("log", []))' "$work/one"
    api /api/users -d '{"users": 5}'
    ok "and marks" wait_for holds 'any(m["text"] == "5 users" for d in data for m in d.get("marks", []))' "$work/one"
    watch two
    ok "a second viewer gets the state of now" wait_for holds 'kinds[0] == "state" and data[0]["run"] == 1 and data[0]["aggregated"]["requests"] > 0' "$work/two"
    kill $viewer
    last=$(grep '^id: ' "$work/two" | tail -1 | cut -d' ' -f2)
    watch three -H "Last-Event-ID: $last"
    ok "with Last-Event-ID it goes on behind it" wait_for holds 'kinds[:1] == ["tick"] and data[0]["seq"] == int("'"${last#*-}"'") + 1' "$work/three"
    watch four -H "Last-Event-ID: 9-1"
    ok "with one that isn't there it gets the state" wait_for holds 'kinds[:1] == ["state"]' "$work/four"
    api /api/reset -X POST
    ok "a reset is a new state" wait_for holds 'kinds[1:].count("state") >= 2 and any(m["kind"] == "reset" for d in data for m in d.get("marks", []))' "$work/one"
    api /api/stop -X POST
    ok "the end is a state with the final numbers" wait_for holds 'data[-1]["state"] == "stopped" and data[-1]["is_final"] and kinds[-1] == "state"' "$work/one"
    api /api/snapshot
    ok "it is what /api/snapshot has" eval '"$python" -c "import json, sys; sys.exit(json.load(open(sys.argv[1])) != json.loads([l for l in open(sys.argv[2]) if l.startswith(\"data: \")][-1][6:]))" "$work/body" "$work/one"'
    ok "HEAD of /events ends" answers 200 /events -I
    api /events -I
    ok "its type" head_has '^Content-Type: text/event-stream'
    end_web
    ok "the program ends though viewers are there" status_is 0
}

# The end of the program is the end of the run: viewers get its numbers, and then the end of their stream.
program_ends() {
    { echo 'user Visitor { on start {'; for i in {1..400}; do echo "get \"/json\" as \"/a/request/with/a/long/name/$i\""; done; echo '} task idle { wait 1h } }'; } >"$work/end.swarm"
    start_web "$work/end.swarm" -H "$host" --autostart -u 1
    wait_for eval '[ "$(requests)" = 400 ]'
    watch last
    wait_for has '^event: state' "$work/last"
    end_web
    ok "the program ends with its run" status_is 0
    wait "$viewer"
    viewer_status=$?
    ok "the stream of a viewer ends in order" same "$viewer_status" 0
    ok "after the final numbers" holds 'kinds[-1] == "state" and data[-1]["state"] == "stopped" and data[-1]["is_final"] and data[-1]["aggregated"]["requests"] == 400' "$work/last"
}

# 64 viewers are enough; connections of others go on.
crowd() {
    start_web "$scenario"
    for ((i = 0; i < 64; i++)); do watch "many$i"; done
    ok "64 viewers" wait_for eval '[ "$(cat "$work"/many* | grep -c "^event: state")" = 64 ]'
    ok "one more: 503" eval 'answers 503 /events && head_has "^Retry-After:"'
    ok "the page is there for others" answers 200 /
    kill $viewer
    ok "after one has left, another one comes in" wait_for eval 'curl -sN --max-time 5 "$url/events" | grep -m1 -q "^event: state"'
    end_web
}

# The document has 400 rows, more than the kernel keeps for a reader that has stopped reading; then more events come than the
# server keeps.
slow_reader() {
    { echo 'user Visitor { on start {'; for i in {1..400}; do echo "get \"/json\" as \"/a/request/with/a/long/name/$i\""; done; echo '} task idle { wait 1h } }'; } >"$work/many.swarm"
    start_web "$work/many.swarm" -H "$host" --autostart -u 2 -r 1000
    wait_for eval '[ "$(requests)" = 800 ]'
    for i in {1..100}; do echo "next"; echo "url = $url/api/users"; echo "data = {\"users\":$((2 + i % 2))}"; done | tail -n +2 >"$work/changes"
    change_users() { curl -sS --max-time 60 -K "$work/changes" >"$work/answers"; }
    mkfifo "$work/go"
    "$python" tests/tools/viewers.py "$port" slow 1000 <"$work/go" >"$work/slow" &
    servers+=($!)
    slow=$!
    exec 4>"$work/go"
    wait_for has ready "$work/slow"
    change_users
    ok "users were changed a hundred times" same "$(cat "$work/answers")" "$(for i in {1..100}; do printf '{}'; done)"
    ok "beside a slow reader, others get each tick" eval 'timeout 60 curl -sN "$url/events" | grep -m3 -q "^event: tick"'
    echo >&4
    wait "$slow"
    ok "a slow reader gets the rest of its event, and then a new state" same "$(tail -1 "$work/slow")" "0 1"
    end_web
}

idle_connections() {
    start_web "$scenario" -H "$host"
    watch one
    wait_for has '^event: state' "$work/one"
    mkfifo "$work/go"
    "$python" tests/tools/viewers.py "$port" idle 1000 <"$work/go" >"$work/idle" &
    servers+=($!)
    idle=$!
    exec 4>"$work/go"
    wait_for has ready "$work/idle"
    ok "with 1,000 idle connections the page is served" answers 200 /
    ok "a run starts" answers 200 /api/start -d '{"users": 2, "spawn_rate": 100}'
    ok "a viewer that was there before stays" wait_for holds '"running" in [d["state"] for d in data]' "$work/one"
    ok "a new viewer gets its state" eval 'curl -sN --max-time 20 "$url/events" | grep -m1 -q "^event: state"'
    ok "the run sends requests" wait_for has_requests 1
    echo >&4
    wait "$idle"
    ok "few connections are kept, the newest ones" eval 'read -r kept newest < <(tail -1 "$work/idle"); [ "$kept" -gt 0 ] && [ "$kept" -le 512 ] && [ "$newest" = 1 ]'
    ok "descriptors are given back" wait_for eval '[ "$(ls "/proc/$pid/fd" | wc -l)" -lt 600 ]'
    end_web
}

# A connection that gets an answer isn't idle, however long ago its last request ended.
slow_answer() {
    "$python" -c 'print("{\"format\": \"swarm-results\", \"x\": \"%s\"}" % ("x" * (16 << 20)))' >"$work/old.json"
    start_web "$scenario" --baseline "$work/old.json"
    mkfifo "$work/go" "$work/end"
    "$python" tests/tools/viewers.py "$port" answer 1000 <"$work/go" >"$work/answer" &
    servers+=($!)
    reader=$!
    exec 4>"$work/go"
    wait_for has ready "$work/answer"
    "$python" tests/tools/viewers.py "$port" idle 600 <"$work/end" >"$work/idle" &
    servers+=($!)
    exec 5>"$work/end"
    wait_for has ready "$work/idle"
    ok "beside a slow reader and idle connections, the page is served" answers 200 /
    echo >&4
    wait "$reader"
    ok "the slow reader gets its whole answer" same "$(tail -1 "$work/answer")" True
    echo >&5
    end_web
}

waiting_for_stop() {
    printf 'user Slow { task t { get "/delay/30" } }\n' >"$work/slow.swarm"
    start_web "$work/slow.swarm" -H "$host" --autostart --stop-timeout 100s
    wait_for state_is running
    for ((i = 0; i < 32; i++)); do
        curl -sS --max-time 110 "$url/stop" >"$work/stop$i" 2>&1 &
        servers+=($!)
    done
    ok "32 clients wait for the end of a run; one more: 503" wait_for eval 'answers 503 /stop --max-time 3 && head_has "^Retry-After:"'
    kill -INT "$pid"
    end_web
}

together viewers program_ends crowd slow_reader idle_connections slow_answer waiting_for_stop
finish
