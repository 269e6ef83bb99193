#!/bin/bash
# Files of options as Locust reads them (ConfigArgParse): what each line means, by what the run makes of it.
. tests/support/lib.sh
start_target
echo 'user Visitor { wait 100ms  task home { get "/" } }' >"$work/home.swarm"

# conf: a file from standard input.
conf() { cat >"$work/a.conf"; }
# settings OPTION…: what the JSON document says of the run that the file asks for.
settings() {
    run "$swarm" run "$work/home.swarm" --headless -H "$host" --config "$work/a.conf" --json "$@"
    python3 -c 'import json, sys; print(" ".join(sorted(f"{k}={v}" for k, v in json.load(sys.stdin)["settings"].items() if k != "seed")))' <"$work/out"
}

conf <<END
# what we aim at
users = 2          # at the peak
spawn-rate: 2      ; per second
--run-time 1s      # a short one
iterations 5
; another comment
[section]
--- a line of dashes
only-summary
headless           # no web page
END
ok "comments, colons, blanks, flags" same "$(settings)" "host=$host iterations=5 run_time=1s spawn_rate=2 stop_timeout=0 users=2"

printf 'host = "%s"   # the site\nusers=1\nrun_time=1s\n' "$host" >"$work/a.conf"
run "$swarm" run "$work/home.swarm" --headless --config "$work/a.conf" --iterations 1
ok "a comment behind a host isn't part of it" status_is 0

printf 'html = "%s/a #1.html"   # a name with a hash\nrun_time=1s\niterations = 1\n' "$work" >"$work/a.conf"
run "$swarm" run "$work/home.swarm" --headless -H "$host" --config "$work/a.conf"
ok "a hash within quotes isn't a comment" test -s "$work/a #1.html"

printf 'host = %s#top\nrun_time=1s\niterations = 1\n' "$host" >"$work/a.conf"
run "$swarm" run "$work/home.swarm" --headless --config "$work/a.conf"
ok "a hash without a blank before it isn't a comment" status_is 0

printf 'users = 2\nuzers = 3 # oops\n' >"$work/a.conf"
run "$swarm" run "$work/home.swarm" --headless --config "$work/a.conf"
ok "an unknown key: status 2" status_is 2
ok "an unknown key: its line" err_has 'a.conf:2: unknown option `uzers`'

printf 'users = # none\n' >"$work/a.conf"
run "$swarm" run "$work/home.swarm" --headless --config "$work/a.conf"
ok "a missing value: status 2" status_is 2

finish
