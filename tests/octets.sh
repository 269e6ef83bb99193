#!/bin/bash
# Bytes and text: charsets of answers and of data files, XML, parts of multipart bodies.
. tests/support/lib.sh
start_script octets

# passes NAME STATEMENTS: a task with these statements has no failure and no error.
passes() {
    printf 'user U { task t {\n%s\n} }\n' "$2" >"$work/passes.swarm"
    run "$swarm" run "$work/passes.swarm" -H "$host" --headless --iterations 1 -t 20s
    ok "$1" status_is 0
}

passes "text is decoded by the charset of the answer" '
    get "/" { query { t: "text/html; charset=ISO-8859-1", b: "3c7020783d22746f776e223e5afc726963683c2f703e" }
        expect body contains "Zürich"
        expect regex(r"town.>(\S+)<") == "Zürich"
        expect xpath("//p") == "Zürich"
        expect hex(bytes) contains "5afc72"
        expect size == 22 and len(body) == 22 and len(bytes) == 22
    }
    get "/" { query { t: "application/json; charset=windows-1251", b: "7b2261223a22cfe8f2e5f0227d" }
        expect json("$.a") == "Питер"
        expect json("$") == { a: "Питер" }
    }
    let r = get "/" { query { t: "application/json", b: "fffe7b007d00" } }
    if r.body != "{}" or hex(r.bytes) != "fffe7b007d00" { fail "UTF-16" }
    get "/" { query { t: "image/png", b: "89504e470d0a" }
        expect hex(body) == "89504e470d0a"
    }'
passes "XML is read as XML, with its namespaces" '
    let soap = """<?xml version="1.0"?><s:Envelope xmlns:s="urn:e"><s:Body><Order xmlns="urn:shop"><Id>77</Id></Order></s:Body></s:Envelope>"""
    get "/" { query { t: "text/xml; charset=utf-8", b: hex(soap) }
        expect xpath("""//*[local-name()="Id"]""") == "77"
        expect xpath("//s:Body/Order/Id") == "77"
        expect xpath("//_:Order/_:Id") == "77"
        expect xpath("//soap:Body") == none
    }
    get "/" { query { t: "text/html", b: hex("<P>1<BR>2") }
        expect xpath("//p/text()") == "1"
    }'

# ---- multipart ----

printf '\x89PNG\r\n\xff' >"$work/dot.png"
passes "a list is a part for each item; files have names and types" '
    let again = [file("dot.png"), none, part(file("dot.png"), "image/x-dot", "other.bin")]
    post "/" {
        multipart {
            album: "summer",
            photos: [file("dot.png"), file("dot.png")],
            more: again,
            tags: ["sea", 7, none, true],
            absent: none
        }
        expect json("$.parts[?@.name==\"photos\"].filename") == ["dot.png", "dot.png"]
        expect json("$.parts[?@.name==\"photos\"].type") == ["image/png", "image/png"]
        expect json("$.parts[?@.name==\"photos\"].hex") == ["89504e470d0aff", "89504e470d0aff"]
        expect json("$.parts[?@.name==\"more\"].filename") == ["dot.png", "other.bin"]
        expect json("$.parts[?@.name==\"more\"].type") == ["image/png", "image/x-dot"]
        expect json("$.parts[?@.name==\"tags\"].hex") == ["736561", "37", "74727565"]
        expect json("$.parts[?@.name==\"tags\"].type") == [none, none, none]
        expect json("$.parts[?@.name==\"absent\"]") == []
    }
    post "/" {
        multipart {
            meta: part({ id: 1 }, "application/json"),
            text: part("a,b", none, "table.csv"),
            raw: part(read("dot.png"), "image/png"),
            empty: part("", "text/plain", "")
        }
        expect json("$.parts[*].type") == ["application/json", "text/csv", "image/png", "text/plain"]
        expect json("$.parts[*].filename") == [none, "table.csv", none, ""]
        expect json("$.parts[0].hex") == hex("{\"id\":1}")
    }'

# refused NAME PATTERN STATEMENT: the task ends with an error that matches; nothing is sent.
refused() {
    printf 'fn same(x) { return x }\nuser U { task t {\n%s\n} }\n' "$3" >"$work/refused.swarm"
    run "$swarm" run "$work/refused.swarm" -H "$host" --headless --iterations 1 -t 20s
    ok "refused: $1" out_has "$2"
}
refused "a map in multipart" "a field can't be a map" 'post "/" { multipart { a: same({ b: 1 }) } }'
refused "a map in a form" "a field can't be a map" 'post "/" { form { a: same({ b: 1 }) } }'
refused "a map in a query" "a field can't be a map" 'get "/" { query { a: [same({ b: 1 })] } }'
refused "a list in a header" "a field can't be a list" 'get "/" { headers { "X-A": same([1]) } }'
refused "a list in a list" "a field can't be a list" 'post "/" { multipart { a: same([[1]]) } }'
refused "a line break in a type" "the type of part.. contains a line break" 'post "/" { multipart { a: part("x", same("a\r\nb")) } }'
refused "a map as a part" "without the type" 'post "/" { multipart { a: part(same({ b: 1 })) } }'
refused "bytes in JSON" "a string isn't UTF-8.*0xe9 after .caf" 'post "/" { json { a: same("caf\xe9") } }'
refused "bytes in json_encode" "a string isn't UTF-8" 'let x = json_encode([same("caf\xe9")]) get "/${x}"'

