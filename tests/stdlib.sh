#!/bin/bash
# The standard library: each check fails where it must (that they pass where they must is scenarios.sh's matter), each
# function gives what its comment says.
. tests/support/lib.sh
start_target

# Runs a file of $work once through its tasks with one user.
once() { run "$swarm" run "$work/$1" -H "$host" --headless -u 1 --iterations "$2" -t 30s --seed 3; }
failed() { ok "std/http: $1" same "$(row GET "$2" | tr -d ' ')" "11(100.00%)"; }

# ---- std/http ----
cat >"$work/http.swarm" <<'END'
include "std/http"
user Client {
    sequence Wrong {
        task ok { get "/status/404" as "ok" { check ok } }
        task redirect_is_not_ok { get "/redirect/1" as "ok-3xx" { redirects 0 check ok } }
        task created { get "/" as "created" { check created } }
        task no_content { get "/" as "no_content" { check no_content } }
        task json_ok { get "/" as "json_ok" { check json_ok } }
        task json_bad { get "/status/500" as "json_500" { check json_ok } }
        task html_ok { get "/json" as "html_ok" { check html_ok } }
        task html_no_type { get "/status/204" as "html_204" { check html_ok } }
        task elsewhere { get "/redirect/2" as "redirects_to" { redirects 0 check redirects_to("/redirect/0") } }
        task not_redirected { get "/" as "redirects_to-200" { check redirects_to("/") } }
        task faster_than { get "/delay/0.05" as "faster_than" { check faster_than(20ms) } }
        task right {
            get "/redirect-to" as "right" {
                query { url: "${host}/items" }
                redirects 0
                check redirects_to("/items")
            }
        }
    }
}
END
once http.swarm 12
failed "ok refuses 404" ok
failed "ok refuses a redirect" ok-3xx
failed "created refuses 200" created
failed "no_content refuses a body" no_content
failed "json_ok refuses HTML" json_ok
failed "json_ok refuses 500" json_500
failed "html_ok refuses JSON" html_ok
failed "html_ok refuses an answer without a type" html_204
failed "redirects_to refuses another place" redirects_to
failed "redirects_to refuses an answer" redirects_to-200
failed "faster_than refuses a slow answer" faster_than
ok "std/http: redirects_to takes a whole URL" same "$(row GET right | tr -d ' ')" "10(0.00%)"

# ---- std/auth ----
cat >"$work/auth.swarm" <<'END'
include "std/auth"
user Client {
    task login {
        let token = bearer_login("/auth/login", { username: "ann", password: "ann" })
        get "/api/song" as "json" { headers { "Authorization": bearer(token) } }
        let other = oauth_login("/oauth/token", "bob", "builder")
        get "/api/song" as "oauth" { headers { "Authorization": bearer(other) } }
        get "/headers" as "none" {
            headers { "Authorization": bearer(none) }
            expect not (json("$.headers.Authorization") exists)
        }
        if first_existing([none, false, 1]) != false { fail "first_existing takes false for none" }
        if first_existing([none]) != none { fail "first_existing found something" }
        bearer_login("/auth/login", { username: "ann", password: "wrong" })
        get "/" as "never"
    }
}
END
once auth.swarm 1
ok "std/auth: the token of a JSON login is taken" same "$(row GET json | tr -d ' ')" "10(0.00%)"
ok "std/auth: the token of an OAuth login is taken" same "$(row GET oauth | tr -d ' ')" "10(0.00%)"
ok "std/auth: no header without a token" same "$(row GET none | tr -d ' ')" "10(0.00%)"
ok "std/auth: a refused login is a failure" same "$(row POST login | tr -d ' ')" "31(33.33%)"
ok "std/auth: a refused login ends the task" out_lacks ' never '
ok "std/auth: a refused login says so" out_has 'POST login: the login gave no token'
ok "std/auth: nothing else went wrong" out_lacks 'first_existing'

