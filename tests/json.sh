#!/bin/bash
# --json and --json-file: what they write is what docs/results.schema.json says, and the numbers add up.
. tests/support/lib.sh

# A condition on a document, which is valid by the schema and strictly JSON: `holds CONDITION FILE`. `d` is the document, `r` its
# rows by type and name.
cat >"$work/holds.py" <<'END'
import json, jsonschema, math

validator = jsonschema.Draft202012Validator(json.load(open("docs/results.schema.json")))

def refuse(constant):
    raise ValueError(constant + " isn't JSON")

def names(path):
    text = open(path, "rb").read().decode("utf-8")
    d = json.loads(text, parse_constant=refuse)
    validator.validate(d)
    return {"text": text, "d": d, "r": {row["type"] + " " + row["name"]: row for row in d["rows"]}}

# The schema refuses the document after a change.
def refuses(d, change):
    exec(change, {"d": d})
    return any(validator.iter_errors(d))

# The nearest-rank percentiles of the exact definition, out of the buckets alone.
def percentiles_fit(row):
    merged = {}
    for part in ["successes", "failures"]:
        for begin, count in row["histograms_ns"][part]:
            merged[begin] = merged.get(begin, 0) + count
    times = row["times"]["all"]
    assert sum(merged.values()) == times["count"] == row["requests"], row["name"]
    for name, shown in times["percentiles_ms"].items():
        rank, passed = max(1, math.ceil(float(name) * times["count"] / 100 - 1e-9)), 0
        for begin in sorted(merged):
            passed += merged[begin]
            if passed >= rank:
                width = 2 ** (begin.bit_length() - 10)
                assert begin <= shown * 1e6 + 1e-3 < begin + width, (row["name"], name, begin, shown)
                break
    return True

# The rows' histograms, merged, are those of all requests.
def histograms_fit(d):
    for part in d["aggregated"]["histograms_ns"]:
        merged = {}
        for row in d["rows"]:
            for begin, count in [] if row["is_transaction"] else row["histograms_ns"][part]:
                merged[begin] = merged.get(begin, 0) + count
        assert sorted(merged.items()) == [tuple(pair) for pair in d["aggregated"]["histograms_ns"][part]], part
    return True
END

start_target
cat >"$work/all.swarm" <<'END'
data odd = csv("odd.csv") encoding "bytes"
fn broken(x) { return 1 / x }
thresholds { failed < 90%  p95 < 10s  "/json" max < 1us  "/never" rps > 1  errors < 1000 }
user Visitor {
    wait pacing 50ms
    task fine { get "/json" }
    task bad { get "/status/404" { expect body contains "nowhere" } }
    task both { transaction "both" { get "/json" as "/in" } }
    task error { get "/json" as "/before"  log broken(0) }
    task odd { let row = take odd  get "/json" as "odd ${row.name}" }
}
END
printf 'name\nx\xff\xc3"\\\tz\n' >"$work/odd.csv"
all() { holds "$1" "$work/all.json"; }

# ---- a run with everything ----

