#!/bin/bash
# Every scenario and library file of the project checks without a warning, is laid out as `swarmc fmt` does it, and
# the scenarios run against the target without a failure.
. tests/support/lib.sh
start_target

for file in scenarios/*.swarm stdlib/std/*.swarm; do
    ok "$file: no warning" "$swarmc" check -W error "$file"
    ok "$file: the one true layout" "$swarmc" fmt --check "$file"
done

# runs NAME [options]: a short run, which must have answers and no failures.
runs() {
    local name=$1
    shift
    run "$swarm" run "scenarios/$name.swarm" -H "$host" --headless -u 4 -r 20 -t 3s --seed 1 "$@"
    ok "$name runs: nothing fails" nothing_failed
    ok "$name runs: with requests" out_has '^ *Aggregated +[1-9]'
}

for name in quickstart playlist shop notices probes checks auth random hostile transactions waits users http login rest flow arrivals; do
    runs "$name"
done

# What some of them are there to show.
runs quickstart --iterations 10
ok "quickstart: as many requests as tasks asked for" same "$(row GET /)" "10 0(0.00%)"
runs transactions
ok "transactions: a row for each" out_has '^ *TXN +log in +[1-9]'
runs http -u 1 -t 6s
ok "http: a row named by its method" out_has '^ *PURGE +/echo +[1-9]'

run "$swarm" run scenarios/arrivals.swarm -H "$host" --headless --seed 1
ok "arrivals: nothing fails" nothing_failed
ok "arrivals: those of its timetable and no others" out_has '^arrivals started: [34][0-9][0-9]$'
ok "arrivals: the kind with fixed is there besides" out_has '^ *GET +/board +[1-9]'

ok "try shows what was sent" "$swarm" try scenarios/random.swarm -H "$host" --seed 7
finish
