# Shared by the test scripts: checks, servers on free ports, pieces that run at the same time. Source it from the root of the
# project, and end the script with `finish`: it prints the plan `1..N`, without which tests/run counts the script as failed.
# B names the build folder.
B=${B:-build}
swarm=$PWD/$B/swarm
swarmc=$PWD/$B/swarmc
python=/usr/bin/python3 # Debian's: it has the modules that .ci/packages installs
work=$(mktemp -d)
home=$work # the folder of the script; pieces have a $work of their own
servers=()
checks=0
failed_checks=0
patience=60 # seconds until a condition that should become true is given up

cleanup() {
    local pid
    end_helper "${compiler_of:-}" "${compiler[1]:-}" "${compiler_PID:-}"
    end_helper "${evaluator_of:-}" "${evaluator[1]:-}" "${evaluator_PID:-}"
    for pid in "${servers[@]}"; do kill "$pid" 2>/dev/null; done
    for pid in "${servers[@]}"; do wait "$pid" 2>/dev/null; done
    rm -rf "$work"
}
trap cleanup EXIT
trap 'exit 1' INT TERM

# ---- checks ----

# ok NAME CONDITION-COMMAND…: one test.
ok() {
    local name=$1
    shift
    checks=$((checks + 1))
    if "$@" >"$work/check.log" 2>&1; then
        echo "ok - $name"
    else
        echo "not ok - $name"
        sed 's/^/#   /' "$work/check.log" | head -20
        failed_checks=$((failed_checks + 1))
    fi
}

# give_up NAME [FILE]: a check that fails, with the file as the reason, and ends the script or the piece: what follows needs it.
give_up() {
    ok "$1" fails "$2"
    exit 1
}
fails() {
    [ -z "$1" ] || cat "$1"
    return 1
}

# The end of a script.
finish() {
    echo "1..$checks"
    exit $((failed_checks > 0))
}

# run COMMAND…: its output is in $work/out, its messages in $work/err, its status in $status.
run() {
    timeout 120 "$@" >"$work/out" 2>"$work/err" </dev/null
    status=$?
}

