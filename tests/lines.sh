#!/bin/bash
# The numbers on the lines of a scenario: what the server has logged, what the rows say, and what --annotate prints.
. tests/support/lib.sh

cat >"$work/holds.py" <<'END'
import json, jsonschema, re

validator = jsonschema.Draft202012Validator(json.load(open("docs/results.schema.json")))

# `d` is the document, `at` its lines by file, line and column of the text "file:line kind", `hits` the paths in the log of nginx,
# `rows` the rows by their id.
def names(path, log):
    d = json.load(open(path, encoding="utf-8"))
    validator.validate(d)
    at = {}
    for line in d["lines"]:
        at.setdefault("%d:%d %s" % (line["file"], line["line"], line["kind"]), line)
    hits = {}
    for hit in re.findall(r'"[A-Z]+ (\S+) ', open(log).read()):
        hits[hit] = hits.get(hit, 0) + 1
    return {"d": d, "at": at, "hits": hits, "rows": {row["id"]: row for row in d["rows"]}}
END

cat >"$work/part.swarm" <<'END'
fn login() { post "/login" { expect status == 204 } }
fn unused() { get "/unused" }
END
cat >"$work/main.swarm" <<'END'
include "part"
include "std/http"
setup { login() }
user Visitor {
    on start { login() }
    task a weight 3 {
        get "/a" { require status == 200  expect body == "b" else "no b" }
    }
    task b { for i in [1, 2] { get "/${i}" as "item ${i}" { check ok } } }
    sequence Pages times 1 {
        task twice times 2 { get "/a" }
        task once { transaction "once" { get "/c" { if status == 404 { fail "gone" } } } }
    }
    task never weight 0 { get "/never" }
}
END

counts() {
    start_nginx "access_log $work/nginx/hits.log; location /a { return 200 'a'; } location /c { return 404; }
        location /login { return 204; } location / { return 200; }"
    run "$swarm" run "$home/main.swarm" -H "$host" --headless -u 4 -r 1000 --iterations 5000 --processes 2 --seed 1 --only-summary \
        --json-file "$work/results.json"
    log=$work/nginx/hits.log
    all() { holds "$1" "$work/results.json" "$log"; }
    ok "the document is valid" all True
    ok "two lines share a row, but each counts what it sent" all 'at["0:7 request"]["requests"] + at["0:11 request"]["requests"] == hits["/a"]
        and at["0:7 request"]["row"] == at["0:11 request"]["row"]
        and at["0:7 request"]["requests"] == at["0:6 task"]["picks"] and at["0:11 request"]["requests"] == at["0:11 task"]["picks"]'
    ok "a name that is made at run time: the line has the sum" all 'at["0:9 request"]["requests"] == hits["/1"] + hits["/2"] and
        at["0:9 request"]["row"] is None and at["0:9 request"]["requests"] == 2 * at["0:9 task"]["picks"]'
    ok "a function that setup calls too: all that the server got" all 'at["1:1 request"]["requests"] == hits["/login"] == 5 and
        at["1:1 expect"]["passed"] == 5 and rows[at["1:1 request"]["row"]]["requests"] == 4'
    ok "failures of requests and transactions" all 'at["0:12 request"]["failures"] == hits["/c"] == at["0:12 transaction"]["failures"] ==
        at["0:12 fail"]["failed"] == at["0:12 transaction"]["requests"] and at["0:12 fail"]["passed"] == 0'
    ok "what passed and what failed" all 'at["0:7 require"]["passed"] == at["0:6 task"]["picks"] == at["0:7 expect"]["failed"] and
        at["0:7 require"]["failed"] == at["0:7 expect"]["passed"] == 0'
    ok "the percentile is that of the row" all 'at["0:12 request"]["p95_ms"] ==
        rows[at["0:12 request"]["row"]]["times"]["all"]["percentiles_ms"]["95"] and at["0:9 request"]["p95_ms"] is None'
    ok "what never ran has zeros, also in a function that nobody calls" all 'at["0:14 task"]["picks"] == at["0:14 request"]["requests"] ==
        at["1:2 request"]["requests"] == 0 and at["0:14 task"]["wanted_share"] == 0'
    ok "shares are those that the weights want" all '(at["0:6 task"]["wanted_share"], at["0:9 task"]["wanted_share"],
        at["0:10 set"]["wanted_share"]) == (0.6, 0.2, 0.2) and all(abs(at[k]["share"] - at[k]["wanted_share"]) < 0.05
        for k in ["0:6 task", "0:9 task", "0:10 set"]) and at["0:4 kind"]["picks"] == 4'
    ok "all requests of the log are on lines" all 'sum(line["requests"] for line in d["lines"] if line["kind"] == "request") == sum(hits.values())'
    ok "files with their text, but not the standard library" all '[(f["path"].split("/")[-1], f["source"] is None) for f in d["files"]] ==
        [("main.swarm", False), ("part.swarm", False), ("http", True)]'
}

