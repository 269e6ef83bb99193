# What the test scripts share: a check is a line, a server is started on a free port and stopped by its pid.
# Source it from the root of the project. B names the build folder.
B=${B:-build}
swarm=$PWD/$B/swarm
swarmc=$PWD/$B/swarmc
work=$(mktemp -d)
servers=()

cleanup() {
    local pid
    for pid in "${servers[@]}"; do kill "$pid" 2>/dev/null; done
    for pid in "${servers[@]}"; do wait "$pid" 2>/dev/null; done
    rm -rf "$work"
}
trap cleanup EXIT
trap 'exit 1' INT TERM

failed_checks=0

# ok NAME CONDITION-COMMAND…: one test.
ok() {
    local name=$1
    shift
    if "$@" >"$work/check.log" 2>&1; then
        echo "ok - $name"
    else
        echo "not ok - $name"
        sed 's/^/#   /' "$work/check.log" | head -20
        failed_checks=$((failed_checks + 1))
    fi
}

# run COMMAND…: keeps its output in $work/out, its messages in $work/err, its status in $status.
run() {
    timeout 120 "$@" >"$work/out" 2>"$work/err" </dev/null
    status=$?
}

# What the checks are made of; each says what it saw when it fails.
status_is() { [ "$status" = "$1" ] || { echo "status $status, not $1"; tail -n 5 "$work/out"; tail -n 20 "$work/err"; return 1; }; }
out_has() { grep -qE -- "$1" "$work/out" || { echo "no /$1/ in:"; cat "$work/out"; return 1; }; }
out_lacks() { ! grep -nE -- "$1" "$work/out"; }
err_has() { grep -qE -- "$1" "$work/err" || { echo "no /$1/ in:"; cat "$work/err"; return 1; }; }
err_lacks() { ! grep -nE -- "$1" "$work/err"; }
same() { [ "$1" = "$2" ] || { echo "got:  $1"; echo "want: $2"; return 1; }; }

# A run without failures, but for answers that came too slowly for the scenario: that is the test machine's business.
nothing_failed() {
    [ "$status" = 0 ] && return 0
    case $status in 1 | 3) ;; *) status_is 0; return 1 ;; esac
    grep -q '^Failures' "$work/out" && ! grep -q '^Errors' "$work/out" &&
        ! grep -E '^ *[0-9]+ +[0-9:]{8} +[0-9:]{8} +\|' "$work/out" | grep -vE 'too slow|expect elapsed'
}

# wait_for SECONDS COMMAND…: until it succeeds.
wait_for() {
    local until=$((SECONDS + $1))
    shift
    until "$@" >/dev/null 2>&1; do
        [ $SECONDS -lt $until ] || return 1
        sleep 0.1
    done
}

# start_target [options]: a target on a free port; sets $host.
start_target() {
    rm -f "$work/target.out" # of a target before
    "$swarm" target --port 0 "$@" >"$work/target.out" 2>"$work/target.err" &
    servers+=($!)
    wait_for 10 grep -q 'http://' "$work/target.out" || { echo "not ok - the target starts"; exit 1; }
    host=$(grep -o 'http://[^ ]*' "$work/target.out")
}

# A free port, as the kernel gives them out.
free_port() {
    python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'
}

# listening PORT: somebody accepts connections there.
listening() { python3 -c "import socket; socket.create_connection(('127.0.0.1', $1), 1)"; }

# start_nginx CONFIG-OF-SERVER-BLOCK [MORE]: nginx with one worker on a free port; sets $host. MORE stands beside the
# server's block: further servers, zones.
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
    server { listen 127.0.0.1:$port; $1 }
    ${2:-}
}
END
    nginx -p "$work/nginx" -c "$work/nginx/nginx.conf" 2>"$work/nginx/start.log" &
    servers+=($!)
    wait_for 10 test -s "$work/nginx/pid" || { echo "not ok - nginx starts"; cat "$work/nginx/start.log"; exit 1; }
    host=http://127.0.0.1:$port
}

# start_wsgi APPLICATION [FOLDER]: an application for Debian's Python on a free port; sets $host.
start_wsgi() {
    local log
    log=$(mktemp "$work/wsgi.XXXXXX")
    PYTHONDONTWRITEBYTECODE=1 /usr/bin/python3 -m gunicorn --bind 127.0.0.1:0 --threads 8 --keep-alive 30 \
        --graceful-timeout 1 --chdir "${2:-.}" "$1" >"$log" 2>&1 &
    servers+=($!)
    wait_for 20 grep -q 'Booting worker' "$log" || { echo "not ok - $1 starts"; cat "$log"; exit 1; }
    host=$(grep -o 'http://[^ ]*' "$log")
}

# The row of the last table of requests: its number of requests, and of failures. row "GET" "/api/song".
row() {
    awk -v type="$1" -v name="$2" '$1 == type && $2 == name && $4 ~ /^[0-9]+\(/ { last = $3 " " $4 } END { print last }' \
        "$work/out"
}

# The end of a script.
finish() { exit $((failed_checks > 0)); }
