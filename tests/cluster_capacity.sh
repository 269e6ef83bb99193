#!/bin/bash
# --find-capacity over many workers: the result is that of a single process, on a server whose capacity is known by arithmetic (see
# capacity.sh): at most 24 users.
. tests/support/lib.sh

cat >"$work/hot.swarm" <<'END'
user Visitor { task a { get "/json" } }
END
cat >"$work/brief.swarm" <<'END'
user Visitor { task a { get "/json"  get "/json"  stop user } }
END
cat >"$work/patient.swarm" <<'END'
user Visitor { wait 20ms  task a { get "/" { timeout 8s } } }
END
target() { start_target --delay 50ms --workers 4; }

# search NAME CONDITION [options]: a master and two workers search in one of the scenarios above, with $host.
search() {
    local port worker pids=()
    port=$(free_port)
    for worker in 1 2; do
        "$swarm" run "$home/$1.swarm" --worker --master-port "$port" --processes 1 >"$work/worker$worker.out" 2>&1 </dev/null &
        pids+=($!)
    done
    servers+=("${pids[@]}")
    run "$swarm" run "$home/$1.swarm" -H "$host" --headless --only-summary --step-time 1s --master --master-bind-host 127.0.0.1 \
        --master-bind-port "$port" --expect-workers 2 --find-capacity "${@:2}"
    for worker in "${pids[@]}"; do wait "$worker"; done
}
answer() { sed -n 's/^capacity: //p' "$work/out"; }
users() { answer | grep -oE '[0-9]+ user' | grep -oE '[0-9]+'; }
between() { awk -v got="$1" -v least="$2" -v most="$3" 'BEGIN { if (got < least || got > most || got == "") { print got; exit 1 } }'; }
both_worked() { file_has "$work/worker1.out" '^Aggregated|^ *Aggregated' && file_has "$work/worker2.out" 'Aggregated'; }

finds() {
    target
    search hot 'p95 < 300ms and failed < 1%'
    ok "the capacity is found: status 0" status_is 0
    ok "the answer names the condition" out_has '^capacity: (at least )?[0-9]+ users? \([0-9.]+ requests/s\) meets? p95 < 300ms and failed < 1%'
    ok "users: not more than arithmetic allows" between "$(users)" 1 24
    ok "the table has the steps up" same "$(awk '$3 == "|" && $1 ~ /^[0-9]+$/ { print $1 }' "$work/out" | head -2 | xargs)" "1 2"
    ok "the answer was confirmed" out_has "^ +$(users) .* met, confirmation$"
    ok "both workers have worked" both_worked
}

bounded_by_users() {
    target
    search hot 'p95 < 5s' -u 6
    ok "-u bounds the search" out_has '^capacity: at least 6 users .* meet p95 < 5s; more users weren.t allowed$'
}

# Users that end by themselves are replaced, on the workers too.
brief_users() {
    target
    search brief 'p95 < 5s' -u 4
    ok "users that end are replaced" out_has '^capacity: at least 4 users .* meet p95 < 5s; more users weren.t allowed$'
}

# A server that serves two connections and lets the others stand: it looks fast, unless requests in flight count.
unanswered() {
    start_script prefork 2
    search patient 'p95 < 900ms'
    ok "users that get no answer count" out_has '^capacity: (at least )?2 users '
    ok "users that get no answer are told of" out_has '^ +4 .* (not met: p95 < 900ms|the load generator was the limit); 2 users without a response$'
}

together finds bounded_by_users brief_users unanswered
finish
