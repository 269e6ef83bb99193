#!/bin/bash
# How connections are made, against nginx: whose they are over HTTP/2, unix sockets, local addresses, keep-alive.
. tests/support/lib.sh

openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 1 -keyout "$work/server.key" \
    -out "$work/server.pem" -subj /CN=localhost -addext subjectAltName=DNS:localhost,IP:127.0.0.1 2>"$work/openssl.log"

tls_port=$(free_port)
short_port=$(free_port)
seen='"$server_protocol $connection $connection_requests $remote_addr $http_host"'
start_nginx "listen 127.0.0.1:$tls_port ssl http2; listen unix:$work/web.sock;
    ssl_certificate $work/server.pem; ssl_certificate_key $work/server.key;
    location / { return 200 $seen; }
    location /moved { return 302 http://localhost/ok; }
    location /here { return 302 /ok; }
    }
    server { listen 127.0.0.1:$short_port ssl http2; keepalive_requests 5;
    ssl_certificate $work/server.pem; ssl_certificate_key $work/server.key;
    location / { return 200 $seen; }"

# Distinct values of a column of what /seen answered, as the scenario logged it.
column() { grep -o 'seen: .*' "$work/err" | cut -d' ' -f$((1 + $1)) | sort -u | wc -l; }

user='user U { wait 5ms  task t { get "/seen" { log "seen: ${body}" } post "/seen" { body "a=1" } } }'
for http in 1.1 2; do
    echo "config { client { http \"$http\" ca \"server.pem\" } } $user" >"$work/http.swarm"
    run "$swarm" run "$work/http.swarm" -H "https://localhost:$tls_port" --headless -u 10 -r 10000 --iterations 200
    ok "HTTP/$http: nothing fails" same "$(row GET /seen) $(row POST /seen)" "200 0(0.00%) 200 0(0.00%)"
    ok "HTTP/$http is what is spoken" same "$(grep -o 'seen: HTTP/[0-9]' "$work/err" | sort -u)" "seen: HTTP/${http%.1}"
    ok "HTTP/$http: a connection for each user" same "$(column 2)" 10
    run "$swarm" run "$work/http.swarm" -H "https://localhost:$short_port" --headless -u 10 -r 10000 --iterations 200
    ok "HTTP/$http: a server that closes after five requests fails nobody" status_is 0
    ok "HTTP/$http: no more than five on one connection" same "$(column 3)" 5
done

echo "$user" >"$work/tls.swarm"
run "$swarm" run "$work/tls.swarm" -H "https://127.0.0.1:${host##*:}" --headless --iterations 1
ok "TLS with a server that has none: says so" out_has 'TLS handshake failed: wrong version number: is this an HTTP server'
run "$swarm" run "$work/tls.swarm" -H "https://localhost:$tls_port" --headless --iterations 1
ok "TLS: why a certificate isn't trusted" out_has 'certificate not trusted: self-signed certificate'
cat >"$work/certificate.swarm" <<'END'
fn names() {
    let answer = get "/seen"
    return "${answer.certificate.subject} ${answer.certificate.issuer} ${answer.version} ${answer.peer}"
}
user U { task t {
    log "${names()} ${names()}"
    get "/here" { log "days left: ${floor((certificate.expires - now()) / 86400)} after ${redirects}" }
} }
END
for http in 1.1 2; do
    sed "1i config { client { http \"$http\" } }" "$work/certificate.swarm" >"$work/certificate$http.swarm"
    SSL_CERT_FILE=$work/server.pem run "$swarm" try "$work/certificate$http.swarm" -H "https://localhost:$tls_port"
    once="CN=localhost CN=localhost $http 127.0.0.1:$tls_port"
    ok "HTTP/$http: certificate, version and peer of a new and of a kept connection" out_has "log: $once $once$"
    ok "HTTP/$http: the certificate expires in a day" out_has "days left: 0 after 1"
done

echo "$user" >"$work/tls.swarm"
SSL_CERT_FILE=$work/server.pem run "$swarm" run "$work/tls.swarm" -H "https://localhost:$tls_port" --headless --iterations 1
ok "SSL_CERT_FILE is honored" status_is 0

echo "config { client { http \"2\" } } $user" >"$work/plain.swarm"
run "$swarm" run "$work/plain.swarm" -H "$host" --headless --iterations 3
ok "HTTP/2 asked of a server without it fails" status_is 1

echo 'user U { wait 5ms  task t { get "/seen" { log "seen: ${body}" } get "/seen" forget session } }' >"$work/forget.swarm"
for scheme in "$host" "https://localhost:$tls_port"; do
    SSL_CERT_FILE=$work/server.pem run "$swarm" run "$work/forget.swarm" -H "$scheme" --headless --iterations 20
    ok "forget session over ${scheme%%:*}: a connection for each visitor" same "$(column 2) $(column 3)" "20 1"
done

echo "config { client { keepalive off } } $user" >"$work/off.swarm"
run "$swarm" run "$work/off.swarm" -H "$host" --headless -u 5 -r 10000 --iterations 50
ok "keepalive off: nothing fails" status_is 0
ok "keepalive off: a connection for each request" same "$(column 2) $(column 3)" "50 1"

# ---- unix sockets ----
cat >"$work/unix.swarm" <<END
user U {
    wait 5ms
    host "unix:$work/web.sock"
    task t {
        get "/seen" { log "seen: \${body}"  expect body endswith " localhost" }
        get "/moved" as "moved" { expect status == 200  expect url endswith "/ok" }
    }
}
END
run "$swarm" run "$work/unix.swarm" --headless -u 5 -r 10000 --iterations 50
ok "a unix socket: nothing fails, and rows have their usual names" same "$(row GET /seen) $(row GET moved)" \
    "50 0(0.00%) 50 0(0.00%)"
ok "a unix socket: a connection for each user" same "$(column 2)" 5
echo "$user" >"$work/any.swarm"
run "$swarm" run "$work/any.swarm" -H "unix:$work/web.sock" --headless --iterations 5
ok "-H unix:" status_is 0
run "$swarm" run "$work/any.swarm" -H "unix:$work/nobody.sock" --headless --iterations 2
ok "a socket that isn't there is a refused connection" out_has 'connection refused'

# ---- local addresses ----
run "$swarm" run "$work/any.swarm" -H "$host" --headless -u 6 -r 10000 --iterations 60 --processes 1 \
    --local-ips 127.0.0.2 --local-ips 127.0.0.3,127.0.0.4
ok "--local-ips: all three are used" same "$(grep -o 'seen: .*' "$work/err" | cut -d' ' -f5 | sort -u | tr '\n' ' ')" \
    "127.0.0.2 127.0.0.3 127.0.0.4 "
run "$swarm" run "$work/any.swarm" -H "$host" --headless --iterations 1 --local-ips 192.0.2.1
ok "--local-ips of another machine: status 2" status_is 2
ok "--local-ips of another machine: says so" err_has '192\.0\.2\.1. isn.t an address of this machine'

finish
