#!/bin/bash
# The structure, held to docs/architecture.md: a line per source file, no line without a file, and no include that the floors
# don't allow. This list is the table there.
. tests/lib.sh

page=docs/architecture.md

# The sources of a folder as the page writes them: name.{h,c}, or name.c.
listed() {
    sed -n "s|^\*\*$1/\*\*\$|&|; \|^\*\*$1/\*\*\$|,\|^\*\*|p" "$page" | grep -oE '^- `[^`]+`' | tr -d '`' | sed 's/^- //' |
        while read -r entry; do
            case $entry in
            *.{*}) for e in $(echo "${entry#*.}" | tr -d '{}' | tr ',' ' '); do echo "${entry%%.\{*}.$e"; done ;;
            *) echo "$entry" ;;
            esac
        done | sort
}

existing() { (cd "$1" && ls -- *.c *.h *.def *.l *.y *.css *.js *.json *.sh 2>/dev/null) | sort; }

folders="grammar compiler $(ls -d runtime/*/ | sed 's|/$||') runtime/report/assets"
for folder in $folders; do
    ok "$page lists what is in $folder/" diff <(listed "$folder") <(existing "$folder")
done

# allowed FOLDER PATTERN…: every include of ours in the folder matches one of the patterns.
allowed() {
    local folder=$1 pattern
    shift
    pattern="$folder/$(printf '|%s' "$@")"
    ! grep -nHE '^#include "(compiler|runtime|grammar)/' "$folder"/*.[chly] | grep -vE "\"($pattern)"
}
data='runtime/net/(client|request|response)\.h'
value='runtime/(value|base)/'
ok "base includes nothing of ours" allowed runtime/base
ok "value includes base and utf8" allowed runtime/value runtime/base/ runtime/text/utf8.h
ok "text includes value and base" allowed runtime/text $value
ok "program includes native, text, value, base and plain data" allowed runtime/program $value runtime/native/ runtime/text/ "$data" runtime/stats/threshold.h
ok "native includes text, value, base" allowed runtime/native $value runtime/text/
ok "vm includes program, native, text, value, base and plain data" allowed runtime/vm $value runtime/text/ runtime/native/ runtime/program/ "$data"
ok "user includes vm and below" allowed runtime/user $value runtime/text/ runtime/program/ runtime/vm/ "$data"
ok "net includes text, value, base" allowed runtime/net $value runtime/text/
ok "stats includes base" allowed runtime/stats runtime/base/
ok "report includes stats, text, base" allowed runtime/report runtime/stats/ runtime/text/ runtime/base/
ok "target includes text, value, base" allowed runtime/target $value runtime/text/
ok "engine includes what is below it" allowed runtime/engine 'runtime/(user|vm|net|stats|program|value|base)/'
ok "web includes the engine's calls, report, stats, base" allowed runtime/web runtime/engine/engine.h 'runtime/(report|stats|base)/'
ok "compiler includes nothing that runs" allowed compiler grammar/ $value runtime/text/ runtime/program/ runtime/native/ "$data" runtime/stats/threshold.h

finish
