#!/bin/bash
# A run in a real terminal: tmux is the terminal and types the keys.
. tests/support/lib.sh
export LC_ALL=C.UTF-8
unset NO_COLOR COLUMNS

start_target
long=$(printf '/%0199d' 0)
wide=$(printf '商品%.0s' {1..100})
cat >"$work/quiet.swarm" <<END
config { host "$host" users 2 spawn_rate 100 }
user Visitor { wait 100ms task home { get "/json" } }
END
cat >"$work/names.swarm" <<END
config { host "$host" users 2 spawn_rate 100 }
user Visitor {
    wait 50ms
    task short { get "/json" as "/json" }
    task long { get "/json" as "$long" }
    task wide { get "/json" as "$wide" }
    task hostile { get "/json" as "/\${"\u{202e}\u{61c}"}end" }
}
END
cat >"$work/talks.swarm" <<END
config { host "$host" users 20 spawn_rate 1000 }
user Visitor { wait 20ms task home { get "/json" log "one whole line of log" } }
END
cat >"$work/load.swarm" <<END
config { host "$host" }
load { ramp to 3 users over 1s hold 20s }
user Visitor { wait 100ms task home { get "/json" } }
END
cat >"$work/slow.swarm" <<END
config { host "$host" }
user Visitor { task home { get "/delay/100" } }
END
cat >"$work/many.swarm" <<END
config { host "$host" users 2 spawn_rate 100 }
user Visitor { wait 5ms var n = 0 task home { n = n + 1 get "/json" as "/\${n % 900}/$(printf '%0100d' 0)" } }
END

# ---- the terminal ----

cat >"$work/tmux.conf" <<'END'
set -g status off
set -g history-limit 50000
set -g default-terminal screen-256color
END
# `end` behind a command prints its status and wakes `ends`.
cat >"$work/bashrc" <<'END'
PS1='$ '
unset HISTFILE
end() {
    echo "status $?"
    tmux wait-for -S ended
}
END
in_tmux() { tmux -f "$home/tmux.conf" -S "$work/tmux" "$@"; }

# window COLUMNS ROWS: a shell in a terminal of that size. Its prompt is "$ ", its folder $work.
window() {
    in_tmux new-session -d -s run -x "$1" -y "$2" -c "$work" "exec bash --noprofile --rcfile $home/bashrc" || give_up "tmux starts"
    servers+=("$(in_tmux display-message -p '#{pid}')")
    wait_for shows '^\$'
}
resize() { in_tmux resize-window -t run -x "$1" -y "$2"; }
keys() { in_tmux send-keys -t run "$@"; }
type_line() { keys -l "$*" \; send-keys -t run Enter; }

