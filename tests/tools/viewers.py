#!/usr/bin/python3
"""Clients of a web server that strain it: `viewers.py PORT idle COUNT` opens connections that say nothing;
`viewers.py PORT slow BYTES` reads BYTES of a stream of events and then nothing until a line comes on standard input, after which
it reads until a new state event is complete; `viewers.py PORT answer BYTES` reads BYTES of /api/baseline and then nothing until a
line comes, after which it reads the rest. Prints `ready` when it has done its part, and what it saw at its end."""
import re
import resource
import select
import socket
import sys


def connect(port):
    return socket.create_connection(("127.0.0.1", port), timeout=60)


def idle(port, count):
    """Of the connections, the newest ones are to stay open; prints how many have."""
    resource.setrlimit(resource.RLIMIT_NOFILE, (count + 100,) * 2)
    opened = [connect(port) for _ in range(count)]
    for one in opened[::2]:
        one.sendall(b"GET / HTTP/1.1\r\nHost: ")
    print("ready", flush=True)
    sys.stdin.readline()
    poll = select.poll()
    for one in opened:
        poll.register(one, select.POLLIN)
    closed = {descriptor for descriptor, _ in poll.poll(0)}
    print(sum(one.fileno() not in closed for one in opened), int(opened[-1].fileno() not in closed), flush=True)


def slow(port, size):
    """Prints how many ticks and states came after the pause, up to the end of the first new state."""
    one = socket.socket()
    one.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    one.settimeout(60)
    one.connect(("127.0.0.1", port))
    one.sendall(b"GET /events HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
    begin = b""
    while b"event: state" not in begin:
        begin += one.recv(size)
    print("ready", flush=True)
    sys.stdin.readline()
    got = b""
    while not re.search(rb"event: state\ndata: .*\n", got):
        piece = one.recv(1 << 16)
        if not piece:
            break
        got += piece
    print(got.count(b"event: tick"), got.count(b"event: state"), flush=True)


def answer(port, size):
    """Prints whether the answer is complete."""
    one = socket.socket()
    one.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    one.settimeout(60)
    one.connect(("127.0.0.1", port))
    one.sendall(b"GET /api/baseline HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")
    got = b""
    while len(got) < size:
        got += one.recv(size - len(got))
    print("ready", flush=True)
    sys.stdin.readline()
    pieces = [got]
    while piece := one.recv(1 << 16):
        pieces.append(piece)
    head, body = b"".join(pieces).split(b"\r\n\r\n", 1)
    print(int(re.search(rb"Content-Length: ([0-9]+)", head)[1]) == len(body), flush=True)


def main():
    port, what, number = int(sys.argv[1]), sys.argv[2], int(sys.argv[3])
    {"idle": idle, "slow": slow, "answer": answer}[what](port, number)


main()
