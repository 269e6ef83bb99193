#!/bin/bash
# `load { }` end to end. How many arrivals there must have been is known exactly, and nothing else is asserted of time:
# started and dropped ones add up to the timetable, whatever the server does and however busy this machine is.
. tests/support/lib.sh

# The number that the summary gives: counted "arrivals started".
counted() { sed -n "s/^$1[^:]*: //p" "$work/out"; }
adds_up() { same "$(($(counted 'arrivals started') + $(counted 'arrivals dropped')))" "$1"; }

arrivals() { # LOAD…: a scenario of one request
    printf 'load { %s }\nuser Visitor { task home { get "/" } }\n' "$*" >"$work/load.swarm"
}

start_target

# ---- a server that answers ----

rate() {
    arrivals rate 200/s for 3s
    run "$swarm" run "$work/load.swarm" -H "$host" --headless --stop-timeout 30s
    ok "a rate: status 0" status_is 0
    ok "a rate: all arrivals of the timetable" same "$(counted 'arrivals started')" 600
    ok "a rate: none dropped" out_lacks 'dropped'
    ok "a rate: each made its request" same "$(row GET /)" "600 0(0.00%)"
    ok "a rate: the time since they should have started" out_has '^Time since the scheduled start'
    ok "a rate: it ends with its load" err_has 'Stopping: the load has ended'
}
ramps() {
    arrivals ramp to 100/s over 2s hold 1s ramp to 0/s over 1s
    run "$swarm" run "$work/load.swarm" -H "$host" --headless --stop-timeout 30s --processes 3 --html "$work/ramps.html"
    ok "ramps: their integral" same "$(counted 'arrivals started') $(row GET /)" "250 250 0(0.00%)"
    ok "ramps: the report marks the phases" same \
        "$(grep -o '"marks":.*' "$work/ramps.html" | grep -oE '"kind":"[a-z]+","text":"[^"]*"' | cut -d '"' -f 4,8)" \
        $'phase"ramp to 100/s over 2s\nphase"hold 1s\nphase"ramp to 0/s over 1s'
}
poisson() {
    arrivals rate 200/s poisson for 2s
    run "$swarm" run "$work/load.swarm" -H "$host" --headless --seed 4 --processes 1
    first=$(counted 'arrivals started')
    run "$swarm" run "$work/load.swarm" -H "$host" --headless --seed 4 --processes 2
    ok "poisson: the same seed, the same arrivals" same "$(counted 'arrivals started')" "$first"
    run "$swarm" run "$work/load.swarm" -H "$host" --headless --seed 5
    ok "poisson: another seed, others" test "$(counted 'arrivals started')" != "$first"
    ok "poisson: about as many" test "$first" -gt 300 -a "$first" -lt 500
}

# Nobody is left over: neither places nor connections grow with the number of those who came.
thousands() {
    arrivals rate 1000/s for 4s max_users 50
    "$swarm" run "$work/load.swarm" -H "$host" --headless --stop-timeout 30s >"$work/out" 2>"$work/err" &
    pid=$!
    servers+=($pid)
    nap 3
    descriptors=$(find /proc/$pid/fd -mindepth 1 2>/dev/null | wc -l)
    wait $pid
    status=$?
    ok "thousands come and go: status 0" status_is 0
    ok "thousands come and go: they add up" adds_up 4000
    ok "thousands come and go: no descriptor stays open" test "$descriptors" -le 120
}

# ---- order of a visit, and attempts ----

visits() {
    cat >"$work/visit.swarm" <<'END'
load { rate 20/s for 1s }
user Buyer {
    wait 10ms
    on start { get "/"  if user.id % 4 == 0 { let zero = 0  log "odd ${1 / zero}" } }
    sequence Order {
        task cart { get "/json" as "cart" }
        task pay { get "/json" as "pay" }
    }
    on stop { get "/ping" as "bye" { expect status in [200, 404] } }
}
END
    run "$swarm" run "$work/visit.swarm" -H "$host" --headless --stop-timeout 30s
    ok "an arrival: on start, one pass, on stop" same "$(row GET /), $(row GET cart), $(row GET pay), $(row GET bye)" \
        "20 0(0.00%), 15 0(0.00%), 15 0(0.00%), 15 0(0.00%)"
    ok "a failed on start isn't tried again, and counted" same "$(counted 'users not started')" 5
}
fixed_kinds() {
    cat >"$work/fixed.swarm" <<'END'
load { rate 10/s for 1s }
user Visitor { task home { log "visitor ${user.id}" } }
user Admin fixed 2 { wait 10s  task look { log "admin ${user.id}" } }
END
    run "$swarm" run "$work/fixed.swarm" --headless --stop-timeout 5s
    ok "kinds with fixed are there besides" same "$(grep -oE '(admin|visitor) [0-9]+' "$work/err" | sort -k2n | tr '\n' ,)" \
        "admin 1,admin 2,$(seq -f 'visitor %g' -s, 3 12),"
}

# ---- bounds and ends ----

bounds() {
    arrivals rate 200/s for 60s
    run "$swarm" run "$work/load.swarm" -H "$host" --headless --iterations 50
    ok "iterations end it" same "$(row GET /)" "50 0(0.00%)"
    run "$swarm" run "$work/load.swarm" -H "$host" --headless -u 2 -t 1s
    ok "-u replaces it" err_has '^.*-u and -r on the command line replace .load'
    ok "-u replaces it: nobody arrives" out_lacks 'arrivals started'
    run "$swarm" run "$work/load.swarm" -H "$host" --headless -t 1s --json-file "$work/capped.json"
    ok "-t ends it earlier" err_has 'Stopping: the run time has ended'
    ok "-t doesn't replace it" eval 'err_lacks "replace .load" && test "$(counted "arrivals started")" -ge 100'
    ok "-t is the length of the run" eval 'file_has "$work/capped.json" "\"run_time_s\": 1,|\"run_time_s\": 1\.0*," && file_has "$work/capped.json" "\"load\": \"from the scenario\""'
    printf 'run_time = 1s\nusers = 3\n' >"$work/capped.conf"
    run "$swarm" run "$work/load.swarm" -H "$host" --headless --config "$work/capped.conf"
    ok "run_time of a file ends it earlier" err_has 'Stopping: the run time has ended'
    ok "users of a file don't replace it" test "$(counted 'arrivals started')" -ge 100
    arrivals rate 20/s for 1s
    run "$swarm" run "$work/load.swarm" -H "$host" --headless -t 1h
    ok "a longer -t: the load ends the run" err_has 'Stopping: the load has ended'
    ok "a longer -t: all its arrivals" same "$(counted 'arrivals started')" 20

    printf 'load { rate 5/s for 1s }\nuser U fixed 1 { wait 1s  task t { get "/" } }\n' >"$work/wrong.swarm"
    run "$swarm" run "$work/wrong.swarm" -H "$host" --headless
    ok "only fixed users: status 2" status_is 2
    ok "only fixed users: says so" err_has 'all users that run are `fixed`'
}

# ---- a server that doesn't answer: nobody waits for it ----

stalled_server() {
    start_target --delay 1h
    arrivals rate 200/s for 2s
    run "$swarm" run "$work/load.swarm" -H "$host" --headless
    ok "a stalled server: the timetable goes on" same "$(counted 'arrivals started')" 400
    ok "a stalled server: who waits is told of" out_has '^in flight at the end: [1-9]'
}

# ---- a slow server, and a bound: each place takes one visitor in half a second ----

slow_server() {
    start_target --delay 500ms
    arrivals rate 200/s for 3s max_users 20
    run "$swarm" run "$work/load.swarm" -H "$host" --headless --stop-timeout 30s --processes 2
    ok "max_users: started and dropped add up" adds_up 600
    ok "max_users: some were dropped" test "$(counted 'arrivals dropped')" -gt 0
    ok "max_users: never more than that in flight" test "$(counted 'arrivals started')" -le 140
    ok "max_users: it is used" test "$(counted 'arrivals started')" -ge 20
    ok "max_users: said once, when it begins" same "$(grep -c 'WARNING: arrivals are dropped: 20 users are in flight' "$work/err")" 1
}

# ---- users, up and down ----

up_and_down() {
    cat >"$work/users.swarm" <<'END'
load {
    ramp to 5 users over 500ms
    step 5 users every 500ms up to 12 users
    hold 3s
    ramp to 0 users over 1s
    hold 5s
}
user Visitor {
    on start { log "comes" }
    task home { get "/" }
    on stop { log "goes" }
}
END
    run "$swarm" run "$work/users.swarm" -H "$host" --headless
    ok "down to 0 users: status 0" status_is 0
    ok "down to 0 users: each has left by its on stop" same "$(grep -c comes "$work/err") $(grep -c goes "$work/err")" "12 12"
    ok "down to 0 users: running tasks are finished" out_lacks 'in flight'
    ok "all of them are there at the peak" err_has 'All users spawned: 12'
}

together up_and_down poisson thousands rate ramps visits fixed_kinds bounds stalled_server slow_server
finish