annotated() {
    start_target
    run "$swarm" run "$home/main.swarm" -H "$host" --headless -u 1 --iterations 20 --seed 1 --annotate
    ok "--annotate: numbers beside the source" out_has '^ +1 +100\.0% +100\.0% │ +4 user Visitor \{$'
    ok "--annotate: what never ran" out_has '^ +never +│ +14 +task never weight 0'
    ok "--annotate: each line of the main file" same "$(grep -cE '│ +[0-9]+( |$)' "$work/out")" 17
    ok "--annotate: an included file that ran has a heading" out_has '/part\.swarm$'
    ok "--annotate: not the standard library" out_lacks 'std/http$'
    run "$swarm" demo --annotate -u 1 --iterations 5
    ok "demo --annotate: the source of the demo" out_has '100\.0% │ +[0-9]+ user '
    run "$swarm" run "$home/main.swarm" -H "$host" --headless -u 1 --iterations 5
    ok "without it: no source" out_lacks '│'
    printf 'config { annotate true }\nuser U { task t { get "/" } }\n' >"$work/config.swarm"
    run "$swarm" run "$work/config.swarm" -H "$host" --headless --iterations 1
    ok "config { annotate true }" out_has '│ +2 user U'
    run "$swarm" run "$work/config.swarm" -H "$host" --headless --iterations 1 --json
    ok "--json: the document alone" out_lacks '│'
}

reset() {
    printf 'user U { on start { get "/" }  wait 10ms  task t { get "/json" } }\n' >"$work/reset.swarm"
    start_target
    run "$swarm" run "$work/reset.swarm" -H "$host" --headless -u 2 -r 100 -t 2s --reset-stats --json-file "$work/reset.json"
    ok "--reset-stats: lines count from then on, as rows do" holds 'at["0:1 kind"]["picks"] == 0 and at["0:1 task"]["picks"] > 0' \
        "$work/reset.json" /dev/null
}

# The ratio of tasks is a tree as deep as the sets.
nested() {
    { echo 'user U {' && printf 'taskset S%d {\n' {1..80} && echo 'task t { get "/json" }' && printf '}\n%.0s' {0..80}; } >"$work/nested.swarm"
    start_target
    run "$swarm" run "$work/nested.swarm" -H "$host" --headless --iterations 3 --html "$work/nested.html"
    "$python" - "$work/nested.html" >"$work/depth" 2>&1 <<'END'
import json, re, sys
sys.setrecursionlimit(5000)
page = open(sys.argv[1]).read()
node, depth = json.loads(re.search(r'id="data">(.*?)</script>', page, re.S)[1])["ratio"]["total"][0], 0
while node.get("tasks"):
    node, depth = node["tasks"][0], depth + 1
print(depth, node["name"], node["share"])
END
    ok "80 sets inside each other: the report's data is valid, the shares are complete" same "$(<"$work/depth")" "81 t 1"
}

# With a `load`, the number of users for `fixed` is its maximum.
fixed_in_a_load() {
    printf 'load { ramp to 10 users over 1s hold 1s }\nuser A fixed 1 { task a { wait 1s } }\nuser B { task b { wait 1s } }\n' >"$work/fixed.swarm"
    run "$swarm" run "$work/fixed.swarm" --show-task-ratio
    ok "a load of 10 users: a fixed kind of one user is a tenth" out_has '^ +10\.0 % +A$'
    run "$swarm" run "$work/fixed.swarm" --headless --json-file "$work/fixed.json"
    ok "on the lines as well" holds '[line["wanted_share"] for line in d["lines"] if line["kind"] == "kind"] == [0.1, 0.9]' "$work/fixed.json" /dev/null
}

together counts annotated reset nested fixed_in_a_load
finish