everything() {
    run "$swarm" run "$home/all.swarm" -H "http://ann:geheim@${host#http://}" --headless -u 5 -r 100 --iterations 200 --seed 1 \
        --json --json-file "$work/all_{u}.json"
    cp "$work/out" "$work/all.json"
    ok "--json: the exit status is that of the run" status_is 3
    ok "--json: stdout is one valid document" all True
    ok "--json-file: the same" cmp "$work/all.json" "$work/all_5.json"
    ok "--json: the log goes to stderr as ever" err_has 'All users spawned: 5'
    ok "JSON: the settings, without the password" all 'd["settings"]["users"] == "5" and d["settings"]["seed"] == "1" and
        d["settings"]["host"].startswith("http://ann:***@") and "geheim" not in text'
    ok "JSON: start, end and elapsed agree" all 'abs(d["end_unix_s"] - d["start_unix_s"] - d["elapsed_s"]) < 0.002'
    ok "JSON: why it ended" all 'd["is_final"] and d["end_reason"] == "all iterations have finished" and not d["aborted"]'
    ok "JSON: rows but transactions add up to aggregated" all 'all(
        sum(row[key] for row in d["rows"] if not row["is_transaction"]) == d["aggregated"][key]
        for key in ["requests", "failures", "received_bytes", "sent_bytes"])'
    ok "JSON: the transaction is a row" all 'r["TXN both"]["is_transaction"] and r["TXN both"]["requests"] == r["GET /in"]["requests"]'
    ok "JSON: successes and failures are apart" all 'r["GET /status/404"]["times"]["successes"] is None and
        r["GET /status/404"]["times"]["failures"]["count"] == r["GET /status/404"]["failures"] == r["GET /status/404"]["requests"] and
        r["GET /json"]["times"]["failures"] is None'
    ok "JSON: statuses" all 'r["GET /status/404"]["statuses"] == {"404": r["GET /status/404"]["requests"]}'
    ok "JSON: what a pace says should have started" all 'r["GET /json"]["times"]["scheduled"]["count"] > 0'
    ok "JSON: connections and what they cost" all 'd["aggregated"]["connections"]["opened"] == d["aggregated"]["times"]["connect"]["count"] >= 1
        and d["aggregated"]["connections"]["reused"] > 0'
    ok "JSON: the series adds up to aggregated" all 'sum(p["requests"] for p in d["series"]) == d["aggregated"]["requests"]'
    ok "JSON: failures, with a sample" all 'any(f["name"] == "/status/404" and "nowhere" in f["error"] and f["sample"] and
        f["occurrences"] == r["GET /status/404"]["failures"] for f in d["failures"])'
    ok "JSON: errors, with their stack" all 'any("division by 0" in e["message"] and e["place"].endswith("all.swarm:2") and
        len(e["stack"]) == 2 and e["occurrences"] == r["GET /before"]["requests"] for e in d["errors"])'
    ok "JSON: thresholds in their units" all '[(t["name"], t["metric"], t["op"], t["wanted"], t["unit"], t["met"]) for t in d["thresholds"]] == [
        (None, "failed", "<", 0.9, "ratio", True), (None, "p95", "<", 10000, "ms", True),
        ("/json", "max", "<", 0.001, "ms", False), ("/never", "rps", ">", 1, "per_s", False),
        (None, "errors", "<", 1000, "count", True)] and not d["thresholds_met"]'
    ok "JSON: what wasn't measured is null" all 'd["thresholds"][3]["got"] is None and r["TXN both"]["times"]["connect"] is None'
    ok "JSON: bytes that aren't UTF-8 become U+FFFD" all 'any(n.startswith("GET odd x\ufffd\ufffd\"\\") for n in r)'

    ok "JSON: histograms give the percentiles" all 'all(percentiles_fit(row) for row in d["rows"] + [d["aggregated"]])'
    ok "JSON: histograms add up to aggregated" all 'histograms_fit(d)'

    ok "the document of the unit tests, which has findings of the generator too, is valid" holds 'd["generator"]["findings"] and d["generator"]["wait_lateness"] and d["generator"]["reactors"]' tests/data/results.json


    while read -r change; do
        ok "the schema refuses: $change" all "refuses(d, '$change')"
    done <<'END'
del d["aggregated"]
d["more"] = 1
d["rows"][0]["requests"] = -1
d["rows"][0]["requests"] = 1.5
d["rows"][0]["more"] = 1
d["rows"][0]["times"]["all"]["percentiles_ms"].pop("99.9")
d["rows"][0]["times"]["all"]["min_ms"] = "1"
d["rows"][0]["histograms_ns"]["successes"].append([600])
d["rows"][0]["statuses"]["ok"] = 1
d["failures"][0]["first_seen"] = "yesterday"
d["thresholds"][0]["unit"] = "s"
d["generator"]["state"] = "fine"
d["series"][0].pop("length_s")
d["format_version"] = 3
END
}

# ---- other ends ----

