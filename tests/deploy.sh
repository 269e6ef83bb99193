#!/bin/bash
# What deploy/ has: syntax, references, command lines, and the metrics of the dashboard by those of a run.
. tests/support/lib.sh

cat >"$work/all.swarm" <<'END'
user Visitor { wait pacing 50ms  task home { get "/json" } }
END
start_target
port=$(free_port)
"$swarm" run "$work/all.swarm" -H "$host" --headless -u 2 -r 100 -t 100s --metrics-port 0 --master --master-bind-host 127.0.0.1 \
    --master-bind-port "$port" --expect-workers 1 >"$work/run.out" 2>"$work/run.err" </dev/null &
servers+=($!)
"$swarm" run "$work/all.swarm" --worker --master-port "$port" >"$work/worker.out" 2>"$work/worker.err" </dev/null &
servers+=($!)
wait_for has 'Metrics for Prometheus: ' "$work/run.err" || give_up "a run starts" "$work/run.err"
metrics=$(grep -o 'http://[^ ]*/metrics' "$work/run.err")
scraped() { curl -sS --max-time 20 "$metrics" >"$work/metrics.txt" && has '^swarm_scheduled_duration_seconds_bucket' "$work/metrics.txt" &&
    has '^swarm_worker_lateness_seconds\{' "$work/metrics.txt" && has '^swarm_worker_clock_ahead_seconds\{' "$work/metrics.txt"; }
wait_for scraped || give_up "a run has metrics" "$work/metrics.txt"

mkdir "$work/files"
"$python" tests/deploy.py "$swarm" "$work/metrics.txt" "$work/files" >"$work/deploy.out" 2>"$work/deploy.err"
grep -v '^1\.\.' "$work/deploy.out"
checks=$((checks + $(grep -cE '^(not )?ok - ' "$work/deploy.out"))) failed_checks=$((failed_checks + $(grep -c '^not ok - ' "$work/deploy.out")))
has '^1\.\.[0-9]+$' "$work/deploy.out" || ok "deploy.py runs to its end" fails "$work/deploy.err"
finish
