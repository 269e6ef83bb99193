#!/bin/sh
# Writes C that holds the text of diagnostics.md for `swarmc explain`: diag_pages_text[].
set -eu
echo '#include "compiler/diag/diag_page.h"'
echo 'const char diag_pages_text[] = {'
od -An -v -tx1 "$1" | sed 's/ \([0-9a-f][0-9a-f]\)/0x\1,/g'
echo '0};'
