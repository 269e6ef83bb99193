#!/bin/bash
# Debian's python3-httpbin behind gunicorn: credentials, encodings, cookies, chunks, delays and statuses as somebody else
# understands them.
. tests/support/lib.sh
start_wsgi httpbin:app

# once NAME: the scenario $work/NAME.swarm, each task in turn, by one user.
once() { run "$swarm" run "$work/$1.swarm" -H "$host" --headless -u 1 --iterations "$2" -t 60s; }

cat >"$work/right.swarm" <<'END'
include "std/http"
user Client {
    sequence All {
        task basic {
            get "/basic-auth/ann/s:%20e" as "basic" {
                auth basic("ann", "s: e")
                check json_ok
                expect json("$.user") == "ann"
            }
        }
        task bearer {
            get "/bearer" {
                auth bearer("t.o-k/e=n")
                expect json("$.token") == "t.o-k/e=n"
            }
        }
        task digest {
            get "/digest-auth/auth/ann/secret" as "digest md5" { auth digest("ann", "secret")  check json_ok }
            get "/digest-auth/auth/ann/secret/SHA-256" as "digest sha256" { auth digest("ann", "secret")  check json_ok }
            get "/basic-auth/ann/secret" as "basic after digest" { auth basic("ann", "secret")  check json_ok }
        }
        task encodings {
            get "/gzip" { expect json("$.gzipped") == true  expect header("Content-Encoding") == "gzip" }
            get "/deflate" { expect json("$.deflated") == true }
            get "/brotli" { expect json("$.brotli") == true }
            get "/brotli" as "brotli asked" {
                headers { "Accept-Encoding": "br" }
                expect json("$.brotli") == true
                expect json("$.headers['Accept-Encoding']") == "br"
            }
        }
        task cookies {
            get "/cookies/set?flavour=oat%20%26%20honey&top=nuts" as "set" { expect url endswith "/cookies" }
            get "/cookies/delete?top" as "delete" { expect json("$.cookies.top") is none }
            get "/cookies" {
                cookies { once: "yes" }
                expect json("$.cookies.flavour") contains "oat"
                expect json("$.cookies.once") == "yes"
                expect json("$.cookies.top") is none
            }
            get "/cookies" as "jar" { expect json("$.cookies.once") is none }
        }
        task chunks {
            get "/stream/20" {
                expect header("Transfer-Encoding") == "chunked"
                expect len(split(trim(body), "\n")) == 20
            }
            get "/stream-bytes/100000?seed=1&chunk_size=997" as "stream bytes" { expect size == 100000 }
            get "/drip?duration=0.3&numbytes=30&delay=0.1" as "drip" { expect size == 30  expect elapsed >= 300ms }
        }
        task delay {
            get "/delay/0.3" { expect elapsed >= 300ms and elapsed < 2s }
        }
        task statuses {
            for code in [200, 201, 204, 304, 400, 404, 418, 429, 500, 503] {
                get "/status/${code}" { expect status == code }
            }
        }
        task redirects {
            get "/redirect/5" { expect url endswith "/get" }
            get "/absolute-redirect/3" { expect url endswith "/get" }
            get "/relative-redirect/3" { expect url endswith "/get" }
            get "/redirect-to?url=/get&status_code=307" as "307" { redirects 0  expect status == 307 }
        }
        task sent {
            post "/post" as "form" { form { a: "1 & 2", b: "é" }  expect json("$.form.a") == "1 & 2"  expect json("$.form.b") == "é" }
            put "/put" as "json" { json { list: [1, "ü"] }  expect json("$.json.list[1]") == "ü" }
            patch "/patch" as "text" { body "line\n"  expect json("$.data") == "line\n" }
            delete "/delete" { expect json("$.url") endswith "/delete" }
            get "/get" as "query" { query { q: "장학 + x" }  expect json("$.args.q") == "장학 + x" }
            head "/get" as "head" { expect size == 0 and status == 200 }
            get "/user-agent" { headers { "User-Agent": "x/1" }  expect json("$['user-agent']") == "x/1" }
        }
        task pages {
            get "/html" { check html_ok  expect xpath("//h1") == "Herman Melville - Moby-Dick" }
            get "/image/png" { expect substring(hex(body), 0, 8) == "89504e47" }
            get "/etag/abc" as "etag" { headers { "If-None-Match": "\"abc\"" }  expect status == 304 }
            get "/range/100" as "range" { headers { "Range": "bytes=10-19" }  expect status == 206  expect size == 10 }
        }
    }
}
END
once right 11
ok "httpbin: nothing fails" status_is 0
ok "httpbin: all were asked" out_has '^ *Aggregated +42 +0\('
ok "httpbin: a digest is one request in the report" out_has '^GET +digest sha256 +1 +0\('
ok "httpbin: statuses are one row" same "$(row GET '/status/[code]')" "10 0(0.00%)"

cat >"$work/wrong.swarm" <<'END'
user Client {
    sequence All {
        task basic { get "/basic-auth/ann/secret" as "basic" { auth basic("ann", "wrong") } }
        task digest { get "/digest-auth/auth/ann/secret" as "digest" { auth digest("ann", "wrong") } }
        task bearer { get "/bearer" as "bearer" }
        task late { get "/delay/3" as "late" { timeout 300ms } }
        task lost { get "/status/404" as "lost" }
        task circle { get "/redirect/12" as "circle" }
        task plain {
            get "/gzip" as "not asked" { headers { "Accept-Encoding": none }  expect status == 200 }
        }
    }
}
END
once wrong 7
ok "httpbin: wrong credentials fail" out_has 'GET basic: .*401'
ok "httpbin: so does a wrong digest" out_has 'GET digest: .*401'
ok "httpbin: and no token" out_has 'GET bearer: .*401'
ok "httpbin: a timeout" out_has 'GET late: .*tim'
ok "httpbin: a status" out_has 'GET lost: .*404'
ok "httpbin: a redirect too many" out_has 'GET circle: .*redirects'
ok "httpbin: six failures, no more" out_has '^ *Aggregated +7 +6\('
finish
