#!/bin/bash
# Thresholds end to end: in the file and by --threshold, all metrics, per name, and those that end the run early.
. tests/support/lib.sh

start_target --delay 20ms
cat >"$work/two.swarm" <<'END'
user Visitor {
    wait 50ms
    task fine { get "/json" }
    task bad  { get "/status/404" as "/bad" }
    task both { transaction "both" { get "/json" as "/in" } }
}
END
two() { run "$swarm" run "$home/two.swarm" -H "$host" --headless --only-summary -u 5 -r 100 --seed 1 "$@"; }
result_of() { grep -E "^$1 +\|" "$work/out" | awk '{ print $NF }'; }

# ---- metrics and names ----

all_met() {
    held='p50 < 5s;p99.9 < 10s;avg < 5s;min > 1ms;max < 10s;failed < 90%;rps > 0.1;requests >= 40;errors == 0;"/json" failed == 0;"GET /bad" failed == 1;"/bad" p95 < 5s;"both" max < 10s;"TXN both" requests > 1'
    arguments=()
    while read -r -d ';' one; do arguments+=(--threshold "$one"); done <<<"$held;"
    two --iterations 60 "${arguments[@]}"
    ok "each metric can be met: status 0" status_is 0
    ok "each threshold has its line" same "$(grep -cE ' pass$' "$work/out")" 14
}
all_missed() {
    missed='p50 < 1us;p99.9 > 1h;avg > 1h;min < 1us;max < 1us;failed < 1%;rps > 1000000;requests > 1000000;errors > 0;"/json" failed > 0;"GET /bad" failed < 1%;"/bad" p95 > 1h;"both" max < 1us;"POST /bad" requests > 0'
    arguments=()
    while read -r -d ';' one; do arguments+=(--threshold "$one"); done <<<"$missed;"
    two --iterations 60 "${arguments[@]}"
    ok "a threshold missed: status 3" status_is 3
    ok "each metric can be missed" same "$(grep -cE ' FAIL$' "$work/out")" 14
    ok "a row without samples misses" out_has '"POST /bad" requests +\| > 0 +no samples +FAIL'
}
phases() {
    two --iterations 60 --threshold 'first_byte p95 < 5s' --threshold 'first_byte min > 15ms' --threshold '"/json" connect max < 5s' \
        --threshold '"/bad" first_byte avg > 1h' --threshold 'tls p95 < 1s' --threshold '"TXN both" first_byte p95 < 1s'
    ok "phases: those met" same "$(grep -cE '^(first_byte p95|first_byte min|"/json" connect max) .* pass$' "$work/out")" 3
    ok "phases: one missed" out_has '^"/bad" first_byte avg +\| > 3600000 ms +[0-9.]+ ms +FAIL$'
    ok "phases: no request had one" same "$(grep -cE '^(tls p95|"TXN both" first_byte p95) .* no samples +FAIL$' "$work/out")" 2
}
failures() {
    two --iterations 60 --threshold 'errors < 1'
    ok "failed requests that no threshold allows: status 1" status_is 1
    two --iterations 60 --threshold '"/bad" failed <= 100%'
    ok "failed requests that a threshold allows: status 0" status_is 0
}

# ---- the run ends early ----

abort_in_the_file() {
    printf 'thresholds { failed < 1%% abort  p50 < 5s }\n' | cat - "$home/two.swarm" >"$work/abort.swarm"
    run "$swarm" run "$work/abort.swarm" -H "$host" --headless --only-summary -u 5 -r 100 -t 60s --junit "$work/abort.xml"
    ok "abort in the file: status 3" status_is 3
    ok "abort: the log says why" err_has 'Stopping: a threshold with `abort` was missed: failed < 1%'
    ok "abort: the table says which" out_has '^failed +\| < 1% +.* FAIL, aborted the run$'
    ok "abort: the results say why" out_has '^the run was aborted after [0-9.]+ m?s: .*failed < 1%$'
    ok "abort: the others are judged all the same" out_has '^p50 .* pass$'
    ok "abort: JUnit says so" grep -q 'message="wanted &lt; 1%, got .*; it aborted the run"' "$work/abort.xml"
}
abort_after() {
    two -t 60s --threshold '"GET /bad" requests < 2 abort after 2s'
    ok "--threshold takes abort: status 3" status_is 3
    ok "abort after: not before its time" out_has '^the run was aborted after ([2-9]|[1-9][0-9])\.[0-9]+ s: '
}
abort_too_late() {
    two -t 3s --threshold 'failed < 1% abort after 1h'
    ok "abort after a time that doesn't come: the run goes on" out_lacks 'the run was aborted'
    ok "abort after a time that doesn't come: missed all the same" status_is 3
}
abort_without_samples() {
    two -t 3s --threshold '"POST /never" p95 < 1ms abort'
    ok "what has no samples yet ends nothing" out_lacks 'the run was aborted'
}

# Tasks that run may end, and their results count.
abort_gracefully() {
    cat >"$work/graceful.swarm" <<'END'
user Visitor {
    wait 10ms
    on stop { log "left" }
    task long { get "/json"  wait 1s  get "/json" as "/second" }
}
END
    run "$swarm" run "$work/graceful.swarm" -H "$host" --headless --only-summary -u 3 -r 100 -t 60s -s 10s \
        --threshold '"/json" requests < 3 abort'
    ok "abort ends the run gracefully" same "$(grep -c 'left$' "$work/err") $(row GET /second)" "3 $(row GET /json)"
}

# ---- JUnit ----

junit() {
    two --iterations 60 --threshold 'p95 < 5s' --junit "$work/{u}_{r}_{t}.xml"
    ok "{u} {r} {t} in a name" test -s "$work/5_100_0.xml"
    cases() {
        "$python" - "$work/5_100_0.xml" <<'END'
import sys, xml.etree.ElementTree as tree
for suite in tree.parse(sys.argv[1]).getroot():
    cases = suite.findall("testcase")
    failed = [case.get("name") for case in cases if case.find("failure") is not None]
    assert len(cases) == int(suite.get("tests")) and len(failed) == int(suite.get("failures"))
    print(suite.get("name"), len(cases), *failed)
END
    }
    ok "JUnit: thresholds and rows are cases, the row that failed is a failure" same "$(cases)" \
        "$(printf 'thresholds 1\nrequests 4 GET /bad\nscenario 0')"
    two --iterations 5 --junit "$work/nowhere/x.xml"
    ok "a report that can't be written: status 2, before the run" status_is 2
    ok "a report that can't be written is named, with its option" err_has '^swarm: --junit: can.t write .*nowhere/x\.xml: No such'
    two --iterations 5 --junit /dev/full
    ok "a report that couldn't be written: status 1" status_is 1
    ok "a report that couldn't be written: its results are printed all the same" out_has 'Aggregated'
}

together abort_after abort_too_late abort_without_samples abort_gracefully abort_in_the_file all_met all_missed phases failures junit
finish
