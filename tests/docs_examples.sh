#!/bin/bash
# The examples of the documentation compile: every literal display of docs/swarm.5, wrapped as the comment before it says,
# and every block marked swarm in the Markdown files.
. tests/support/lib.sh
ln -s "$PWD/scenarios/data" "$work/data"

# Writes each example to a file of its own, $work/PAGE-LINE.swarm.
extract_page() {
    awk -v prefix="$2" '
        function begin() {
            file = prefix "-" NR ".swarm"
            inside = 1; in_text = 0
            if (kind == "user") print "user Example {" >file
            if (kind == "task") print "user Example { wait 1s task example {" >file
            if (kind == "request") print "user Example { wait 1s task example { post \"/\" {" >file
            if (kind == "values") print "user Example { wait 1s task example {" >file
        }
        function end() {
            if (kind == "user") print "}" >file
            if (kind == "task" || kind == "values") print "}}" >file
            if (kind == "request") print "}}}" >file
            close(file); inside = 0; kind = ""
        }
        /^\.\\" example / { kind = $3; next }
        /^\.Bd -literal/ { begin(); next }
        /^\.Ed/ { end(); next }
        !inside { next }
        {
            gsub(/\\e/, "\\"); sub(/^\\&/, "")
            print (kind == "values" && !in_text ? "log " : "") $0 >file
            if (gsub(/"""/, "") % 2) in_text = !in_text
        }' "$1"
}

extract_markdown() {
    awk -v prefix="$2" '
        /^```swarm/ { file = prefix "-" NR ".swarm"; next }
        /^```/ { if (file) close(file); file = ""; next }
        file { print >file }' "$1"
}

# Tables below `<!-- example KIND -->`: the code of the last column, a file for each line.
extract_tables() {
    awk -v prefix="$2" '
        /^<!-- example / { kind = $3; next }
        !/^\|/ { if (kind != "" && in_table) kind = ""; in_table = 0; next }
        { in_table = 1 }
        kind == "" || /^\|---/ || !/`/ { next }
        {
            code = $0
            sub(/` *\| *$/, "", code); sub(/.*\| `/, "", code)
            file = prefix "-" NR ".swarm"
            if (kind == "user") code = "user Example { " code " }"
            if (kind == "task") code = "user Example { wait 1s task example { " code " } }"
            if (kind == "request") code = "user Example { wait 1s task example { post \"/\" { " code " } } }"
            if (kind == "values") code = "user Example { wait 1s task example { log " code " } }"
            print code >file
            close(file)
        }' "$1"
}

# An example that names no kind would be checked as a file, and fail for a reason of its own: so each names one.
displays=$(grep -c '^\.Bd -literal' docs/swarm.5)
marks=$(grep -c '^\.\\" example \(file\|user\|task\|request\|values\)$' docs/swarm.5)
ok "swarm.5: each display says what it is a part of" same "$marks" "$displays"

extract_page docs/swarm.5 "$work/swarm.5"
for page in docs/*.md README.md; do
    [ -f "$page" ] || continue
    extract_markdown "$page" "$work/${page##*/}"
    extract_tables "$page" "$work/${page##*/}"
done
ok "swarm.5: all displays were taken out" same "$(ls "$work"/swarm.5-*.swarm | wc -l)" "$displays"

for page in from-locust from-k6; do
    lines=$(grep -cE '^\| `.*\| `' "docs/$page.md")
    ok "$page: each line was taken out" same "$(ls "$work/$page".md-*.swarm | wc -l)" "$lines"
done

for example in "$work"/*.swarm; do
    name=${example##*/}
    compile check "$example"
    ok "${name%.swarm} compiles" status_is 0
done
finish