# has PATTERN FILE: a line matches. As grep: 1 if none does, 2 if it can't be known. Starts no process, unless the file is long.
has() {
    local line lines=()
    mapfile -t -n 500 lines <"$2" || return 2
    [ ${#lines[@]} -lt 500 ] || { grep -qaE -- "$1" "$2"; return; }
    [[ '' =~ $1 ]]
    [ $? != 2 ] || return 2 # no regular expression
    for line in "${lines[@]}"; do [[ $line =~ $1 ]] && return 0; done
    return 1
}

# What the checks are made of; each says what it saw when it fails.
file_has() { has "$2" "$1" || { echo "no /$2/ in:"; cat -v "$1"; return 1; }; }
file_lacks() {
    has "$2" "$1"
    [ $? = 1 ] || { grep -naE -- "$2" "$1"; return 1; }
}
out_has() { file_has "$work/out" "$1"; }
out_lacks() { file_lacks "$work/out" "$1"; }
err_has() { file_has "$work/err" "$1"; }
err_lacks() { file_lacks "$work/err" "$1"; }
status_is() { [ "$status" = "$1" ] || { echo "status $status, not $1"; tail -n 5 "$work/out"; tail -n 20 "$work/err"; return 1; }; }
identical() { # FILE FILE
    local one other
    mapfile -d '' one <"$1" && mapfile -d '' other <"$2" && [ ${#one[@]} = ${#other[@]} ] && [ "${one[*]}" = "${other[*]}" ] ||
        { diff -u "$1" "$2"; return 1; }
}
same() { [ "$1" = "$2" ] || { echo "got:  $1"; echo "want: $2"; return 1; }; }

# A run without failures, except answers that came too slowly for the scenario: that depends on the test machine.
nothing_failed() {
    [ "$status" = 0 ] && return 0
    case $status in 1 | 3) ;; *) status_is 0; return 1 ;; esac
    grep -q '^Failures' "$work/out" && ! grep -q '^Errors' "$work/out" &&
        ! grep -E '^ *[0-9]+ +[0-9:]{8} +[0-9:]{8} +\|' "$work/out" | grep -vE 'too slow|expect elapsed'
}

# The row of the last table of requests: its number of requests, and of failures. row "GET" "/api/song".
row() {
    awk -v type="$1" -v name="$2" '$1 == type && $2 == name && $4 ~ /^[0-9]+\(/ { last = $3 " " $4 } END { print last }' \
        "$work/out"
}

# ---- waiting ----

# nap SECONDS: sleeps without starting a process.
exec {never}<> <(:)
nap() { read -rt "$1" -u "$never"; }

# wait_for COMMAND…: until it succeeds; fails when patience has run out.
wait_for() {
    local until=$((SECONDS + patience)) pause
    until "$@" >/dev/null 2>&1; do
        [ $SECONDS -lt $until ] || return 1
        nap "${pause:-0.02}"
        pause=0.2
    done
}

# ---- pieces of a script at the same time ----

# together COMMAND…: runs functions of the script, each with its words, at the same time. Each has a subshell, a folder $work
# and servers of its own. Prints what they print, in order; a piece that ends early fails.
at_once=${AT_ONCE:-8}
together() {
    local base=$work before=("${servers[@]}") pieces=() number=0 command tokens counts
    exec {tokens}<> <(:)
    printf "%${at_once}s" >&"$tokens"
    for command; do
        number=$((number + 1))
        piece "$base/$number" "$command" "$tokens" >"$base/$number.log" 2>&1 &
        pieces+=($!)
        servers+=($!)
    done
    for ((number = 1; number <= $#; number++)); do
        wait "${pieces[number - 1]}"
        cat "$base/$number.log"
        counts=("$(grep -cE '^(not )?ok - ' "$base/$number.log")" "$(grep -c '^not ok - ' "$base/$number.log")")
        checks=$((checks + counts[0])) failed_checks=$((failed_checks + counts[1]))
        [ -e "$base/$number.ended" ] || ok "${!number} runs to its end" false
    done
    servers=("${before[@]}")
    exec {tokens}>&-
}

piece() {
    local tokens=$3
    work=$1 servers=() checks=0 failed_checks=0
    mkdir "$work"
    trap 'exit 1' TERM
    trap 'cleanup; printf . >&"$tokens"' EXIT
    read -rN1 -u "$tokens"
    eval "$2"
    : >"$1.ended"
}

# ---- servers ----

# free_port: a port that nobody listens on, outside the range from which the kernel takes the ports of clients.
free_port() { "$B/tests/tools/free_port"; }

# listening PORT: somebody accepts connections there.
listening() { (: <>"/dev/tcp/127.0.0.1/$1"); }

# start_server NAME PATTERN COMMAND…: in the background, its output in $work/NAME.out, until a line of it matches.
start_server() {
    local name=$1 pattern=$2
    shift 2
    rm -f "$work/$name.out" # of one before
    "$@" >"$work/$name.out" 2>"$work/$name.err" </dev/null &
    servers+=($!)
    wait_for has "$pattern" "$work/$name.out" || give_up "$name starts" "$work/$name.err"
}

# start_target [options]: a target on a free port; sets $host.
start_target() {
    start_server target 'http://' "$swarm" target --port 0 "$@"
    host=$(grep -o 'http://[^ ]*' "$work/target.out")
}

# start_script NAME [arguments]: tests/servers/NAME.py, which prints its address or port; sets $host to that.
start_script() {
    start_server "$1" . "$python" "tests/servers/$1.py" "${@:2}"
    host=$(<"$work/$1.out")
}

# start_nginx CONFIG-OF-SERVER-BLOCK [MORE]: nginx with one worker on a free port; sets $host. MORE stands before the
# server's block: further servers, zones, formats of logs.
start_nginx() {
    local port
    port=$(free_port)
    mkdir -p "$work/nginx/www"
    chmod 711 "$work" # started by root, its worker is somebody else
    cat >"$work/nginx/nginx.conf" <<END
daemon off; worker_processes 1; pid $work/nginx/pid; error_log $work/nginx/error.log;
events { worker_connections 20000; }
worker_rlimit_nofile 40000;
http {
    access_log off; root $work/nginx/www; default_type application/json;
    client_body_temp_path $work/nginx/body; proxy_temp_path $work/nginx/proxy; fastcgi_temp_path $work/nginx/fastcgi;
    uwsgi_temp_path $work/nginx/uwsgi; scgi_temp_path $work/nginx/scgi;
    keepalive_requests 1000000000;
    ${2:-}
    server { listen 127.0.0.1:$port; $1 }
}
END
    nginx -p "$work/nginx" -c "$work/nginx/nginx.conf" 2>"$work/nginx/start.log" &
    servers+=($!)
    wait_for test -s "$work/nginx/pid" || give_up "nginx starts" "$work/nginx/start.log"
    host=http://127.0.0.1:$port
}

# start_wsgi APPLICATION [FOLDER]: an application for Debian's Python on a free port; sets $host.
start_wsgi() {
    PYTHONDONTWRITEBYTECODE=1 "$python" -m gunicorn --bind 127.0.0.1:0 --threads 8 --keep-alive 30 \
        --graceful-timeout 1 --chdir "${2:-.}" "$1" >"$work/wsgi.log" 2>&1 &
    servers+=($!)
    wait_for has 'Booting worker' "$work/wsgi.log" || give_up "$1 starts" "$work/wsgi.log"
    host=$(grep -o 'http://[^ ]*' "$work/wsgi.log")
}

# ---- swarmc without a process for each call ----

# compile ARGUMENTS…: as `run swarmc ARGUMENTS`, by a fork of a process that is there already, which takes a tenth of the CPU.
# It runs in $folder, with $input as its standard input. `compile tokens FILE` prints the tokens.
folder=.
input=/dev/null
compile() { call_compiler "$work/out" "$work/err" "$@"; }

# compile_to FILE ARGUMENTS…: its output and its messages are in the file.
compile_to() { call_compiler "$1" "$@"; }

call_compiler() {
    local IFS=$'\t'
    [ "${compiler_of:-}" = "$BASHPID" ] || start_compiler
    printf '%s\n' "$folder"$'\t'"$input"$'\t'"$*" >&"${compiler[1]}"
    read -r -u "${compiler[0]}" status
}

start_compiler() {
    coproc compiler { exec "$B/tests/tools/compiler"; } 2>/dev/null
    compiler_of=$BASHPID
}

# end_helper PARENT INPUT PID: ends a coprocess that this shell has started, by the end of its input.
end_helper() {
    local input=$2
    [ "$1" = "$BASHPID" ] && [ -n "$3" ] || return 0
    exec {input}>&-
    wait "$3"
}

# ---- conditions on files, in Python ----

# holds CONDITION [ARGUMENT…]: a Python expression is true. It sees what $work/holds.py defines, and what `names` there returns for
# the arguments. One process evaluates all conditions of a script or piece.
holds() {
    local IFS=$'\x1f' answer
    [ "${evaluator_of:-}" = "$BASHPID" ] || start_evaluator
    printf '%s\n' "${*//$'\n'/ }" >&"${evaluator[1]}"
    IFS= read -r -u "${evaluator[0]}" answer || answer="the evaluator has ended"
    [ -z "$answer" ] || { echo "${answer//$'\x1e'/$'\n'}"; return 1; }
}

start_evaluator() {
    coproc evaluator { exec "$python" tests/tools/holds.py "$prelude"; } 2>/dev/null
    evaluator_of=$BASHPID
}
prelude=$work/holds.py
