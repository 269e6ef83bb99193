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

printf 'html = %s/b#1.html\nrun_time=1s\niterations = 1\n' "$work" >"$work/a.conf"
run "$swarm" run "$work/home.swarm" --headless -H "$host" --config "$work/a.conf"
ok "a hash without a blank before it isn't a comment" test -s "$work/b#1.html"

printf 'users = 2\nuzers = 3 # oops\n' >"$work/a.conf"
run "$swarm" run "$work/home.swarm" --headless --config "$work/a.conf"
ok "an unknown key: status 2" status_is 2
ok "an unknown key: its line" err_has 'a.conf:2: unknown option `uzers`'

printf 'users = # none\n' >"$work/a.conf"
run "$swarm" run "$work/home.swarm" --headless --config "$work/a.conf"
ok "a missing value: status 2" status_is 2

# ---- as Debian's Locust reads them ----

# compared: what Locust makes of the file a.conf, and what swarm's settings, from standard input, are. Times in seconds.
compared() {
    (cd "$work" && "$python" - a.conf "$work/out") <<'END'
import json, sys
from locust.argument_parser import parse_options
from locust.util.timespan import parse_timespan

def line(host, run_time, spawn_rate, stop_timeout, users):
    return f"{host} {parse_timespan(str(run_time))} {float(spawn_rate)} {parse_timespan(str(stop_timeout))} {users}"

options = parse_options(["--config", sys.argv[1]])
print(line(options.host, options.run_time, options.spawn_rate or 1, options.stop_timeout or 0, options.num_users or 1))
mine = json.load(open(sys.argv[2]))["settings"]
print(line(*(mine[key] for key in ("host", "run_time", "spawn_rate", "stop_timeout", "users"))))
END
}
agrees() {
    local lines
    run "$swarm" run "$work/home.swarm" --headless --config "$work/a.conf" --json --iterations 1
    mapfile -t lines < <(compared 2>"$work/locust.err")
    [ ${#lines[@]} = 2 ] || { cat "$work/locust.err" "$work/err"; return 1; }
    same "${lines[1]}" "${lines[0]}"
}
number=0
# field: a file from standard input gives the same options in both.
field() {
    sed "s|@HOST@|$host|; s|@WORK@|$work|" >"$work/a.conf"
    number=$((number + 1))
    ok "file $number means the same in Locust" agrees
}
field <<'END'
# master.conf in current directory
locustfile = locust_files/my_locust_file.py
headless = true
host = @HOST@
users = 100
spawn-rate = 10
run-time = 10m
END
field <<'END'
host=@HOST@
users=3
spawn-rate=0.5
run-time=45s
only-summary
END
field <<'END'
[locust]
host: @HOST@
users: 20
spawn-rate: 5
run-time: 1h30m
stop-timeout: 10
END
field <<'END'
host @HOST@   # the staging site
users 7       # as many as in the morning
spawn-rate 7
run-time 90
END
field <<'END'
; old
--host @HOST@
--users 2
--run-time 30s
loglevel = WARNING
logfile = @WORK@/load.log
END
field <<'END'
host = "@HOST@"
users = 12
spawn-rate = 3.5
run-time = 2m
csv-full-history = false
reset-stats = true
END
field <<'END'

# comments, and blank lines between


users = 5
# users = 50
host = @HOST@

run-time = 3h # long
END
field <<'END'
---
host: @HOST@
users: 8
spawn-rate: 2
run-time: 20m
exit-code-on-error: 2
END
field <<'END'
host = @HOST@
users = 1
spawn-rate = 1
run-time = 60
web-port = 8090
web-host = 127.0.0.1
print-stats = true
END
printf 'host = %s\r\nusers = 4\r\nspawn-rate = 4\r\nrun-time = 5m\r\n' "$host" >"$work/crlf.conf"
field <"$work/crlf.conf"

# ---- what Locust's users have already ----

mkdir "$work/folder" "$work/home"
printf 'locustfile = tests/site.py\nusers = 3\nrun-time = 1s\nhost = %s\nskip-log-setup = true\nhatch_rate = 3\n' "$host" >"$work/folder/locust.conf"
in_folder() { (cd "$work/folder" && HOME=$work/home run "$swarm" run ../home.swarm --headless --only-summary "$@"; echo "$status" >"$work/status"); status=$(<"$work/status"); }
in_folder --iterations 3
ok "locust.conf is read where there is no swarm.conf" err_has 'Ramping to 3 users at a rate of 3.00'
ok "the log says so" err_has "options are read from locust.conf; swarm's own file is swarm.conf"
ok "a locustfile in it is skipped" err_has 'locust.conf:1: tests/site.py is skipped, since it is a locustfile in Python'
ok "so is what swarm doesn't know" err_has 'locust.conf:5: `skip-log-setup` is skipped'
ok "old names work in files, too" err_has 'locust.conf:6: `hatch_rate` is now called `spawn_rate`'
LOCUST_USERS=2 LOCUST_RUN_TIME=1s LOCUST_LOCUSTFILE=x.py in_folder --iterations 2
ok "LOCUST_USERS is stronger than a file" err_has 'Ramping to 2 users'
ok "the log names swarm's own variable" err_has "LOCUST_USERS is used; swarm's own variable is SWARM_USERS"
SWARM_USERS=1 LOCUST_USERS=2 in_folder --iterations 1
ok "swarm's own variable counts" err_has 'Ramping to 1 user at'
printf 'users = 2\nrun_time = 1s\nhost = %s\n' "$host" >"$work/folder/swarm.conf"
in_folder --iterations 2
ok "with a swarm.conf, locust.conf isn't read" err_has 'Ramping to 2 users at a rate of 1.00'
ok "and nothing is said" err_lacks 'locust.conf'

finish
