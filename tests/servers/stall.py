"""Answers at once, but when it has answered as many requests as its argument says it says nothing to anybody for two
seconds. Prints its address, then serves until it is killed, for two minutes at the most."""
import http.server
import itertools
import os
import sys
import threading
import time

STALL = 2.0
LIFE = 120.0

number = itertools.count(1)
stalls_at = int(sys.argv[1])
stall_ends = 0.0


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        global stall_ends
        if next(number) == stalls_at:
            stall_ends = time.monotonic() + STALL
        while time.monotonic() < stall_ends:
            time.sleep(max(0.0, stall_ends - time.monotonic()))
        self.send_response(204)
        self.end_headers()

    def log_message(self, *args):
        pass


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
life = threading.Timer(LIFE, os._exit, [1])
life.daemon = True
life.start()
print("http://127.0.0.1:%d" % server.server_port, flush=True)
server.serve_forever()