cat >"$work/client.swarm" <<'END'
include "std/auth"
const vanilla = "https://example.amazonaws.com/"
user Client {
    task login {
        let token = client_login("/oauth/token", "carl", "carl", none)
        get "/api/song" as "client" { headers { "Authorization": bearer(token) } }
        # The vectors get-vanilla, get-vanilla-query-order-key-case and post-vanilla of AWS's test suite.
        let keys = {
            access_key: "AKIDEXAMPLE",
            secret_key: "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY",
            region: "us-east-1",
            service: "service",
            time: date("2015-08-30T12:36:00Z"),
        }
        log "signed: " + aws_sign("GET", vanilla, "", keys).authorization
        log "signed: " + aws_sign("GET", vanilla + "?Param2=value2&Param1=value1", "", keys).authorization
        log "signed: " + aws_sign("post", "https://example.amazonaws.com", "", keys).authorization
        keys.service = "s3"
        keys.token = "temporary"
        log "s3: " + aws_sign("PUT", "http://h:9000/a%20b?acl", "x", keys).authorization
        client_login("/oauth/token", "carl", "wrong", "read")
        get "/" as "never"
    }
}
END
once client.swarm 1
ok "std/auth: the token of client credentials is taken" same "$(row GET client | tr -d ' ')" "10(0.00%)"
ok "std/auth: wrong client credentials fail" same "$(row POST login | tr -d ' ')" "21(50.00%)"
ok "std/auth: AWS signatures are those of its test suite" same \
    "$(grep -oh 'signed: .*Signature=.*' "$work/err" | sed 's/.*Signature=//' | tr '\n' ' ')" \
    "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31 b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500 5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b "
ok "std/auth: S3 signs the hash of the body" err_has 's3: .*SignedHeaders=host;x-amz-content-sha256;x-amz-date;x-amz-security-token, '

# ---- std/auth: forms ----
"$python" tests/servers/odd_form.py >"$work/form.out" 2>"$work/form.err" &
servers+=($!)
wait_for grep -q http "$work/form.out" || echo "not ok - the server of forms starts"
cat >"$work/form.swarm" <<'END'
include "std/auth"
user Client {
    sequence Logins {
        task right {
            form_login("/in/side/", { user: "ann é", pass: "a&b=c +d", absent: none })
            get "/inside" as "inside"
        }
        task wrong {
            form_login("/in/side/", { user: "ann é", pass: "wrong" })
            get "/inside" as "never"
        }
        task forged {
            form_login("/in/side/", { user: "ann é", pass: "a&b=c +d", csrf: "forged" })
            get "/inside" as "never"
        }
        task no_form {
            form_login("/inside", {})
            get "/inside" as "never"
        }
        task no_page {
            form_login("/nowhere", {})
            get "/inside" as "never"
        }
    }
}
END
target=$host
host=$(cat "$work/form.out")
once form.swarm 5
host=$target
ok "form_login: the session is there" same "$(row GET inside | tr -d ' ')" "10(0.00%)"
ok "form_login: pages without a form are failures" grep -qE '^GET +login page +5 +2\(' "$work/out"
ok "form_login: refused or asked again are failures" same "$(row POST login | tr -d ' ')" "32(66.67%)"
ok "form_login: a wrong password" out_has 'POST login: the login form came again'
ok "form_login: a forged token" out_has 'POST login: the login was refused'
ok "form_login: a page without a form" out_has 'GET login page: the page has no form that asks for a password'
ok "form_login: a failed login ends the task" out_lacks ' never '

# ---- names of a scenario that the library uses inside, too ----
cat >"$work/names.swarm" <<'END'
include "std/auth"
include "std/flow"
include "std/rest"
include "std/think"
const target = "x"
const names = ["y"]
shared from = 1
user Client {
    task all {
        form_login("/html", { user: "ann", password: "ann" })
        log "${target} ${names} ${from}"
    }
}
END
ok "a scenario's names don't clash with those inside the library" "$swarmc" check -W error "$work/names.swarm"