early_ends() {
    printf 'user Idle { wait 50ms  task t { wait 1ms } }\n' >"$work/idle.swarm"
    run "$swarm" run "$work/idle.swarm" --headless -t 1s --json
    ok "a run without requests: status 0" status_is 0
    ok "a run without requests: valid, its times null" holds 'd["rows"] == [] and d["aggregated"]["times"]["all"] is None
        and d["run_time_s"] == 1 and d["end_reason"] == "the run time has ended"' "$work/out"
    run "$swarm" run "$home/all.swarm" -H "$host" --headless -u 5 -r 100 -t 60s --threshold 'failed < 1% abort' --json
    ok "a run that a threshold ended: status 3" status_is 3
    ok "a run that a threshold ended: valid, and says so" holds 'd["aborted"] and "failed < 1%" in d["end_reason"] and
        [t["has_aborted"] for t in d["thresholds"]] == [False] * 5 + [True] and d["thresholds"][5]["aborts"]' "$work/out"
    printf 'setup { get "/status/500" { require status == 200 } }\nuser U { task t { get "/" } }\n' >"$work/setup.swarm"
    run "$swarm" run "$work/setup.swarm" -H "$host" --headless --json
    ok "a setup that fails: status 4" status_is 4
    ok "a setup that fails: valid, and says so" holds 'd["end_reason"] == "setup failed"' "$work/out"
}
# Users weren't affected, so the run counts; but what a hook should have done hasn't been done.
failed_hooks() {
    cat >"$work/hooks.swarm" <<'END'
teardown { get "/status/500" { require status == 200 } }
on message "stock" (count) { fail "no stock" }
user U { task t { get "/json"  publish "stock", 1  stop run } }
END
    run "$swarm" run "$work/hooks.swarm" -H "$host" --headless -u 1 --json
    ok "a teardown that fails: status 1" status_is 1
    ok "a teardown and a message that fail: errors of the run" holds 'sorted(e["message"].split(":")[0] for e in d["errors"]) == ["on message", "teardown"]
        and all(e["occurrences"] == 1 for e in d["errors"])' "$work/out"
}
cut_off() {
    printf 'user Slow { task t { get "/delay/30" } }\n' >"$work/slow.swarm"
    run "$swarm" run "$work/slow.swarm" -H "$host" --headless -u 3 -r 100 -t 2s --json
    ok "requests that the end cut off" holds 'd["in_flight"]["requests"] == 3 and d["in_flight"]["oldest_ms"] >= 1000 and
        d["users"] == 3' "$work/out"
}
arrivals() {
    printf 'load { rate 200/s for 2s max_users 20 }\nuser Slow { task t { get "/delay/0.5" } }\n' >"$work/arrivals.swarm"
    run "$swarm" run "$work/arrivals.swarm" -H "$host" --headless --json
    ok "arrivals, and those dropped" holds 'd["arrivals"] > 0 < d["arrivals_dropped"] and d["arrivals"] + d["arrivals_dropped"] == 400 and
        sum(p["arrivals_dropped"] for p in d["series"]) == d["arrivals_dropped"] and d["capacity"] is None' "$work/out"
}
capacity() {
    printf 'user U { wait 10ms  task t { get "/json" } }\n' >"$work/plain.swarm"
    run "$swarm" run "$work/plain.swarm" -H "$host" --headless --find-capacity 'p95 < 10s' -u 4 --step-time 1s --json
    ok "what --find-capacity found" holds 'd["capacity"]["condition"] == "p95 < 10s" and d["capacity"]["end"] in ["at_least", "generator"] and
        d["capacity"]["steps"] and d["capacity"]["users"] > 0' "$work/out"
}
terminated() {
    "$swarm" run "$home/all.swarm" -H "$host" --headless --iterations 1000000000 --json >"$work/out" 2>"$work/term.err" </dev/null &
    pid=$!
    wait_for grep -q 'All users spawned' "$work/term.err"
    kill -TERM $pid
    wait $pid
    ok "SIGTERM: the document is whole" holds 'd["end_reason"] == "terminated"' "$work/out"
}

# ---- the other ways to ask for it ----

other_ways() {
    printf 'config { json_file "%s"  iterations 3 }\nuser U { task t { get "/json" } }\n' "$work/config.json" >"$work/config.swarm"
    run "$swarm" run "$work/config.swarm" -H "$host" --headless
    ok "config { json_file }: written" holds 'd["aggregated"]["requests"] == 3' "$work/config.json"
    ok "config { json_file }: the tables are printed as ever" out_has 'Aggregated +3'
    run "$swarm" run "$work/config.swarm" -H "$host" --headless --json-file "$work/nowhere/x.json"
    ok "a file that can't be written: status 2, before the run" status_is 2
    ok "a file that can't be written: named" err_has '^swarm: --json-file: can.t write .*nowhere/x\.json'
    "$swarm" run "$work/config.swarm" -H "$host" --headless --json >/dev/full 2>"$work/err" </dev/null
    status=$?
    ok "--json on a full disk: status 1" status_is 1
    ok "--json on a full disk: said" err_has "can.t write the results"
    run "$swarm" demo -u 1 -t 1s --json
    ok "demo takes it" holds 'd["scenario"] == "std/demo"' "$work/out"
}

together everything capacity early_ends failed_hooks cut_off arrivals terminated other_ways
finish
