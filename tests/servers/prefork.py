"""Serves as many connections at a time as its argument says, each for as long as it stays open, as a server with so many
processes does; whoever else connects stands and waits. Prints its address, then serves until it is killed, for two
minutes at the most."""
import os
import socket
import sys
import threading

LIFE = 120.0

workers = threading.Semaphore(int(sys.argv[1]))


def serve(connection):
    with connection, workers:
        asked = b""
        while received := connection.recv(65536):
            asked += received
            while b"\r\n\r\n" in asked:
                asked = asked.split(b"\r\n\r\n", 1)[1]
                connection.sendall(b"HTTP/1.1 204 No Content\r\n\r\n")


def serve_quietly(connection):
    try:
        serve(connection)
    except OSError:
        pass


life = threading.Timer(LIFE, os._exit, [1])
life.daemon = True
life.start()
listener = socket.create_server(("127.0.0.1", 0), backlog=100)
print("http://127.0.0.1:%d" % listener.getsockname()[1], flush=True)
while True:
    threading.Thread(target=serve_quietly, args=[listener.accept()[0]], daemon=True).start()
