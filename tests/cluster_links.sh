#!/bin/bash
# A master and its workers with links that are slow or cut. For the cut, the test makes network namespaces of its own, which
# needs root.
. tests/support/lib.sh

echo 'user Visitor { wait 50ms task home { get "/" } }' >"$work/shop.swarm"
shop=$work/shop.swarm
served() { grep -c '"GET / ' "$work/access.log"; }
requests() { "$python" -c 'import json, sys; print(json.load(open(sys.argv[1]))["aggregated"]["requests"])' "$work/all.json"; }
ends() {
    wait_for eval "! kill -0 $1 2>/dev/null" || return 1
    wait "$1"
    status=$?
}
master_has() { file_has "$work/master.err" "$1"; }
worker_has() { file_has "$work/worker.err" "$1"; }

# start_master [arguments]: by $in_master, which may be a command that runs it elsewhere; sets $port, $master. start_worker PORT
# [arguments]: sets $worker.
in_master=()
in_worker=()
start_master() {
    port=$(free_port)
    "${in_master[@]}" "$swarm" run "$shop" -H "$host" -s 5 --master --master-bind-port "$port" --headless --json-file "$work/all.json" \
        --expect-workers 1 -u 4 -r 100 "$@" >"$work/master.out" 2>"$work/master.err" </dev/null &
    master=$!
    servers+=("$master")
}
start_worker() {
    "${in_worker[@]}" "$swarm" run "$shop" --worker --master-port "$1" "${@:2}" >"$work/worker.out" 2>"$work/worker.err" </dev/null &
    worker=$!
    servers+=("$worker")
}

slow() {
    start_nginx 'location / { return 200 "hello"; }'"access_log $work/access.log combined;"
    server=$host
    start_master -t 5s
    wait_for master_has 'Listening' || give_up "the master listens" "$work/master.err"
    start_script slow_link "$port"
    slow_port=$host
    host=$server
    start_worker "$slow_port"
    ok "over a slow link, the run ends" eval 'ends "$master" && same "$status" 0'
    ok "nothing is lost" same "$(requests)" "$(served)"
    ok "the worker ends" eval 'ends "$worker" && same "$status" 0'
}

# A link of two namespaces: the master in one, worker and server in the other. `cut` and `mend` take it down and up.
cut_link() {
    local here=sw${BASHPID}a there=sw${BASHPID}b
    if ! ip netns add "$here" 2>/dev/null || ! ip netns add "$there"; then
        echo '# no network namespaces can be made here, so no link is cut'
        return
    fi
    trap 'cleanup; printf . >&"$tokens"; ip netns del '"$here"'; ip netns del '"$there" EXIT
    ip link add "$here" type veth peer name "$there"
    ip link set "$here" netns "$here"
    ip link set "$there" netns "$there"
    ip -n "$here" addr add 10.77.0.1/24 dev "$here"
    ip -n "$there" addr add 10.77.0.2/24 dev "$there"
    for name in "$here" "$there"; do ip -n "$name" link set lo up; ip -n "$name" link set "$name" up; done
    in_master=(ip netns exec "$here") in_worker=(ip netns exec "$there")

    nginx_of() { ip netns exec "$there" nginx "$@"; }
    nginx() { nginx_of "$@"; }
    start_nginx 'location / { return 200 "hello"; }'"access_log $work/access.log combined;"
    start_master -t 30s --master-bind-host 10.77.0.1
    start_worker "$port" --master-host 10.77.0.1
    wait_for worker_has 'All users spawned: 4' || give_up "users run" "$work/worker.err"
    ip -n "$here" link set "$here" down
    ok "the master notices" wait_for master_has "hasn't sent a heartbeat"
    nap 8
    ip -n "$here" link set "$here" up
    ok "the worker comes back" wait_for master_has 'is back'
    ok "the run ends at its time" eval 'ends "$master" && master_has "Stopping: the run time has ended"'
    ok "nothing is lost, and nothing counted twice" same "$(requests)" "$(served)"
    ok "the worker ends" eval 'ends "$worker" && same "$status" 0'
}

together slow cut_link
finish
