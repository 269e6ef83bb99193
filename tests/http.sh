#!/bin/bash
# End to end over HTTP: scenarios against the built-in target and nginx, each in a process of its own.
. tests/support/lib.sh

start_target

# ---- the project's own scenarios on the target ----

quickstart() {
    run "$swarm" run scenarios/quickstart.swarm -H "$host" --headless -u 10 -r 100 --iterations 200
    ok "quickstart: 200 requests, none failed" same "$(row GET /)" "200 0(0.00%)"
    ok "quickstart: status 0" status_is 0
}
playlist() {
    run "$swarm" run scenarios/playlist.swarm -H "$host" --headless -u 20 -r 20 -t 6s --seed 7
    ok "playlist: nothing fails" nothing_failed
    ok "playlist: created and deleted under one name" out_has 'DELETE +/api/playlist/\[id\] +[1-9][0-9]* +0\('
    ok "playlist: test accounts log in once each, and nobody else does" same "$(row POST /auth/login)" "4 0(0.00%)"
    ok "playlist: no row has an id in its name" out_lacks '/api/playlist/[0-9a-f]'
    ok "playlist: thresholds are shown" out_has '/api/song'
}
shop() {
    run "$swarm" run scenarios/shop.swarm -H "$host" --headless -u 10 -r 10 -t 4s
    ok "shop: status 0" status_is 0
    ok "shop: setups and teardowns once, around the users" same \
        "$(grep -oE 'run setup|Shopping setup|Shopping teardown|run teardown' "$work/err" | tr '\n' ,)" \
        "run setup,Shopping setup,Shopping teardown,run teardown,"
    ok "shop: on start and on stop for each of ten users" same \
        "$(grep -c 'enters$' "$work/err") $(grep -c 'leaves$' "$work/err")" "10 10"
}
notices() {
    run "$swarm" run scenarios/notices.swarm -H "$host" --headless -u 5 -r 10 -t 5s
    ok "notices: status 0" status_is 0
    ok "notices: ten pages are one row" out_lacks 'page=[0-9]'
}
probes() {
    run "$swarm" run scenarios/probes.swarm -H "$host" --headless -u 2 -r 10 -t 3s
    ok "probes: hostile paths fail nothing" status_is 0
    ok "probes: the sequence alternates" out_has 'GET +/c:\.\.\.\.\./.*'
}
tries() {
    for scenario in scenarios/*.swarm; do
        case $scenario in *chat* | *lines*) continue ;; esac # tcp.sh has these
        run "$swarm" try "$scenario" -H "$host"
        ok "try $scenario: nothing fails" status_is 0
    done
}

# ---- semantics ----

judging() {
    cat >"$work/judge.swarm" <<'END'
user U {
    task a { get "/status/404" { expect status == 404 } }
    task b { get "/status/404" }
    task c { get "/json" { expect elapsed < 1us  expect body contains "nowhere" else "no nowhere in ${size} bytes" } }
    task d { get "/json" { require status == 201  log "not reached" }  log "not reached either" }
    task e { get "/json" { capture x = json("$.nope")  log "not reached" }  get "/never/${x}" }
    task f { get "/json" { fail "because"  log "not reached" }  get "/after" { expect status == 404 } }
    task g { let x = none  log "${x.y}"  log "not reached" }
    task h { transaction "both" { get "/json" { expect status == 200 }  get "/status/500" as "five" } }
}
END
    run "$swarm" try "$work/judge.swarm" -H "$host"
    ok "try: skipped code doesn't run" out_lacks 'not reached'
    sed -i 's/user U/user U weight 1/; s/    task \(.\)/    task \1 times 1/; s/user U weight 1 {/user U { sequence S {/; $ s/}/} }/' "$work/judge.swarm"
    run "$swarm" run "$work/judge.swarm" -H "$host" --headless --iterations 8
    ok "failures: status 1" status_is 1
    ok "an expectation on status decides alone" same "$(row GET /status/404)" "2 1(50.00%)"
    ok "a request fails once, whatever the reasons" same "$(row GET /json)" "5 4(80.00%)"
    ok "each failed expectation has its line" out_has 'expect elapsed < 1us'
    ok "the text of else groups" out_has 'no nowhere'
    ok "a group has the template, its sample the values" out_has 'no nowhere in \$\{size\} bytes \(found: no nowhere in [0-9]+ bytes\)'
    ok "fail in a block: the task goes on" same "$(row GET /after)" "1 0(0.00%)"
    ok "a capture of none never reaches the next URL" out_lacks '/never'
    ok "a transaction fails by its request" same "$(row TXN both)" "1 1(100.00%)"
    ok "a runtime error has its place" out_has 'judge\.swarm:[0-9]+'
    ok "code that is skipped doesn't run" err_lacks 'INFO.*not reached'
}
state() {
    cat >"$work/state.swarm" <<'END'
shared total = 0
counter serial
data words = lines("words.txt") unique
setup { get "/json" { capture total = json("$.library.visitors") } }
user U {
    var n = 0
    headers { "X-Who": "user-${user.id}" }
    on start { n = n + 10 }
    task t {
        n = n + 1
        let word = take words
        let s = next(serial)
        post "/echo" {
            query { q: "a b&c", none_at_all: none }
            headers { "x-who": "inner", "X-Total": "${total}" }
            json { n: n, word: word, list: [1, 2.5, true, none, "é"], serial: s }
            expect json("$.json.n") == n
            expect json("$.json.list[4]") == "é"
            expect json("$.headers['X-Who']") == "inner" or json("$.headers['x-who']") == "inner"
            expect json("$.query.q") == "a b&c"
        }
        get "/echo?" { query { a: 1 }  expect url endswith "/echo?a=1" }
        get "/echo?b=2&" { query { a: 1, c: ["x", "y"] }  expect url endswith "/echo?b=2&a=1&c=x&c=y" }
        get "/echo?#part" { query { a: none }  expect url endswith "/echo?" }
    }
}
END
    printf 'one\ntwo\nthree\n' >"$work/words.txt"
    run "$swarm" run "$work/state.swarm" -H "$host" --headless -u 3 -r 100 --iterations 12 --processes 2
    ok "state, headers, query, json, data and counters: status 0" status_is 0
    ok "one row for them all" same "$(row POST /echo)" "12 0(0.00%)"
}

# ---- what servers do ----

odd_answers() {
    cat >"$work/odd.swarm" <<'END'
user U { sequence S {
    task chunked { get "/chunked?n=5" { expect status == 200 } }
    task gzip { get "/gzip" { expect json("$") exists } }
    task redirect { get "/redirect/3" as "followed" { expect status == 200 } }
    task stay { get "/redirect/1" as "stayed" { redirects 0  expect status in [301, 302] } }
    task many { get "/redirect/30" as "too many" }
    task cookie { get "/cookies/set?flavour=oat"  get "/cookies" { expect body contains "oat"  expect cookie("flavour") == "oat" } }
    task other_cookie {
        get "/cookies" as "other cookie" { cookies { flavour: "nut" }  expect body contains "nut"  expect not (body contains "oat") }
        get "/cookies" as "no cookie" { cookies { flavour: none }  expect not (body contains "flavour") }
        get "/cookies" as "cookie again" { expect body contains "oat" }
    }
    task basic { get "/basic-auth/u/p" { auth basic("u", "p")  expect status == 200 } }
    task slow { get "/delay/5" as "slow" { timeout 200ms } }
    task cut { get "/close" as "cut" }
} }
END
    run "$swarm" run "$work/odd.swarm" -H "$host" --headless --iterations 10
    ok "chunked" same "$(row GET '/chunked?n=5')" "1 0(0.00%)"
    ok "gzip is undone" same "$(row GET /gzip)" "1 0(0.00%)"
    ok "redirects are followed" same "$(row GET followed)" "1 0(0.00%)"
    ok "redirects 0 stays" same "$(row GET stayed)" "1 0(0.00%)"
    ok "too many redirects is a failure of its own" out_has 'redirect'
    ok "cookies are kept" same "$(row GET /cookies)" "1 0(0.00%)"
    for name in "other cookie" "no cookie" "cookie again"; do
        ok "a cookie of one request: $name" out_has "^GET +$name +1 +0\\("
    done
    ok "basic auth" same "$(row GET /basic-auth/u/p)" "1 0(0.00%)"
    ok "a timeout fails" same "$(row GET slow)" "1 1(100.00%)"
    ok "a connection closed in mid-answer fails" same "$(row GET cut)" "1 1(100.00%)"
}
no_answers() {
    cat >"$work/one.swarm" <<'END'
user U { wait 100ms  task t { get "/" } }
END
    run "$swarm" run "$work/one.swarm" -H "http://127.0.0.1:$(free_port)" --headless --iterations 3
    ok "nobody listens: status 1" status_is 1
    ok "nobody listens: says so" out_has 'refused'
    run "$swarm" run "$work/one.swarm" -H "http://no-such-name.invalid" --headless --iterations 2
    ok "a host without an address: status 1" status_is 1
    ok "a host without an address: says so" out_has 'resol|address'
    run "$swarm" run "$work/one.swarm" --headless --iterations 2
    ok "no host at all: says how to give one" grep -qE -- '-H|--host' "$work/out" "$work/err"
    sed -i '1i setup { get "/status/500" { require status == 200 } }' "$work/one.swarm"
    run "$swarm" run "$work/one.swarm" -H "$host" --headless --iterations 2
    ok "a failed setup: status 4" status_is 4
    ok "a failed setup: no user started" out_lacks 'GET +/ +[1-9]'
}

# ---- nginx ----

nginx_answers() {
    start_nginx 'location /hello { return 200 "{\"hello\": \"world\"}"; } location /gone { return 410; }
        location /moved { return 302 /hello; } location /limited { return 503; }'
    cat >"$work/nginx.swarm" <<'END'
user U {
    task hello weight 3 { get "/hello" { expect json("$.hello") == "world" } }
    task moved { get "/moved" { expect url endswith "/hello" } }
}
END
    run "$swarm" run "$work/nginx.swarm" -H "$host" --headless -u 50 -r 1000 --iterations 5000
    ok "nginx: status 0" status_is 0
    ok "nginx: all requests" out_has 'Aggregated +5000 +0'


    # ---- same seed, same choices ----
    counts() { awk '$1 == "GET" && $2 ~ /hello|moved/ { r[$2] = $3 } END { print r["/hello"], r["/moved"] }' "$work/out"; }
    run "$swarm" run "$work/nginx.swarm" -H "$host" --headless -u 1 --iterations 300 --seed 5 --processes 1
    first=$(counts)
    run "$swarm" run "$work/nginx.swarm" -H "$host" --headless -u 1 --iterations 300 --seed 5 --processes 2
    ok "the same seed picks the same tasks" same "$(counts)" "$first"
}

together playlist shop notices tries nginx_answers quickstart probes judging state odd_answers no_answers
finish
