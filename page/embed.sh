#!/bin/sh
# Writes the web page as C, which page_assets.h describes: embed.sh PAGE-FOLDER MODULES-FOLDER.
# With a further FOLDER, writes page.html, page.css and page.js there instead, for tests.
#
# The script is the same for the server and for the report: the libraries, then our modules, joined by join.awk. The licenses of
# the libraries go along.
set -eu
modules=$(cd "$2" && pwd)
folder=${3:+$(cd "$3" && pwd)}
cd "$1"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# Five of a swarm, in the color of the page's links.
icon="data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16' fill='%232f6fde'%3E%3Ccircle cx='8' cy='8' r='2.6'/%3E%3Ccircle cx='3' cy='4' r='1.8'/%3E%3Ccircle cx='13' cy='4' r='1.8'/%3E%3Ccircle cx='3' cy='12' r='1.8'/%3E%3Ccircle cx='13' cy='12' r='1.8'/%3E%3C/svg%3E"

license() { printf '/* %s\n' "$1"; cat "$modules/$1/LICENSE"; printf '*/\n'; }

# library NAME FILE [RESULT]: a library as a module of the script. The file is CommonJS, or defines the variable RESULT.
library() {
    printf 'library("%s", (module, exports, require) => {\n' "$1"
    grep -v '^//# sourceMappingURL' "$modules/$2"
    printf '%s});\n' "${3:+module.exports = $3;}"
}

style() {
    license uplot
    cat "$modules/uplot/dist/uPlot.min.css"
    echo
    cat page.css
}
script() {
    license uplot
    license preact
    license htm
    cat <<'END'
(() => {
"use strict";
const $ = {};
const library = (name, define) => {
const module = { exports: {} };
define(module, module.exports, (wanted) => $[wanted]);
$[name] = module.exports;
};
END
    library uplot uplot/dist/uPlot.iife.min.js uPlot
    library preact preact/dist/preact.min.umd.js
    library htm htm/dist/htm.js
    awk -f join.awk main.js
    echo '})();'
}

# bytes NAME: C that holds standard input. text NAME: the same with a NUL at its end.
bytes() {
    echo "static const unsigned char $1[] = {"
    od -An -v -tx1 | sed 's/ \([0-9a-f][0-9a-f]\)/0x\1,/g'
    echo '};'
}
text() {
    echo "const char $1[] = {"
    od -An -v -tx1 | sed 's/ \([0-9a-f][0-9a-f]\)/0x\1,/g'
    echo '0};'
}
sha256() { sha256sum | cut -c 1-64; }
base64_of() { tr a-f A-F | basenc --base16 -d | base64 -w 0; }

style >"$work/style"
script >"$work/script"
if grep -qiE '</script|<!--' "$work/script" || grep -qi '</style' "$work/style"; then
    echo "$0: script and style stand in a report and must not end their element" >&2
    exit 1
fi
# html STYLE-PATH SCRIPT-PATH
html() { sed -e "s|@ICON@|$icon|" -e "s|@STYLE@|$1|" -e "s|@SCRIPT@|$2|" page.html; }

if [ "$folder" ]; then
    cp "$work/style" "$folder/page.css"
    cp "$work/script" "$folder/page.js"
    html page.css page.js >"$folder/page.html"
    exit
fi
style_path=assets/$(sha256 <"$work/style" | cut -c 1-16).css
script_path=assets/$(sha256 <"$work/script" | cut -c 1-16).js
html "$style_path" "$script_path" >"$work/html"

echo '#include "page/page_assets.h"'
for name in html style script; do gzip -9n <"$work/$name" | bytes "${name}_gzip"; done
cat <<END
const struct page_asset page_assets[] = {
    {"", "text/html; charset=utf-8", html_gzip, sizeof html_gzip},
    {"$style_path", "text/css; charset=utf-8", style_gzip, sizeof style_gzip},
    {"$script_path", "text/javascript; charset=utf-8", script_gzip, sizeof script_gzip},
};
const size_t page_asset_count = sizeof page_assets / sizeof *page_assets;
const char page_icon[] = "$icon";
END
text page_style <"$work/style"
sha256 <"$work/style" | base64_of | text page_style_hash
text page_script <"$work/script"
sha256 <"$work/script" | base64_of | text page_script_hash
