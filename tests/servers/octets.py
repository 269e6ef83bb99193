"""Answers with the bytes of the query: `b` in hexadecimal digits, `t` as Content-Type. Without `b`: what was sent, as JSON, with the
body in hexadecimal digits and the parts of a multipart body. Prints its address, then serves until it is killed."""
import email
import http.server
import json
import urllib.parse


def parts_of(kind, body):
    message = email.message_from_bytes(b"Content-Type: " + kind.encode() + b"\r\n\r\n" + body)
    return [
        {
            "name": part.get_param("name", header="content-disposition"),
            "filename": part.get_filename(),
            "type": part.get("Content-Type"),
            "hex": part.get_payload(decode=True).hex(),
        }
        for part in message.get_payload()
    ]


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def answer(self):
        sent = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        query = urllib.parse.parse_qs(urllib.parse.urlsplit(self.path).query)
        kind = self.headers.get("Content-Type", "")
        if "b" in query:
            body, answer_kind = bytes.fromhex(query["b"][0]), query.get("t", [None])[0]
        else:
            told = {"type": kind, "hex": sent.hex()}
            if kind.startswith("multipart/"):
                told["parts"] = parts_of(kind, sent)
            body, answer_kind = json.dumps(told).encode(), "application/json"
        self.send_response(200)
        if answer_kind:
            self.send_header("Content-Type", answer_kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    do_GET = do_POST = answer

    def log_message(self, *args):
        pass


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
print("http://127.0.0.1:%d" % server.server_port, flush=True)
server.serve_forever()
