# Golden tests of the compiler: each stage turns tests/STAGE/NAME.swarm into what NAME.expect holds.
#
#   tokens/   the scanner      ast/    the tree      format/  the formatter
#   bytecode/ the program    names/  the rows that can be reported
#   errors/   `swarmc check`: one mistake each, named by its code; NAME.cmd is a command for what no file can show
#   recovery/ the parser after mistakes: all are told, none twice
#
# UPDATE=1 writes the .expect files; read the difference before it is committed.
set -u
cd "$(dirname "$0")/.."
. tests/lib.sh
tokens=$PWD/$B/tests/tools/tokens

# golden FILE COMMAND…: its output is that of the .expect beside the file.
golden() {
    local file=$1 expect=${1%.*}.expect
    shift
    "$@" >"$work/got" 2>&1 </dev/null
    [ -n "${UPDATE:-}" ] && cp "$work/got" "$expect"
    ok "${file#tests/}" diff -u "$expect" "$work/got"
}

for file in tests/tokens/*.swarm; do golden "$file" "$tokens" "$file"; done
for file in tests/ast/*.swarm; do golden "$file" "$swarmc" ast "$file"; done

for file in tests/recovery/*.swarm; do golden "$file" "$swarmc" check "$file"; done

disassembled() { (cd "${1%/*}" && "$swarmc" dis "${1##*/}"); }
for file in tests/bytecode/*.swarm; do golden "$file" disassembled "$file"; done
named() { (cd "${1%/*}" && "$swarmc" names "${1##*/}"); }
for file in tests/names/*.swarm; do golden "$file" named "$file"; done

formatted() { "$swarmc" fmt - <"$1"; }
for file in tests/format/*.swarm; do golden "$file" formatted "$file"; done

# Whatever is formatted keeps its tokens, and formatting it again changes nothing.
keeps() {
    formatted "$1" >"$work/once" || return 0 # a mistake: the formatter refuses
    formatted "$work/once" >"$work/twice"
    diff "$work/once" "$work/twice" && diff <("$tokens" "$1") <("$tokens" "$work/once")
}
kept=0
for file in tests/{tokens,ast,format,errors}/*.swarm scenarios/*.swarm stdlib/std/*.swarm; do
    keeps "$file" >"$work/kept" 2>&1 || { echo "not ok - fmt keeps $file"; sed 's/^/#   /' "$work/kept" | head; kept=1; }
done
[ $kept = 0 ] && echo 'ok - fmt keeps tokens and is idempotent'
ok 'scenarios and stdlib are formatted' "$swarmc" fmt --check scenarios/*.swarm stdlib/std/*.swarm

# Files of tests/errors are named as in a folder of their own, so messages don't depend on where the project is.
checked() { (cd tests/errors && "$swarmc" check "${1##*/}"); }
commanded() { (cd "$work" && swarmc=$swarmc bash "$root/$1"); }
root=$PWD
for file in tests/errors/*.swarm; do
    code=$(basename "$file" | cut -c1-5)
    golden "$file" checked "$file"
    ok "$(basename "$file") is $code alone" same "$(grep -oE '^(error|warning|note)\[[A-Z0-9]+' "$work/got" | sed 's/.*\[//' | sort -u)" "$code"
done
for file in tests/errors/*.cmd; do golden "$file" commanded "$file"; done

# The examples of the pages: the wrong one is that mistake, the right one is none.
mkdir "$work/pages"
cp -r tests/errors/data tests/errors/data/* "$work/pages"
awk -v folder="$work/pages" '
    /^## / { code = substr($2, 1, 5); file = "" }
    /^Wrong:/ { file = folder "/" code ".wrong.swarm" }
    /^Right:/ { file = folder "/" code ".right.swarm" }
    file != "" && /^    / { print substr($0, 5) > file }
    file != "" && /^$/ { print "" > file }' docs/diagnostics.md
codes_of() { (cd "$work/pages" && "$swarmc" check "$1" 2>&1 | sed -nE 's/^(error|warning|note)\[([A-Z0-9]+)\].*/\2/p' | sort -u); }
for file in "$work"/pages/*.wrong.swarm; do
    code=$(basename "$file" .wrong.swarm)
    ok "the wrong example of $code is wrong" same "$(codes_of "$code.wrong.swarm")" "$code"
    ok "the right example of $code is right" same "$(codes_of "$code.right.swarm")" ""
done

for code in $(sed -n 's/^DIAG(\([A-Z0-9]*\),.*/\1/p' compiler/diag/diag_codes.def); do
    ok "$code has a test" compgen -G "tests/errors/${code}_*.expect"
    ok "$code has a page" "$swarmc" explain "$code"
done
[ $failed_checks = 0 ]
