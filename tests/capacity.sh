#!/bin/bash
# --find-capacity, on a server whose capacity is known by arithmetic: 4 workers that take 50 ms for a request serve 80 a
# second, and with n users each answer takes n / 80 s. So p95 < 300ms holds for up to 24 users.
. tests/lib.sh

start_target --delay 50ms --workers 4
cat >"$work/hot.swarm" <<'END'
thresholds { p95 < 1us abort }
load { hold 1h }
user Visitor { task a { get "/json" } }
END
search() { run "$swarm" run "$work/hot.swarm" -H "$host" --headless --only-summary --step-time 1s --find-capacity "$@"; }
answer() { sed -n 's/^capacity: //p' "$work/out"; }
users() { answer | grep -oE '[0-9]+ user' | grep -oE '[0-9]+'; }
rate() { answer | grep -oE '[0-9.]+ requests' | grep -oE '[0-9.]+'; }
between() { awk -v got="$1" -v least="$2" -v most="$3" 'BEGIN { if (got < least || got > most || got == "") { print got; exit 1 } }'; }

search 'p95 < 300ms and failed < 1%' --html "$work/found.html" --junit "$work/found.xml"
ok "the capacity is found: status 0" status_is 0
ok "the answer is one line" same "$(grep -c '^capacity: ' "$work/out")" 1
ok "the answer names the condition" out_has '^capacity: (at least )?[0-9]+ users with [0-9.]+ requests/s hold p95 < 300ms and failed < 1%(; with more, this machine .*)?$'
ok "users: as arithmetic says" between "$(users)" 16 24
ok "requests/s: as arithmetic says" between "$(rate)" 72 84
ok "the table has the steps up" out_has '^ +16 +[0-9.]+ \|.* held$'
ok "the table has what broke" out_has '^ +32 +[0-9.]+ \|.* broken: p95 < 300ms$'
ok "the answer was confirmed" out_has "^ +$(users) .* held, confirming$"
ok "each step is told while it goes on" err_has 'INFO: 8 users: [0-9.]+ requests/s, p95 [0-9.]+ ms, 0% failed: held$'
ok "thresholds of the file aren't judged" out_lacks '^Thresholds'
markup() { sed 's/</\&lt;/g' <<<"$1"; }
ok "the HTML report has the same answer" grep -qF "<strong>Capacity</strong> $(markup "$(answer)")<" "$work/found.html"
ok "so has the case of JUnit" grep -qF "<system-out>$(markup "$(answer)")<" "$work/found.xml"
ok "nobody was cut on the way" out_lacks 'in flight at the end: ([3-9][0-9]|[1-9][0-9][0-9])'

search 'p95 < 300ms' -u 6
ok "-u bounds the search" out_has '^capacity: at least 6 users with .* hold p95 < 300ms; more weren.t allowed$'
ok "-u bounds the search: status 0" status_is 0

search 'p95 < 10ms' --junit "$work/none.xml"
ok "one user may be too many" out_has '^capacity: none: one user breaks p95 < 10ms$'
ok "one user may be too many: status 3" status_is 3
ok "one user may be too many: the case of JUnit fails" grep -qF '<failure type="capacity" message="none: one user breaks p95 &lt; 10ms">' \
    "$work/none.xml"

search 'p95 < 300ms' -t 3s
ok "-t bounds the search" out_has '^capacity: (at least [0-9]+ user|not found).*the search was ended early$'
ok "a search without an answer: status 3" status_is 3

search 'rps > 1000 and p95 < 1s'
ok "any metric: the part that breaks is named" out_has ' broken: rps > 1000$'

search '"GET /json" p95 < 300ms and "/a and b" requests > 5' -u 1
ok "names may have the word in them" out_has 'broken: "/a and b" requests > 5'

for bad in 'fast' 'p95 < 2s or failed < 1%' 'p95 < 2s abort' ''; do
    search "$bad"
    ok "'$bad' is no condition: status 2" status_is 2
    ok "'$bad' is no condition: said with an example" err_has "^swarm: --find-capacity: .* isn't a condition such as"
done
search 'p95 < 2s' --step-time 0
ok "--step-time 0: status 2" status_is 2

finish
