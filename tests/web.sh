#!/bin/bash
# `swarm run` with a web page: runs that follow one another through its API, and its options.
. tests/support/lib.sh
. tests/support/web.sh

cat >"$work/shop.swarm" <<'END'
const path = "/json"
const pause = 50ms
user Visitor weight 3 { wait pause  task home { get "${path}" } }
user Buyer weight 1 { wait 50ms  task buy { post "/echo" as "/buy" { json { a: 1 } } } }
END
cat >"$work/load.swarm" <<'END'
load { ramp to 4 users over 1s  hold 1h }
user Visitor { wait 50ms  task home { get "/json" } }
END
start_target
scenario=$work/shop.swarm
loaded=$work/load.swarm

cat >"$work/holds.py" <<'END'
import json

def names(path):
    return {"d": json.load(open(path, encoding="utf-8"))}
END

# ---- one run after the other ----

runs() {
    start_web "$scenario" -H "$host"
    ok "ready: no run has started" state_is ready
    ok "ready: the document has no requests" eval 'answers 200 /api/snapshot && holds "d[\"run\"] == 0 and d[\"aggregated\"][\"requests\"] == 0" "$work/body"'
    ok "stop without a run: 409" answers 409 /api/stop -X POST
    ok "start" eval 'answers 200 /api/start -d "{\"users\": 4, \"spawn_rate\": 100}" && holds "d == {\"run\": 1}" "$work/body"'
    ok "start while a run is on: 409" answers 409 /api/start -d '{}'
    ok "requests are counted" wait_for has_requests 10
    ok "the state is running" wait_for state_is running
    ok "both kinds run" eval 'answers 200 /api/snapshot && holds "[r[\"name\"] for r in d[\"rows\"]] == [\"/buy\", \"/json\"] and d[\"users\"] == 4" "$work/body"'
    ok "/api/row: a row with its history and distribution" eval 'answers 200 "/api/row?id=$(grep -oE "\"id\":[0-9]+" "$work/body" | head -1 | cut -d: -f2)" && holds "d[\"requests\"] > 0 and \"history\" in d and \"distribution\" in d" "$work/body"'
    for query in "" "?id=" "?id=99" "?id=x" "?id=-1" "?id=%"; do ok "/api/row$query: 404" answers 404 "/api/row$query"; done
    ok "users are changed" answers 200 /api/users -d '{"users": 7, "spawn_rate": 100}'
    ok "the run follows" wait_for eval 'answers 200 /api/snapshot && holds "d[\"users\"] == 7" "$work/body"'
    ok "the change is marked" holds '[m for m in d["marks"] if m["kind"] == "users" and m["text"] == "7 users"]' "$work/body"
    before=$(requests)
    ok "reset" answers 200 /api/reset -X POST
    ok "after a reset statistics start anew" wait_for eval '[ "$(requests)" -lt "$before" ]'
    ok "stop" answers 200 /api/stop -X POST
    ok "stopped" wait_for state_is stopped
    first=$(requests)
    ok "the results stay" test "$first" -gt 0
    api /api/snapshot
    seed=$(grep -o '"seed":"[0-9]*"' "$work/body")
    ok "the second run" eval 'answers 200 /api/start -d "{\"users\": 2, \"spawn_rate\": 100, \"kinds\": [\"Buyer\"], \"run_time\": \"1s\"}" && holds "d == {\"run\": 2}" "$work/body"'
    ok "it ends by itself" wait_for state_is stopped
    ok "its numbers are its own: one kind, two users" eval 'answers 200 /api/snapshot && holds "[r[\"name\"] for r in d[\"rows\"]] == [\"/buy\"] and d[\"settings\"][\"users\"] == \"2\" and d[\"run_time_s\"] == 1" "$work/body"'
    ok "it has a new seed" eval '! has "$seed" "$work/body"'
    end_web
    ok "Ctrl-C ends the program with the status of the last run" status_is 0
    ok "the results of the last run are printed at exit" has 'POST +/buy' "$work/web.out"
    ok "and only those" file_lacks "$work/web.out" '/json'
}

chosen() {
    printf 'user A { wait 50ms  host "%s"  task a { get "/json" } }\nuser B { wait 50ms  task b { get "/json" } }\n' "$host" >"$work/kinds.swarm"
    start_web "$work/kinds.swarm"
    ok "a kind without a host: 400 with its field" eval 'answers 400 /api/start -d "{}" && body_has "\"field\": \"host\""'
    ok "not if it isn't chosen" answers 200 /api/start -d '{"kinds": ["A"]}'
    wait_for eval 'api /api/snapshot && holds "d[\"elapsed_s\"] > 2" "$work/body"'
    ok "/tasks: only the chosen kind, while the run goes on" eval 'answers 200 /tasks && holds "list(d[\"total\"]) == [\"A\"]" "$work/body"'
    end_web
}

