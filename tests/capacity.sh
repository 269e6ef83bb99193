#!/bin/bash
# --find-capacity, on a server whose capacity is known by arithmetic: 4 workers that take 50 ms for a request serve 80 a
# second, and with n users each answer takes n / 80 s. So p95 < 300ms holds for up to 24 users, and for fewer where this machine is
# busy. That exactly the right number is found is tested without a clock: capacity_choice_test.c, capacity_step_test.c.
. tests/support/lib.sh

cat >"$work/hot.swarm" <<'END'
thresholds { p95 < 1us abort }
load { hold 1h }
user Visitor { task a { get "/json" } }
END
cat >"$work/fixed.swarm" <<'END'
user Reader fixed 2 { task read { get "/json" } }
user Writer fixed 1 { task write { get "/html" } }
END
cat >"$work/mixed.swarm" <<'END'
user Guard fixed 1 { wait 300ms  task look { get "/json" } }
user Buyer { on start { get "/html" }  task buy { transaction "buy" { get "/json" as "basket"  get "/json" as "pay" } } }
END
cat >"$work/brief.swarm" <<'END'
user Visitor { task a { get "/json"  get "/json"  stop user } }
END
cat >"$work/slow.swarm" <<'END'
user Visitor { wait 1h  task a { get "/json" } }
END
cat >"$work/failing.swarm" <<'END'
user Visitor { wait 20ms  task a { get "/status/503"  get "/json" } }
END
cat >"$work/patient.swarm" <<'END'
user Visitor { wait 20ms  task a { get "/" { timeout 8s } } }
END
cat >"$work/tardy.swarm" <<'END'
shared is_alone = true
on message "company" (value) { is_alone = false }
user Visitor {
    wait 20ms
    on start { if user.id == 2 { publish "company", none } }
    task a {
        get "/json"
        if not is_alone { repeat 50 { get "/status/503"  wait 50ms } }
    }
}
END
target() { start_target --delay 50ms --workers 4; }

# search NAME CONDITION [options]: in one of the scenarios above, with $host.
search() {
    run "$swarm" run "$home/$1.swarm" -H "$host" --headless --only-summary --step-time 1s --find-capacity "${@:2}"
}
answer() { sed -n 's/^capacity: //p' "$work/out"; }
users() { answer | grep -oE '[0-9]+ user' | grep -oE '[0-9]+'; }
rate() { answer | grep -oE '[0-9.]+ requests' | grep -oE '[0-9.]+'; }
between() { awk -v got="$1" -v least="$2" -v most="$3" 'BEGIN { if (got < least || got > most || got == "") { print got; exit 1 } }'; }
markup() { sed 's/</\&lt;/g' <<<"$1"; }

finds() {
    target
    search hot 'p95 < 300ms and failed < 1%' --html "$work/found.html" --junit "$work/found.xml"
    ok "the capacity is found: status 0" status_is 0
    ok "the answer is one line" same "$(grep -c '^capacity: ' "$work/out")" 1
    ok "the answer names the condition" out_has '^capacity: (at least )?[0-9]+ users? \([0-9.]+ requests/s\) meets? p95 < 300ms and failed < 1%(; with more users, the load generator .*)?$'
    ok "users: not more than arithmetic allows" between "$(users)" 1 24
    ok "requests/s: not more than arithmetic allows" between "$(rate)" 5 84
    ok "the table has the steps up" same "$(awk '$3 == "|" && $1 ~ /^[0-9]+$/ { print $1 }' "$work/out" | head -2 | xargs)" "1 2"
    ok "the table has what broke" out_has '^ +[0-9]+ +[0-9.]+ \|.* (not met: p95 < 300ms|the load generator was the limit)$'
    ok "the answer was confirmed" out_has "^ +$(users) .* met, confirmation$"
    ok "each step is told while it goes on" err_has 'INFO: 1 user: [0-9.]+ requests/s, p95 [0-9.]+ ms, 0% failed: met$'
    ok "thresholds of the file aren't judged" out_lacks '^Thresholds'
    ok "its load isn't followed: said" err_has 'the capacity search replaces .load'
    ok "the HTML report has the same answer" grep -qF "<strong>Capacity</strong> $(markup "$(answer)")<" "$work/found.html"
    ok "so has the case of JUnit" grep -qF "<system-out>$(markup "$(answer)")<" "$work/found.xml"
    ok "nobody was cut on the way" out_lacks 'in flight at the end: ([3-9][0-9]|[1-9][0-9][0-9])'
}

