"""A master that speaks like the newest Locust: heartbeats, `spawning_complete`, `update_user_class`, `locustfile`, a float stop_timeout.

newest_master.py ADDRESS [USERS]: binds to the address (tcp://127.0.0.1, or tcp://[::1]), prints its port, then each frame but heartbeats
and stats, of `logs` only the number of lines and the last one. Spawns USERS of the kind Visitor (default 2). After SIGUSR1, it
sends nothing any more, but keeps the connection. Ends after three minutes at the most."""
import signal
import sys
import time

import msgpack
import zmq

users = int(sys.argv[2]) if len(sys.argv) > 2 else 2
socket = zmq.Context().socket(zmq.ROUTER)
socket.setsockopt(zmq.IPV6, 1)
print(socket.bind_to_random_port(sys.argv[1]), flush=True)
poller = zmq.Poller()
poller.register(socket, zmq.POLLIN)
node, beat, is_silent, until = None, 0, False, time.time() + 180


def silence(number, stack):
    global is_silent
    is_silent = True
    print("silent", flush=True)


def send(type, data=None):
    if not is_silent:
        socket.send_multipart([node.encode(), msgpack.packb([type, data, node])])


signal.signal(signal.SIGUSR1, silence)
while time.time() < until:
    ready = dict(poller.poll(200))
    if node and time.time() >= beat:
        send("heartbeat")
        beat = time.time() + 1
    if socket not in ready:
        continue
    type, data, node = msgpack.unpackb(socket.recv_multipart()[1], strict_map_key=False)
    if type == "logs":
        print("logs", len(data["logs"]), data["worker_id"] == node, data["logs"][-1], flush=True)
    elif type not in ("heartbeat", "stats"):
        print(type, data, flush=True)
    if type == "client_ready":
        send("ack", {"index": 0})
        send("locustfile", {"locustfiles": [{"filename": "locustfile.py", "contents": "pass"}]})
        send("update_user_class", {"user_class_name": "Visitor", "weight": 2, "tasks": ["home"]})
        send("spawn", {"timestamp": time.time(), "user_classes_count": {"Visitor": users}, "host": None, "stop_timeout": 0.0,
                       "parsed_options": {"users": users, "otel": False, "json": False, "config_users": None, "spawn_rate": 1.5}})
    elif type == "spawning_complete":
        send("spawning_complete", {"user_count": users})
    elif type == "quit":
        break
