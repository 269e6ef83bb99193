# What swarm try shows: tests/try/NAME.swarm against the target, and NAME.expect, in which times, ports and dates stand as
# words. Arguments stand in a comment `# try: ARGUMENTS`.
#
# UPDATE=1 writes the .expect files; read the difference before it is committed.
set -u
cd "$(dirname "$0")/.."
. tests/support/lib.sh

start_target --chat 0
wait_for grep -q 'lines on' "$work/target.out"
CHAT=$(grep -o 'lines on .*' "$work/target.out" | cut -d' ' -f3)
CHAT_SECRET='nobody knows'
export CHAT CHAT_SECRET

# Times and ports differ from run to run; csrf tokens, dates and the version will.
normalised() {
    sed -E "s#$host#http://HOST#g; s#${host#http://}#HOST#g; s#$CHAT#CHAT#g; s/[0-9.]+ (ms|s)\b/TIME/g; s/got: [0-9.]+(ms|us)/got: TIME/
        s/(dns TIME, )//; s/swarm\/[0-9.]+/swarm\/VERSION/; s/^( +Date:) .*/\1 DATE/; s/value=\"[0-9a-f.]+\"/value=\"CSRF\"/" "$work/out"
}

shown() {
    local file=$1 expect=${1%.*}.expect arguments
    arguments=$(sed -nE 's/^# try: //p' "$file")
    # shellcheck disable=SC2086 # they are words
    run "$swarm" try "$file" -H "$host" $arguments
    normalised >"$work/got"
    [ -n "${UPDATE:-}" ] && cp "$work/got" "$expect"
    diff -u "$expect" "$work/got" && diff /dev/null "$work/err"
}
for file in tests/try/*.swarm; do ok "${file#tests/}" shown "$file"; done

run "$swarm" try tests/try/short.swarm -H "$host"
ok "try: status 1 where something failed" status_is 1
ok "try: nothing secret is shown" out_lacks 'no such|abc$|oat|k3y-of-mine|gu3ss|t0ken'
run "$swarm" try tests/try/short.swarm -H "$host" --show-secrets
ok "try --show-secrets shows it" out_has 'X-Session-Authorization: abc'
run "$swarm" try tests/try/whole.swarm -H "$host"
ok "try: status 0 where nothing failed" status_is 0
ok "try: without -v a long line is cut" out_has '…$'

# ---- TCP ----
run "$swarm" try tests/try/tcp.swarm
ok "try tcp: nothing secret is shown, in hexadecimal numbers neither" out_lacks 'nobody|6e 6f 62 6f 64 79|let me in'
run "$swarm" try tests/try/tcp.swarm -v
ok "try tcp -v: all bytes" out_lacks '… \('

# ---- --verbose ----
heads() { "$swarm" try tests/try/exact.swarm -H "$host" "$@" | grep -c 'HTTP/1.1'; }
ok "-vv, -v -v and --verbose=2 are the same" same "$(heads -vv) $(heads -v -v) $(heads --verbose=2) $(heads -v)" "6 6 6 0"
run "$swarm" try tests/try/exact.swarm -H "$host" --verbose=much
ok "--verbose takes a number: status 2" status_is 2
run "$swarm" try tests/try/exact.swarm -H "$host" -vx
ok "-vx isn't -v: status 2" status_is 2

# ---- --curl: what is pasted into a shell asks the same ----
# The target's echo of each request, by swarm and by its command lines.
cat >"$work/paste.swarm" <<'END'
user Visitor {
    headers { "X-Odd": "it's \"so\" \$HOME `id` \\ é" }
    task asks {
        get "/echo?a=[1]&b={2}&c=%27" { cookies { taste: "oat", sid: "s3ss'ion" } log body }
        post "/echo" { log body }
        post "/echo" { json { a: "it's\n\"so\"", b: "é%d\\n" } log body }
        put "/echo" { form { user: "ann lee", password: "p&w=d'" } log body }
        patch "/echo" { body "100%\x01\x1b[31m'\\ \r\n" log body }
        delete "/echo" { auth bearer("t0ken") log body }
        get "/redirect/1" { log body }
        get "/basic-auth/u/p" { auth basic("u", "p") log body }
    }
}
END
# Accept-Encoding is curl's own.
alike() {
    "$python" -c 'import json, sys
for line in sys.stdin:
    asked = json.loads(line)
    asked.get("headers", {}).pop("Accept-Encoding", None)
    print(json.dumps(asked, sort_keys=True))'
}
pasted() {
    run "$swarm" try "$work/paste.swarm" -H "$host" --curl --show-secrets -v
    sed -n 's/^    log: //p' "$work/out" | alike >"$work/asked" || return 1
    grep -E '^(printf .* \| )?curl ' "$work/out" >"$work/lines"
    for shell in sh bash; do
        while read -r line; do
            $shell -c "$line" 2>/dev/null </dev/null | tr -d '\n'
            echo
        done <"$work/lines" | alike >"$work/pasted"
        diff "$work/asked" "$work/pasted" || return 1
    done
    [ "$(wc -l <"$work/pasted")" = 8 ]
}
ok "--curl: pasted, it asks the same" pasted

finish
