#!/bin/bash
# The HTML report of a run with all that one can have in it, opened in headless Chromium: its numbers are those of the
# terminal, it asks the network for nothing, and nothing that others wrote is markup.
. tests/support/lib.sh

start_target --delay 5ms --fail 5%
cat >"$work/a <b>.swarm" <<'END'
# <script>alert("scenario")</script>
config { users 10  spawn_rate 10  run_time 4s }

thresholds {
    p95 < 5s
    "</script><script>alert(1)</script>" max < 1ms
    "paced" failed < 50%
}

user Visitor {
	wait between 20ms and 60ms
    task home     { get "/" as "</script><script>alert(1)</script>" }
    task quotes   { get "/items" as "\"two\" & 'one' <b>" { expect size > 1000000 else "</td><img src=x onerror=alert(2)>" } }
    task control  { get "/json" as "\x07bell \xff\xfe 曲 \u{202e}back" { expect header("server") == "<i>" } }
    task long     { get "/html" as "/${random_string(0)}a/very/long/name/that/goes/on/and/on/and/on/and/on/and/on/and/on/and/on/and/on/and/on/and/on/and/on/and/on/and/on/and/on/and/on/and/on/and/on/and/on/and/on/and/on" }
    task post     { transaction "both" { post "/echo" { json { text: "</script>" } } } }
    task broken   { let zero = len("")  let x = 1 / zero }
}

user Pacer fixed 1 {
    wait pacing 100ms
    task paced { get "/json" as "paced" }
}
END

# ---- the runs ----

# Each at the same time in a folder of its own, where its checks find its output, its status and its report.
visit() { run "$swarm" run "$home/a <b>.swarm" -H "$host" --headless --only-summary "$@"; }
everything_run() { visit --seed 1 --html "$work/{u}_{r}_{t}.html" --junit "$work/junit.xml"; }
dropped_arrivals_run() {
    printf 'load { rate 200/s for 3s max_users 1 }\nuser Visitor { task home { get "/"  wait 500ms } }\n' >"$work/drop.swarm"
    run "$swarm" run "$work/drop.swarm" -H "$host" --headless --only-summary --html "$work/drop.html"
}
capacity_run() { visit --find-capacity 'requests > 0 and p95 < 5s' -u 2 --step-time 1s --html "$work/capacity.html"; }
pieces='everything dropped_arrivals capacity'
reports=("$home/everything/10_10_4.html" "$home/dropped_arrivals/drop.html" "$home/capacity/capacity.html")

run_all() {
    local piece runs=()
    for piece in $pieces; do
        mkdir "$home/$piece"
        (
            work=$home/$piece
            "${piece}_run"
            echo "$status" >"$work/status"
        ) &
        runs+=($!)
    done
    wait "${runs[@]}"
}

# What is seen in a report is in the folder `page` beside it. One browser opens all.
look_at_all() {
    local report
    for report in "${reports[@]}"; do mkdir "${report%/*}/page"; done
    timeout 400 "$python" tests/tools/html_page.py "${reports[@]}" >"$work/browser.log" 2>&1
    ok "Chromium opens the reports" same "$? $(cat "$work/browser.log")" "0 "
}
fact() { sed -n "s/^$1 //p" "$work/page/facts"; }
is() { file_has "$work/page/facts" "^$1 " && same "$(fact "$1")" "$2"; }

# terminal TITLE: the rows of a table of the terminal, from the line that matches to the next empty one, without rules.
terminal() {
    awk -v title="$1" '$0 ~ title { on = 1 } /^ *$/ { on = 0 } on && !/^[-|]+$/' "$work/out" | grep -v "$1" | grep -v '^Type ' |
        sed -E 's/ ([0-9]+)\(([0-9.]*%)\)/ \1 \2/; s/ \| / /g' | blanks
}
# page SECTION COLUMNS: the same of the page.
page() { tail -n +2 "$work/page/$1.tsv" | cut -f "$2" | tr '\t' ' ' | blanks; }
blanks() { sed -E 's/ +/ /g; s/^ //; s/ $//'; }

aggregated() { awk -F '\t' -v column="$2" '$2 == "Aggregated" { print $column }' "$work/page/$1.tsv"; }

