#!/bin/bash
# Servers that do everything wrong: each fault gives one fixed text, and thousands of them leave nothing behind.
#
#   FAULTS=100000   how many there are in the long run (10,000)
. tests/support/lib.sh

mkfifo "$work/open"
"$B/tests/tools/faults" 200 <"$work/open" >"$work/faults.out" &
servers+=($!)
exec 8>"$work/open"
wait_for has 'http://' "$work/faults.out" || give_up "the fault server starts"
host=$(<"$work/faults.out")

closed='connection closed without a response'
cut='connection closed before the end of the response'
reset='connection reset by peer'
garbled='not an HTTP response'
chunk='malformed chunk in the response'
status_line='malformed status line in the response'
length='malformed Content-Length in the response'
header='response header too large'
body='response body larger than max_body'
encoding='content could not be decoded'

# Path and text; none: it is no failure.
quick="closed $closed
reset $reset
cut-status $closed
cut-header $cut
cut-body $cut
cut-chunk $cut
cut-chunks $cut
reset-header $reset
reset-body $reset
negative-length $length
no-length $length
garbage $garbled
smtp $garbled
bad-status $status_line
bad-chunk $chunk
huge-chunk $chunk
endless $body
endless-chunks $body
bomb $body
endless-line $header
endless-headers $header
endless-interim $header
bad-gzip $encoding
odd-encoding
circle too many redirects
nowhere redirect to an invalid URL
fine
slow
too-long"
late="hang timeout
hang-header timeout
hang-body timeout
trickle timeout
trickle-body timeout"

scenario() { # LINES
    echo 'config { client { max_body 64kB } }'
    echo 'user U { sequence All {'
    while read -r path text; do
        echo "task t_${path//-/_} { get \"/$path\" { timeout $([ "$text" = timeout ] && echo 300ms || echo 20s) } }"
    done <<<"$1"
    echo '} }'
}

# How often which failures of a path were counted, in the last table.
failures() { sed -n '/^# occurrences/,$p' "$work/out" | sed -nE "s|^ *([0-9]+) .*GET $1: |\\1 |p"; }

# ---- each says what it is ----
scenario "$quick
$late" >"$work/each.swarm"
count=$(grep -c 'task t_' "$work/each.swarm")
run "$swarm" run "$work/each.swarm" -H "$host" --headless -u 1 --iterations $((2 * count)) --only-summary
while read -r path text; do
    if [ -n "$text" ]; then
        ok "/$path: $text" same "$(failures "/$path")" "2 $text"
    else
        ok "/$path is no failure" same "$(row GET "/$path")" "2 0(0.00%)"
    fi
done <<<"$quick
$late"

# ---- nothing is left of them ----
faults=${FAULTS:-10000}
scenario "$quick" >"$work/many.swarm"
"$swarm" run "$work/many.swarm" -H "$host" --headless -u 10 -r 10000 --iterations "$faults" --only-summary --processes 1 \
    --local-ips 127.0.0.1,127.0.0.2,127.0.0.3,127.0.0.4,127.0.0.5 >"$work/out" 2>"$work/err" &
pid=$!
servers+=($pid)
# Its memory in KiB and its descriptors, without a process of our own.
sample() {
    local key value descriptors=(/proc/$pid/fd/*)
    while read -r key value _; do
        [ "$key" != VmRSS: ] || echo "$value ${#descriptors[@]}"
    done <"/proc/$pid/status"
}
while kill -0 $pid 2>/dev/null; do
    sample
    nap 0.1
done >"$work/samples" 2>/dev/null
wait $pid
status=$?
awk 'NF == 2 && $2 > 0' "$work/samples" >"$work/used"
# How much the least of the last quarter is above the least of the one before: buffers come and go.
grown=$(awk '{ rss[NR] = $1 } END {
    for (i = int(NR / 2) + 1; i <= NR; i++) {
        quarter = i > NR * 3 / 4
        if (!least[quarter] || rss[i] < least[quarter]) least[quarter] = rss[i]
    }
    print least[1] - least[0]
}' "$work/used")
ok "$faults faults: memory was sampled" test "$(wc -l <"$work/used")" -ge 8
ok "$faults faults: all were met" out_has "Aggregated +$faults "
ok "$faults faults: nothing but the faults fails" out_lacks 'descriptors|local ports|request failed'
ok "$faults faults: descriptors are given back" test "$(cut -d' ' -f2 "$work/used" | sort -n | tail -1)" -lt 150
# Under AddressSanitizer freed memory is kept for a while.
[ -n "${SAN:-}" ] || ok "$faults faults: memory doesn't grow (by $grown KiB in the last quarter)" test "$grown" -lt 2000

finish
