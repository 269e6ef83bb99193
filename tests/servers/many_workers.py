"""Many workers of swarm in one process, without users: they do what their master says, and report three requests a second for each user.

many_workers.py PORT COUNT FILE: workers of the master at PORT, with the scenario FILE. Prints a line for each change: "ready N" (that
many were accepted), "users MIN MAX SUM" (of all workers), "quit N",
and at last "requests N", of the last run. Ends when all were told to quit, or after five minutes."""
import hashlib
import os
import sys
import time

import msgpack
import zmq

port, count, path = sys.argv[1], int(sys.argv[2]), sys.argv[3]
digest = hashlib.sha256(open(path, "rb").read()).hexdigest()
context = zmq.Context()
context.set(zmq.MAX_SOCKETS, count + 10)
poller = zmq.Poller()


class Worker:
    def __init__(self, number):
        self.id = f"host{number // 50}_{os.urandom(16).hex()}"
        self.users, self.number, self.requests = {}, 0, 0
        self.state, self.is_ready, self.has_quit = "ready", False, False
        self.socket = context.socket(zmq.DEALER)
        self.socket.setsockopt(zmq.IDENTITY, self.id.encode())
        self.socket.connect("tcp://127.0.0.1:" + port)
        poller.register(self.socket, zmq.POLLIN)
        self.send("client_ready", -1)

    def send(self, type, data=None):
        self.socket.send(msgpack.packb([type, data, self.id]))

    def report(self):
        """Numbers as Locust's workers send them, in an envelope of swarm's."""
        sent = 3 * sum(self.users.values())
        self.number += 1
        self.requests += sent
        now = time.time()
        entry = {"name": "/", "method": "GET", "num_requests": sent, "num_none_requests": 0, "num_failures": 0,
                 "total_response_time": 5 * sent, "max_response_time": 5, "min_response_time": 5, "total_content_length": 10 * sent,
                 "response_times": {5: sent}, "num_reqs_per_sec": {int(now): sent}, "num_fail_per_sec": {}, "start_time": now - 1,
                 "last_request_timestamp": now}
        total = dict(entry, name="Aggregated", method="")
        self.send("stats", {"number": self.number, "stats": [entry] if sent else [], "stats_total": total, "errors": {},
                            "user_classes_count": self.users, "user_count": sum(self.users.values())})

    def second(self):
        self.send("heartbeat", {"state": self.state, "current_cpu_usage": 12.5, "current_memory_usage": 10_000_000})
        self.report()

    def handle(self, type, data):
        if type == "ack":
            self.send("swarm_hello", {"protocol": 3, "numbering": 0, "reactors": 1, "files": [[os.path.basename(path), digest]], "constants": []})
            self.is_ready = True
        elif type == "swarm_start":
            self.requests = 0
        elif type == "spawn":
            self.send("spawning")
            self.users, self.state = data["user_classes_count"], "running"
            self.send("spawning_complete", {"user_classes_count": self.users, "user_count": sum(self.users.values())})
        elif type == "swarm_clock":
            self.send("swarm_clock", {"number": data["number"], "wall_us": int(time.time() * 1e6)})
        elif type == "stop":
            self.report()
            self.users, self.state = {}, "ready"
            self.report()
            self.send("client_stopped", {"reports": self.number})
            self.send("client_ready", -1)
        elif type == "quit":
            self.has_quit = True


workers = [Worker(number) for number in range(count)]
by_socket = {worker.socket: worker for worker in workers}
said, due, until = None, 0, time.time() + 300
while time.time() < until:
    for socket, _ in poller.poll(100):
        worker = by_socket[socket]
        while socket.poll(0):
            type, data, _ = msgpack.unpackb(socket.recv(), strict_map_key=False)
            worker.handle(type, data)
    if time.time() >= due:
        due = time.time() + 1
        for worker in workers:
            if worker.is_ready and not worker.has_quit:
                worker.second()
    users = [sum(worker.users.values()) for worker in workers]
    quit = sum(worker.has_quit for worker in workers)
    ready = sum(worker.is_ready for worker in workers)
    line = f"quit {quit}" if quit else f"users {min(users)} {max(users)} {sum(users)}" if any(users) else f"ready {ready}"
    if line != said:
        print(line, flush=True)
    said = line
    if quit == count:
        print("requests", sum(worker.requests for worker in workers), flush=True)
        context.destroy(linger=1000)
        break