visible() { in_tmux capture-pane -t run -p; }
all_of_it() { in_tmux capture-pane -t run -p -S - "$@"; }
shows() { visible >"$work/screen" && has "$1" "$work/screen"; }
last_is() {
    local lines i
    visible >"$work/screen" && mapfile -t lines <"$work/screen"
    for ((i = ${#lines[@]} - 1; i > 0; i--)); do [[ ${lines[i]} =~ ^\ *$ ]] || break; done
    [[ ${lines[i]} =~ $1 ]]
}

# From here on the bytes that the terminal gets go to $work/bytes, too.
record() { : >"$work/bytes" && in_tmux pipe-pane -t run "cat >>$work/bytes"; }

# Of the shell's terminal while a program runs in it.
modes() { stty -F "$(in_tmux display-message -t run -p '#{pane_tty}')" -a | grep -oE -- '-?\b(icanon|echo|isig)\b' | sort | xargs; }

# run_of NAME OPTION…: the command line of one of the scenarios above.
run_of() { echo "$swarm run ../$1.swarm --headless ${*:2}"; }

# Each says what there was when it fails.
waits_for() { wait_for shows "$1" || { echo "no /$1/ in:"; visible; return 1; }; }
waits_for_last() { wait_for last_is "$1" || { echo "the last line isn't /$1/:"; visible; return 1; }; }
ends() { timeout $patience tmux -S "$work/tmux" wait-for ended && waits_for '^status [0-9]+$'; }
lacks() { all_of_it >"$work/all" && file_lacks "$work/all" "$1"; }
lines_are() { same "$(all_of_it | grep -cE -- "$1")" "$2" || { all_of_it; return 1; }; }

# All that is seen of live lines is in one row, anywhere. The terminal takes its time to tell that it has another size.
is_one_line() { [ "$(all_of_it | grep -cE '/2:00|req/s|failures|p95|\[[#.]|[#.]\]')" = 1 ]; }
becomes_one_line() { wait_for is_one_line || { all_of_it | tail -n 30; return 1; }; }

# As the next program finds them; the shell itself changes them while it waits for a line.
modes_are_back() {
    rm -f "$work/modes"
    type_line "stty -a >modes; echo modes are known"
    waits_for '^modes are known' && file_has "$work/modes" '(^| )icanon' && file_has "$work/modes" '(^| )echo '
}

# ---- the live line ----

live_line() {
    window 80 24
    type_line "seq 100; $(run_of quiet -t 2m --only-summary)"
    ok "a live line with a progress bar" \
        waits_for_last '^[01]:[0-9][0-9]/2:00  2 users  [0-9.]+ req/s  0 failures \(0\.00%\)  p95 .* \[#*\.+\]$'
    ok "keys come one by one and aren't shown, Ctrl-C is one" same "$(modes)" "-echo -icanon isig"
    for width in 40 20 60 30 200 80; do
        resize $width 24
        nap 0.2
    done
    ok "after resizing there is one live line, and nothing of older ones" becomes_one_line
    for width in 70 50 33 20; do
        resize $width 24
        nap 0.3
        ok "at $width columns the live line has one row" becomes_one_line
        ok "and says what fits" waits_for_last '^[01]:[0-9][0-9]/2:00  2 users'
    done
}

pressed_keys() {
    window 80 24
    type_line "$(run_of quiet -t 2m --only-summary)"
    waits_for_last '/2:00  2 users' >/dev/null
    keys W
    ok "W: ten users more" waits_for 'INFO: Ramping to 12 users at a rate of 100\.00 per seco'
    ok "and they come" waits_for 'INFO: All users spawned: 12$'
    keys w
    ok "w: one more" waits_for 'INFO: Ramping to 13 users '
    keys S
    ok "S: ten less" waits_for 'INFO: Ramping to 3 users '
    keys s s s x q
    ok "s: one less" waits_for 'INFO: Ramping to 0 users '
    keys s w
    ok "less than none isn't asked for, other keys do nothing" waits_for 'INFO: Ramping to 1 user '
    ok "the live line says how many" waits_for_last '^[01]:[0-9]+/2:00  1 user  '
}

# Ctrl-Z, bg, fg.
job_control() {
    window 80 24
    type_line "$(run_of quiet -t 2m --only-summary)"
    waits_for_last '/2:00  2 users' >/dev/null
    keys C-z
    ok "Ctrl-Z: the shell says so" waits_for 'Stopped'
    ok "the live line has gone" lines_are '^[01]:[0-9][0-9]' 0
    ok "the shell has its terminal as it was" modes_are_back
    type_line "bg"
    type_line "for i in 1 2 3 4 5 6; do sleep 0.5; done; echo still \$((40 + 2))"
    ok "in the background what is typed is the shell's" waits_for '^still 42$'
    type_line "jobs | sed s/^/jobs:/"
    ok "and doesn't stop the run" waits_for '^jobs:.*Running'
    ok "there is no live line in the background" lacks '[01]:[0-9][0-9]/2:00'
    type_line "fg"
    ok "fg: the live line is back" waits_for_last '^[01]:[0-9]+/2:00  2 users  '
    ok "and so is the keyboard" same "$(modes)" "-echo -icanon isig"
    keys w
    ok "with its keys" waits_for 'Ramping to 3 users '
    keys C-z
    ok "Ctrl-Z once more" waits_for '^\$ *$'
    type_line "fg"
    ok "fg at once" waits_for_last '^[01]:[0-9]+/2:00  3 users'
}

interrupt() {
    window 80 24
    type_line "$(run_of quiet -t 2m --only-summary); end"
    waits_for_last '/2:00  2 users' >/dev/null
    keys C-c
    ends >/dev/null
    ok "Ctrl-C: results" waits_for '99\.99%'
    ok "and status 0" waits_for '^status 0$'
    ok "it says so" lines_are 'INFO: Stopping: interrupted$' 1
    ok "the live line has gone" lines_are '^[01]:[0-9][0-9]/' 0
    ok "the terminal is as it was" modes_are_back
}

interrupt_twice() {
    window 80 24
    type_line "$(run_of slow -s 1m); end"
    waits_for_last '^0:[0-9]' >/dev/null
    keys C-c
    ok "Ctrl-C while a task takes its time" waits_for 'Stopping: interrupted$'
    keys C-c
    ok "Ctrl-C twice: status 130" waits_for '^status 130$'
    ok "what was cut is told of" waits_for '^in flight at the end: 1, oldest '
    ok "the terminal is as it was" modes_are_back
}

follows_a_load() {
    window 80 24
    type_line "$(run_of load)"
    ok "load { }: its length is known" waits_for_last '^0:[0-9]+/0:21  3 users .*\[#*\.+\]$'
    keys W
    ok "a key says that the load decides" waits_for 'INFO: `load` sets the number of users, so it can'
    ok "and changes nothing" waits_for_last '/0:21  3 users'
    keys C-c
}

# ---- tables and log lines ----

log_lines() {
    window 80 40
    type_line "$(run_of talks -t 5s); end"
    ends >/dev/null
    all_of_it -J >"$work/seen"
    ok "log lines are whole" same "$(grep 'whole' "$work/seen" | grep -vcE '^\[[-0-9 :.]+\] INFO: one whole line of log *$')" 0
    ok "there are tables among them" file_has "$work/seen" '^Type .*req/s'
    ok "which are whole" same "$(grep -E 'GET|Aggregated|Type' "$work/seen" | grep -vcE '^(GET |Type|  +Aggregated) .*\|.*[0-9s%] *$')" 0
    ok "and nothing of a live line is left" same "$(grep -cE '0:0[0-9]/|users  ' "$work/seen")" 0
}

wide_names() { # COLUMNS
    window "$1" 50
    type_line "$(run_of names --iterations 100 --only-summary); end"
    ends >/dev/null
    all_of_it >"$work/seen"
    sed -n '/^Type/,/^\(in flight\|generator:\)/p' "$work/seen" | grep -vE '^(Response time|in flight|generator:|$)' >"$work/tables"
    ok "long and wide names at $1 columns: two tables of eight lines" same "$(grep -c . "$work/tables")" 16
    ok "which are whole" same "$(grep -cE '^(Type Name  .*[s%]|(GET |    ) [^ ].*\|.*[0-9]|-.*[-|].*-)$' "$work/tables")" 16
    [ "$1" = 80 ] || ok "what turns the direction is shown" file_has "$work/seen" '^GET  /\\u\{202e\}\\u\{61c\}end '
}

# ---- what goes where ----

# has_live_line WHAT: it stays, though something else goes elsewhere. Then the run is interrupted.
has_live_line() {
    ok "$1: the live line stays" waits_for_last '^0:[0-9]+/0:50  2 users'
    keys C-c
    ends >/dev/null
}
live='0:[0-9][0-9]/'
results_in_a_file() {
    window 80 24
    type_line "$(run_of quiet -t 50s) >results; end"
    has_live_line "results in a file"
    ok "it isn't in the file" file_lacks "$work/results" $'\x1b|'"$live"
    ok "all results are" file_has "$work/results" '99\.99%'
    ok "and nothing is left of it" lacks "$live"
}
document_in_a_file() {
    window 80 24
    type_line "$(run_of quiet -t 50s --json) >document; end"
    has_live_line "a document in a file"
    ok "it isn't in the file" "$python" -m json.tool "$work/document"
    ok "and nothing is left of it" lacks "$live"
}
document_on_the_terminal() {
    window 200 24
    type_line "$(run_of quiet -t 50s --json); end"
    has_live_line "a document on the terminal"
    ok "and goes before it comes" lacks "$live|req/s"
}
messages_in_a_file() {
    window 80 24
    type_line "$(run_of quiet -t 50s) 2>messages; end"
    has_live_line "messages in a file"
    ok "it isn't in the file" file_lacks "$work/messages" $'\x1b|'"$live"
    ok "all messages are" file_has "$work/messages" '^\[.*\] INFO: Stopping: interrupted$'
    ok "and only there" lacks 'INFO'
}
results_in_a_pipe() {
    window 80 24
    record
    type_line "$(run_of quiet -t 3s) | cat; end"
    ends >/dev/null
    ok "results in a pipe" file_has "$work/bytes" '99\.99%'
    ok "no live line" file_lacks "$work/bytes" "$live"
    ok "and no colors" file_lacks "$work/bytes" $'\x1b\\[1mType'
}
input_from_elsewhere() {
    window 80 24
    record
    type_line "$(run_of quiet -t 50s) </dev/null; end"
    waits_for_last '^0:[0-9]+/0:50  2 users' >/dev/null
    ok "stdin isn't the terminal: the keyboard is left alone" same "$(modes)" "echo icanon isig"
    has_live_line "stdin isn't the terminal"
    ok "titles are bold" file_has "$work/bytes" $'\x1b\\[1mType'
}
no_color() {
    window 80 24
    record
    type_line "NO_COLOR=1 $(run_of quiet -t 50s); end"
    has_live_line "NO_COLOR"
    ok "without colors" file_lacks "$work/bytes" $'\x1b\\[[0-9;]*m *(Type|Name|0:0)'
}
dumb() {
    window 80 24
    record
    type_line "TERM=dumb $(run_of quiet -t 3s); end"
    ends >/dev/null
    ok "TERM=dumb: results in columns" file_has "$work/bytes" '^Type +Name .*95%'
    ok "without a live line" file_lacks "$work/bytes" "$live"
    ok "without colors" file_lacks "$work/bytes" $'\x1b\\[1mType'
}
logfile() {
    window 80 24
    type_line "$(run_of quiet -t 50s --logfile log); end"
    has_live_line "--logfile"
    ok "messages are in the file" file_has "$work/log" '\] INFO: Stopping: interrupted$'
    ok "and only there" lacks 'INFO'
}
summary() {
    window 80 24
    type_line "$(run_of quiet -t 5s --only-summary -L WARNING); end"
    ends >/dev/null
    ok "--only-summary: one table of requests" lines_are '^Type .*req/s' 1
    ok "-L WARNING: nothing of INFO" lacks 'INFO'
}

# ---- nothing waits for a terminal ----

# requests_below MOST: fewer than if the run had gone on until it could print.
requests_below() {
    local count
    count=$(all_of_it | awk '$1 == "Aggregated" && $3 ~ /%/ { count = $2 } END { print count + 0 }')
    [ "$count" -gt 0 ] && [ "$count" -lt "$1" ] || { echo "$count requests"; return 1; }
}
held_up() {
    window 80 24
    type_line "$(run_of quiet -t 5s); end"
    ok "a run in a terminal that will be held up" waits_for_last '^0:0[0-5]/0:05  2 users'
    keys C-s
    nap 9
    keys C-q
    ends >/dev/null
    ok "Ctrl-S holds up the terminal, not the end of the run" requests_below 130
}
full_pipe() {
    window 200 24
    type_line "$(run_of many -t 4s) 2>messages | (sleep 10; tail -n 3000); end"
    ends >/dev/null
    ok "nor does a full pipe" file_has "$work/messages" 'Stopping: the run time has ended'
    ok "the end is in time" requests_below 1800
}

# ---- a terminal that doesn't say how wide it is ----

of_no_width() {
    "$python" - "$swarm" run "$home/names.swarm" --headless -t 3s >"$work/out" <<'END'
import os, pty, sys
pid, terminal = pty.fork()
if pid == 0:
    os.environ["TERM"] = "xterm"
    os.execv(sys.argv[1], sys.argv[1:])
try:
    while data := os.read(terminal, 65536):
        sys.stdout.buffer.write(data)
except OSError:  # it has ended
    pass
os.waitpid(pid, 0)
END
    sed $'s/\x1b\\[[0-9;]*m//g; s/.*\x1b\\[J//; s/\r//' "$work/out" >"$work/seen"
    ok "it is taken for one of 80 columns" file_lacks "$work/seen" '^[^[].{80}'
    ok "of which tables use all" file_has "$work/seen" '^-{4}.{76}$'
    ok "it has a live line" file_has "$work/out" '0:0[0-3]/0:03  2 users'
}

# ---- before the run ----

unwritable_log() {
    run "$swarm" run "$home/quiet.swarm" --headless --logfile "$work/none/log"
    ok "an unwritable --logfile: status 2" status_is 2
    ok "it is named" err_has "^swarm: --logfile: can't write .*/none/log: No such file"
    ok "and nothing has run" same "$(cat "$work/out")" ""
}

at_once=12 # they wait most of the time
together full_pipe live_line held_up job_control pressed_keys interrupt interrupt_twice follows_a_load log_lines \
    "wide_names 80" "wide_names 200" results_in_a_file document_in_a_file document_on_the_terminal messages_in_a_file \
    results_in_a_pipe input_from_elsewhere no_color dumb logfile summary of_no_width unwritable_log
finish
