#!/bin/sh
# The pictures of the web page in the README: a run of the music server's scenario on the built-in target, of which a part fails.
set -eu
cd "$(dirname "$0")/.."
B=${B:-build}
work=$(mktemp -d)
target= server=
trap 'kill $target $server 2>/dev/null; rm -rf "$work"' EXIT

address() { grep -oshE 'http://[^ ]*' "$1" | tail -1; }
wait_for_address() { until [ "$(address "$1")" ]; do sleep 0.1; done; }

"$B/swarm" target --port 0 --delay 12ms --fail 0.5% >"$work/target" 2>&1 &
target=$!
wait_for_address "$work/target"
"$B/swarm" run scenarios/playlist.swarm -H "$(address "$work/target")" --web-port 0 --autostart -u 200 -r 8 -t 60s >"$work/server" 2>&1 &
server=$!
wait_for_address "$work/server"
python3 tests/tools/screenshots.py "$(address "$work/server")/" docs
