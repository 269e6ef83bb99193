#!/bin/sh
# Writes C that holds every .swarm file below the folder given: stdlib_files[] of { name, text, length }.
# A file std/http.swarm is found by `include "std/http"`.
set -eu
cd "$1"
echo '#include "compiler/module/stdlib.h"'
echo 'const struct stdlib_file stdlib_files[] = {'
find std -name '*.swarm' | LC_ALL=C sort | while read -r file; do
    printf '{ "%s", (const char[]){' "${file%.swarm}"
    od -An -v -tx1 "$file" | sed 's/ \([0-9a-f][0-9a-f]\)/0x\1,/g'
    printf '0}, %s },\n' "$(wc -c < "$file")"
done
echo '{ 0, 0, 0 } };'