# ---- std/values ----
cat >"$work/values.swarm" <<'END'
include "std/values"
include "std/auth"
fn must(what, holds) { if not holds { fail "wrong: ${what}" } }
user Client {
    task all {
        must("first", first_existing([none, false, 1]) == false and first_existing([none]) is none)
        must("segment", last_segment("/orders/42/?x=/7#/8") == "42" and last_segment("42") == "42")
        must("no segment", last_segment(none) is none and last_segment("/") == "")
        must("form", form_encode({ a: "b c&d=é", n: 1, x: none }) == "a=b%20c%26d%3D%C3%A9&n=1")
        must("no form", form_encode({}) == "")
        let page = "http://h/a/b?c=/d#e"
        must("join file", join_url(page, "f?g") == "http://h/a/f?g")
        must("join root", join_url(page, "/f") == "/f")
        must("join whole", join_url(page, "https://i/f") == "https://i/f")
        must("join itself", join_url(page, "") == "http://h/a/b?c=/d" and join_url(page, "#x") == "http://h/a/b?c=/d")
        must("join query", join_url(page, "?x=1") == "http://h/a/b?x=1")
        must("join to no path", join_url("http://h", "f") == "http://h/f")
        must("basic", basic("Aladdin", "open sesame") == "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==")
        get "/" as "done"
    }
}
END
once values.swarm 1
ok "std/values: all as said" same "$(row GET done | tr -d ' ')" "10(0.00%)"
ok "std/values: status 0" status_is 0

# ---- std/think ----
cat >"$work/think.swarm" <<'END'
include "std/think"
fn must(what, holds) { if not holds { fail "wrong: ${what}" } }
fn near(what, sum, count, mean) {
    must("${what}: ${sum / count} on average", sum / count > mean * 0.95 and sum / count < mean * 1.05)
}
user Client {
    task all {
        let n = 4000
        let usual = 0s
        let around = 0s
        let seldom = 0
        let quick = 0s
        let look = 0s
        let all = 0s
        repeat n {
            let one = usually(1s, 2s, 9s)
            must("usually ${one}", one >= 1s and one <= 9s)
            usual = usual + one
            one = about(10s, 20%)
            must("about ${one}", one >= 8s and one <= 12s)
            around = around + one
            one = mostly(1s, 50s, 10%)
            must("mostly ${one}", (one >= 800ms and one <= 1200ms) or (one >= 40s and one <= 60s))
            if one > 2s { seldom = seldom + 1 }
            quick = quick + hurried()
            look = look + browsing()
            all = all + thorough()
        }
        near("usually", usual, n, 4s)
        near("about", around, n, 10s)
        must("mostly ${seldom}", seldom > 300 and seldom < 500)
        near("hurried", quick, n, 1400ms)
        near("browsing", look, n, 8s)
        near("thorough", all, n, 48333ms)
        must("the same", usually(2s, 2s, 2s) == 2s)
        let reading = reading_time(random_string(600))
        must("reading ${reading}", reading > 20s and reading < 40s and reading_time("") == 0s)
        must("reading at most", reading_time(random_string(5000)) == 1m)
        let typing = typing_time("hello")
        must("typing ${typing}", typing > 660ms and typing < 1340ms)
        get "/" as "done"
    }
}
END
once think.swarm 1
ok "std/think: shapes, profiles and activities as said" same "$(row GET done | tr -d ' ')" "10(0.00%)"
ok "std/think: status 0" status_is 0

