#!/bin/bash
# The standard library: each check fails where it must (that they pass where they must is scenarios.sh's matter), each
# function gives what its comment says.
. tests/lib.sh
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
