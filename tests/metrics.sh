#!/bin/bash
# --metrics-port: what Prometheus gets while a run goes on, and that it adds up to the results.
. tests/support/lib.sh

# start_run OPTIONS…: a run of $scenario in the background with metrics on a free port; sets $pid, $metrics and $port once it has begun.
start_run() {
    : >"$work/run.err"
    "$swarm" run "$scenario" -H "$host" --headless --seed 1 --metrics-port 0 "$@" >"$work/run.out" 2>"$work/run.err" </dev/null &
    pid=$!
    servers+=($!)
    wait_for has 'All users spawned' "$work/run.err" || give_up "the run starts" "$work/run.err"
    metrics=$(grep -o 'http://[^ ]*/metrics' "$work/run.err")
    port=$(echo "$metrics" | grep -oE '[0-9]+/metrics' | cut -d/ -f1)
}
end_run() {
    wait $pid
    status=$?
}
scrape() { curl -sS --max-time 20 "$metrics" >"$1"; }

# A condition on pages of metrics and, where there is one, the JSON document `d`: `holds CONDITION FILE…`. m(page, metric, labels…)
# is a sum.
cat >"$work/holds.py" <<'END'
import json, re

def samples(path):
    found = []
    for line in open(path, encoding="utf-8", newline="\n"):
        if not line.startswith("#"):
            name, labels, number = re.fullmatch(r'(\w+)(?:\{(.*)\})? (\S+)\n', line).groups()
            labels = dict(re.findall(r'(\w+)="((?:[^"\\]|\\.)*)"', labels or ""))
            found.append((name, labels, float(number)))
    return found

def names(*paths):
    pages = [samples(path) for path in paths if not path.endswith(".json")]
    documents = [json.load(open(path)) for path in paths if path.endswith(".json")]

    def m(page, metric, **labels):
        return sum(number for name, own, number in pages[page]
                   if name == metric and all(own.get(key) == value for key, value in labels.items()))

    return {"pages": pages, "d": documents[0] if documents else None, "m": m}
END

start_target
printf 'name\nx\xff"\\\tz\n' >"$work/odd.csv"
cat >"$work/all.swarm" <<'END'
data odd = csv("odd.csv") encoding "bytes"
fn broken(x) { return 1 / x }
user Visitor {
    wait pacing 50ms
    task fine { get "/json" }
    task bad { get "/status/404" }
    task both { transaction "both" { post "/echo" as "/in" { json { a: 1 } } } }
    task error { log broken(0) }
    task odd { let row = take odd  get "/json" as "odd ${row.name}" }
}
END
scenario=$work/all.swarm

# ---- while the run goes on ----

