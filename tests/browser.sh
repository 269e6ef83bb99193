#!/bin/bash
# The web page in headless Chromium: a run on the real server from its start to its files, a master with its workers, and long runs
# with many rows that a replay server plays.
. tests/support/lib.sh
. tests/support/web.sh

# tap SCRIPT ARGUMENTS…: a script of tests/browser, whose lines become tests.
tap() {
    local line lines
    timeout 600 node "tests/browser/$1" "${@:2}" >"$work/tap" 2>"$work/tap.err"
    [ $? = 0 ] || ok "$1 runs to its end" fails "$work/tap.err"
    mapfile -t lines <"$work/tap"
    for line in "${lines[@]}"; do
        echo "$line"
        case $line in
        'ok - '*) checks=$((checks + 1)) ;;
        'not ok - '*) checks=$((checks + 1)) failed_checks=$((failed_checks + 1)) ;;
        esac
    done
}

cat >"$work/page.swarm" <<'END'
const page_size = 15
config { users 4  spawn_rate 4 }
thresholds { p95 < 5s  failed < 90% }

setup { get "/items" as "set up" }

user Visitor weight 3 {
    wait between 20ms and 60ms
    task home weight 3 { get "/" as "<script>document.title='owned'</script><img src=x onerror=alert(1)>" { expect status == 200 } }
    task items { get "/items" { query { size: page_size }  expect size > 0 } }
    task post { transaction "both" { post "/echo" { json { text: "</script>" } } } }
    task wrong { get "/json" as "wrong" { expect header("server") == "<i>" else "</td><img src=x onerror=alert(2)>" } }
    task broken { let zero = len("")  let x = 1 / zero }
    task never weight 0.000001 { get "/never" }
}

user Clerk {
    wait pacing 50ms
    task quotes { get "/items" as "quotes \"two\" & 'one'" }
}
END

live() {
    start_target --delay 2ms --fail 3%
    start_web "$work/../page.swarm" -H "$host"
    tap live.js "${url%/}/"
}

many() {
    mkdir "$work/page"
    sh page/embed.sh page build/npm-dev/node_modules "$work/page"
    tap many.js "$work/page"
}

# start_worker FILE
start_worker() {
    "$swarm" run "$1" --worker --master-port "$workers_port" >>"$work/workers" 2>&1 </dev/null &
    servers+=($!)
}

cluster() {
    local page=$work/../page.swarm
    workers_port=$(free_port)
    start_target
    start_web "$page" -H "$host" --master --master-bind-host 127.0.0.1 --master-bind-port "$workers_port" --expect-workers 2 --autostart -u 6 -r 100
    start_worker "$page"
    start_worker "$page"
    wait_for has '2 workers connected' "$work/web.err" || give_up "two workers join" "$work/web.err"
    sed 's/page_size = 15/page_size = 16/' "$page" >"$work/other.swarm"
    start_worker "$work/other.swarm"
    tap cluster.js "${url%/}/"
    end_web TERM
}

together live cluster many
finish
