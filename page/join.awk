# Joins the modules of the page into one script: awk -f join.awk MAIN.js. Modules are named by their path in the page's folder.
#
# A report is one file that a browser opens from a disk, where it loads no modules. So each module becomes a function that is
# called once, after those that it imports, and that returns its exports.
#
#   import { a, b as c } from "./x.js";        const { a, b: c } = $["x.js"];
#   import d from "htm";                       const d = $["htm"];
#   export function f() { … }                  function f() { … }   and f in what the function returns
#
# Imports are one line each. Comments and indentation are left out. Whatever else begins with `import` or `export` is an error.

function fail(text) {
    print "join.awk: " text > "/dev/stderr"
    failed = 1
    exit 1
}

# The path of a module that the file imports as `name`.
function resolve(file, name,    parts, kept, count, length_, i, path) {
    if (name !~ /^\./)
        return name
    path = file
    if (!sub(/[^\/]*$/, "", path))
        path = ""
    count = split(path name, parts, "/")
    length_ = 0
    for (i = 1; i <= count; i++) {
        if (parts[i] == "..")
            length_--
        else if (parts[i] != ".")
            kept[++length_] = parts[i]
    }
    path = kept[1]
    for (i = 2; i <= length_; i++)
        path = path "/" kept[i]
    return path
}

function imported(file, line,    names, name) {
    if (line !~ /^import .* from "[^"]*";$/)
        fail(file ": not an import on one line: " line)
    name = line
    sub(/^.* from "/, "", name)
    sub(/";$/, "", name)
    names = line
    sub(/^import /, "", names)
    sub(/ from "[^"]*";$/, "", names)
    gsub(/ as /, ": ", names)
    name = resolve(file, name)
    join(name)
    return "const " names " = $[\"" name "\"];"
}

function exported(file, line,    name) {
    if (line !~ /^export (async )?(function|class|const) /)
        fail(file ": not an export of a name: " line)
    name = line
    sub(/^export (async )?(function|class|const) /, "", name)
    sub(/[^A-Za-z0-9_$].*$/, "", name)
    exports[file] = exports[file] (exports[file] ? ", " : "") name
    sub(/^export /, "", line)
    return line
}

# The text of a module without imports and exports; modules that it imports are joined before.
function join(file,    line, text, got, in_comment) {
    if (file in joined || file !~ /\.js$/) # a library: embed.sh has it
        return
    if (file in open)
        fail("modules import each other: " file)
    open[file] = 1
    while ((got = (getline line < file)) > 0) {
        if (in_comment) {
            in_comment = line !~ /\*\/ *$/
            continue
        }
        sub(/^ +/, "", line)
        if (line ~ /^\/\*/ && !sub(/^\/\*([^*]|\*[^\/])*\*\/ */, "", line)) {
            in_comment = 1
            continue
        }
        if (line ~ /^import /)
            line = imported(file, line)
        else if (line ~ /^export \{\};$/)
            continue
        else if (line ~ /^export /)
            line = exported(file, line)
        if (line != "")
            text = text line "\n"
    }
    if (got < 0)
        fail("cannot read " file)
    close(file)
    joined[file] = 1
    printf "$[\"%s\"] = (() => {\n%sreturn { %s };\n})();\n", file, text, exports[file]
}

BEGIN {
    join(ARGV[1])
    exit failed
}
