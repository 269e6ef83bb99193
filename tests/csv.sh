#!/bin/bash
# The files of --csv: as Locust writes them, and what becomes of them when a run doesn't end as planned.
. tests/support/lib.sh

start_target

# A condition on the files in $work: `files CONDITION`.
cat >"$work/holds.py" <<'END'
import csv

def parses(path):
    with open(path, "rb") as file:
        assert file.read().endswith(b"\r\n"), "the last line has no end"
    with open(path, newline="", encoding="utf-8") as file:
        rows = list(csv.reader(file, strict=True))
    assert all(len(row) == len(rows[0]) for row in rows), rows
    return True

def names(work):
    def all_parse(prefix):
        """Whole lines, as many fields in each as in the head."""
        return all(parses(f"{work}/{prefix}_{ending}.csv") for ending in ("stats", "stats_history", "failures", "exceptions"))

    def field(file, name, column):
        """Of the last row of that name."""
        with open(f"{work}/{file}.csv", newline="", encoding="utf-8") as lines:
            return [row for row in csv.DictReader(lines) if row["Name"] == name][-1][column]

    def total(file, column):
        return field(file, "Aggregated", column)

    return {"all_parse": all_parse, "field": field, "total": total}
END
files() { holds "$1" "$work"; }
cat >"$work/visit.swarm" <<END
config { csv_full_history true }
user Visitor { wait 20ms  task home { get "/json" } }
END

# ---- the same requests by Locust and by swarm ----

as_locust() {
    cat >"$work/locustfile.py" <<'END'
import gevent
import locust.stats
from locust import HttpUser, SequentialTaskSet, constant, task

locust.stats.CSV_STATS_FLUSH_INTERVAL_SEC = 0  # else a short run leaves the first second only


class Round(SequentialTaskSet):
    rounds = 0

    @task
    def all(self):
        Round.rounds += 1
        if Round.rounds == 40:  # the run ends, however long that took
            gevent.spawn_later(0.5, self.user.environment.runner.quit)
        self.client.get("/json")
        self.client.post("/status/201", data="12345", name="/status, \"quoted\"")
        self.client.get("/status/404")
        with self.client.get("/json", name="日本語", catch_response=True) as response:
            response.failure("it's \"wrong\", really")
        raise ValueError("a message, \"quoted\"")


class Visitor(HttpUser):
    wait_time = constant(0.1)
    tasks = [Round]
END
    cat >"$work/same.swarm" <<'END'
const data = [1]
user Visitor {
    wait 100ms
    task all {
        get "/json"
        post "/status/201" as "/status, \"quoted\"" { body "12345" }
        get "/status/404"
        get "/json" as "日本語" { fail "it's \"wrong\", really" }
        log data[random_int(1, 1)] + 1
    }
}
END
    for full in "" --csv-full-history; do
        timeout 120 "$python" -m locust -f "$work/locustfile.py" -H "$host" --headless --only-summary -u 2 -r 2 \
            --csv "$work/locust$full" $full >"$work/locust$full.log" 2>&1 &
        runs+=($!)
        timeout 120 "$swarm" run "$work/same.swarm" -H "$host" --headless --only-summary -u 2 -r 2 --iterations 40 \
            --csv "$work/swarm$full" $full >"$work/swarm$full.log" 2>&1 &
        runs+=($!)
    done
    wait "${runs[@]}"
    compare() { "$python" tests/tools/csv_compare.py "$work/locust$1" "$work/swarm$1" || { tail -n 3 "$work/locust$1.log"; return 1; }; }
    ok "as Locust writes them: files, headers, rows, types" compare ""
    ok "as Locust writes them, with --csv-full-history" compare --csv-full-history
    ok "no other file is left" same "$(cd "$work" && echo swarm_* .swarm*)" \
        "swarm_exceptions.csv swarm_failures.csv swarm_stats.csv swarm_stats_history.csv .swarm*"
}

# ---- what is in them ----

