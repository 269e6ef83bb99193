#!/bin/bash
# Requests through a forward proxy (tinyproxy): as a whole URL for HTTP, through a tunnel for HTTPS, with credentials, and
# what is said when the proxy says no or isn't there.
. tests/support/lib.sh

keys=$work/keys
mkdir -p "$keys"
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 1 -keyout "$keys/server.key" -out "$keys/server.pem" \
    -subj /CN=localhost -addext subjectAltName=IP:127.0.0.1 2>"$work/openssl.log" || { echo "not ok - certificates are made"; exit 1; }
tls=$(free_port)
start_nginx 'location / { return 200 "via: [$http_via] [$http_proxy_authorization] $request_uri $connection_requests"; }' \
    "server {
        listen 127.0.0.1:$tls ssl http2; ssl_certificate $keys/server.pem; ssl_certificate_key $keys/server.key;
        location / { return 200 \"\$server_protocol [\$http_via] [\$http_proxy_authorization] \$connection_requests\"; }
    }"

# start_proxy NAME [LINES]: a tinyproxy; sets $proxy. Its log is $work/NAME.log.
start_proxy() {
    proxy=$(free_port)
    printf '%s\n' "Port $proxy" 'Listen 127.0.0.1' 'Allow 127.0.0.1' "LogFile \"$work/$1.log\"" 'LogLevel Connect' \
        'Timeout 20' 'MaxClients 100' 'ViaProxyName "between"' "ConnectPort $tls" "${@:2}" >"$work/$1.conf"
    tinyproxy -d -c "$work/$1.conf" >"$work/$1.out" 2>&1 &
    servers+=($!)
    wait_for bash -c "exec 3<>/dev/tcp/127.0.0.1/$proxy" || { echo "not ok - tinyproxy starts"; cat "$work/$1.out"; exit 1; }
}

start_proxy open
open=$proxy
start_proxy guarded 'BasicAuth ann secret'
guarded=$proxy
nobody=$(free_port)

# once NAME ITERATIONS: the scenario $work/NAME.swarm with one user.
once() { run "$swarm" run "$work/$1.swarm" -H "$host" --headless --only-summary -u 1 --iterations "$2" -t 30s; }

cat >"$work/right.swarm" <<END
user Open fixed 1 {
    wait 10ms
    client { proxy "http://127.0.0.1:$open" ca "$keys/server.pem" }
    task http { get "/a?b=c" as "http" { expect body startswith "via: [1.1 between (tinyproxy/"  expect body contains "[] /a?b=c" } }
    task https { get "https://127.0.0.1:$tls/x" as "https" { expect body startswith "HTTP/1.1 [] [] " } }
}
user Two fixed 1 {
    wait 10ms
    client { proxy "127.0.0.1:$open" http "2" ca "$keys/server.pem" }
    task tunnel { get "https://127.0.0.1:$tls/x" as "tunnel" { expect body == "HTTP/2.0 [] [] \${iteration}" } }
}
user Guarded fixed 1 {
    wait 10ms
    client { proxy "http://ann:secret@127.0.0.1:$guarded" ca "$keys/server.pem" }
    task http { get "/a" as "named" { expect body contains "[] /a" } }
    task https { get "https://127.0.0.1:$tls/x" as "named tunnel" { expect status == 200 } }
}
END
run "$swarm" run "$work/right.swarm" -H "$host" --headless --only-summary -u 3 -r 100 --iterations 60 -t 30s
ok "proxy: nothing fails" status_is 0
ok "proxy: all were asked" same "$(grep -cE '^GET +(http|https|tunnel|named|named tunnel) +[1-9][0-9]* +0\(' <(sed '/percentiles/q' "$work/out"))" 5
ok "proxy: it was asked for whole URLs" grep -qF "GET $host/a?b=c HTTP/1.1" "$work/open.log"
ok "proxy: tunnels are kept" test "$(grep -c 'CONNECT 127' "$work/open.log")" = 2

cat >"$work/wrong.swarm" <<END
user Client {
    client { proxy "http://ann:wrong@127.0.0.1:$guarded" ca "$keys/server.pem" }
    sequence All {
        task http { get "/a" as "refused" }
        task https { get "https://127.0.0.1:$tls/x" as "refused tunnel" }
    }
}
END
once wrong 2
ok "proxy: a wrong password is its status" out_has 'GET refused: .*(401|407)'
ok "proxy: no tunnel is a failure of the proxy" out_has 'GET refused tunnel: proxy failed'

cat >"$work/port.swarm" <<END
user Client { client { proxy "http://127.0.0.1:$open" }  task https { get "https://127.0.0.1:$nobody/x" as "closed port" } }
END
once port 1
ok "proxy: a port that it leads nowhere from" out_has 'GET closed port: proxy failed'
cat >"$work/gone.swarm" <<END
user Client { client { proxy "http://127.0.0.1:$nobody" }  task http { get "/a" as "gone" } }
END
once gone 1
ok "proxy: none there" out_has 'GET gone: connection refused'
cat >"$work/plain.swarm" <<END
user Client { task http { get "/a" as "plain" { expect body startswith "via: [] " } } }
END
http_proxy=http://127.0.0.1:$nobody https_proxy=http://127.0.0.1:$nobody once plain 1
ok "proxy: none of the environment's" status_is 0
finish