constants() {
    start_web "$scenario" -H "$host" --seed 7
    ok "scenario: constants with value, type and line" eval 'answers 200 /api/scenario && holds "d[\"constants\"] == [{\"name\": \"path\", \"value\": \"/json\", \"type\": \"string\", \"line\": 1}, {\"name\": \"pause\", \"value\": \"50ms\", \"type\": \"duration\", \"line\": 2}]" "$work/body"'
    ok "scenario: kinds" holds '[(k["name"], k["weight"]) for k in d["kinds"]] == [("Visitor", 3), ("Buyer", 1)]' "$work/body"
    ok "scenario: defaults" holds 'd["defaults"]["users"] == 1 and d["defaults"]["host"].startswith("http://") and d["load"] is None and [k["needs_host"] for k in d["kinds"]] == [False, True] and not d["needs_host"]' "$work/body"
    ok "a run with another value" answers 200 /api/start -d '{"users": 3, "spawn_rate": 100, "constants": {"path": "/status/404"}}'
    ok "requests go there" wait_for eval 'answers 200 /api/snapshot && holds "\"/status/404\" in [r[\"name\"] for r in d[\"rows\"]]" "$work/body"'
    ok "the settings say so" holds 'd["settings"]["const path"] == "/status/404" and d["settings"]["seed"] == "7"' "$work/body"
    api /api/stop -X POST
    wait_for state_is stopped
    ok "the next run has the file's value again" answers 200 /api/start -d '{"users": 3, "spawn_rate": 100, "constants": {"path": "/json"}}'
    ok "requests go there again" wait_for eval 'answers 200 /api/snapshot && holds "\"/json\" in [r[\"name\"] for r in d[\"rows\"]]" "$work/body"'
    api /api/stop -X POST
    wait_for state_is stopped
    ok "a value of another type: 400" eval 'answers 400 /api/start -d "{\"constants\": {\"pause\": \"soon\"}}" && holds "d == {\"field\": \"constants.pause\", \"error\": \"The value of \`pause\` must be a duration such as 500ms or 1m30s.\"}" "$work/body"'
    ok "no such constant: 400" eval 'answers 400 /api/start -d "{\"constants\": {\"x\": 1}}" && holds "d[\"field\"] == \"constants.x\"" "$work/body"'
    end_web
    printf 'const parts = 1\nconst share = 10 / parts\nuser U { wait 50ms  task t { get "/json" as "old" } }\n' >"$work/edited.swarm"
    start_web "$work/edited.swarm" -H "$host"
    ok "a value that doesn't compile: one sentence, and the field" eval 'answers 400 /api/start -d "{\"constants\": {\"parts\": 0}}" && holds "d[\"field\"] == \"constants.parts\" and d[\"error\"].startswith(\"With this value the scenario\") and d[\"error\"].endswith(\".\") and \"edited.swarm:2: \" in d[\"error\"] and chr(10) not in d[\"error\"]" "$work/body"'
    sed -i 's/old/new/' "$work/edited.swarm"
    ok "the file was edited: a run with another value" answers 200 /api/start -d '{"constants": {"parts": "2"}}'
    ok "has the text that was read at the start" wait_for eval 'answers 200 /api/snapshot && holds "[r[\"name\"] for r in d[\"rows\"]] == [\"old\"]" "$work/body"'
    end_web
    : >"$work/web.err"
    "$swarm" run - -H "$host" --web-port 0 >"$work/web.out" 2>"$work/web.err" <"$scenario" &
    pid=$!
    servers+=($!)
    wait_for has 'Starting web interface at http' "$work/web.err"
    url=$(grep -o 'http://127[^ ]*' "$work/web.err" | head -1)
    ok "standard input: the scenario has a name" eval 'answers 200 /api/scenario && holds "d[\"path\"] == \"standard input\" and len(d[\"constants\"]) == 2" "$work/body"'
    ok "standard input: a run with another value" answers 200 /api/start -d '{"constants": {"path": "/status/404"}}'
    ok "standard input: requests go there" wait_for eval 'answers 200 /api/snapshot && holds "\"/status/404\" in [r[\"name\"] for r in d[\"rows\"]]" "$work/body"'
    end_web
}

