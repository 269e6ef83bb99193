"""A TCP server that does what the first line it gets asks for, and what servers do when things go wrong:
say TEXT, bytes HEX, half, close, reset, stall SECONDS, flood N, drip TEXT, early. Also UDP on the same port: each datagram comes
back in capitals. Prints its port, then serves until it is killed."""
import socket
import struct
import threading
import time

stream = socket.create_server(("127.0.0.1", 0), backlog=128)
port = stream.getsockname()[1]
datagrams = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
datagrams.bind(("127.0.0.1", port))


def reset(client):
    client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


def obey(client, word, rest):
    if word == "bytes":
        client.sendall(bytes.fromhex(rest))
    elif word == "say":
        client.sendall(rest.encode() + b"\n")
    elif word == "half":
        client.sendall(b"half an ans")
        return False
    elif word == "flood":
        client.sendall(b"x" * int(rest))
    elif word == "drip":
        for c in rest + "\n":
            client.sendall(c.encode())
            time.sleep(0.005)
    elif word == "early":
        client.sendall(b"one\ntwo\nthree\n")
    elif word == "stall":
        time.sleep(float(rest))
        client.sendall(b"late\n")
    elif word == "reset":
        reset(client)
        return False
    else:
        return False
    return True


def serve(client):
    with client, client.makefile("rb") as lines:
        try:
            for line in lines:
                word, _, rest = line.decode(errors="replace").strip().partition(" ")
                if not obey(client, word, rest):
                    break
        except OSError:
            pass


def serve_datagrams():
    while True:
        text, sender = datagrams.recvfrom(65536)
        datagrams.sendto(text.upper(), sender)


threading.Thread(target=serve_datagrams, daemon=True).start()
print(port, flush=True)
while True:
    threading.Thread(target=serve, args=(stream.accept()[0],), daemon=True).start()
