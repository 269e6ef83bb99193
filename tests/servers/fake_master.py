"""A master of swarm's protocol that does what no master should. Prints its port, then each frame that comes.

fake_master.py PROGRAM [PROTOCOL]: answers `client_ready` with an ack, and `swarm_hello` by PROGRAM, a Python
expression: a list of (type, data) to send. `piece(n)` of it answers questions for pieces: the n-th file's bytes.
("", TYPE) in the list waits for a frame of that type."""
import hashlib, msgpack, sys, zmq

files = []


def file(name, content, size=None, digest=None):
    """Announces a file."""
    files.append(content)
    return [name, len(content) if size is None else size, digest or hashlib.sha256(content).hexdigest()]


def program(*entries, folders=(), variables=()):
    return ("swarm_program", {"files": list(entries), "folders": list(folders), "variables": list(variables)})


socket = zmq.Context().socket(zmq.ROUTER)
port = socket.bind_to_random_port("tcp://127.0.0.1")
program_answers = eval(sys.argv[1])
answers, waiting = iter(()), None
protocol = int(sys.argv[2]) if len(sys.argv) > 2 else 3
print(port, flush=True)
while True:
    identity, frame = socket.recv_multipart()[:2]
    type, data, node = msgpack.unpackb(frame)
    if type not in ("heartbeat", "stats"):
        print(type, data, flush=True)

    def send(type, data):
        socket.send_multipart([identity, msgpack.packb([type, data, node])])

    if type == "client_ready":
        send("ack", {"index": 0, "swarm": protocol} if protocol else {"index": 0})
    if type == "swarm_hello":
        answers = iter(program_answers)
    if type == "swarm_hello" or ("", type) == waiting:
        waiting = next((answer for answer in answers if not answer[0] or send(*answer)), None)
    if type == "swarm_piece":
        content = files[data["file"]]
        send("swarm_piece", {**data, "bytes": content[data["offset"]:data["offset"] + 4]})
