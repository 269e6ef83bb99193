#!/bin/sh
# Writes C that holds the style and the script of the HTML report with their hashes: embed.sh OUR-FOLDER UPLOT-FOLDER.
# uPlot's licence goes along, at the head of both.
set -eu
ours=$1 uplot=$2

licence() { printf '/*\n'; cat "$uplot/LICENSE"; printf '*/\n'; }
style() { licence; cat "$uplot/dist/uPlot.min.css"; echo; cat "$ours/report.css"; }
script() { licence; cat "$uplot/dist/uPlot.iife.min.js" "$ours/report.js"; }

# array NAME: C that holds standard input, with a NUL at its end.
array() {
    echo "const char $1[] = {"
    od -An -v -tx1 | sed 's/ \([0-9a-f][0-9a-f]\)/0x\1,/g'
    echo '0};'
}
sha256() { sha256sum | cut -c 1-64 | tr a-f A-F | basenc --base16 -d | base64 -w 0; }

if script | grep -qiE '</script|<!--' || style | grep -qi '</style'; then
    echo "$0: style and script stand in a page and mustn't end their element" >&2
    exit 1
fi
echo '#include "runtime/report/html/html_assets.h"'
style | array html_style
style | sha256 | array html_style_hash
script | array html_script
script | sha256 | array html_script_hash
