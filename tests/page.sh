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
# The words that may be a class: those in an attribute `class`, and in texts that are no other attribute. Of "state-${run.state}"
# the beginning is known.
class_words() {
    sed -E 's/\\"/"/g; /^ *(\/?\*|\/\/|#include)/d; s:/\*.*\*/::' page/*.js page/*/*.js runtime/report/html/*.c >"$work/sources"
    grep -oE 'class=[^>]*' "$work/sources" | sed -E 's/\$\{[^"}]*/ /g'
    sed -E 's/class="[^"]*"//g; s/[a-zA-Z-]+="[^"]*"//g' "$work/sources" | grep -oE '"[^"]*"'
}
dead() {
    local words class
    words=" $(class_words | grep -oE '[a-z][a-z0-9-]*' | sort -u | tr '\n' ' ') "
    for class in $(classes); do
        [[ $words == *" $class "* || $words == *" ${class%-*}- "* ]] || echo "$class"
    done
}
ok "no class of the style is left over" same "$(dead)" ""
colors() { grep -oE '(^|[ {])--[a-z0-9-]+:' page/page.css | grep -oE -- '--[a-z0-9-]+' | sort -u; }
unseen() {
    local name
    for name in $(colors); do grep -qE -- "var\($name\)|\"$name\"" page/page.css page/*/*.js runtime/report/html/*.c || echo "$name"; done
}
ok "no color of the style is left over" same "$(unseen)" ""
finish