everything() {
    ok "thresholds decide the status, with a report or without" status_is 3
    page=$work/10_10_4.html
    ok "{u} {r} {t} in the name" test -s "$page"
    ok "where the reports are is said" same "$(sed -n 's/.*INFO: \(.*\) was written/\1/p' "$work/err")" "$page"$'\n'"$work/junit.xml"

    # ---- complete, quiet, harmless ----
    ok "no request but for itself" is requests_elsewhere ""
    ok "nothing refers to elsewhere" is references ""
    ok "no complaint on the console" is complaints ""
    ok "no handlers in the markup" is handlers 0
    ok "each element is ended" is unbalanced ""
    ok "no id twice" is ids_twice ""
    ok "the title is the scenario's name" is title "a <b>.swarm - swarm"
    ok "the verdict" is verdict Failed
    ok "headings in order: one title, sections, charts" grep -qE '^headings 1(23*)+$' "$work/page/facts"
    ok "every table says what it shows" is captions True

    # ---- the numbers ----
    ok "requests as in the terminal" same "$(page requests 1-9,11-12)" "$(terminal '^Type .*# fails')"
    ok "percentiles as in the terminal" same "$(page percentiles 1-)" "$(terminal '^Response time percentiles')"
    ok "times since they should have started as in the terminal" same "$(page scheduled 1-)" "$(terminal '^Time since the scheduled start')"
    ok "thresholds as in the terminal" same "$(page thresholds 1-)" "$(terminal '^Thresholds' | grep -v '^Metric')"
    ok "all of that without scripts, too" same "$(cat "$work"/page/plain-*.tsv)" "$(cd "$work/page" && cat $(ls ./*.tsv | grep -vE 'plain|shown'))"
    ok "the page shows the rows of the tables" same "$(sort "$work/page/shown.tsv")" \
        "$(awk -F '\t' -v OFS='\t' 'NR > 1 && $2 != "Aggregated" { print $1, $2, $3, $4 }' "$work/page/requests.tsv" | sort)"
    ok "the host is at the top" is host "Host $host"

    ok "the key figures are those of the tables" same "$(fact figures)" \
        "$(aggregated requests 3) $(aggregated requests 11) $(aggregated requests 5) $(aggregated percentiles 3) $(aggregated percentiles 8) $(aggregated percentiles 10)"
    ok "each failure has its line" same "$(cut -f 5 "$work/page/failures.tsv" | tail -n +2 | sort)" \
        "$(awk '/^Failures/ { on = 1 } /^ *$/ { on = 0 } on && $2 ~ /:/ { print $1 }' "$work/out" | sort)"
    ok "errors have theirs, with place and stack" grep -qP '/a <b>\.swarm:17\tdivision by 0\t +at task broken .*\t[1-9][0-9]*\t0:0' "$work/page/errors.tsv"

    # What JUnit says of the same run: a case per row, with its failures.
    junit() {
        "$python" - "$work/junit.xml" <<'END'
import sys, xml.etree.ElementTree as tree
for case in tree.parse(sys.argv[1]).getroot().find("testsuite[@name='requests']"):
    failure = case.find("failure")
    print(case.get("name") + "\t" + (failure.get("message") if failure is not None else "0 failed"))
END
    }
    # Failures of `paced` are allowed, transactions fail by their requests.
    failed() { awk -F '\t' 'NR > 1 && $1 && $4 && $1 != "TXN" && $2 != "paced" { print $4 " of " $3 " failed" }' "$work/page/requests.tsv" | sort; }
    ok "a row for each case of JUnit" same "$(junit | wc -l)" "$(awk -F '\t' 'NR > 1 && $1' "$work/page/requests.tsv" | wc -l)"
    ok "failures as in JUnit" same "$(junit | grep ' of ' | cut -f 2 | sort)" "$(failed)"

    # ---- the charts ----
    # Steps of the history, and what was in them; the last half second may be in none.
    history() {
        fact data | "$python" -c '
import json, sys
data, total = json.load(sys.stdin)["history"], int(sys.argv[1])
assert len({len(column) for column in data.values()}) == 1, data
assert total * 0.8 <= sum(data["requests"]) <= total, data
assert all((p is None) == (n == 0) for p, n in zip(data["p95_ms"], data["requests"])), data
assert all(a < b for a, b in zip(data["start_s"], data["start_s"][1:])), data
assert max(data["users"]) == 10, data
steps = len(data["start_s"]) - (data["length_s"][-1] < 0.5)
print(" ".join(f"chart-{name}:{steps}:1" for name in ("rate", "times", "heat", "users")))' "$(aggregated requests 3)"
    }
    ok "a chart of rates, times, their distribution and users, with a point per step" grep -qF "charts $(history) chart-failures:" "$work/page/facts"
    ok "the charts are drawn" is drawn True

    # ---- how it looks ----
    ok "a click on a title sorts" is sorts True
    ok "the scenario stands in it as it is" grep -qF 'source "# <script>alert(\"scenario\")</script>\nconfig { users 10 ' "$work/page/facts"
    ok "tabs of the scenario, too" grep -qF '\n\twait between 20ms' "$work/page/facts"
    for width in 360 768 1400; do ok "no scrolling sideways at $width pixels" is "wide_$width" ""; done
    for scheme in light dark; do
        ok "text has contrast enough: $scheme" "$python" -c 'import sys; sys.exit(float(sys.argv[1]) < 4.5)' "$(fact contrast_$scheme)"
    done
    ok "dark where the reader's system is" is dark "rgb(14, 19, 26)"
    ok "it prints" is printed True
    ok "after printing, the screen is as before" is dark_again True
}

