#!/bin/bash
# A Django application with SQLite, tests/servers/django: scenarios/notices.swarm, and a session behind a form that is
# guarded against requests from elsewhere.
. tests/support/lib.sh
export BOARD_DB=$work/board.sqlite
(cd tests/servers/django && PYTHONDONTWRITEBYTECODE=1 "$python" fill.py) || give_up "Django starts"
start_wsgi board.wsgi tests/servers/django
wait_for curl -sf -o "$work/warm" "$host/login/" # Django is loaded with the first request

run "$swarm" run scenarios/notices.swarm -H "$host" --headless -u 5 -r 10 -t 8s --seed 2
ok "notices: status 0" status_is 0
ok "notices: each device registers itself" same "$(row POST /accounts/device)" "5 0(0.00%)"
ok "notices: ten pages are one row" grep -qE '^GET +/notice/all\?target=cse\+main&page=\[page\] +[1-9]' "$work/out"
ok "notices: settings are changed" grep -qE '^PUT +/accounts/device +[1-9][0-9]* +0\(' "$work/out"
ok "notices: nothing is refused" err_lacks 'device .*: 4'

cat >"$work/board.swarm" <<'END'
include "std/auth"
include "std/http"

user Writer {
    var name = none

    on start {
        name = "user${user.id}"
        form_login("/login/?next=/board/", { username: name, password: "word${user.id}" })
    }

    sequence Board {
        # The session and its cookie last over all of a user's requests.
        task session {
            get "/board/" as "board" {
                check html_ok
                expect xpath("//h1") == name
                expect xpath("number(//p[@id='visits'])") == 2
                expect cookie("sessionid") exists
            }
        }

        # A form's token for each page; the answer leads back to the page, where the text stands as it was written.
        task write {
            let title = "Grüße, 안녕 <b>&amp; 'so'"
            get "/board/" as "board" { capture token = xpath("//input[@name='csrfmiddlewaretoken']/@value") }
            post "/board/" as "write" {
                form { csrfmiddlewaretoken: token, title: title }
                expect url endswith "/board/"
                expect xpath("//li[1]") == title
            }
        }

        task forged {
            post "/board/" as "forged" {
                form { csrfmiddlewaretoken: "forged", title: "never" }
                expect status == 403
            }
        }

        task search {
            get "/notice/all?target=cse&q=장학" as "search" {
                expect len(json("$.notices")) == 10
                expect json("$.notices[9].title") startswith "장학 안내 "
            }
        }

        task device {
            let device = { id: "d-${user.id}", keywords: "장학+등록 😀", alarm_switch: false }
            post "/accounts/device" { json { id: device.id }  check created }
            put "/accounts/device" as "change" {
                json device
                expect json("$.keywords") == device.keywords
                expect json("$.alarm_switch") == false
                expect header("Content-Type") == "application/json"
            }
            put "/accounts/device" as "unknown" {
                json { id: "nobody" }
                expect status == 404
            }
            put "/accounts/device" as "no JSON" {
                body "{"
                expect status == 400
            }
        }

        task out {
            get "/logout/" as "out" { expect url endswith "/login/" }
            get "/board/" as "no session" {
                redirects 0
                check redirects_to("/login/?next=/board/")
            }
            stop user
        }
    }
}
END
run "$swarm" run "$work/board.swarm" -H "$host" --headless -u 10 -r 100 -t 20s --iterations 60 --processes 2
ok "board: nothing fails" status_is 0
ok "board: each logs in by the form" same "$(row POST login)" "10 0(0.00%)"
ok "board: each has its session" same "$(row GET board)" "20 0(0.00%)"
ok "board: each writes" same "$(row POST write)" "10 0(0.00%)"
ok "board: JSON in UTF-8 comes back" same "$(row PUT change)" "10 0(0.00%)"
ok "board: after the logout there is no session" out_has '^ *GET +no session +10 +0\('

cat >"$work/wrong.swarm" <<'END'
include "std/auth"
user Writer {
    task login {
        form_login("/login/", { username: "user1", password: "wrong" })
        get "/board/" as "never"
    }
}
END
run "$swarm" run "$work/wrong.swarm" -H "$host" --headless --iterations 1
ok "board: a wrong password is a failure, though the answer is 200" out_has 'POST login: the login form came again'
ok "board: and ends the task" out_lacks '^GET +never'
finish