while_it_runs() {
    start_run -u 5 -r 100 -t 110s --exit-code-on-error 0 --json
    wait_for eval 'scrape "$work/1.txt" && holds "m(0, \"swarm_errors_total\") > 0 and len(set(s[1][\"name\"] for s in pages[0] if \"name\" in s[1])) == 5" "$work/1.txt"'
    ok "the first scrape has all rows" test $? = 0
    curl -sS -D "$work/head" -o /dev/null "$metrics"
    ok "Content-Type of the format" grep -qi '^Content-Type: text/plain; version=0\.0\.4; charset=utf-8' "$work/head"
    ok "promtool has nothing to say" promtool check metrics <"$work/1.txt"
    ok "users" holds 'm(0, "swarm_users") == 5' "$work/1.txt"
    ok "the state of the generator is one of three" holds 'm(0, "swarm_generator_state") == 1 and
        sum(name == "swarm_generator_state" for name, _, _ in pages[0]) == 3' "$work/1.txt"
    ok "bytes that aren't UTF-8 become U+FFFD, quotes are escaped" grep -qF 'name="odd x�\"\\' "$work/1.txt"
    ok "a row of a transaction has its type" holds '0 < m(0, "swarm_requests_total", type="TXN", name="both") ==
        m(0, "swarm_requests_total", type="TXN")' "$work/1.txt"
    ok "HEAD gets no body" same "$(curl -sS -I "$metrics" | tail -c 4 | od -An -c | tr -d ' ')" '\r\n\r\n'
    ok "POST: 405" same "$(curl -sS -o /dev/null -w '%{http_code}' -d x=y "$metrics")" 405
    ok "DELETE: 405" same "$(curl -sS -o /dev/null -w '%{http_code}' -X DELETE "$metrics")" 405
    ok "another path: 404" same "$(curl -sS -o /dev/null -w '%{http_code}' "${metrics%/metrics}/")" 404
    ok "a query is fine" same "$(curl -sS -o /dev/null -w '%{http_code}' "$metrics?x=1")" 200
    ok "two requests on one connection" same "$(curl -sS -o /dev/null -w '%{num_connects} ' "$metrics" -o /dev/null "$metrics")" '1 0 '
    # Somebody who never ends his request holds nobody up.
    exec 3<>"/dev/tcp/127.0.0.1/$port"
    printf 'GET /metrics HTTP/1.1\r\nX: ' >&3
    ok "beside a client that dawdles others get theirs" scrape "$work/beside.txt"
    exec 3>&-
    wait_for eval 'scrape "$work/2.txt" && holds "m(1, \"swarm_requests_total\") > m(0, \"swarm_requests_total\")" "$work/1.txt" "$work/2.txt"'
    ok "a later scrape has more" test $? = 0
    ok "no counter goes down" holds 'all(m(1, name, **labels) >= number for name, labels, number in pages[0]
        if name.endswith(("_total", "_bucket", "_sum", "_count")))' "$work/1.txt" "$work/2.txt"
    ok "buckets ascend, up to the number of requests" holds 'all(
        [n for name, own, n in pages[0] if name == "swarm_request_duration_seconds_bucket" and own["name"] == row] ==
        sorted(n for name, own, n in pages[0] if name == "swarm_request_duration_seconds_bucket" and own["name"] == row)
        and m(0, "swarm_request_duration_seconds_bucket", name=row, le="+Inf") == m(0, "swarm_requests_total", name=row)
        and m(0, "swarm_request_duration_seconds_count", name=row) == m(0, "swarm_requests_total", name=row)
        for row in ["/json", "/status/404", "both"])' "$work/1.txt"
    ok "where a pace says when: times since requests should have started" holds '0 < m(0, "swarm_scheduled_duration_seconds_count") <=
        m(0, "swarm_requests_total")' "$work/1.txt"

    # Up to its end.
    scrape "$work/3.txt"
    kill -TERM $pid
    wait_for eval 'cp "$work/3.txt" "$work/last.txt" 2>/dev/null; ! scrape "$work/3.txt" || ! kill -0 $pid'
    end_run
    cp "$work/run.out" "$work/run.json"
    ok "metrics leave stdout to the results" holds 'd["aggregated"]["requests"] > 0' "$work/run.json"
    ok "no scrape has more than the results" holds 'all(m(0, metric, type=row["type"], name=row["name"].replace("\\", "\\\\").replace("\"", "\\\"")) <= row[key]
        for row in d["rows"] for metric, key in [("swarm_requests_total", "requests"), ("swarm_failures_total", "failures"),
        ("swarm_received_bytes_total", "received_bytes"), ("swarm_sent_bytes_total", "sent_bytes")])' "$work/last.txt" "$work/run.json"
    ok "after the run the port is closed" eval '! scrape "$work/gone.txt"'
}

