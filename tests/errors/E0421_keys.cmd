deep=$(printf '[0]%.0s' $(seq 300))
printf 'user Visitor {\n    wait 1s\n    task home {\n        let list = []\n        list%s = 1\n        log list\n    }\n}\n' "$deep" > deep.swarm
"$swarmc" check deep.swarm 2>&1 | cut -c1-60