bounded_by_users() {
    target
    search hot 'p95 < 5s' -u 6
    ok "-u bounds the search" out_has '^capacity: at least 6 users .* meet p95 < 5s; more users weren.t allowed$'
    ok "-u bounds the search: status 0" status_is 0
}

bounded_by_time() {
    target
    search hot 'p95 < 300ms' -t 3s
    ok "-t bounds the search" out_has '^capacity: (at least [0-9]+ user|not found).*the search ended early$'
    ok "a search without an answer: status 3" status_is 3
}

# A condition on failures breaks for the server's sake alone, however busy this machine is.
one_is_too_many() {
    target
    search failing 'p95 < 1h and failed < 1%' --junit "$work/none.xml"
    ok "one user may be too many" out_has '^capacity: none: 1 user doesn.t meet p95 < 1h and failed < 1%$'
    ok "one user may be too many: status 3" status_is 3
    ok "one user may be too many: the case of JUnit fails" grep -q '<failure type="capacity" message="none: 1 user doesn.*t meet p95 &lt; 1h and failed &lt; 1%">' \
        "$work/none.xml"
    ok "any metric: the part that breaks is named" out_has ' not met: failed < 1%$'
}

unknown_name() {
    target
    search hot '"GET /json" p95 < 300ms and "/a and b \" and" requests > 5' -u 1
    ok "a name that no request has: status 2" status_is 2
    ok "names may have the word in them" err_has '^swarm: --find-capacity: no request or transaction is reported as `/a and b " and`'
}

# ---- who the users are ----

fixed_kinds() {
    target
    search fixed 'p95 < 5s' -t 60s
    ok "fixed kinds: no more than there are" out_has '^capacity: at least 3 users .* meet p95 < 5s; more users weren.t allowed$'
    ok "fixed kinds: said" err_has 'all kinds of users are `fixed`: the search tries at most 3 users'
}
absent_kind() {
    target
    search mixed '"TXN buy" p95 < 5s' -u 3
    ok "a transaction of a kind that isn't there with one user says nothing" out_has '^capacity: at least 3 users '
}
replaced() {
    target
    search brief 'p95 < 5s' -u 4
    ok "who stops is replaced" between "$(rate)" 10 84
    ok "who stops is replaced: the search goes on" out_has '^capacity: at least 4 users '
}
nothing_ended() {
    target
    search slow 'p95 < 5s' -u 2
    ok "nothing ended in a step: that says nothing" err_has 'INFO: 1 user: no request ended: met$'
    ok "nothing ended in any: there is no answer" out_has '^capacity: not found: no request ended during the measurement$'
    ok "nothing ended in any: status 3" status_is 3
}

# ---- what the condition says nothing of ----

failures_told() {
    target
    search failing 'p95 < 5s' -u 1
    ok "failures that the condition says nothing of are told" \
        out_has '^capacity: at least 1 user \([0-9.]+ requests/s\) meets p95 < 5s; [45][0-9.]*% of the requests failed; more'
}
failures_allowed() {
    target
    search failing 'p95 < 5s and failed <= 100%' -u 1
    ok "it says what is allowed: nothing more to tell" out_lacks 'of the requests failed'
}

# ---- a server that serves two connections and lets the others stand ----

unanswered() {
    start_script prefork 2
    search patient 'p95 < 900ms'
    ok "users that get no answer count" out_has '^capacity: (at least )?2 users '
    ok "users that get no answer are told of" out_has '^ +4 .* (not met: p95 < 900ms|the load generator was the limit); 2 users without a response$'
}
waits_for_users() {
    target
    search tardy 'p95 < 1h and failed < 1%' -u 2
    ok "who doesn't go is waited for" err_has 'waiting for 1 user to finish their task'
    ok "and the search goes on" err_has 'INFO: 1 user \(confirmation\): '
}

# ---- what isn't a condition ----

wrong() {
    host=http://127.0.0.1:1
    for bad in 'fast' 'p95 < 2s or failed < 1%' 'p95 < 2s abort' ''; do
        search hot "$bad"
        ok "'$bad' is no condition: status 2" status_is 2
        ok "'$bad' is no condition: said with its place or an example" err_has "^swarm: --find-capacity: .* isn't a condition such as|^ --> --find-capacity:1:[0-9]+"
    done
    search hot 'p95 < 2s' --step-time 0
    ok "--step-time 0: status 2" status_is 2
}

at_once=14 # they wait most of the time
together finds unanswered waits_for_users bounded_by_users bounded_by_time one_is_too_many unknown_name fixed_kinds absent_kind replaced \
    nothing_ended failures_told failures_allowed wrong
finish