odd_names() {
    cat >"$work/odd.swarm" <<'END'
user A {
    task odd {
        get "/json" as "a,b"
        get "/json" as "say \"hi\""
        get "/json" as "${"two\nlines"}"
        get "/json" as "${"tab\tand\rmore"}"
        get "/json" as "商品 é"
        get "/json" as "=1+1"
        get "/json" as "bad ${url_decode("%ff%e6")}" { fail "bad ${url_decode("%ff")},\r\n\"x\"" }
        transaction "all of it" { get "/json" }
    }
}
END
    run "$swarm" run "$work/odd.swarm" -H "$host" --headless --iterations 6 --csv "$work/odd" --csv-full-history
    ok "odd names: the run has its failures" status_is 1
    ok "odd names: all files parse" files 'all_parse("odd")'
    ok "where the files are is said once, at the end" same "$(grep 'were written' "$work/err" | sed 's/.*INFO: //')" "$work/odd_*.csv were written"
    ok "odd names: a comma" files 'field("odd_stats", "a,b", "Request Count") == "6"'
    ok "odd names: quotes" files 'field("odd_stats", "say \"hi\"", "Request Count") == "6"'
    ok "odd names: wide characters" files 'field("odd_stats", "商品 é", "Request Count") == "6"'
    ok "odd names: no UTF-8" files 'field("odd_failures", "bad \uFFFD\uFFFD", "Occurrences") == "6"'
    ok "a transaction has a row" files 'field("odd_stats", "all of it", "Type") == "TXN"'
    ok "a transaction isn't in Aggregated" files 'total("odd_stats", "Request Count") == "48"'

    # The terminal and the files say the same.
    shown=$(awk '$1 == "Aggregated" { print $2, $3; exit }' "$work/out" | sed 's/(.*//')
    ok "what the files say is what the terminal says" files \
        'total("odd_stats", "Request Count") + " " + total("odd_stats", "Failure Count") == "'"$shown"'"'
}
no_requests() {
    echo 'user Idle { task nothing { wait 100ms } }' >"$work/idle.swarm"
    echo 'of a run before' >"$work/idle_exceptions.csv"
    run "$swarm" run "$work/idle.swarm" -H "$host" --headless -t 2s --csv "$work/idle" --csv-full-history
    ok "no requests: status 0" status_is 0
    ok "no requests: all files parse" files 'all_parse("idle")'
    ok "no requests: only Aggregated" same "$(wc -l <"$work/idle_stats.csv")" 2
    ok "no requests: no percentiles" files 'total("idle_stats", "95%") == "N/A"'
    ok "no requests: the history begins before the first user" same "$(sed -n 2p "$work/idle_stats_history.csv" | cut -d, -f2)" 0
    ok "no requests: the history ends with the user" files 'total("idle_stats_history", "User Count") == "1"'
    ok "no requests: no second is there twice" same "$(cut -d, -f1 "$work/idle_stats_history.csv" | sort | uniq -d)" ""
    ok "files of a run before are gone" same "$(cat "$work/idle_exceptions.csv")" $'Count,Message,Traceback,Nodes\r'
}
configured() {
    sed 's|^config {|config { csv "'"$work"'/set_{u}_{t}" |' "$home/visit.swarm" >"$work/visit.swarm"
    run "$swarm" run "$work/visit.swarm" -H "$host" --headless -u 3 -r 100 -t 1.5s
    ok "config { csv csv_full_history }, with {u} and {t}" files 'all_parse("set_3_1.5")'
    ok "the full history has its rows" files 'field("set_3_1.5_stats_history", "/json", "User Count") == "3"'
}
reset() {
    cat >"$work/reset.swarm" <<'END'
user Visitor { on start { get "/json" as "start ${user.id}" }  wait 20ms  task home { get "/json" } }
END
    run "$swarm" run "$work/reset.swarm" -H "$host" --headless -u 2 -r 0.6 -t 2.5s --reset-stats --csv "$work/reset" --csv-full-history
    ok "--reset-stats: the history has what was before" files 'field("reset_stats_history", "start 1", "Type") == "GET"'
    ok "--reset-stats: the statistics begin anew" same "$(grep 'start 1' "$work/reset_stats.csv")" ""
    ok "--reset-stats: the statistics go on" files 'int(total("reset_stats", "Request Count")) > 0'
    run "$swarm" demo --only-summary --iterations 20 --csv "$work/demo"
    ok "swarm demo writes them too" files 'all_parse("demo")'
}

