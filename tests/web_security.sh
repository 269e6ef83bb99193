#!/bin/bash
# The server of the web page against those it isn't for: other sites, other names, guessed passwords, malformed requests.
. tests/support/lib.sh
. tests/support/web.sh

cat >"$work/shop.swarm" <<'END'
user Visitor { wait 50ms  task home { get "/json" } }
END
start_target
scenario=$work/shop.swarm

# ---- other sites ----

cross_site() {
    start_web "$scenario" -H "$host"
    for mark in 'Origin: http://evil.example' 'Origin: null' 'Sec-Fetch-Site: cross-site' 'Sec-Fetch-Site: same-site' \
        'Referer: http://evil.example/page'; do
        for path in /api/start /api/users /api/stop /api/reset /swarm; do
            ok "POST $path with $mark: 403" answers 403 "$path" -d '{}' -H "$mark"
        done
        for path in /stop /stats/reset; do ok "GET $path with $mark: 403" answers 403 "$path" -H "$mark"; done
    done
    ok "nothing has started" state_is ready
    ok "reading is allowed with such marks" answers 200 /api/snapshot -H 'Sec-Fetch-Site: cross-site'
    ok "but no other site may read the answer" head_lacks '^Access-Control-'
    ok "the same origin is allowed" answers 200 /api/start -d '{}' -H "Origin: $url"
    api /stop -H 'Sec-Fetch-Site: none'
    ok "GET /stop as a browser's address bar sends it" same "$code" 200
    wait_for state_is stopped
    ok "Sec-Fetch-Site: same-origin is allowed" answers 200 /api/start -d '{}' -H "Origin: http://proxy.example" -H 'Sec-Fetch-Site: same-origin'
    browser=(-H 'Accept-Language: en' -A 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0')
    for path in /stop /stats/reset; do
        ok "GET $path of a browser without marks: 403" eval 'answers 403 $path "${browser[@]}" && body_has "POST /api/stop"'
    done
    ok "the run goes on" eval '! state_is stopped'
    ok "reading is allowed" answers 200 /stats/requests "${browser[@]}"
    ok "a browser on our page may reset" answers 200 /stats/reset "${browser[@]}" -H "Referer: $url/"
    ok "GET /stop without marks, as Locust's clients send it" answers 200 /stop
    end_web
}

# ---- other names (DNS rebinding) ----

rebinding() {
    start_web "$scenario"
    for name in evil.example evil.example:8089 127.0.0.1.evil.example; do
        ok "Host: $name: 403 for reading" answers 403 /api/snapshot -H "Host: $name"
        ok "Host: $name: 403 for changes" answers 403 /api/start -d '{}' -H "Host: $name"
        ok "Host: $name: 403 for the page" answers 403 / -H "Host: $name"
    done
    for name in localhost "localhost:$port" 127.0.0.1 10.0.0.1:80 '[::1]:80' "$(uname -n)"; do
        ok "Host: $name is fine" answers 200 /api/snapshot -H "Host: $name"
    done
    end_web
    start_web "$scenario" --web-host localhost --web-login me:secret
    ok "with a login, any name is fine: its cookies aren't ours" answers 200 /api/snapshot -H 'Host: load.example' -u me:secret
    end_web
}

# ---- the login ----

logins() {
    start_web "$scenario" -H "$host" --web-login me:s3cret:x
    auth=(-u me:s3cret:x)
    ok "without a login: 401" eval 'answers 401 /api/snapshot && head_has "^WWW-Authenticate: Basic"'
    ok "a browser gets no dialog of its own" eval 'answers 401 /api/snapshot -H "Sec-Fetch-Site: same-origin" && head_lacks "^WWW-Authenticate"'
    ok "a browser is led to the login page" eval 'answers 303 / -H "Accept: text/html" && head_has "^Location: /login$"'
    for path in /api/snapshot /api/scenario /api/log /events /metrics /stats/requests /download/report.html /stats/report /nowhere; do
        ok "$path needs the login" answers 401 "$path"
    done
    ok "POST /api/start needs the login" answers 401 /api/start -d '{}'
    ok "GET /stop needs the login" answers 401 /stop
    ok "Basic authentication, as Locust's clients do it" answers 200 /api/snapshot "${auth[@]}"
    ok "a missing login is called missing" eval 'answers 401 /api/snapshot && body_has "are needed"'
    ok "a wrong one is called wrong" eval 'answers 401 /api/snapshot -u me:x && body_has "is wrong"'
    ok "the login page" eval 'answers 200 /login && body_has "type=\"password\"" && file_lacks "$work/body" "<script|<style| style="'
    ok "its style" eval 'answers 200 /login.css && head_has "^Content-Type: text/css"'
    ok "a wrong password: 401, and no cookie" eval 'answers 401 /login -d "name=me&password=x" && head_lacks "^Set-Cookie"'
    ok "no form: 400" answers 400 /login -d '{"name": "me"}'
    ok "a form of another site: 403" answers 403 /login -d 'name=me&password=s3cret%3Ax' -H 'Origin: http://evil.example'
    ok "the right password: a session" eval 'answers 303 /login -c "$work/jar" -d "name=me&password=s3cret%3Ax" && head_has "^Set-Cookie: swarm_session_$port=[0-9a-f]{64}; Path=/; HttpOnly; SameSite=Strict$"'
    ok "the session is enough" answers 200 /api/snapshot -b "$work/jar"
    ok "the page" answers 200 / -b "$work/jar"
    ok "a run" answers 200 /api/start -d '{}' -b "$work/jar"
    ok "a made-up session isn't" answers 401 /api/snapshot -H "Cookie: swarm_session_$port=$(printf '%064d' 0)"
    ok "logging out" eval 'answers 303 /logout -X POST -b "$work/jar" && head_has "^Set-Cookie: .*Max-Age=0"'
    ok "ends the session" answers 401 /api/snapshot -b "$work/jar"
    ok "the log doesn't have the password" file_lacks "$work/web.err" 's3cret'
    end_web
}

guessing() {
    start_web "$scenario" --web-login me:secret
    answers 303 /login -c "$work/jar" -d 'name=me&password=secret'
    # Each wrong password doubles the wait; a long one leaves time for what follows.
    long_wait() {
        api /login -d 'name=me&password=guess'
        [ "$code" = 429 ] && head_has '^Retry-After: ([6-9]|[1-9][0-9])$'
    }
    ok "wrong passwords are answered with 429, and a longer and longer wait" wait_for long_wait
    ok "also for the right one, unseen" answers 429 /login -d 'name=me&password=secret'
    ok "also for Basic authentication" answers 429 /api/snapshot -u me:secret
    ok "sessions go on" answers 200 /api/snapshot -b "$work/jar"
    ok "another address isn't affected" answers 200 /api/snapshot -u me:secret --interface 127.0.0.2
    ok "after a while the right one is taken again" wait_for answers 303 /login -d 'name=me&password=secret'
    end_web
}

# ---- TLS ----

certificate() { # NAME SUBJECT
    openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj "/CN=$2" \
        -keyout "$work/$1.key" -out "$work/$1.pem" 2>"$work/openssl.log"
}

tls() {
    certificate own localhost
    certificate other localhost
    start_web "$scenario" --tls-cert "$work/own.pem" --tls-key "$work/own.key" --web-login me:secret --web-host localhost
    ok "the URL is one of https" same "${url%%:*}" https
    secure=(--cacert "$work/own.pem")
    ok "the page over TLS" answers 200 / "${secure[@]}" -u me:secret
    ok "the session's cookie is Secure" eval 'answers 303 /login "${secure[@]}" -d "name=me&password=secret" && head_has "^Set-Cookie: .*; Secure$"'
    ok "events over TLS" eval 'curl -sN --max-time 20 "${secure[@]}" -u me:secret "$url/events" | grep -m1 -q "^event: state"'
    ok "a client without TLS gets nothing" eval '! curl -sS --max-time 20 "http://localhost:$port/" 2>/dev/null'
    end_web
    printf 'nonsense\n' >"$work/bad.pem"
    openssl ec -in "$work/own.key" -aes128 -passout pass:x -out "$work/locked.key" 2>/dev/null
    wrong() { # WHAT PATTERN OPTIONS…
        local pattern=$2
        run "$swarm" run "$scenario" --web-port 0 "${@:3}"
        ok "$1: status 2 and one line" eval 'status_is 2 && err_has "$pattern" && same "$(wc -l <"$work/err")" 1'
    }
    wrong "no such certificate" "^swarm: --tls-cert: can.t read .*none.pem: No such file" --tls-cert "$work/none.pem" --tls-key "$work/own.key"
    wrong "no certificate in the file" "^swarm: --tls-cert: .*bad.pem has no certificate in PEM" --tls-cert "$work/bad.pem" --tls-key "$work/own.key"
    wrong "no key in the file" "^swarm: --tls-key: .*bad.pem has no private key" --tls-cert "$work/own.pem" --tls-key "$work/bad.pem"
    wrong "a key with a passphrase" "^swarm: --tls-key: .*locked.key has no private key in PEM, or needs a passphrase" --tls-cert "$work/own.pem" --tls-key "$work/locked.key"
    wrong "the key of another certificate" "^swarm: --tls-key: the key in .*other.key doesn.t belong to" --tls-cert "$work/own.pem" --tls-key "$work/other.key"
    wrong "a certificate without a key" "^swarm: --tls-cert: --tls-key is missing" --tls-cert "$work/own.pem"
    wrong "a key without a certificate" "^swarm: --tls-key: --tls-cert is missing" --tls-key "$work/own.key"
}

# ---- malformed and unusual requests ----

# raw BYTES: sends them, and prints the first line of the answer.
raw() {
    exec 3<>"/dev/tcp/127.0.0.1/$port"
    printf "$1" >&3
    { timeout 20 head -1 <&3 || echo 'open after 20 s'; } | tr -d '\r'
    exec 3>&-
}

requests_of_all_kinds() {
    start_web "$scenario"
    for path in /api/snapshot /stats/requests / /download/results.json; do
        ok "HEAD $path" eval 'answers 200 $path -I && head_has "^Content-Length:"'
        ok "OPTIONS $path" eval 'answers 204 $path -X OPTIONS && head_has "^Allow: GET, HEAD, OPTIONS$"'
        for method in POST PUT DELETE PATCH TRACE PROPFIND BREW; do
            ok "$method $path: 405" eval 'answers 405 $path -X $method && head_has "^Allow: GET, HEAD, OPTIONS$"'
        done
    done
    ok "GET /api/start: 405" eval 'answers 405 /api/start && head_has "^Allow: POST, OPTIONS$"'
    ok "HEAD /api/start: 405" answers 405 /api/start -I
    for path in /stop /stats/reset; do ok "HEAD $path: 405" eval 'answers 405 $path -I && head_has "^Allow: GET, OPTIONS$"'; done
    ok "OPTIONS /login has both" eval 'answers 204 /login -X OPTIONS && head_has "^Allow: GET, HEAD, POST, OPTIONS$"'
    for path in /nowhere //api/snapshot /api/snapshot/ /api /assets/ /assets/x.js /API/snapshot /%2e%2e/etc/passwd /..%2f..%2fetc/passwd \
        /assets/%2e%2e/api/snapshot /download/..%5c; do
        ok "GET $path: 404" eval 'answers 404 "$path" --path-as-is && body_has "^\{\"error\": "'
    done
    ok "an escaped letter is that letter" answers 200 /api/snap%73hot
    ok "a NUL in the path: 400" eval 'answers 400 /api/%00 && body_has "NUL"'
    ok "a bad escape in the path: 400" answers 400 /api/%zz
    ok "what isn't HTTP ends the connection" same "$(raw 'nonsense\r\n\r\n')" ""
    ok "a request without Host: 400" same "$(raw 'GET / HTTP/1.1\r\n\r\n')" "HTTP/1.1 400 Bad Request"
    ok "a Content-Length that is none: 400" same "$(raw 'POST /api/start HTTP/1.1\r\nHost: [::1]\r\nContent-Length: x\r\n\r\n')" "HTTP/1.1 400 Bad Request"
    ok "chunks that are none: 400" same "$(raw 'POST /api/start HTTP/1.1\r\nHost: [::1]\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n')" "HTTP/1.1 400 Bad Request"
    ok "HTTP/1.0 is served" has '^HTTP/1\.[01] 200' <(raw 'GET /api/workers HTTP/1.0\r\n\r\n')
    end_web
}

sizes() {
    start_web "$scenario" -H "$host"
    head -c 65536 /dev/zero | tr '\0' ' ' >"$work/most"
    head -c 65537 /dev/zero | tr '\0' ' ' >"$work/more"
    head -c 300000 /dev/zero | tr '\0' ' ' >"$work/much"
    ok "a body of 64 KiB is read" answers 400 /api/start --data-binary "@$work/most"
    for file in more much; do
        ok "a larger body: 413 ($file)" eval 'answers 413 /api/start --data-binary "@$work/$file" && body_has "^.\"error\": .*64 KiB" && head_has "^Content-Security-Policy: " && head_has "^X-Content-Type-Options: nosniff$"'
        ok "a larger body in chunks: 413 ($file)" eval 'answers 413 /api/start -H "Transfer-Encoding: chunked" --data-binary "@$work/$file" && body_has "64 KiB"'
    done
    long=$(head -c 40000 /dev/zero | tr '\0' a)
    ok "a header of 40,000 bytes: 431" answers 431 / -H "X: $long"
    ok "many headers: 431" answers 431 / $(for i in {1..800}; do printf -- '-HX%d:%060d ' "$i" 1; done)
    ok "a path of 40,000 bytes: 414" answers 414 "/$long"
    ok "a query of 8,000 bytes is fine" answers 200 "/api/snapshot?x=${long:0:8000}"
    ok "after all that it answers" answers 200 /api/start -d '{}'
    end_web
}

headers() {
    start_web "$scenario"
    for path in / /api/snapshot /nowhere /stats/requests; do
        api "$path"
        ok "$path: nosniff" head_has '^X-Content-Type-Options: nosniff$'
        ok "$path: no frames" head_has '^X-Frame-Options: DENY$'
        ok "$path: no foreign or inline script" eval 'head_has "^Content-Security-Policy: default-src .none.; script-src .self.; style-src .self.;" && head_lacks unsafe'
        ok "$path: no referrer to others" head_has '^Referrer-Policy: same-origin$'
        ok "$path: not cached" head_has '^Cache-Control: no-store$'
    done
    api /
    assets=$(grep -oE 'assets/[0-9a-f]+\.(js|css)' "$work/body" | sort -u)
    ok "the page has a style and a script" same "$(sed 's/.*\.//' <<<"$assets" | sort | xargs)" "css js"
    for asset in $assets; do
        ok "$asset: cached for good" eval 'answers 200 /$asset && head_has "^Cache-Control: public, max-age=31536000, immutable$"'
        curl -sS --compressed -o "$work/plain" "$url/$asset"
        ok "$asset: the same with and without gzip" identical "$work/body" "$work/plain"
    done
    ok "gzip where it is accepted" eval 'answers 200 / -H "Accept-Encoding: gzip" && head_has "^Content-Encoding: gzip" && head_has "^Vary: Accept-Encoding"'
    ok "none where it isn't" eval 'answers 200 / -H "Accept-Encoding: gzip;q=0" && head_lacks "^Content-Encoding"'
    api /metrics
    curl -sS --compressed -D "$work/head" "$url/metrics" >"$work/plain"
    ok "text is compressed" eval 'head_has "^Content-Encoding: gzip" && has "^swarm_users 0" "$work/plain"'
    end_web
}

together cross_site rebinding logins guessing tls requests_of_all_kinds sizes headers
finish
