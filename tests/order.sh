#!/bin/bash
# What `swarmc check` says doesn't depend on the order of declarations.
. tests/support/lib.sh

parts=(
    'user Visitor { wait 1s  var seen = 0  var lost = 0  task home { note(1)  get "/${tag}" } }'
    'fn note(x) { user.seen = user.seen + x  log user.seen }'
    'user Reader { wait 1s  var seen = 0  var page = 1  use Pages("p", "a")  task one { get "/one/${page}" } }'
    'taskset Pages(first, word) { task next { get "/p/${word}" as "p ${word}"  word = "b"  interrupt }  task last { get "/q/${first}" } }'
    'shared total = 5'
    'teardown { log total.size }'
    'const tag = "x"'
    'check fine { expect status == limit }'
    'shared limit = "200"'
    'thresholds { "GET /x" p95 < 1s }'
)

# said PARTS…: the messages for a file with these declarations, in the order of their texts.
said() {
    printf '%s\n' "$@" >"$work/order.swarm"
    run "$swarmc" check --format json "$work/order.swarm"
    grep -oE '"(code|message)": *"[^"]*"' "$work/out" | paste - - | sort
}
wanted=$(said "${parts[@]}")
ok 'there are messages to compare' test -n "$wanted"
never() { [[ $wanted == *"\`$1\` is never used"* ]]; }
ok 'a variable that nothing reads is unused' never lost
not_never() { ! never "$1"; }
ok 'a variable that a function reads is used' not_never seen
for ((turn = 1; turn < ${#parts[@]}; turn++)); do
    ok "turned by $turn" same "$(said "${parts[@]:turn}" "${parts[@]:0:turn}")" "$wanted"
done
reversed=()
for part in "${parts[@]}"; do reversed=("$part" "${reversed[@]}"); done
ok 'reversed' same "$(said "${reversed[@]}")" "$wanted"

cat >"$work/below.swarm" <<'END'
user Visitor {
    wait 1s
    var token = "t"
    task home { show() }
}
fn show() { get "/" { headers { "X-Token": user.token } } }
END
run "$swarmc" check -W error "$work/below.swarm"
ok 'a function below may read a variable of the user' status_is 0
finish
