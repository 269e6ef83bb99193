#!/bin/bash
# docs/api.md: each of its commands succeeds, and each answer has all members of the one that the page shows behind the command.
. tests/support/lib.sh
. tests/support/web.sh

cat >"$work/shop.swarm" <<'END'
const path = "/json"
user Visitor weight 3 { wait 50ms  task home { get "${path}" } }
END

# Writes the commands to $work/N.sh (or N.login), and the answer shown behind one to $work/N.json.
awk -v folder="$work" '
    /^```sh/ { number++; file = folder "/" sprintf("%02d", number) ($2 == "login" ? ".login" : ".sh"); next }
    /^```json/ { file = folder "/" sprintf("%02d", number) ".json"; next }
    /^```/ { if (file) close(file); file = ""; next }
    file { print >file }' docs/api.md

cat >"$work/members.py" <<'END'
import json, sys

def missing(shown, got, where):
    if isinstance(shown, dict):
        for name, value in shown.items():
            if not isinstance(got, dict) or name not in got:
                yield f"{where}.{name}"
            else:
                yield from missing(value, got[name], f"{where}.{name}")
    elif isinstance(shown, list) and shown:
        if not isinstance(got, list) or not got:
            yield f"{where}[]"
        else:
            yield from missing(shown[0], got[0], f"{where}[]")

found = list(missing(json.load(open(sys.argv[1])), json.load(open(sys.argv[2])), ""))
print("\n".join(found))
sys.exit(bool(found))
END

# A block of commands runs in a folder of its own, against our server; curl fails where the status is an error.
runs_block() {
    sed "s|http://localhost:8089|$url|g; s|^curl |curl -sS --fail-with-body --max-time 60 |" "$1" >"$work/block"
    (cd "$work/files" && bash -e "$work/block") >"$work/answer" || { cat "$work/block" "$work/answer"; return 1; }
}

mkdir "$work/files"
start_target
start_web "$work/shop.swarm" -H "$host"
count=0
for block in "$work"/[0-9]*.sh; do
    count=$((count + 1))
    [ "$count" != 2 ] || wait_for has_requests 1
    case $(cat "$block") in *"/api/row"* | *"/swarm"*) wait_for eval 'state_is running || state_is stopped' ;; esac
    ok "$(grep -m1 -oE '(-X POST |-d )?.?http://localhost:8089[^ ]*' "$block" | sed 's|.*8089||') works" runs_block "$block"
    case $(cat "$block") in *"/api/reset"*) wait_for has_requests 1 ;; *"/api/stop"*) wait_for state_is stopped ;; esac
    shown=${block%.sh}.json
    [ ! -e "$shown" ] || ok "its answer has all members that the page shows" "$python" "$work/members.py" "$shown" "$work/answer"
done
ok "all commands of the page were found" same "$(grep -c '^curl' docs/api.md)" "$(cat "$work"/[0-9]*.sh "$work"/[0-9]*.login | grep -c '^curl')"
end_web

start_web "$work/shop.swarm" -H "$host" --web-login me:secret
for block in "$work"/[0-9]*.login; do ok "with a login: $(head -1 "$block")" runs_block "$block"; done
end_web

# Each path that the server has stands on the page.
paths=$(grep -oE '^    \{"/[^"]*"' runtime/web/front_routes.c | cut -d'"' -f2 | grep -v '^/login.css' | sort -u)
ok "the paths of the server were found" test "$(wc -w <<<"$paths")" -ge 20
for path in $paths; do
    ok "the page names $path" grep -qF -- "$path" docs/api.md
done
finish