wrong_input() {
    start_web "$scenario"
    while IFS='|' read -r field body; do
        ok "start with $body: 400, and the field" eval 'answers 400 /api/start -d "$body" && holds "d[\"error\"].endswith(\".\") and d.get(\"field\") == ($field)" "$work/body"'
    done <<'END'
"users"|{"users": 0}
"users"|{"users": 1.5}
"users"|{"users": "x"}
"users"|{"users": 1e12}
"spawn_rate"|{"spawn_rate": 0}
"spawn_rate"|{"spawn_rate": "fast"}
"run_time"|{"run_time": "soon"}
"run_time"|{"run_time": -1}
"host"|{"host": "http://"}
"host"|{"host": 5}
"host"|{"users": 1}
"kinds"|{"kinds": "Visitor"}
"kinds"|{"kinds": ["Nobody"]}
"constants"|{"constants": []}
"user"|{"user": 1}
None|{"users\u0000": 1}
None|[]
None|{"users": 1
END
    while IFS='|' read -r field body; do
        ok "users with $body: 400, and the field" eval 'answers 400 /api/users -d "$body" && holds "d.get(\"field\") == ($field)" "$work/body"'
    done <<'END'
"run_time"|{"users": 2, "run_time": "5s"}
"host"|{"users": 2, "host": "http://a"}
"kinds"|{"users": 2, "kinds": ["Visitor"]}
"constants"|{"users": 2, "constants": {"path": "/"}}
"user"|{"user": 2}
END
    ok "users without a number: 400" eval 'answers 400 /api/users -d "{}" && body_has "\"field\": \"users\""'
    ok "users without a run: 409" answers 409 /api/users -d '{"users": 1}'
    ok "reset without a run: 409" answers 409 /api/reset -X POST
    ok "nothing has started" state_is ready
    end_web
    ok "Ctrl-C without a run: status 0" status_is 0
    ok "no results are printed" same "$(cat "$work/web.out")" ""
}

loads() {
    start_web "$loaded" -H "$host"
    ok "scenario: the load as text" eval 'answers 200 /api/scenario && holds "d[\"load\"] == [\"ramp to 4 users over 1s\", \"hold 1h\"]" "$work/body"'
    ok "a start without users follows the load" answers 200 /api/start -d '{}'
    ok "its phases are marked" wait_for eval 'answers 200 /api/snapshot && holds "[m[\"text\"] for m in d[\"marks\"]] == [\"ramp to 4 users over 1s\", \"hold 1h\"]" "$work/body"'
    wait_for has_requests 1
    ok "its users can't be changed" answers 409 /api/users -d '{"users": 9}'
    ok "and the document says so" eval 'answers 200 /api/snapshot && holds "d[\"can_change_users\"] is False" "$work/body"'
    api /api/stop -X POST
    wait_for state_is stopped
    ok "a start with users replaces it" answers 200 /api/start -d '{"users": 2, "spawn_rate": 100}'
    ok "the settings say so" eval 'answers 200 /api/snapshot && holds "d[\"settings\"][\"users\"] == \"2\" and \"load\" not in d[\"settings\"]" "$work/body"'
    ok "these users can be changed" wait_for eval 'answers 200 /api/snapshot && holds "d[\"can_change_users\"] is True" "$work/body"'
    api /api/stop -X POST
    wait_for state_is stopped
    ok "after the run, they can't" eval 'answers 200 /api/snapshot && holds "d[\"can_change_users\"] is False" "$work/body"'
    ok "a run time ends the load earlier" answers 200 /api/start -d '{"run_time": 1}'
    ok "it doesn't replace the load" eval 'answers 200 /api/snapshot && holds "d[\"run_time_s\"] == 1 and \"load\" in d[\"settings\"] and d[\"settings\"][\"run_time\"] == \"1\"" "$work/body"'
    wait_for state_is stopped
    ok "it ends by itself" eval 'answers 200 /api/snapshot && holds "d[\"end_reason\"] == \"the run time has ended\"" "$work/body"'
    ok "Locust's form has it as well" eval 'answers 200 /swarm -d "user_count=9&spawn_rate=9&run_time=1s" && body_has "using shape class"'
    ok "it ends as well" wait_for state_is stopped
    ok "its reason is the same" eval 'answers 200 /api/snapshot && holds "d[\"end_reason\"] == \"the run time has ended\"" "$work/body"'
    end_web
}

searches() {
    start_web "$scenario" -H "$host" --find-capacity 'p95 < 5s' --step-time 1s
    ok "a search: shown in place of the load" eval 'answers 200 /api/scenario && holds "d[\"load\"] == [\"search the maximum number of users that meet p95 < 5s\"]" "$work/body"'
    ok "a search: started on the page, limited in time" answers 200 /api/start -d '{"run_time": "4s"}'
    ok "a search: the document has it" wait_for eval 'answers 200 /api/snapshot && holds "d[\"capacity\"][\"condition\"] == \"p95 < 5s\" and not d[\"can_change_users\"] and d[\"settings\"][\"find_capacity\"] == \"p95 < 5s\"" "$work/body"'
    wait_for state_is stopped
    ok "a search: has steps" eval 'answers 200 /api/snapshot && holds "d[\"capacity\"][\"steps\"]" "$work/body"'
    ok "a start with users is no search" eval 'answers 200 /api/start -d "{\"users\": 2}" && answers 200 /api/snapshot && holds "d[\"capacity\"] is None and d[\"settings\"][\"users\"] == \"2\" and \"find_capacity\" not in d[\"settings\"]" "$work/body"'
    end_web
    start_web "$scenario" -H "$host" --find-capacity 'p95 < 5s' --step-time 1s --autostart --autoquit 0 -t 4s
    wait "$pid"
    status=$?
    ok "a search with --autostart: its result is printed at exit" has '^capacity: at least [0-9]+ user' "$work/web.out"
}

resets() {
    start_web "$scenario" -H "$host"
    ok "a run with an end" answers 200 /api/start -d '{"users": 2, "spawn_rate": 100, "run_time": 600}'
    wait_for eval 'answers 200 /api/snapshot && holds "d[\"elapsed_s\"] > 1" "$work/body"'
    ok "its statistics are reset" answers 200 /api/reset -X POST
    ok "they start anew, the clock of the run goes on, and its end stays" wait_for eval 'answers 200 /api/snapshot && holds "d[\"elapsed_s\"] < d[\"run_elapsed_s\"] - 1 and d[\"run_time_s\"] == 600" "$work/body"'
    end_web
}

failed_setups() {
    printf 'setup { get "/status/500" { require status == 200 } }\nuser U { task t { get "/" } }\n' >"$work/setup.swarm"
    start_web "$work/setup.swarm" -H "$host"
    answers 200 /api/start -d '{}'
    wait_for state_is stopped
    ok "a failed setup is an error of the run" eval 'answers 200 /api/snapshot && holds "[(e[\"occurrences\"], e[\"message\"], e[\"place\"][-13:]) for e in d[\"errors\"]] == [(1, \"setup: GET /status/500 failed: require status == 200 (500)\", \"setup.swarm:1\")]" "$work/body"'
    ok "Locust's API has it" eval 'answers 200 /exceptions && body_has "setup: GET /status/500 failed"'
    ok "the HTML report has it" eval 'answers 200 /download/report.html && body_has "setup: GET /status/500 failed"'
    end_web
    ok "its status is 4" status_is 4
    ok "the terminal has it" has 'setup: GET /status/500 failed: require status == 200' "$work/web.out"
    printf 'shared x = [1]\nsetup { let y = x[0] + "a" }\nuser U { task t { get "/" } }\n' >"$work/setup.swarm"
    run "$swarm" run "$work/setup.swarm" -H "$host" --headless --json
    ok "so is a runtime error in setup" holds '[e["message"][:7] for e in d["errors"]] == ["setup: "] and d["errors"][0]["place"].endswith("setup.swarm:2")' "$work/out"
    printf 'setup { get "/status/500" }\nuser U { task t { get "/" } }\n' >"$work/setup.swarm"
    run "$swarm" run "$work/setup.swarm" -H "$host" --headless --iterations 1 --json
    ok "a failed request alone isn't" holds 'd["errors"] == [] and d["aggregated"]["requests"] == 1' "$work/out"
}

# ---- the exit status ----

statuses() {
    start_web "$scenario" -H "$host"
    api /api/start -d '{"users": 2, "spawn_rate": 100, "constants": {"path": "/status/500"}}'
    wait_for eval 'answers 200 /stats/requests && holds "d[\"fail_ratio\"] > 0" "$work/body"'
    end_web
    ok "a last run with failures: status 1" status_is 1
    start_web "$scenario" -H "$host" --autostart --autoquit 0 -t 1s -u 2 --csv "$work/r" --html "$work/r.html" --json-file "$work/r.json" --junit "$work/r.xml"
    wait "$pid"
    status=$?
    ok "--autostart with -t and --autoquit ends by itself" status_is 0
    ok "--autoquit says so" has 'autoquit time reached' "$work/web.err"
    for file in r_stats.csv r_stats_history.csv r.html r.json r.xml; do ok "$file is written" test -s "$work/$file"; done
    ok "no tables but those at exit" same "$(grep -c Aggregated "$work/web.out")" 2
    start_web "$scenario" -H "$host" --autostart --autoquit 0 -t 3s -u 2 --print-stats
    wait "$pid"
    ok "--print-stats prints tables" eval '[ "$(grep -c "Aggregated" "$work/web.out")" -ge 3 ]'
    start_web "$scenario" -H "$host" --autostart --autoquit 1 --json -t 1s
    wait "$pid"
    ok "--json prints the results of the last run" holds 'd["aggregated"]["requests"] > 0' "$work/web.out"
    start_web "$scenario" -H "$host" --autoquit 1
    ok "--autoquit without --autostart is pointed out" wait_for has 'no effect without --autostart' "$work/web.err"
    end_web TERM
    ok "SIGTERM ends it" status_is 0
}

# ---- options ----

options() {
    start_web "$scenario"
    ok "the page" eval 'answers 200 / && head_has "^Content-Type: text/html; charset=utf-8" && body_has "<!DOCTYPE html>"'
    ok "HEAD of the page" eval 'answers 200 / -I && head_has "^Content-Length: [0-9]+"'
    ok "/metrics" eval 'answers 200 /metrics && body_has "^swarm_users 0"'
    ok "/api/workers" eval 'answers 200 /api/workers && body_has "^.\"cluster\": ?null"'
    ok "/api/baseline without one: 404" answers 404 /api/baseline
    taken=$port
    run "$swarm" run "$scenario" --web-port "$taken"
    ok "a port in use: status 2" status_is 2
    ok "a port in use: one line" same "$(cat "$work/err")" "swarm: the web page: can't listen on 127.0.0.1 port $taken: Address already in use; -P PORT takes another port, --headless needs none"
    end_web
    run "$swarm" run "$scenario" --web-port 0 --web-host 192.0.2.1
    ok "an address that isn't here: status 2" status_is 2
    ok "an address that isn't here: one line" eval 'err_has "^swarm: the web page: can.t listen on 192\.0\.2\.1" && same "$(wc -l <"$work/err")" 1'
    for bad in secret :secret me:; do
        run "$swarm" run "$scenario" --web-port 0 --web-login "$bad"
        ok "--web-login $bad: status 2" status_is 2
        ok "--web-login $bad: said without quoting it" same "$(cat "$work/err")" "swarm: --web-login: the format is NAME:PASSWORD"
    done
    run "$swarm" run "$scenario" --web-port 0 --baseline "$work/none.json"
    ok "a baseline that isn't there: status 2" eval 'status_is 2 && err_has "^swarm: --baseline: can.t read .*none.json"'
    for text in 'bad' '{}' '[]' '{"format": 5}'; do
        echo "$text" >"$work/bad.json"
        run "$swarm" run "$scenario" --web-port 0 --baseline "$work/bad.json"
        ok "a baseline of $text: status 2" eval 'status_is 2 && err_has "^swarm: --baseline: .*bad.json isn.t a result of"'
    done
    SWARM_BASELINE=$work/none.json run "$swarm" run "$scenario" --web-port 0
    ok "a baseline of the environment: said so" err_has '^swarm: SWARM_BASELINE: can.t read'
    run "$swarm" run "$scenario" -H "$host" --headless --iterations 1 --autostart --open
    ok "--headless with options of the page: said" eval 'status_is 0 && err_has "INFO: --headless implies --autostart" && err_has "WARNING: --open has no effect with --headless"'
    run "$swarm" run "$scenario" Nobody --web-port 0
    ok "a kind that isn't there: status 2" eval 'status_is 2 && err_has "^swarm: there is no user .Nobody."'
    run "$swarm" run "$scenario" --web-port 0 --web-base-path 'a b'
    ok "a base path that can't be: status 2" eval 'status_is 2 && err_has "^swarm: --web-base-path: a path has only"'
    run "$swarm" run "$scenario" --port 65536
    ok "--port is --web-port, of old" eval 'status_is 2 && err_has "port is now called --web-port"'
    start_server other 'http://' "$swarm" target --port 0
    ok "swarm target --port is another option" eval 'file_lacks "$work/other.err" "now called"'
}

more_options() {
    printf '{"format": "swarm-results"}' >"$work/old.json"
    start_web "$scenario" --baseline "$work/old.json" --web-base-path /load/test/
    ok "the URL has the base path" same "${url%/load/test}" "http://127.0.0.1:$port"
    ok "the page is below it" answers 200 /
    ok "without its slash, a redirect" eval 'answers 308 "" && head_has "^Location: /load/test/$"'
    ok "the API is below it" answers 200 /api/scenario
    ok "/api/baseline" eval 'answers 200 /api/baseline && identical "$work/body" "$work/old.json"'
    url=http://127.0.0.1:$port
    ok "nothing is outside of it" eval 'answers 404 / && answers 404 /load && answers 404 /load/testing/'
    end_web
    mkdir "$work/bin"
    printf '#!/bin/sh\necho "$1" >"%s"\n' "$work/opened" >"$work/bin/xdg-open"
    chmod +x "$work/bin/xdg-open"
    web_env=(PATH="$work/bin:$PATH")
    start_web "$scenario" --open
    ok "--open calls xdg-open with the URL" wait_for eval 'same "$(cat "$work/opened")" "$url"'
    ok "--open leaves no zombie" wait_for eval '[ -z "$(ps -o stat= --ppid "$pid")" ]'
    end_web
    web_env=(PATH=/nonexistent)
    start_web "$scenario" --open
    ok "--open without xdg-open says so" wait_for has "can.t start xdg-open" "$work/web.err"
    end_web
    web_env=()
    start_web "$scenario" --web-host 0.0.0.0
    ok "on all addresses, a warning" wait_for has 'WARNING: anyone who reaches this address can start load' "$work/web.err"
    end_web
    start_web "$scenario" --web-host 0.0.0.0 --web-login me:secret
    end_web
    ok "with a login, none" file_lacks "$work/web.err" WARNING
}

# ---- files of a run ----

downloads() {
    start_web "$scenario" -H "$host" --autostart -t 2s -u 3 -r 100 --seed 1
    wait_for state_is stopped
    api /download/results.json
    cp "$work/body" "$work/results.json"
    ok "results.json has the run" holds 'd["format"] == "swarm-results" and d["is_final"] and d["aggregated"]["requests"] > 0' "$work/results.json"
    ok "it is an attachment" head_has '^Content-Disposition: attachment; filename="results_[0-9]+\.json"'
    total=$("$python" -c 'import json, sys; print(json.load(open(sys.argv[1]))["aggregated"]["requests"])' "$work/results.json")
    for path in /download/requests.csv /stats/requests/csv; do
        ok "$path agrees" eval 'answers 200 $path && head_has "^Content-Type: text/csv" && body_has "^,Aggregated,$total,"'
    done
    for path in /download/history.csv /stats/requests_full_history/csv; do
        ok "$path ends with the totals" eval 'answers 200 $path && body_has "^Timestamp,User Count" && [ "$(tail -1 "$work/body" | cut -d, -f18)" = "$total" ]'
    done
    ok "history.csv: a line per second" eval '[ "$(cut -d, -f1 "$work/body" | sort | uniq -d)" = "" ] && [ "$(wc -l <"$work/body")" -ge 3 ]'
    ok "failures.csv" eval 'answers 200 /download/failures.csv && body_has "^Method,Name,Error,Occurrences"'
    ok "exceptions.csv" eval 'answers 200 /download/exceptions.csv && body_has "^Count,Message,Traceback,Nodes"'
    ok "junit.xml" eval 'answers 200 /download/junit.xml && head_has "^Content-Type: application/xml" && body_has "<testsuites"'
    ok "report.html" eval 'answers 200 /download/report.html && head_has "^Content-Disposition: attachment" && body_has "<!DOCTYPE html>|<!doctype html>"'
    ok "/stats/report is shown" eval 'answers 200 /stats/report && head_lacks "^Content-Disposition"'
    ok "/stats/report?download=1 is saved" eval 'answers 200 "/stats/report?download=1" && head_has "^Content-Disposition: attachment"'
    ok "the log" eval 'answers 200 /api/log && holds "any(\"Starting web interface\" in m[\"text\"] and m[\"level\"] == \"INFO\" and m[\"at\"] > 1e9 for m in d[\"log\"])" "$work/body"'
    end_web
}

together chosen runs constants wrong_input loads searches resets failed_setups statuses options more_options downloads
finish