# ---- data files ----

# table NAME FORMAT BYTES: the first row of the table is ann with her password, in letters beyond ASCII.
table() {
    printf "$3" >"$work/table"
    [[ $1 != *gzip* ]] || { gzip -c "$work/table" >"$work/table.gz"; mv "$work/table.gz" "$work/table"; }
    passes_data "$1" "csv(\"table\") $2"
}
passes_data() {
    printf 'data people = %s\n' "$2" >"$work/data.swarm"
    echo 'user U { task t {
        let ann = take people
        post "/" { json { user: ann.user, word: ann.word } expect json("$.hex") == hex("{\"user\":\"ann\",\"word\":\"pä€\"}") }
    } }' >>"$work/data.swarm"
    run "$swarm" run "$work/data.swarm" -H "$host" --headless --iterations 1 -t 20s
    ok "data: $1" status_is 0
}
table "UTF-8" '' 'user,word\nann,pä€\n'
table "UTF-8 with a mark" 'random' '\xef\xbb\xbfuser,word\r\nann,pä€\r\n'
table "windows-1252 with semicolons" 'delimiter ";" encoding "windows-1252"' 'user;word\r\nann;p\xe4\x80\r\n'
table "tabs" 'encoding "utf-8" unique delimiter "\t"' 'user\tword\nann\tpä€\n'
table "iso-8859-15" 'encoding "ISO-8859-15"' 'user,word\nann,p\xe4\xa4\n'
table "UTF-16 by its mark" '' '\xff\xfeu\0s\0e\0r\0,\0w\0o\0r\0d\0\n\0a\0n\0n\0,\0p\0\xe4\0\xac\x20\n\0'
table "gzip" '' 'user,word\nann,pä€\n'
table "gzip, with semicolons and an encoding" 'encoding "cp1252" delimiter ";"' 'user;word\nann;p\xe4\x80\n'

# no_text NAME FORMAT PATTERN BYTES: check and run refuse the file, with a reason.
no_text() {
    printf "$4" >"$work/table"
    printf 'data people = %s\nuser U { wait 1s  task t { let row = take people  get "/${len(row)}" } }\n' "$2" >"$work/data.swarm"
    run "$swarmc" check "$work/data.swarm"
    ok "no data: $1" status_is 1
    ok "no data: $1: the reason" err_has "$3"
    run "$swarm" run "$work/data.swarm" -H "$host" --headless --iterations 1 -t 20s
    ok "no data: $1: nothing runs" status_is 2
}
no_text "a row in Latin-1" 'csv("table")' 'table:3`.* column `word`: the byte 0xe4 after `p` isn.t text in UTF-8' 'user,word\nann,x\nbob,"p\xe4"\n'
no_text "a header in Latin-1" 'csv("table")' 'table:1`.*: the byte 0xfc after `T` isn.t text in UTF-8' 'T\xfcr,word\nann,x\n'
no_text "a line in Latin-1" 'lines("table")' 'table:2`.*: the byte 0xe4' 'ann\n\xe4\n'
no_text "a list in Latin-1" 'json("table")' 'table:2`.*: the byte 0xe4' '[1,\n"\xe4"]'
no_text "a byte that windows-1252 lacks" 'csv("table") encoding "windows-1252"' 'column `word`: the byte 0x81 isn.t text in windows-1252' 'user,word\nann,\x81\n'
no_text "half a character in UTF-16" 'csv("table")' 'table:1`.* isn.t text in utf-16le' '\xff\xfea\0b'
no_text "UTF-16 without a mark" 'lines("table")' 'NUL bytes.*utf-16le' 'a\0b\0'
no_text "half a gzip file" 'lines("table")' 'gzip data is damaged' '\x1f\x8b\x08\0\0'
no_text "a ZIP archive" 'csv("table")' 'ZIP archive' 'PK\x03\x04'
no_text "no row" 'csv("table")' 'no row of data' 'user,word\n'
no_text "an open quote" 'csv("table")' 'table:2`.*: the quote that starts here' 'user,word\n"ann,x\n'

echo 'user U { task t { get "/" { query { t: "text/plain; charset=latin1", b: "fc" } } } }' >"$work/try.swarm"
run "$swarm" try "$work/try.swarm" -H "$host"
ok "swarm try shows the text" out_has '^ +ü$'

finish
