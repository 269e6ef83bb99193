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

echo 'user U { task t { get "/" { query { t: "text/plain; charset=latin1", b: "fc" } } } }' >"$work/try.swarm"
run "$swarm" try "$work/try.swarm" -H "$host"
ok "swarm try shows the text" out_has '^ +ü$'

finish
