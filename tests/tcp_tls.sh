#!/bin/bash
# TCP users with TLS end to end, against openssl's s_server: it sends lines back reversed.
. tests/support/lib.sh

# ---- certificates: an authority's, and those of servers and of a client that it signed ----
key=(-newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes)
openssl req -x509 "${key[@]}" -keyout "$work/ca.key" -out "$work/ca.pem" -days 2 -subj /CN=authority 2>/dev/null

# signed NAME ALTERNATIVE-NAME [options of openssl x509]
signed() {
    local name=$1 alternative=$2
    shift 2
    openssl req "${key[@]}" -keyout "$work/$name.key" -out "$work/$name.csr" -subj "/CN=$name" 2>/dev/null
    openssl x509 -req -in "$work/$name.csr" -CA "$work/ca.pem" -CAkey "$work/ca.key" -CAcreateserial \
        -extfile <(echo "subjectAltName=$alternative") -out "$work/$name.pem" "$@" 2>/dev/null
}
signed good DNS:localhost,IP:127.0.0.1 -days 2
signed other DNS:other.example -days 2
signed late DNS:localhost -days -1
signed client DNS:client -days 2
openssl ec -aes256 -passout pass:secret -in "$work/client.key" -out "$work/locked.key" 2>/dev/null

# serve NAME-OF-CERTIFICATE [options]: sets $port.
serve() {
    local name=$1
    shift
    port=$(free_port)
    openssl s_server -quiet -rev -accept "127.0.0.1:$port" -cert "$work/$name.pem" -key "$work/$name.key" "$@" \
        </dev/null >"$work/tls.log" 2>&1 &
    servers+=($!)
    wait_for listening "$port"
}

# ask CLIENT-SETTINGS [options]: one task of a user who is so set.
ask() {
    cat >"$work/tls.swarm" <<END
user Client {
    client { $1 }
    on stop { disconnect }
    task ask {
        connect host tls
        send "stressed\n"
        receive until "\n" as "answer" { expect body == "desserts" }
    }
}
END
    shift
    run "$swarm" run "$work/tls.swarm" --headless -u 1 --iterations 1 -t 60s "$@"
}
answered() { status_is 0 && same "$(row TCP answer)" "1 0(0.00%)"; }
distrusted() { out_has 'TCP +connect:? .*certificate not trusted'; }

# ---- whom is trusted ----
serve good
ask "ca \"$work/ca.pem\"" --host="localhost:$port"
ok "ca: by name" answered
ask "ca \"$work/ca.pem\"" --host="127.0.0.1:$port"
ok "ca: by address" answered
ask "ca \"$work/ca.pem\"" --host="elsewhere:$port" --resolve "elsewhere:$port:127.0.0.1"
ok "a certificate is for its name, wherever --resolve leads" distrusted
ask "verify on" --host="localhost:$port"
ok "an unknown authority isn't trusted" distrusted
ask "verify off" --host="localhost:$port"
ok "verify off: nor asked" answered
ask "verify on" --host="localhost:$port" --insecure
ok "--insecure likewise" answered
serve other
ask "ca \"$work/ca.pem\"" --host="localhost:$port"
ok "a certificate of another name isn't trusted" distrusted
serve late
ask "ca \"$work/ca.pem\"" --host="localhost:$port"
ok "one that has expired isn't either" distrusted

# ---- who is asked for a certificate ----
for version in 1_2 1_3; do
    serve good -tls$version -Verify 1 -verify_return_error -CAfile "$work/ca.pem"
    ask "ca \"$work/ca.pem\" cert \"$work/client.pem\" key \"$work/client.key\"" --host="localhost:$port"
    ok "TLS $version: cert and key are shown to who asks" answered
    ask "verify off" --host="localhost:$port"
    ok "TLS $version: without them TLS fails" out_has 'TCP +(connect|answer):? .*TLS (handshake failed|failed after)'
done
ask "verify off cert \"$work/client.pem\" key \"$work/ca.key\"" --host="localhost:$port"
ok "a key that isn't the certificate's" out_has "TCP +connect:? .*invalid certificate file"
# In a terminal, where OpenSSL would ask.
locked() { # locked HOST
    timeout 30 script -qec "$swarm run $work/tls.swarm --headless -u 1 --iterations 1 -t 60s --host=$1" \
        /dev/null </dev/null >"$work/out"
    out_has "invalid certificate file" && out_lacks 'pass phrase'
}
ask "verify off cert \"$work/client.pem\" key \"$work/locked.key\"" --host="localhost:$port"
ok "a key with a passphrase: nobody is asked for it" locked "localhost:$port"
sed -i 's|connect host tls|get "/"|; /send/d; /receive/d' "$work/tls.swarm"
ok "of HTTP neither" locked "https://localhost:$port"

# ---- no TLS at all ----
"$python" tests/servers/faults.py >"$work/faults.port" 2>"$work/faults.err" &
servers+=($!)
wait_for test -s "$work/faults.port"
ask "verify off" --host="127.0.0.1:$(cat "$work/faults.port")"
ok "a server that has none" out_has 'TCP +connect:? .*(TLS handshake failed|connect timeout)'
finish
