#!/bin/bash
# Golden tests of the compiler: each stage turns tests/STAGE/NAME.swarm into what NAME.expect holds.
#
#   tokens/   the scanner      ast/    the tree      format/  the formatter
#   bytecode/ the program    names/  the rows that can be reported
#   errors/   `swarmc check`: one mistake each, named by its code; NAME.cmd is a command for what no file can show
#   recovery/ the parser after mistakes: all are told, none twice
#   habits/   `swarmc check`: what users of other tools write
#
# UPDATE=1 writes the .expect files; read the difference before it is committed.
. tests/support/lib.sh
root=$PWD

# golden FILE COMMAND…: its output is that of the .expect beside the file.
golden() {
    local expect=${1%.*}.expect
    "${@:2}"
    [ -n "${UPDATE:-}" ] && cp "$work/out" "$expect"
    ok "${1#tests/}" identical "$expect" "$work/out"
}

# Files are named as in a folder of their own, so messages don't depend on where the project is.
in_its_folder() { # COMMAND FILE
    folder=${2%/*}
    compile_to "$work/out" "$1" "${2##*/}"
    folder=.
}
formatted() { # FILE [OUTPUT]
    input=$1
    compile_to "${2:-$work/out}" fmt -
    input=/dev/null
}
commanded() { (cd "$work" && swarmc=$swarmc bash "$root/$1") >"$work/out" 2>&1 </dev/null; }

for file in tests/tokens/*.swarm; do golden "$file" compile_to "$work/out" tokens "$file"; done
for file in tests/ast/*.swarm; do golden "$file" compile_to "$work/out" ast "$file"; done
for file in tests/recovery/*.swarm; do golden "$file" compile_to "$work/out" check "$file"; done
for file in tests/habits/*.swarm; do golden "$file" in_its_folder check; done
for file in tests/bytecode/*.swarm; do golden "$file" in_its_folder dis "$file"; done
for file in tests/names/*.swarm; do golden "$file" in_its_folder names "$file"; done
for file in tests/format/*.swarm; do golden "$file" formatted "$file"; done

# keeps FILE: formatted, it has the same tokens, and formatting it again changes nothing. The formatter refuses mistakes.
keeps() {
    formatted "$1" "$work/once"
    [ "$status" = 0 ] || return 0
    formatted "$work/once" "$work/twice"
    identical "$work/once" "$work/twice" || return 1
    compile_to "$work/tokens" tokens "$1"
    compile_to "$work/kept" tokens "$work/once"
    identical "$work/tokens" "$work/kept"
}
kept() {
    local file failed=0
    for file in tests/{tokens,ast,format,errors}/*.swarm scenarios/*.swarm stdlib/std/*.swarm; do
        keeps "$file" || { echo "$file"; failed=1; }
    done
    return $failed
}
ok 'fmt keeps tokens and is idempotent' kept

# find_codes FILE: sets $codes to the codes of the diagnostics in it, each once.
find_codes() {
    local line lines
    codes=
    mapfile -t lines <"$1"
    for line in "${lines[@]}"; do
        [[ $line =~ ^(error|warning|note)\[([A-Z0-9]+) && " $codes " != *" ${BASH_REMATCH[2]} "* ]] && codes+="${codes:+ }${BASH_REMATCH[2]}"
    done
}
for file in tests/errors/*.swarm; do
    name=${file##*/}
    golden "$file" in_its_folder check "$file"
    find_codes "$work/out"
    ok "$name is ${name::5} alone" same "$codes" "${name::5}"
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
example_gives() { # FILE CODES
    in_its_folder check "$1"
    find_codes "$work/out"
    same "$codes" "$2"
}
for file in "$work"/pages/*.wrong.swarm; do
    code=${file##*/}
    code=${code%.wrong.swarm}
    ok "the wrong example of $code is wrong" example_gives "$file" "$code"
    ok "the right example of $code is right" example_gives "${file%.wrong.swarm}.right.swarm" ""
done

explained() {
    compile explain "$1"
    status_is 0
}
for code in $(sed -n 's/^DIAG(\([A-Z0-9]*\),.*/\1/p' compiler/diag/diag_codes.def); do
    ok "$code has a test" compgen -G "tests/errors/${code}_*.expect"
    ok "$code has a page" explained "$code"
done
finish
