"""Headless Chromium, driven through its DevTools pipe: no port, no driver program, no network.

    with Browser() as browser:
        browser.open("file:///tmp/report.html")
        browser.eval("document.title")
        browser.seen        # what the page asked the network for, and what it complained about
"""
import base64
import json
import os
import shutil
import subprocess
import tempfile

# Debian's chromium-headless-shell: the engine without the browser around it, which starts and draws with a fraction of the CPU.
# Its launcher in /usr/bin would stay between us and the process.
PROGRAM = "/usr/lib/chromium/chromium-headless-shell"
FLAGS = """--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking
    --disable-component-update --disable-sync --disable-dev-shm-usage --hide-scrollbars
    --remote-debugging-pipe""".split()


class Browser:
    def __init__(self, width=1280, height=900):
        self.profile = tempfile.mkdtemp(prefix="browser.")
        self.number = 0
        self.rest = b""
        self.seen = {"requests": [], "complaints": []}
        self.start()
        target = self.call("Target.createTarget", url="about:blank")["targetId"]
        self.session = self.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Log", "Network"):
            self.call(domain + ".enable")
        self.size(width, height)

    def start(self):
        """Commands go in at its descriptor 3, answers and events come out at 4, each ended by a NUL."""
        to_read, self.to = os.pipe()
        self.source, from_write = os.pipe()

        def descriptors():
            low, high = os.dup(to_read), os.dup(from_write)
            os.dup2(low, 3)
            os.dup2(high, 4)

        self.session = None
        self.process = subprocess.Popen(
            [PROGRAM, *FLAGS, "--user-data-dir=" + self.profile, "about:blank"], preexec_fn=descriptors, close_fds=False,
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        os.close(to_read)
        os.close(from_write)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        os.close(self.to)
        self.process.terminate()
        self.process.wait(20)
        os.close(self.source)
        shutil.rmtree(self.profile, ignore_errors=True)

    # ---- the pipe ----

    def message(self):
        while b"\0" not in self.rest:
            more = os.read(self.source, 1 << 16)
            if not more:
                raise SystemExit("the browser has ended")
            self.rest += more
        text, self.rest = self.rest.split(b"\0", 1)
        message = json.loads(text)
        self.note(message)
        return message

    def note(self, message):
        """Events that a test wants to know of."""
        method, given = message.get("method"), message.get("params", {})
        if method == "Network.requestWillBeSent":
            self.seen["requests"].append(given["request"]["url"])
        elif method == "Log.entryAdded":
            self.seen["complaints"].append(given["entry"]["text"])
        elif method == "Runtime.exceptionThrown":
            self.seen["complaints"].append(json.dumps(given["exceptionDetails"]))
        elif method == "Runtime.consoleAPICalled":
            self.seen["complaints"].append(json.dumps(given["args"]))

    def call(self, method, **params):
        self.number += 1
        message = {"id": self.number, "method": method, "params": params}
        if self.session:
            message["sessionId"] = self.session
        os.write(self.to, json.dumps(message).encode() + b"\0")
        while True:
            answer = self.message()
            if answer.get("id") == self.number:
                if "error" in answer:
                    raise SystemExit(f"{method}: {answer['error']}")
                return answer["result"]

    # ---- what a person does ----

    def open(self, url):
        self.call("Page.navigate", url=url)
        while self.message().get("method") != "Page.loadEventFired":
            pass
        self.settle()

    def settle(self):
        """Until all that the page does on its own account has been drawn: two frames."""
        if self.scripts:
            self.eval("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")

    def until(self, condition, patience=60):
        """Waits until a script is true; ends the program with a message if it doesn't become true within `patience` seconds."""
        if not self.eval(f"""new Promise((done) => {{
            const end = performance.now() + {patience} * 1000;
            const ask = () => {{
                const is = Boolean({condition});
                is || performance.now() > end ? done(is) : setTimeout(ask, 100);
            }};
            ask();
        }})"""):
            raise SystemExit(f"waited in vain for {condition}")

    scripts = True

    def use_scripts(self, are_on):
        self.scripts = are_on
        self.call("Emulation.setScriptExecutionDisabled", value=not are_on)

    def size(self, width, height, scale=1, mobile=False):
        self.call("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=scale, mobile=mobile)

    def colors(self, scheme):
        self.call("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": scheme}])

    def eval(self, script):
        answer = self.call("Runtime.evaluate", expression=script, returnByValue=True, awaitPromise=True)
        if "exceptionDetails" in answer:
            raise SystemExit(json.dumps(answer["exceptionDetails"]))
        return answer["result"].get("value")

    def screenshot(self, path, whole=True):
        with open(path, "wb") as file:
            file.write(base64.b64decode(self.call("Page.captureScreenshot", captureBeyondViewport=whole)["data"]))

    def pdf(self, path):
        with open(path, "wb") as file:
            file.write(base64.b64decode(self.call("Page.printToPDF", printBackground=False, preferCSSPageSize=True)["data"]))
