# The language at run time: each tests/vm/NAME.swarm runs as `swarm try` runs it, each task once, and says in
# comments `# expect: LINE` what it must log, in that order; a runtime error is the line `! place: message`, and
# its call stack the lines after it. `@` is the place of that line, or of the last one before it that is no
# comment. A file compiles without a warning.
#
# Arguments of swarm try stand in a comment `# try: ARGUMENTS`.
set -u
cd "$(dirname "$0")/.."
. tests/support/lib.sh

start_target

# What was logged, and the errors, of the output of `swarm try`.
logged() { sed -nE 's/^    log: //p; s/^  ! /! /p; s/^    ((at|…) .*)/\1/p' "$work/out"; }
wanted() {
    awk '!/^ *#/ { place = FILENAME ":" FNR } sub(/.*# expect: /, "") { gsub(/@/, place); print }' "$1"
}

as_expected() {
    local arguments
    arguments=$(sed -nE 's/^# try: //p' "$1")
    # shellcheck disable=SC2086 # they are words
    run timeout 20 "$swarm" try "$1" -H "$host" $arguments
    diff <(wanted "$1") <(logged) && diff /dev/null "$work/err"
}

cd tests/vm || exit 1
for file in *.swarm; do ok "vm/$file" as_expected "$file"; done
finish
