"""A link that is slow: slow_link.py PORT forwards connections to 127.0.0.1:PORT, with 200 ms of delay and 40 kB/s in each direction.
Prints the port that it listens on."""
import collections
import selectors
import socket
import sys
import time

DELAY, RATE, PIECE = 0.2, 40_000, 1000


class Pipe:
    """What one side has sent, and when the other gets it."""

    def __init__(self, to):
        self.to, self.queue, self.free = to, collections.deque(), 0.0

    def put(self, data):
        for start in range(0, len(data), PIECE):
            piece = data[start:start + PIECE]
            self.free = max(self.free, time.monotonic()) + len(piece) / RATE
            self.queue.append((self.free + DELAY, piece))

    def turn(self, now):
        while self.queue and self.queue[0][0] <= now:
            piece = self.queue.popleft()[1]
            if piece:
                self.to.sendall(piece)
            else:
                self.to.close()


listener = socket.create_server(('127.0.0.1', 0))
listener.setblocking(False)
print(listener.getsockname()[1], flush=True)
selector = selectors.DefaultSelector()
selector.register(listener, selectors.EVENT_READ)
pipes = {}
while True:
    for key, _ in selector.select(0.01):
        if key.fileobj is listener:
            client, _ = listener.accept()
            server = socket.create_connection(('127.0.0.1', int(sys.argv[1])))
            for side, other in ((client, server), (server, client)):
                pipes[side] = Pipe(other)
                selector.register(side, selectors.EVENT_READ)
            continue
        try:
            data = key.fileobj.recv(65536)
        except OSError:
            data = b''
        if data:
            pipes[key.fileobj].put(data)
        else:
            selector.unregister(key.fileobj)
            pipes[key.fileobj].queue.append((time.monotonic() + DELAY, b''))
    for pipe in list(pipes.values()):
        try:
            pipe.turn(time.monotonic())
        except OSError:
            pipe.queue.clear()
