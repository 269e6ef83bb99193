#!/bin/bash
# The HTTP API of Locust: both programs send the same requests to the same target, and their answers are compared field by field.
. tests/support/lib.sh
. tests/support/web.sh

cat >"$work/locustfile.py" <<'END'
from gevent import sleep
from locust import HttpUser, constant, task


class Visitor(HttpUser):
    wait_time = constant(0)
    rounds = 0

    @task
    def all(self):
        Visitor.rounds += 1
        if Visitor.rounds > 40:
            sleep(1000)
        self.client.get("/json")
        self.client.post("/status/201", data="12345", name="/a <b> & \"c\"")
        self.client.get("/status/404")
        with self.client.get("/json", name="日本語", catch_response=True) as response:
            response.failure("it's \"wrong\", really")
        raise ValueError("a <message>, \"quoted\"")
END
cat >"$work/same.swarm" <<'END'
const data = [1]
user Visitor {
    var round = 0
    task all {
        round = round + 1
        if round > 20 { wait 1h }
        get "/json"
        post "/status/201" as "/a <b> & \"c\"" { body "12345" }
        get "/status/404"
        get "/json" as "日本語" { fail "it's \"wrong\", really" }
        log data[random_int(1, 1)] + 1
    }
}
END

start_target
locust_port=$(free_port)
locust=http://127.0.0.1:$locust_port
"$python" -m locust -f "$work/locustfile.py" -H "$host" --web-host 127.0.0.1 --web-port "$locust_port" >"$work/locust.log" 2>&1 &
servers+=($!)
start_web "$work/same.swarm" -H "$host"
wait_for listening "$locust_port" || give_up "Locust starts" "$work/locust.log"

compare() { "$python" tests/tools/web_compare.py "$locust" "$url" "$1"; }
has_all() { curl -sS "$1/stats/requests" | "$python" -c 'import json, sys; sys.exit(json.load(sys.stdin)["stats"][-1]["num_requests"] != 160)'; }

ok "before a run, and POST /swarm" compare ready
ok "Locust has sent its requests" wait_for has_all "$locust"
ok "swarm has sent the same" wait_for has_all "$url"
ok "after the requests: statistics, exceptions, tasks, CSV" compare done
ok "the exporter reads them" eval '"$python" tests/tools/locust_exporter.py "$url" >"$work/metrics"'
ok "the exporter's numbers" eval 'has "^locust_requests_num_requests.method=\"GET\",name=\"/json\". 40$" "$work/metrics" && has "^locust_users 2$" "$work/metrics" && has "^locust_errors.* 40$" "$work/metrics"'
ok "the exporter gets the same metrics from both" eval '"$python" tests/tools/locust_exporter.py "$locust" | grep -oE "^[a-z_]+(\{.*name=[^,}]*)?" | sort >"$work/locust.names"
    grep -oE "^[a-z_]+(\{.*name=[^,}]*)?" "$work/metrics" | sort >"$work/swarm.names"; identical "$work/locust.names" "$work/swarm.names"'
ok "reset, stop, and another start" compare stopped

# What only newer versions of Locust have.
ok "/logs" eval 'answers 200 /logs && body_has "\"master\": \[\"\[20"'
ok "/worker-count" eval 'answers 200 /worker-count && body_has "^.\"worker_count\": 0.$"'

# What its page sends: a form, also as multipart, with kinds.
ok "POST /swarm as multipart" eval 'answers 200 /swarm -F user_count=3 -F spawn_rate=10 -F "host=$host" -F user_classes=Visitor && body_has "\"success\": true, \"message\": \"Swarming started\".*\"user_classes\": \[\"Visitor\"\]"'
wait_for has_requests 1
ok "POST /swarm while it runs changes the users" eval 'answers 200 /swarm -d "user_count=5&spawn_rate=100" && body_has "\"success\": true"'
ok "the users follow" wait_for eval 'answers 200 /stats/requests && body_has "\"user_count\": 5}"'
ok "GET /stop" eval 'answers 200 /stop && body_has "^\{\"success\": true, \"message\": \"Test stopped\"\}$"'
wait_for state_is stopped
ok "a run time that is none: success is false" eval 'answers 200 /swarm -d "user_count=1&spawn_rate=1&run_time=soon" && body_has "\"success\": false"'
ok "no number of users: success is false" eval 'answers 200 /swarm -d "user_count=many" && body_has "\"success\": false"'
ok "an unknown kind: success is false" eval 'answers 200 /swarm -d "user_count=1&user_classes=Nobody" && body_has "\"success\": false.*Nobody|Nobody.*\"success\": false"'
ok "no form: 400" answers 400 /swarm -d 'user_count=%zz'
ok "nothing has started" state_is stopped
end_web
finish
