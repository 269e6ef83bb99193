#!/bin/bash
# What the web page computes: formats, histories, the store, comparing. Node's own test runner runs page/test/*.test.js.
. tests/support/lib.sh

node --test --test-reporter=tap page/test/*.test.js >"$work/tap" 2>&1
while read -r result number dash name; do
    case $result in
    ok) ok "$name" true ;;
    not) ok "${name#- }" fails "$work/tap" ;;
    esac
done < <(grep -E '^(not )?ok ' "$work/tap")
ok "the tests of the page ran" test "$checks" -gt 0

# Every module that is there is in the script, and the script is one that JavaScript accepts.
modules=vendor/node_modules
[ -d $modules ] || modules=build/npm/node_modules
mkdir "$work/page"
sh page/embed.sh page $modules "$work/page"
ok "the modules are joined into one script" node --check "$work/page/page.js"
unused() { for file in page/*.js page/{charts,dialog,tables,tabs}/*.js; do grep -qF "\$[\"${file#page/}\"] = " "$work/page/page.js" || echo "$file"; done; }
ok "no module is left over" same "$(unused)" "page/types.js"
classes() { grep -oE '\.[a-z][a-z0-9-]*' page/page.css | grep -vE '^\.(u-|uplot|swarm)' | sort -u | cut -c 2-; }
cat page/*.js page/*/*.js runtime/report/html/*.c >"$work/sources"
# The end of some is a value: "state-${run.state}".
dead() {
    for class in $(classes); do
        grep -qE "(^|[^a-z-])$class([^a-z-]|$)|[^a-z-]${class%-*}-\\$" "$work/sources" || echo "$class"
    done
}
ok "no class of the style is left over" same "$(dead)" ""
finish
