#!/bin/bash
# Numbers against what the servers know: no request is lost, what the end cuts is told, and a stall that a paced load hides
# from the response times shows in the time since requests should have started.
. tests/support/lib.sh

# percentile TITLE COLUMN: of Aggregated in the table with that title. Columns: 50% is 1, 99% is 8, 100% is 11.
percentile() {
    awk -v title="$1" -v column="$2" 'index($0, title) == 1 { inside = 1 }
        inside && $1 == "Aggregated" { print $(column + 2); exit }' "$work/out"
}
plain='Response time percentiles'
due='Time since the scheduled start'
below() { awk -v got="$1" -v most="$2" 'BEGIN { exit !(got != "" && got < most) }' || { echo "$1, not below $2"; return 1; }; }
above() { awk -v got="$1" -v least="$2" 'BEGIN { exit !(got != "" && got > least) }' || { echo "$1, not above $2"; return 1; }; }

# ---- a server that stalls for two seconds once ----
# Of 140 requests of each user one meets the stall, less than 1 %; the next is late by it, which makes two.
stall() {
    start_script stall 700
    cat >"$work/paced.swarm" <<'END'
user Paced {
    wait pacing 50ms
    task page { get "/" }
}
END
    run "$swarm" run "$work/paced.swarm" -H "$host" --headless -u 10 -r 100 --iterations 1400 --only-summary
    ok "a paced load survives a stall" status_is 0
    ok "all its requests are counted" same "$(row GET /)" "1400 0(0.00%)"
    ok "the plain p99 hides the stall" below "$(percentile "$plain" 8)" 1000
    ok "the plain maximum knows it" above "$(percentile "$plain" 11)" 1500
    ok "the p99 since requests should have started shows it" above "$(percentile "$due" 8)" 1000
    ok "both tables are about the same requests" same "$(percentile "$due" 13)" 1400
}

# ---- what the server has answered is what is counted ----

server_counts() {
    start_nginx "access_log $work/nginx/hits.log; location /a { return 200 'a'; } location /b { return 404; } location /c { return 200; }"
    cat >"$work/all.swarm" <<'END'
user All {
    task a weight 5 { get "/a" }
    task b { get "/b" { expect status == 404 } }
    task c { transaction "whole" { get "/${random_int(1, 9)}" as "dynamic ${iteration % 5}"  get "/c" } }
}
END
    run "$swarm" run "$work/all.swarm" -H "$host" --headless -u 30 -r 1000 --iterations 20000 --processes 3 --only-summary
    hits() { grep -cE "\"GET $1 " "$work/nginx/hits.log"; }
    ok "/a: as many as the server answered" same "$(row GET /a)" "$(hits /a) 0(0.00%)"
    ok "/b: a status that was expected is no failure" same "$(row GET /b)" "$(hits /b) 0(0.00%)"
    ok "/c" same "$(row GET /c)" "$(hits /c) 0(0.00%)"
    dynamic=$(awk '$1 == "GET" && $2 == "dynamic" && $5 ~ /^[0-9]+\(/ { sum += $4; failed += $5 + 0 }
        END { print sum, failed }' "$work/out")
    ok "names that reactors met in any order add up" same "$dynamic" "$(hits '/[1-9]') $(hits '/[1-9]')"
    ok "Aggregated is all that the server answered" same \
        "$(awk '$1 == "Aggregated" { print $2; exit }' "$work/out")" "$(wc -l <"$work/nginx/hits.log")"
    failures=$(sed -n '/^Failures/,$p' "$work/out" | awk '/dynamic/ { sum += $1 } END { print sum }')
    ok "so are the failures" same "$failures" "$(hits '/[1-9]')"
}

# ---- what the end of the run cuts ----

cut_off() {
    start_target
    cat >"$work/cut.swarm" <<'END'
user Waits fixed 3 { task wait { get "/delay/30" } }
user Looks fixed 2 { task look { get "/" { wait 30s } } }
END
    run "$swarm" run "$work/cut.swarm" -H "$host" --headless -u 5 -r 100 -t 2s --only-summary
    ok "what is on its way is in no row" same "$(row GET /delay/30)" ""
    ok "but told, with its age" out_has '^in flight at the end: 3, oldest [1-9][0-9.]* s$'
    ok "what has its answer counts, though its block goes on" same "$(row GET /)" "2 0(0.00%)"
}

together stall server_counts cut_off
finish