# ---- std/rest ----
cat >"$work/rest.swarm" <<'END'
include "std/auth"
include "std/rest"
shared token = none
setup { token = bearer_login("/auth/login", { username: "admin", password: "admin" }) }
user Editor {
    headers { "Authorization": bearer(token) }
    use Collection("/api/playlist", { name: "a" }, { name: "b" }, { list: 3, read: 6, create: 2, update: 2, delete: 1 })
}
END
once rest.swarm 280
requests() { row "$1" "$2" | cut -d' ' -f1; }
between() { [ "$1" -ge "$2" ] && [ "$1" -le "$3" ] || { echo "$1 is not in $2 to $3"; return 1; }; }
ok "std/rest: nothing fails" status_is 0
ok "std/rest: what was made is gone" same "$(row DELETE '/api/playlist/[id]')" "$(row POST /api/playlist)"
ok "std/rest: lists by weight" between "$(requests GET /api/playlist)" 40 80
ok "std/rest: reads by weight" between "$(requests GET '/api/playlist/[id]')" 95 145
ok "std/rest: updates by weight" between "$(requests PUT '/api/playlist/[id]')" 20 60

cat >"$work/wrong_rest.swarm" <<'END'
include "std/auth"
include "std/rest"
const mix = { list: 1, read: 1, create: 1, update: 1, delete: 1 }
user Stranger {
    sequence All {
        use Lifecycle("/comments", { text: "hi" }, { text: "ho" }) times 1
        use Lifecycle("/json", {}, {}) times 1
        use Collection("/nowhere", {}, {}, mix) times 5
    }
}
END
once wrong_rest.swarm 13
ok "std/rest: what can't be changed fails" same "$(row PUT '/comments/[id]' | tr -d ' ')" "11(100.00%)"
ok "std/rest: an item that isn't shown fails" same "$(row GET '/comments/[id]' | tr -d ' ')" "22(100.00%)"
ok "std/rest: an item that isn't made fails" same "$(row POST /json | tr -d ' ')" "11(100.00%)"
ok "std/rest: and the user leaves" out_lacks '/json/'
ok "std/rest: without items, none is asked for" out_lacks '/nowhere/'

# ---- std/flow ----
cat >"$work/flow.swarm" <<'END'
include "std/flow"
fn must(what, holds) { if not holds { fail "wrong: ${what}" } }
user Client {
    sequence Flow {
        task pauses {
            repeat 100 {
                let first = backoff(1, 100ms, 5s)
                let third = backoff(3, 100ms, 5s)
                let late = backoff(60, 100ms, 5s)
                must("first ${first}", first >= 50ms and first <= 100ms)
                must("third ${third}", third >= 200ms and third <= 400ms)
                must("late ${late}", late >= 2500ms and late <= 5s)
            }
            get "/" as "pauses"
        }
        task third_time {
            let answer = get_retrying("/unsteady/3", 5)
            must("the last is returned", answer.status == 200)
        }
        task in_vain { get_retrying("/status/503", 3) }
        task at_once {
            let answer = get_retrying("/status/404", 3)
            must("404 doesn't pass", answer.status == 404)
        }
        task posts {
            let answer = post_retrying("/unsteady/2", { a: 1 }, 2)
            must("posted", answer.json("$.steady") == true)
        }
        task job {
            post "/jobs?ms=300" as "job" { capture id = json("$.id") }
            let begun = run.elapsed
            let answer = poll_json("/jobs/${id}", "$.state", "done", 50ms, 5s)
            must("done", answer.json("$.state") == "done")
            must("not too soon", run.elapsed - begun >= 250ms)
            poll_status("/jobs/${id}", 200, 50ms, 1s)
        }
        task never {
            poll_status("/status/404", 200, 50ms, 200ms)
            get "/" as "never"
        }
        task never_json {
            poll_json("/json", "$.library.name", "Other", 50ms, 200ms)
            get "/" as "never"
        }
    }
}
END
once flow.swarm 8
ok "std/flow: pauses double, up to a limit" same "$(row GET pauses | tr -d ' ')" "10(0.00%)"
ok "std/flow: up to that many tries, where it helps; the last may fail" same "$(row GET retry | tr -d ' ')" "72(28.57%)"
ok "std/flow: post" same "$(row POST retry | tr -d ' ')" "20(0.00%)"
ok "std/flow: polls in vain fail their transaction" same "$(row TXN poll | tr -d ' ')" "42(50.00%)"
ok "std/flow: looks are no failures" grep -qE '^GET +poll +1[0-9] +0\(' "$work/out"
ok "std/flow: in vain for a status" out_has 'polled in vain for a status'
ok "std/flow: in vain for a value" out_has 'polled in vain for a value'
ok "std/flow: the task ends" out_lacks '^GET +never '
ok "std/flow: nothing else" out_lacks 'wrong:'