# All users have ended their tasks and wait, so nothing is counted between the scrape and the end.
sums() {
    cat >"$work/waiting.swarm" <<'END'
user Visitor {
    on start {
        repeat 20 { get "/json"  get "/status/404"  transaction "both" { post "/echo" as "/in" { json { a: 1 } } } }
    }
    wait 1h
    task idle { wait 1h }
}
END
    scenario=$work/waiting.swarm
    start_run -u 5 -r 100 -t 110s --exit-code-on-error 0 --json
    wait_for eval 'scrape "$work/all.txt" && holds "m(0, \"swarm_requests_total\") == 400" "$work/all.txt"'
    kill -TERM $pid
    end_run
    cp "$work/run.out" "$work/run.json"
    ok "all sums are those of the results" holds 'm(0, "swarm_requests_total") == 400 and all(
        m(0, metric, type=row["type"], name=row["name"]) == row[key] for row in d["rows"] for metric, key in [
        ("swarm_requests_total", "requests"), ("swarm_failures_total", "failures"), ("swarm_received_bytes_total", "received_bytes"),
        ("swarm_sent_bytes_total", "sent_bytes"), ("swarm_request_duration_seconds_count", "requests")])' "$work/all.txt" "$work/run.json"
    ok "connections and statuses too" holds 'm(0, "swarm_connections_opened_total") == d["aggregated"]["connections"]["opened"] == 5 and
        m(0, "swarm_connections_reused_total") == d["aggregated"]["connections"]["reused"] and
        all(m(0, "swarm_responses_total", name="/" + name, code=code) == 100 for name, code in
            [("json", "200"), ("status/404", "404"), ("in", "200")])' "$work/all.txt" "$work/run.json"
    ok "seconds are those of the results" holds 'all(abs(m(0, "swarm_request_duration_seconds_sum", name=row["name"]) -
        row["times"]["all"]["sum_ms"] / 1000) < 1e-6 for row in d["rows"])' "$work/all.txt" "$work/run.json"
    ok "buckets are what the histograms of the results say, within 0.1 %" holds 'all(
        sum(n for begin, n in row["histograms_ns"]["successes"] + row["histograms_ns"]["failures"] if begin <= float(own["le"]) * 0.998e9)
        <= number <=
        sum(n for begin, n in row["histograms_ns"]["successes"] + row["histograms_ns"]["failures"] if begin <= float(own["le"]) * 1e9)
        for row in d["rows"] for name, own, number in pages[0] if name == "swarm_request_duration_seconds_bucket"
        and own["name"] == row["name"] and own["type"] == row["type"])' "$work/all.txt" "$work/run.json"
}

# ---- before the first request, and what can't be ----

before_requests() {
    ok "promtool has nothing to say to the page of the unit tests either" promtool check metrics <tests/data/metrics.txt
    printf 'user Idle { wait 1h  task t { wait 1h } }\n' >"$work/idle.swarm"
    scenario=$work/idle.swarm
    start_run -t 110s
    scrape "$work/empty.txt"
    ok "before the first request promtool has nothing to say" promtool check metrics <"$work/empty.txt"
    run "$swarm" run "$work/idle.swarm" --headless -t 1s --metrics-port "$port"
    ok "a port in use: status 2" status_is 2
    ok "a port in use: said, with its option" err_has "^swarm: --metrics-port: can't listen on 127\.0\.0\.1 port $port: Address already in use"
    ok "a port in use: before the run" err_lacks 'Ramping'
    kill -TERM $pid
    end_run
    ok "SIGTERM ends a run with metrics" status_is 0
    run "$swarm" run "$work/idle.swarm" --headless -t 1s --metrics-port 65536
    ok "a port that is none: status 2" status_is 2
    ok "a port that is none: said" err_has '^swarm: --metrics-port: `65536`: a port must be a number from 0 to 65535'
    run "$swarm" run "$work/idle.swarm" --headless -t 1s --metrics-port 0 --web-host nowhere.invalid
    ok "an address that isn't ours: status 2" status_is 2
    ok "an address that isn't ours: said" err_has '^swarm: --metrics-port: can.t resolve nowhere\.invalid'
    printf 'config { metrics_port 0  web_host "127.0.0.2" }\nuser Idle { wait 1h  task t { wait 1h } }\n' >"$work/config.swarm"
    run "$swarm" run "$work/config.swarm" --headless -t 1s
    ok "config { metrics_port } and web_host" err_has 'Metrics for Prometheus: http://127\.0\.0\.2:[0-9]+/metrics'
    run "$swarm" demo -t 1s --metrics-port 0
    ok "demo takes it" err_has 'Metrics for Prometheus: http://127\.0\.0\.1:'
}

together while_it_runs sums before_requests
finish