# ---- while it runs, and when it is ended ----

# begin NAME [options]: a run without end in the background; waits for its third second.
begin() {
    "$swarm" run "$home/visit.swarm" -H "$host" --headless --only-summary -u 2 -r 2 --csv "$work/$1" "${@:2}" \
        >"$work/out" 2>"$work/err" &
    running=$!
    servers+=($!)
    wait_for lines_are "$work/$1_stats_history.csv" 3
}
lines_are() { [ "$(grep -c Aggregated "$1")" -ge "$2" ]; }
end() {
    kill -"$1" "$running"
    wait "$running" 2>/dev/null
    status=$?
}
killed() {
    begin killed
    ok "while it runs the files are whole" files 'all_parse("killed")'
    ok "while it runs the statistics are there" files 'int(total("killed_stats", "Request Count")) > 0'
    end KILL
    ok "killed: the history has what there was" lines_are "$work/killed_stats_history.csv" 3
    ok "killed: all files parse" files 'all_parse("killed")'
}
interrupted() {
    begin interrupted
    before=$(awk -F, '$2 == "Aggregated" { print $3 }' "$work/interrupted_stats.csv")
    nap 1
    end INT
    ok "Ctrl-C: status 0" status_is 0
    ok "Ctrl-C: the files are final" files "int(total('interrupted_stats', 'Request Count')) > $before"
    ok "Ctrl-C: so is the history" files 'total("interrupted_stats_history", "Total Request Count") == total("interrupted_stats", "Request Count")'
}

# Who was told to stop isn't counted again at the end, long after having gone.
late_end() {
    cat >"$work/slow.swarm" <<'END'
user Quick { wait 50ms  task home { get "/json" } }
user Slow { task home { wait 2500ms } }
END
    run "$swarm" run "$work/slow.swarm" -H "$host" --headless -u 2 -r 100 -t 1s --stop-timeout 5s --csv "$work/slow"
    ok "the history ends with those who were left" files 'total("slow_stats_history", "User Count") == "1"'
}

# ---- what can't be written ----

refused() {
    run "$swarm" run "$home/visit.swarm" -H "$host" --headless -t 1s "${@:3}"
    ok "$1: status 2" status_is 2
    ok "$1: says so" err_has "$2"
    ok "$1: nothing ran" err_lacks Ramping
}
refusals() {
    refused "a missing folder" "--csv: can't write $work/none/x_stats.csv: No such file or directory" --csv "$work/none/x"
    mkdir "$work/dir_stats_history.csv"
    refused "a folder in the way" 'dir_stats_history.csv.*Is a directory' --csv "$work/dir"
    refused "a full history of no files" '--csv-full-history needs --csv PREFIX'
}
full_disk() {
    ln -s /dev/full "$work/full_failures.csv"
    run "$swarm" run "$home/visit.swarm" -H "$host" --headless -t 1.5s --csv "$work/full"
    ok "a full disk: the run ends as planned, status 1" status_is 1
    ok "a full disk: nothing else is claimed" err_lacks 'were written'
    ok "a full disk is told once" same "$(grep -c "can't write .*full_failures.csv: No space left" "$work/err")" 1
    ok "a full disk: the results are there" files 'int(total("full_stats", "Request Count")) > 0'
    ln -s /dev/full "$work/none_stats_history.csv"
    run "$swarm" run "$home/visit.swarm" -H "$host" --headless -t 1s --csv "$work/none"
    ok "no room for the history: status 1" status_is 1
    ok "no room for the history: says so" err_has "can't write .*none_stats_history.csv: No space left"
}

together as_locust odd_names no_requests configured reset killed interrupted late_end refusals full_disk
finish
