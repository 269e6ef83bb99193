#!/bin/bash
# Every scenario and library file of the project checks without a warning, is laid out as `swarmc fmt` does it, and
# the scenarios run against the target without a failure.
. tests/support/lib.sh
start_target

for file in scenarios/*.swarm stdlib/std/*.swarm; do
    compile check -W error "$file"
    ok "$file: no warning" status_is 0
    compile fmt --check "$file"
    ok "$file: the one true layout" status_is 0
done

# runs NAME [options]: a short run, which must have answers and no failures.
runs() {
    local name=$1
    shift
    run "$swarm" run "scenarios/$name.swarm" -H "$host" --headless -u 4 -r 20 -t 3s --seed 1 "$@"
    ok "$name runs: nothing fails" nothing_failed
    ok "$name runs: with requests" out_has '^ *Aggregated +[1-9]'
}

# What some of them are there to show.
shows_requests() {
    runs quickstart --iterations 10
    ok "quickstart: as many requests as tasks asked for" same "$(row GET /)" "10 0(0.00%)"
}
shows_transactions() {
    runs transactions
    ok "transactions: a row for each" out_has '^ *TXN +log in +[1-9]'
}
shows_methods() {
    runs http -u 1 -t 6s
    ok "http: a row named by its method" out_has '^ *PURGE +/echo +[1-9]'
}
shows_arrivals() {
    run "$swarm" run scenarios/arrivals.swarm -H "$host" --headless --seed 1
    ok "arrivals: nothing fails" nothing_failed
    ok "arrivals: those of its timetable and no others" out_has '^arrivals started: [34][0-9][0-9]$'
    ok "arrivals: the kind with fixed is there besides" out_has '^ *GET +/board +[1-9]'
}
tries() { ok "try shows what was sent" "$swarm" try scenarios/random.swarm -H "$host" --seed 7; }

at_once=12 # they wait most of the time
together shows_arrivals shows_methods shows_requests shows_transactions tries \
    "runs "{quickstart,playlist,shop,notices,probes,checks,auth,random,hostile,waits,users,http,login,rest,flow,arrivals}
finish