# ---- arrivals that were dropped ----

dropped_arrivals() {
    # As many as the terminal says, but for those of the last half second, which may be in no step.
    dropped() {
        fact data | "$python" -c '
import json, sys
dropped, total = json.load(sys.stdin)["history"]["arrivals_dropped"], int(sys.argv[1])
assert total * 0.7 <= sum(dropped) <= total, (dropped, total)' "$(sed -n 's/^arrivals dropped.*: //p' "$work/out")"
    }
    ok "arrivals dropped, in each step" dropped
    ok "a chart of them" grep -q '^legend .*Dropped' "$work/page/facts"
    ok "the charts are drawn" is drawn True
}

# ---- a search for the capacity ----

capacity() {
    ok "failures don't fail a search" status_is 0
    ok "nor do they on the page" is verdict Capacity
    ok "the answer of the terminal" is answer "$(sed -n 's/^capacity: //p' "$work/out")"
    ok "the steps as in the terminal" same "$(page capacity 1,3-7) $(page capacity 2)" \
        "$(terminal '^Steps of the search' | cut -d ' ' -f 1-6 | tail -n +2) $(terminal '^Steps of the search' | cut -d ' ' -f 7- | tail -n +2)"
    setting() { sed -n "s|.*<dt>$1</dt><dd>\(.*\)</dd>.*|\1|p" "$work/capacity.html"; }
    ok "the settings tell of the search, and not of what the file says for other runs" same \
        "$(setting find_capacity), $(setting step_time), $(setting users), $(setting spawn_rate)$(setting run_time)" \
        "requests &gt; 0 and p95 &lt; 5s, 1s, 2, "
    ok "no scrolling sideways at 360 pixels" is wide_360 ""
    for scheme in light dark; do
        ok "text has contrast enough: $scheme" "$python" -c 'import sys; sys.exit(float(sys.argv[1]) < 4.5)' "$(fact contrast_$scheme)"
    done
}

# ---- what can't be written ----

unwritable() {
    run "$swarm" run "$home/a <b>.swarm" -H "$host" --headless --only-summary --iterations 5 --html "$work/nowhere/x.html"
    ok "a folder that isn't there: status 2, before the run" status_is 2
    run "$swarm" run "$home/a <b>.swarm" -H http://127.0.0.1:1 --headless --only-summary --iterations 5 --html "$work/refused.html"
    ok "a report of a run without a single answer" grep -q '<section id="requests">' "$work/refused.html"
}

run_all
look_at_all
for piece in $pieces; do
    work=$home/$piece
    status=$(<"$work/status")
    $piece
done
work=$home
unwritable
finish
