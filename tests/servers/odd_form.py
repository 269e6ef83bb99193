"""A login as odd as they come: two forms, hidden fields of both, single and no quotes, entities, an action beside the
page; a token is good once. Prints its address, then serves until it is killed."""
import http.server
import urllib.parse

PAGE = """<!doctype html><form action=/search><input type=hidden name=csrf value=other><input name=q></form>
<FORM class=x method=post ACTION='enter?from=a&amp;b'><input value="t&amp;%d" NAME='csrf' TYPE=hidden>
<input type="hidden" name="empty" value=""><input type=hidden name=no_value>
<input name=user><input type=password name=pass></FORM>"""

given = []


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def answer(self, status, text, headers=()):
        self.send_response(status)
        for name, value in headers:
            self.send_header(name, value)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text.encode())

    def do_GET(self):
        if self.path == "/in/side/":
            given.append("t&%d" % len(given))
            self.answer(200, PAGE % (len(given) - 1))
        elif self.path == "/inside":
            known = "session=ann" in self.headers.get("Cookie", "")
            self.answer(200 if known else 403, "<p>hello")
        else:
            self.answer(404, "no such page")

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        form = urllib.parse.parse_qs(body, keep_blank_values=True, strict_parsing=True)
        fits = (
            self.path == "/in/side/enter?from=a&b"
            and set(form) == {"csrf", "empty", "user", "pass"}
            and form["csrf"][0] in given
            and self.headers["Referer"].endswith("/in/side/")
            and self.headers["Content-Type"] == "application/x-www-form-urlencoded"
        )
        if not fits:
            return self.answer(403, body)
        if form["user"] != ["ann é"] or form["pass"] != ["a&b=c +d"]:
            return self.answer(200, PAGE % 99)
        given[given.index(form["csrf"][0])] = None
        return self.answer(302, "", [("Location", "/inside"), ("Set-Cookie", "session=ann; Path=/")])

    def log_message(self, *args):
        pass


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
print("http://127.0.0.1:%d" % server.server_port, flush=True)
server.serve_forever()