# ---- std/random ----
cat >"$work/random.swarm" <<'END'
include "std/random"
fn must(what, holds) { if not holds { fail "wrong: ${what}" } }
user Client {
    task all {
        must("days", days_in_month(2000, 2) == 29 and days_in_month(1900, 2) == 28 and days_in_month(2024, 2) == 29)
        must("more days", days_in_month(2023, 2) == 28 and days_in_month(2023, 4) == 30 and days_in_month(2023, 12) == 31)
        must("two digits", two_digits(0) == "00" and two_digits(9) == "09" and two_digits(10) == "10")
        repeat 200 {
            let date = random_date(1999, 2001)
            must("date ${date}", date matches r"^(1999|2000|2001)-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$")
            let parts = split(date, "-")
            must("day of ${date}", int(parts[2]) <= days_in_month(int(parts[0]), int(parts[1])))
            must("time", random_time() matches r"^([01]\d|2[0-3]):[0-5]\d:[0-5]\d$")
            must("device", random_device_id() matches r"^[0-9a-f]{16}$")
            must("digits", random_digits(12) matches r"^\d{12}$")
            must("email", random_email() matches r"^[a-z]+\.[a-z]+\d{1,4}@example\.(com|net|org)$")
            must("name", random_name() matches r"^[A-Z][a-z]+ [A-Z][a-z]+$")
            must("word", random_word() matches r"^[a-z]+$")
            must("words", len(split(random_words(5), " ")) == 5)
            let sentence = random_sentence()
            let count = len(split(sentence, " "))
            must("sentence ${sentence}", sentence matches r"^[A-Z][a-z ]+\.$" and count >= 4 and count <= 12)
        }
        must("no words", random_words(0) == "")
        must("sentences", len(split(random_sentences(3), ". ")) == 3)
        must("paragraphs", len(split(random_paragraphs(4), "\n\n")) == 4)
        get "/" as "done"
    }
}
END
once random.swarm 1
ok "std/random: all as said" same "$(row GET done | tr -d ' ')" "10(0.00%)"
ok "std/random: status 0" status_is 0

cat >"$work/seeded.swarm" <<'END'
include "std/random"
user Client { wait 1ms  task one { log "made ${random_name()} ${random_date(1950, 2000)} ${random_sentence()}" } }
END
made() { once seeded.swarm 3 && grep -oh 'INFO: made .*' "$work/err" "$work/out"; }
first=$(made)
ok "std/random: three people were made" same "$(wc -l <<<"$first")" 3
ok "std/random: the same seed makes the same ones" same "$(made)" "$first"

# ---- std/probes ----
cat >"$work/probes.swarm" <<'END'
include "std/probes"
user Prober { use HostilePaths }
END
once probes.swarm 12
ok "std/probes: the target refuses all" status_is 0
ok "std/probes: twelve paths" same "$(grep -cE '^ *GET +/' <(sed -n '/Response time percentiles/q;p' "$work/out" | tac | sed '/^ *Type/q'))" 12
start_nginx 'location / { return 200 "root:x:0:0:root:/root:/bin/sh\n"; }'
once probes.swarm 12
ok "std/probes: a server that gives files away is caught" status_is 1
ok "std/probes: the path is named" same "$(row GET /.env | tr -d ' ')" "11(100.00%)"
ok "std/probes: what was given away is named" out_has 'the answer holds /etc/passwd'
finish
