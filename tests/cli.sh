#!/bin/bash
# Arguments → exit status and output, of both programs.
. tests/support/lib.sh

cat >"$work/quick.swarm" <<'END'
const path = "/json"
user Visitor weight 7 { task home tags "read" { get "${path}" } }
user Buyer weight 3 { task buy tags "write" { post "/echo" { json { a: 1 } } } }
END
start_target

# ---- usage ----
run "$swarm"
ok "without a command: usage, status 2" status_is 2
run "$swarm" --help
ok "--help lists the commands" out_has '^  demo '
run "$swarm" run --help
ok "run --help: status 0" status_is 0
ok "run --help names options as Locust does" out_has '-r, --spawn-rate N'
run "$swarm" --version
ok "--version" out_has '^swarm [0-9]+\.[0-9]+\.[0-9]+$'
ok "--version names the libraries" out_has '^libraries: libcurl [0-9.]+, OpenSSL [0-9.]+, .*zstd [0-9.]+$'
run "$swarm" manual-options
sed '1,/^\.\\" begin of what/d; /^\.\\" end$/,$d' docs/swarm.1 >"$work/in_page"
ok "the man page has the options of the program" identical "$work/in_page" "$work/out"

# ---- completion ----
"$swarm" completion bash >"$work/completion"
completed() { # PROGRAM WORD…: what bash offers for the last word
    (. "$work/completion" && . completion/swarmc.bash && COMP_WORDS=("$@") COMP_CWORD=$(($# - 1)) && "_$1" && printf '%s ' "${COMPREPLY[@]}")
}
ok "completion: commands" same "$(completed swarm t)" "try target "
ok "completion: options of the command" same "$(completed swarm run --us)" "--users "
ok "completion: not those of others" same "$(completed swarm target --us)" ""
ok "completion: nothing for a number" same "$(completed swarm run --users 1)" " "
ok "completion: files" same "$(completed swarm run README)" "README.md "
ok "completion of swarmc" same "$(completed swarmc check --v) $(completed swarmc e)" "--var  explain "
for shell in bash zsh fish; do
    "$swarm" completion "$shell" >"$work/completion.$shell"
    ok "completion: $shell reads it" "$shell" -n "$work/completion.$shell"
done
ok "completion: zsh and fish read that of swarmc" eval 'zsh -n completion/_swarmc && fish -n completion/swarmc.fish'
run "$swarm" completion tcsh
ok "completion: another shell: status 2" status_is 2
run "$swarm" rum x.swarm
ok "an unknown command: status 2" status_is 2
run "$swarm" quick.swarm
ok "a file where the command should be gets a hint" err_has 'did you mean `swarm run quick.swarm`'
run "$swarm" -f "$work/quick.swarm" -H "$host" --headless -u 4 -r 100 --iterations 20
ok "options without a command are those of run: status 0" status_is 0
ok "options without a command are those of run: it runs" out_has '^ *Aggregated +20 +0'
run "$swarm" --locustfile="$work/quick.swarm" --list
ok "options without a command: long ones, too" same "$(cat "$work/out")" "$(printf 'Visitor\nBuyer')"
run "$swarm" --usres 5
ok "options without a command: an unknown one has status 2, and the near one" same "$status $(grep -o 'did you mean.*' "$work/err")" '2 did you mean --users?'
run "$swarm" -f "$work/quick.swarm" --master --master-port=5557 --expect-workers=3 --autostart --autoquit 60 --enable-rebalancing --only-summary --list
ok "the arguments of an operator for Locust are options here" status_is 0
run "$swarm" -
ok "- alone is no option: status 2" status_is 2
run "$swarm" run
ok "no file: status 2" status_is 2
run "$swarm" run "$work/none.swarm" --headless
ok "a missing file: status 2" status_is 2
ok "a missing file is named" err_has 'none\.swarm'
run "$swarm" run "$work/quick.swarm" --user 5
ok "an unknown option: status 2 and the near one" err_has 'did you mean --users'
for option in --equal-weights "--config-users {}" --vus=5 "--check-rps 5" --step-load; do
    run "$swarm" run "$work/quick.swarm" --headless $option
    ok "$option of another tool: status 2 and what to write" err_has "^swarm: ${option%%[ =]*} isn't an option of swarm: .*(write|remove)"
    ok "$option of another tool: status 2" status_is 2
done
for option in --skip-log-setup --class-picker "--profile x" --otel --heartbeat-interval=5; do
    run "$swarm" run "$work/quick.swarm" -l $option
    ok "$option of Locust: warned of, and the command goes on" err_has "WARNING: ${option%%[ =]*} isn't an option of swarm, so it is ignored: "
    ok "$option of Locust: status 0" status_is 0
done
printf 'equal-weights = true\n' >"$work/foreign.conf"
run "$swarm" run "$work/quick.swarm" -l --config "$work/foreign.conf"
ok "an option of Locust in a file: its place" err_has 'foreign\.conf:1: `equal-weights` isn.t an option of swarm'
printf 'user First { wait 1s  task one { get "/" } }\n' >"$work/first.swarm"
printf 'user Second { wait 1s  task one { get "/" } }\n' >"$work/second.swarm"
run "$swarm" run -f "$work/first.swarm,$work/second.swarm" -l
ok "-f with several files: the users of all" same "$(cat "$work/out")" "$(printf 'First\nSecond')"
run "$swarm" run -f "$work/first.swarm, $work/none.swarm" -l
ok "-f with several files: a missing one" err_has 'E0605.*none\.swarm'
place() { # OPTION TEXT COLUMN
    run "$swarm" run "$work/quick.swarm" -l "$1" "$2"
    ok "$1 '$2': status 2" status_is 2
    ok "$1 '$2': its place" err_has "^ *--> $1:1:$3\$"
    ok "$1 '$2': its text" err_has "^1 \| "
}
place --threshold 'p95<500' 5
place --threshold 'p(95) < 500ms' 2
place --threshold 'p95' 4
place --find-capacity 'p95 < 2s and failed < 5' 23
place --find-capacity 'p95 < 2s, failed < 1%' 9
place --var 'nothing=1' 1
for bad in "-u 0" "-u x" "-u -3" "-r -1" "-r 0" "-t abc" "-t -5" "--processes 0" "--config /nonexistent" "-L LOUD" "-u" \
    "--iterations 0" "--resolve shop.test" "--resolve shop.test:80:"; do
    run "$swarm" run "$work/quick.swarm" --headless $bad
    ok "run $bad: status 2" status_is 2
    ok "run $bad: names the option" err_has "${bad%% *}|--loglevel"
done
run "$swarm" run "$work/quick.swarm" Visitr -H "$host" --headless
ok "an unknown kind of user: status 2" status_is 2
ok "an unknown kind of user: did you mean" err_has 'Visitor'
run "$swarm" run "$work/quick.swarm" -H "$host" --master --worker
ok "--master with --worker: status 2" status_is 2
ok "--master with --worker: the reason" err_has '^swarm: --worker: a process is a master or a worker, not both$'

# ---- looking without running ----
run "$swarm" run "$work/quick.swarm" --list
ok "--list lists the kinds" same "$(cat "$work/out")" "$(printf 'Visitor\nBuyer')"
run "$swarm" run "$work/quick.swarm" --show-task-ratio
ok "--show-task-ratio: kinds with their weights" out_has '70\.0.*Visitor|Visitor.*70\.0'

# ---- a run ----
run "$swarm" run "$work/quick.swarm" -H "$host" --headless -u 4 -r 100 --iterations 40 --seed 1
ok "--iterations: status 0" status_is 0
ok "--iterations: exactly that many requests" out_has '^ *Aggregated +40 +0'
ok "percentiles are printed" out_has '99\.99%'
run "$swarm" run "$work/quick.swarm" Visitor -H "$host" --headless -u 4 -r 100 --iterations 20
ok "only the kinds named run" out_lacks '/echo'
run "$swarm" run "$work/quick.swarm" -H "$host" --headless -u 4 -r 100 --iterations 20 -T write
ok "--tags: only tasks with the tag" out_lacks 'GET +/json'
run "$swarm" run "$work/quick.swarm" -H "$host" --headless -u 4 -r 100 --iterations 20 -E write
ok "--exclude-tags: no task with the tag" out_lacks '/echo'
run "$swarm" run "$work/quick.swarm" -H "$host" --headless -u 2 -r 100 --iterations 5 --var path=/status/404
ok "--var overrides a const, in names too" out_has 'GET +/status/404'
ok "failures: status 1" status_is 1
run "$swarm" run "$work/quick.swarm" -H "$host" --headless -u 2 --iterations 5 --var path=/status/404 --exit-code-on-error 0
ok "--exit-code-on-error 0" status_is 0
run "$swarm" run "$work/quick.swarm" -H "$host" --headless -u 2 --iterations 5 --var nopath=1
ok "--var of a const that isn't there: status 2" status_is 2
run "$swarm" run "$work/quick.swarm" -H "$host" --no-web -c 2 --hatch-rate 100 --iterations 4
ok "old names work" status_is 0
ok "old names say what replaced them" err_has '--hatch-rate is now called --spawn-rate'
run "$swarm" run "$work/quick.swarm" -H "$host" --headless -u 2 --iterations 4 --threshold 'p95 < 10s' --threshold 'failed < 1%'
ok "thresholds met: status 0" status_is 0
run "$swarm" run "$work/quick.swarm" -H "$host" --headless -u 2 --iterations 4 --threshold 'p95 < 1us'
ok "a threshold missed: status 3" status_is 3
ok "thresholds are shown" out_has 'p95'
run "$swarm" run "$work/quick.swarm" -H "$host" --headless -u 2 --iterations 4 --threshold 'p95 is small'
ok "a threshold that isn't one: status 2" status_is 2

run "$swarm" run "$work/quick.swarm" -H "$host" --headless --iterations 4 -E read,write
ok "a tag that no task has is named, with how several are given" err_has '-E: no task has the tag `read,write`; separate several tags'
run "$swarm" run "$work/quick.swarm" -H "$host" --headless --iterations 4 -E read -T write
ok "tags that tasks have are nothing to talk about" err_lacks 'no task has the tag'

# ---- swarmc ----
run "$swarmc" check --help
ok "swarmc check --help: status 0" status_is 0
ok "swarmc check --help: its usage" out_has '^usage: swarmc check .*--format text.json'
run "$swarmc" check --format xml "$work/quick.swarm"
ok "swarmc --format xml: status 2, and what there is" err_has "xml. isn't text or json"
run "$swarmc" check -W all "$work/quick.swarm"
ok "swarmc -W all: what there is" err_has "isn't error"
printf 'user A{task a{get "/"}}' >"$work/behind.swarm"
ln -s behind.swarm "$work/link.swarm"
run "$swarmc" fmt "$work/link.swarm"
ok "swarmc fmt writes what a link leads to" "$swarmc" fmt --check "$work/behind.swarm"
ok "swarmc fmt leaves a link a link" test -L "$work/link.swarm"
echo 'user A { task a { wait 1s log nope } }' >"$work/one.swarm"
cp "$work/one.swarm" "$work/two.swarm"
run "$swarmc" check "$work/one.swarm" "$work/two.swarm"
ok "a blank line parts the diagnostics of two files" same "$(grep -c '^$' "$work/err")" 1

# ---- layers ----
cat >"$work/layers.swarm" <<END
config { host "$host" iterations 6 users 2 spawn_rate 100 }
user Visitor { task home { get "/json" } }
END
run "$swarm" run "$work/layers.swarm" --headless
ok "config { } of the file holds" out_has '^ *Aggregated +6 '
printf 'iterations = 7\n' >"$work/swarm.conf"
cd "$work" && run "$swarm" run layers.swarm --headless && cd - >/dev/null
ok "swarm.conf wins over the file" out_has '^ *Aggregated +7 '
rm "$work/swarm.conf"
printf '# as in Locust\niterations: 8\nspawn-rate = 50\n' >"$work/other.conf"
run "$swarm" run "$work/layers.swarm" --headless --config "$work/other.conf"
ok "--config wins over that" out_has '^ *Aggregated +8 '
SWARM_ITERATIONS=9 run "$swarm" run "$work/layers.swarm" --headless --config "$work/other.conf"
ok "the environment wins over that" out_has '^ *Aggregated +9 '
SWARM_ITERATIONS=9 run "$swarm" run "$work/layers.swarm" --headless --iterations 10
ok "the command line wins over all" out_has '^ *Aggregated +10 '
printf 'iteratons = 8\n' >"$work/bad.conf"
run "$swarm" run "$work/layers.swarm" --headless --config "$work/bad.conf"
ok "a bad key names file and line" err_has 'bad\.conf:1.*iteratons'

# ---- output that can't be written ----
cat >"$work/long.swarm" <<END
config { host "$host" iterations 1000000000 users 2 spawn_rate 100 }
user Visitor { wait 10ms  task home { get "/json" } }
END
"$swarm" run "$work/layers.swarm" --headless >/dev/full 2>"$work/err" </dev/null
status=$?
ok "a full disk: status 1" status_is 1
timeout 60 "$swarm" run "$work/long.swarm" --headless -t 50s 2>"$work/err" </dev/null | head -1 >/dev/null
ok "a closed stdout ends the run" err_has "can't write the results"
timeout 60 "$swarm" run "$work/long.swarm" --headless 2>"$work/err" </dev/null >&-
status=$?
ok "so does one that never was open: status 1" status_is 1
ok "and nothing else gets what is printed" err_has "can't write the results to standard output: Bad file descriptor"

# ---- signals ----
"$swarm" run "$work/long.swarm" --headless >"$work/out" 2>"$work/err" </dev/null &
pid=$!
wait_for has Aggregated "$work/out"
kill -TERM $pid
wait $pid
status=$?
ok "SIGTERM: graceful, status 0" status_is 0
ok "SIGTERM: the results so far are printed" out_has '99\.99%'

# ---- try ----
run "$swarm" try "$work/quick.swarm" -H "$host"
ok "try: status 0" status_is 0
ok "try shows requests and statuses" out_has '200'
run "$swarm" try "$work/quick.swarm" -H "$host" --var path=/status/500
ok "try: status 1 when something failed" status_is 1

# ---- demo ----
run "$swarm" demo -u 2 -r 10 -t 2s
ok "demo runs by itself" nothing_failed
ok "demo has results" out_has 'Aggregated +[1-9]'

finish
