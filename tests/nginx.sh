#!/bin/bash
# What nginx can ask of a client: connections kept and not, TLS with a certificate of the client's, HTTP/2, credentials,
# a limit of requests, redirects.
. tests/support/lib.sh

# ---- an authority, a server's certificate and a client's, valid for a day ----
keys=$work/keys
mkdir -p "$keys"
certificate() {
    openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 1 -keyout "$keys/$1.key" -out "$keys/$1.pem" "${@:2}"
}
signed_by() { certificate "$1" -CA "$keys/$2.pem" -CAkey "$keys/$2.key" -addext basicConstraints=CA:FALSE "${@:3}"; }
make_certificates() {
    certificate authority -subj "/CN=Test authority" && certificate stranger -subj "/CN=Another authority" &&
        signed_by server authority -subj /CN=localhost -addext "subjectAltName=IP:127.0.0.1,DNS:localhost" &&
        signed_by ann authority -subj /CN=ann && signed_by eve stranger -subj /CN=eve
}
make_certificates 2>"$work/openssl.log" || { echo "not ok - certificates are made"; cat "$work/openssl.log"; exit 1; }

tls=$(free_port) http2=$(free_port) plain2=$(free_port) brief=$(free_port)
printf 'ann:%s\n' "$(openssl passwd -apr1 secret)" >"$work/passwords"
head -c 300000 /dev/zero | tr '\0' x >"$work/large"
secure="ssl_certificate $keys/server.pem; ssl_certificate_key $keys/server.key;"
start_nginx "
    location /kept { return 200 \"\$connection_requests\"; }
    location = /guarded/page { auth_basic notes; auth_basic_user_file $work/passwords; alias $work/large; }
    location /limited { limit_req zone=few; alias $work/large; }
    location /large { alias $work/large; gzip on; gzip_types *; }
    location /moved/301 { return 301 /method; }
    location /moved/302 { return 302 /method; }
    location /moved/303 { return 303 /method; }
    location /moved/307 { return 307 /method; }
    location /moved/308 { return 308 /method; }
    location /method { return 200 \$request_method; }
    location /circle { return 302 /circle; }
    location /elsewhere { return 302 http://127.0.0.1:$brief/seen; }
    location /secure { return 302 https://127.0.0.1:$http2/version; }
" "
    ssl_session_cache shared:tls:1m;
    limit_req_zone \$binary_remote_addr zone=few:32k rate=1r/m;
    server {
        listen 127.0.0.1:$brief; keepalive_timeout 0;
        location /kept { return 200 \"\$connection_requests\"; }
        location /upload { return 200 \"\$request_method \$content_length\"; }
        location /seen { return 200 \"credentials: [\$http_authorization] [\$http_x_own]\"; }
    }
    server {
        listen 127.0.0.1:$tls ssl; $secure
        ssl_client_certificate $keys/authority.pem; ssl_verify_client on;
        location / { return 200 \"\$ssl_client_s_dn \$ssl_session_reused \$connection_requests\"; }
    }
    server {
        listen 127.0.0.1:$http2 ssl http2; $secure
        location /version { return 200 \"\$server_protocol \$connection_requests\"; }
        location /large { alias $work/large; }
        location /upload { proxy_pass http://127.0.0.1:$brief; }
        location /lost { return 404; }
    }
    server { listen 127.0.0.1:$plain2 http2; location / { return 200 \"\$server_protocol\"; } }
"

# once NAME ITERATIONS [options]: the scenario $work/NAME.swarm with one user.
once() { run "$swarm" run "$work/$1.swarm" -H "$host" --headless --only-summary -u 1 --iterations "$2" -t 60s "${@:3}"; }

# ---- two of the project's scenarios ----
printf '<!doctype html><p>home' >"$work/nginx/www/index.html"
run "$swarm" run scenarios/quickstart.swarm -H "$host" --headless --only-summary -u 10 -r 100 --iterations 500
ok "quickstart: 500 requests, none failed" same "$(row GET /)" "500 0(0.00%)"
run "$swarm" run scenarios/probes.swarm -H "$host" --headless --only-summary -u 4 -r 100 -t 4s
ok "probes: nginx gives no file away" status_is 0
ok "probes: and was asked for some" out_has '^ *GET +/.*etc/passwd'

# ---- connections ----
cat >"$work/kept.swarm" <<END
user Keeper fixed 1 { wait 1ms  task kept { get "/kept" as "kept" { expect int(body) == iteration } } }
user Closer fixed 1 { wait 1ms  client { keepalive off }  task closed { get "/kept" as "closed" { expect body == "1" } } }
user Turned fixed 1 { wait 1ms  host "http://127.0.0.1:$brief"  task turned { get "http://127.0.0.1:$brief/kept" as "turned" { expect body == "1" } } }
END
run "$swarm" run "$work/kept.swarm" -H "$host" --headless --only-summary -u 3 -r 100 --iterations 300 -t 30s
ok "connections: kept, closed by us, closed by nginx" status_is 0
ok "connections: all three were asked" same "$(grep -cE '^GET +(kept|closed|turned) +[1-9][0-9]+ +0\(' "$work/out")" 3

# ---- TLS with a certificate of the client's ----
client() { printf 'user %s fixed 1 { wait 10ms  host "https://127.0.0.1:%s"  client { %s }  task t { get "https://127.0.0.1:%s/" as "%s" { %s } } }\n' \
    "$1" "$tls" "$2" "$tls" "$1" "$3"; }
{
    client Ann "ca \"$keys/authority.pem\" cert \"$keys/ann.pem\" key \"$keys/ann.key\"" \
        'expect body startswith "CN=ann" expect split(body, " ")[2] == string(iteration)'
    client Again "ca \"$keys/authority.pem\" cert \"$keys/ann.pem\" key \"$keys/ann.key\" keepalive off" \
        'expect body == (iteration == 1 ? "CN=ann . 1" : "CN=ann r 1")'
    client Nobody "ca \"$keys/authority.pem\"" 'expect status == 400 expect body contains "No required SSL certificate"'
    client Eve "ca \"$keys/authority.pem\" cert \"$keys/eve.pem\" key \"$keys/eve.key\"" 'expect status == 400'
} >"$work/tls.swarm"
run "$swarm" run "$work/tls.swarm" -H "$host" --headless --only-summary -u 4 -r 100 --iterations 40 -t 30s
cat >"$work/untrusted.swarm" <<END
user U { task t { get "https://127.0.0.1:$tls/" as "untrusted" } }
END
sed 's/user U/user U weight 1/; s/{ task/{ client { verify off } task/; s/"untrusted"/"unverified" { expect status == 400 }/' "$work/untrusted.swarm" >"$work/unverified.swarm"
ok "TLS: the client's certificate is shown, wrong and absent ones are refused, sessions are resumed" status_is 0
ok "TLS: all four were asked" same "$(grep -cE '^GET +(Ann|Again|Nobody|Eve) +[1-9][0-9]* +0\(' "$work/out")" 4
once untrusted 1
ok "TLS: an unknown authority is a failure that says what to do" out_has 'untrusted: certificate not trusted'
once unverified 1
ok "TLS: unless nobody asks" status_is 0

# ---- HTTP/2 ----
cat >"$work/http2.swarm" <<END
user Two {
    client { http "2" ca "$keys/authority.pem" }
    sequence All {
        task versions {
            get "https://127.0.0.1:$http2/version" as "first" { expect body == "HTTP/2.0 1" }
            get "https://127.0.0.1:$http2/version" as "second" { expect body == "HTTP/2.0 2" }
        }
        task bodies {
            get "https://127.0.0.1:$http2/large" as "large" { expect size == 300000  expect header("content-type") exists }
            post "https://127.0.0.1:$http2/upload" as "upload" { body read("large")  expect body == "POST 300000" }
            head "https://127.0.0.1:$http2/large" as "head" { expect size == 0 and header("Content-Length") == "300000" }
        }
        task lost { get "https://127.0.0.1:$http2/lost" as "lost" { expect status == 404 } }
        task without_tls { get "http://127.0.0.1:$plain2/" as "without tls" { expect body == "HTTP/2.0" } }
        task not_spoken { get "https://127.0.0.1:$tls/" as "old server" { expect status == 400 } }
        task to_two { get "/secure" as "redirected" { expect status == 200 } }
    }
}
END
sed -i '/to_two/d' "$work/http2.swarm"
once http2 5
ok "HTTP/2: spoken over TLS and without, where the server does" status_is 0
ok "HTTP/2: all were asked" out_has '^ *Aggregated +8 +0\('
sed 's/user Two {/user Two { wait none/; s/expect body == "HTTP\/2.0 [12]"/expect body startswith "HTTP\/2.0"/' "$work/http2.swarm" >"$work/many2.swarm"
run "$swarm" run "$work/many2.swarm" -H "$host" --headless --only-summary -u 20 -r 1000 --iterations 1000 -t 30s --processes 2
ok "HTTP/2: twenty users, each with a connection of its own" status_is 0

# ---- credentials, limits, redirects ----
cat >"$work/asked.swarm" <<END
const host_of_others = "http://127.0.0.1:$brief"
user Client {
    client { ca "$keys/authority.pem" }
    sequence All {
        task basic {
            get "/guarded/page" as "with" { auth basic("ann", "secret")  expect size == 300000 }
            get "/guarded/page" as "without" { expect status == 401  expect header("WWW-Authenticate") == "Basic realm=\"notes\"" }
            get "/guarded/page" as "wrong" { auth basic("ann", "other")  expect status == 401 }
        }
        task methods {
            post "/moved/301" as "301" { form { a: 1 }  expect body == "GET" }
            post "/moved/302" as "302" { form { a: 1 }  expect body == "GET" }
            put "/moved/303" as "303" { json 1  expect body == "GET" }
            post "/moved/307" as "307" { form { a: 1 }  expect body == "POST" }
            put "/moved/308" as "308" { json 1  expect body == "PUT" }
        }
        # Credentials aren't shown to another server, other headers are.
        task elsewhere {
            get "/elsewhere" as "elsewhere" {
                headers { "X-Own": "mine" }
                auth basic("ann", "secret")
                expect body == "credentials: [] [mine]"
                expect url == "\${host_of_others}/seen"
            }
        }
        task to_tls { get "/secure" as "to tls" { expect body == "HTTP/1.1 1" } }
        task compressed { get "/large" as "compressed" { expect size == 300000  expect header("Content-Encoding") == "gzip" } }
    }
}
END
once asked 5
ok "credentials and redirects: as asked" status_is 0
ok "credentials and redirects: all were asked" out_has '^ *Aggregated +11 +0\('
cat >"$work/failing.swarm" <<'END'
user Client {
    sequence All {
        task limited { repeat 5 { get "/limited" } }
        task circle { get "/circle" }
    }
}
END
once failing 2
ok "a limit: one passes, four are refused" same "$(row GET /limited)" "5 4(80.00%)"
ok "a limit: by its status" out_has 'GET /limited: .*503'
ok "a circle of redirects ends" out_has 'GET /circle: too many redirects'
finish
