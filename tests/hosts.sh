#!/bin/bash
# A host that is missing or impossible is said before anything is sent: one line, status 2.
. tests/support/lib.sh

# refused NAME PATTERN COMMAND…: status 2, one line on stderr that matches, nothing on stdout.
refused() {
    local name=$1 pattern=$2
    shift 2
    run "$@"
    ok "$name: status 2" status_is 2
    ok "$name: one line that says why" same "$(wc -l <"$work/err") $(grep -cE -- "$pattern" "$work/err")" "1 1"
    ok "$name: no table" same "$(wc -c <"$work/out")" 0
}

headless() { echo "$swarm" run "$@" --headless -t 1s; }

cat >"$work/relative.swarm" <<'END'
fn page() { get "/page" }
user Reader { wait 1s  task read { page() } }
user Writer { wait 1s  host "http://127.0.0.1:9"  task write { get "/" } }
user Caller { wait 1s  task call { connect host } }
END
refused "no host, reached through a function" "relative.swarm:1: user \`Reader\` has no host" $(headless "$work/relative.swarm" Reader)
refused "no host to connect to" "relative.swarm:4: user \`Caller\` has no host" $(headless "$work/relative.swarm" Caller)
refused "swarm try without a host" "has no host" "$swarm" try "$work/relative.swarm" --user Reader
refused "tcp:// for a user of HTTP" "Reader. can't send requests to its host" $(headless "$work/relative.swarm" Reader -H tcp://127.0.0.1:9)
refused "an unknown scheme" "-H: requests can't be sent to .htp://x.: only http" $(headless "$work/relative.swarm" Reader -H htp://x)
refused "a port out of range" "the port of the URL isn't a number from 1 to 65535" $(headless "$work/relative.swarm" Reader -H 127.0.0.1:99999)
refused "no host in a URL" "the URL has no host" $(headless "$work/relative.swarm" Reader -H http://)
refused "a blank in a host" "the host of the URL contains an invalid character" "$swarm" run "$work/relative.swarm" Reader -H 'my host' --headless -t 1s
refused "a bad host in the environment" "SWARM_HOST: requests can't be sent" env SWARM_HOST=ftp://x $(headless "$work/relative.swarm" Reader)
printf 'host = http://127.0.0.1:0\n' >"$work/bad.conf"
refused "a bad host in a file" "bad.conf:1: requests can't be sent" $(headless "$work/relative.swarm" Reader --config "$work/bad.conf")

echo 'setup { get "/login" }
user Visitor { wait 1s  task home { get "http://127.0.0.1:9/" } }' >"$work/setup.swarm"
refused "setup without a host" "setup.swarm:1: .setup. or .teardown. has no host" $(headless "$work/setup.swarm")

echo 'config { host "http://127.0.0.1:99999" }
user Visitor { wait 1s  task home { get "/" } }' >"$work/config.swarm"
run "$swarmc" check "$work/config.swarm"
ok "a bad host in config: swarmc check finds it" status_is 1
ok "a bad host in config: with its place" err_has 'config.swarm:1:15'
run $(headless "$work/config.swarm")
ok "a bad host in config: the run is refused" status_is 2

# What needs no host runs without one.
echo 'const there = "http://127.0.0.1:9"
user Visitor { task home { get "${there}/" { expect elapsed >= 0s } } }' >"$work/absolute.swarm"
run "$swarm" run "$work/absolute.swarm" --headless --iterations 1 -t 10s
ok "absolute URLs need no host" status_is 1
run "$swarm" run "$work/relative.swarm" Writer --headless --iterations 1 -t 10s
ok "a user's own host is enough" out_has 'connection refused'

# A name beyond ASCII is sent in Punycode, and --resolve knows both notations.
start_target
for name in bücher.example xn--bcher-kva.example; do
    echo 'user Visitor { task home { get "/echo" { expect body contains "xn--bcher-kva.example" } } }' >"$work/idn.swarm"
    run "$swarm" run "$work/idn.swarm" -H "http://bücher.example:${host##*:}" --resolve "$name:${host##*:}:127.0.0.1" \
        --headless --iterations 1 -t 10s
    ok "a host beyond ASCII, resolved as $name" status_is 0
done

finish
