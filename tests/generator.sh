#!/bin/bash
# The verdict on the load generator itself, for what really keeps one from its work.
. tests/support/lib.sh

start_target
cat >"$work/calm.swarm" <<'END'
user Visitor { wait 50ms  task a { get "/json" } }
END
# Is always in a request, of a target that takes its time for it.
cat >"$work/asks.swarm" <<'END'
user Visitor { task a { get "/json" } }
END
# Is always in a wait, never in a request.
cat >"$work/waits.swarm" <<'END'
user Visitor { wait 50ms  task a { if user.id < 0 { get "/json" } } }
END
# Never waits for anything, so that it doesn't matter how fast the target is.
cat >"$work/hot.swarm" <<'END'
user Visitor {
    task a {
        let sum = 0
        for i in 1..20000 { sum = sum + i * i % 7 }
        if sum < 0 { get "/json" }
    }
}
END
calm=("$swarm" run "$work/calm.swarm" -H "$host" --headless --only-summary -u 20 -r 100 --processes 1)
hot=("$swarm" run "$work/hot.swarm" -H "$host" --headless --only-summary -u 4 -r 100 -t 2s)

run "${calm[@]}" -t 1s
ok "a verdict ends every report" same "$(grep -cE '^generator: (ok|degraded|overloaded)$' "$work/out")" 1

# ---- the process stands still for a while ----

# seconds_at_least N: the reactor has handed over the statistics of so many seconds.
seconds() { grep -c 'from reactor 0: statistics' "$work/err"; }
seconds_at_least() { [ "$(seconds)" -ge "$1" ]; }

# stand_still SCENARIO: a run of it that is stopped for 2 s.
stand_still() {
    local before
    : >"$work/err" # which the run before has filled
    "$swarm" run "$work/$1.swarm" -H "$host" --headless --only-summary -L DEBUG -u 20 -r 100 --processes 1 -t 5m \
        >"$work/out" 2>"$work/err" </dev/null &
    pid=$!
    servers+=($pid)
    wait_for has 'All users spawned' "$work/err"
    nap 0.5
    kill -STOP $pid
    nap 2
    before=$(seconds)
    kill -CONT $pid
    ok "$1: it is said while it happens" wait_for err_has "WARNING: the load generator can.t keep up: $2"
    wait_for seconds_at_least $((before + 2)) # the second with the stand-still is over
    kill -INT $pid
    wait $pid
    status=$?
    ok "$1: a stand-still doesn't change the status" status_is 0
    ok "$1: a stand-still degrades the run" out_has '^generator: (degraded|overloaded)$'
}

start_target --delay 50ms
stand_still asks 'connections waited up to'
ok "connections had to wait, and from when on" out_has '^ *[0-9:]+ +[0-9.]+ m?s \| connections waited up to [1-9][0-9]{3,} ms for a reactor$'
stand_still waits 'users resumed up to'
ok "users were late" out_has 'users resumed up to [1-9][0-9]{3,} ms'

# ---- too much work ----
run "${hot[@]}" --processes 1 --strict-generator
ok "a reactor without a pause is overloaded" out_has '^generator: overloaded$'
ok "the reason is there" out_has '\| a reactor was busy up to (9[1-9]|100) % of its time'
ok "--strict-generator: status 5" status_is 5
run "${hot[@]}" --processes 1
ok "without it: status 0" status_is 0
run "${hot[@]}" --processes 1 --strict-generator --threshold 'errors > 0'
ok "the higher status wins: 5 over 3" status_is 5

# ---- file descriptors ----
run bash -c 'ulimit -n 40 && exec "$@"' - "${calm[@]}" -u 100 -t 3s --strict-generator
ok "no descriptors left: overloaded, status 5" status_is 5
ok "no descriptors left: the reason" out_has 'connections failed because all 40 file descriptors were in use'

run bash -c 'ulimit -n 40 && exec "$@"' - "${calm[@]}" -u 100 -r 100000 --iterations 90 --strict-generator
ok "also in a run that is over within its first second" out_has 'connections failed because all 40 file descriptors were in use'
ok "also in a run that is over within its first second: status 5" status_is 5

# ---- a quota of the container, where this machine lets one be made ----
group=
if mkdir /sys/fs/cgroup/cpu/swarm-test.$$ 2>/dev/null; then
    group=/sys/fs/cgroup/cpu/swarm-test.$$
    echo 10000 >$group/cpu.cfs_quota_us 2>/dev/null || { rmdir $group && group=; }
elif grep -qw cpu /sys/fs/cgroup/cgroup.subtree_control 2>/dev/null && mkdir /sys/fs/cgroup/swarm-test.$$ 2>/dev/null; then
    group=/sys/fs/cgroup/swarm-test.$$
    echo 10000 100000 >$group/cpu.max 2>/dev/null || { rmdir $group && group=; }
fi
if [ -n "$group" ]; then
    run bash -c 'echo $$ >"$1"/cgroup.procs && shift && exec "$@"' - $group "${hot[@]}"
    ok "a quota that is used up is named" out_has "the CPU quota of the container throttled the process for up to [0-9]+ % of its time"
    rmdir $group
fi

finish
