"""Stands between a worker and a master of swarm, and loses each report of the worker when it comes for the first time. Prints its
port; its argument is the port of the master. Ends after two minutes at the most."""
import sys
import time

import msgpack
import zmq

context = zmq.Context()
front = context.socket(zmq.ROUTER)
port = front.bind_to_random_port("tcp://127.0.0.1")
print(port, flush=True)
backs = {}
seen = set()
until = time.time() + 120
poller = zmq.Poller()
poller.register(front, zmq.POLLIN)
while time.time() < until:
    ready = dict(poller.poll(1000))
    if front in ready:
        id, frame = front.recv_multipart()
        if id not in backs:
            backs[id] = context.socket(zmq.DEALER)
            backs[id].setsockopt(zmq.IDENTITY, id)
            backs[id].connect("tcp://127.0.0.1:" + sys.argv[1])
            poller.register(backs[id], zmq.POLLIN)
        kind, data, _ = msgpack.unpackb(frame, strict_map_key=False)
        key = (id, data.get("number")) if kind == "stats" else None
        if key is None or key in seen:
            backs[id].send(frame)
        else:
            seen.add(key)
    for id, back in backs.items():
        if back in ready:
            front.send_multipart([id, back.recv()])
