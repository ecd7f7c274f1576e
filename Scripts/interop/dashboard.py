"""The dashboard in headless Chromium: what it shows equals the API, a budget is edited in place, nothing is complained
of, and it fits two widths in both themes. Skipped where there is no Chromium."""
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request

from harness import Checks, free_port

chromium = shutil.which("chromium")
if chromium is None:
    print("skipped: chromium is not installed")
    sys.exit(0)

binary = os.path.abspath(sys.argv[1])
checks = Checks()
home = tempfile.mkdtemp(prefix="farthing-dashboard-")
port = free_port()
url = f"http://127.0.0.1:{port}"
environment = {"HOME": home, "XDG_STATE_HOME": f"{home}/state", "PATH": os.environ["PATH"], "SWIFT_BACKTRACE": "enable=no"}
server = subprocess.Popen(
    [binary, "serve", "--port", str(port)], cwd=home, env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
server.stdout.readline()


def call(method, path, body=None, headers={}):
    request = urllib.request.Request(url + path, json.dumps(body).encode() if body else None, headers, method=method)
    with urllib.request.urlopen(request) as answer:
        return json.loads(answer.read())


class Browser:
    """Chromium over its debugging pipe: JSON objects that end in a zero byte, on descriptors 3 and 4."""

    def __init__(self):
        (out_read, self.out), (self.inn, in_write) = os.pipe(), os.pipe()


        script = f'exec "$0" "$@" 3<&{out_read} 4>&{in_write}'
        self.process = subprocess.Popen(
            ["bash", "-c", script, chromium, "--headless=new", "--no-sandbox", "--remote-debugging-pipe", "--no-first-run",
             "--disable-gpu", "--disable-dev-shm-usage", "--disable-background-networking", f"--user-data-dir={home}/browser"],
            pass_fds=(out_read, in_write), stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
        os.close(out_read)
        os.close(in_write)
        self.buffer, self.number, self.events = b"", 0, []
        target = self.send("Target.createTarget", url="about:blank")["targetId"]
        self.session = None
        self.session = self.send("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]

    def send(self, method, **parameters):
        self.number += 1
        message = {"id": self.number, "method": method, "params": parameters}
        if getattr(self, "session", None):
            message["sessionId"] = self.session
        os.write(self.out, json.dumps(message).encode() + b"\0")
        while True:
            while b"\0" not in self.buffer:
                piece = os.read(self.inn, 1 << 20)
                if not piece:
                    raise RuntimeError("Chromium has ended")
                self.buffer += piece
            text, _, self.buffer = self.buffer.partition(b"\0")
            answer = json.loads(text)
            if answer.get("id") == self.number:
                if "error" in answer:
                    raise RuntimeError(answer["error"])
                return answer["result"]
            self.events.append(answer)

    def value(self, expression):
        return self.send("Runtime.evaluate", expression=expression, returnByValue=True)["result"].get("value")

    def wait(self, expression):
        for _ in range(100):
            if self.value(expression):
                return True
            time.sleep(0.1)
        return False


try:
    call("POST", "/v1/chat/completions", {"model": "auto", "messages": [{"role": "user", "content": "say hello"}]},
         {"X-Farthing-Conversation": "first"})
    call("PUT", "/v1/budgets/global", {"usd": "0.05"})
    browser = Browser()
    browser.send("Runtime.enable")
    browser.send("Log.enable")
    browser.send("Page.enable")
    browser.send("Page.navigate", url=url + "/")
    checks.true("it loads", browser.wait("document.body?.dataset.loaded === 'yes'"))
    summary = call("GET", "/v1/costs/summary")
    checks.equal("today's cost", browser.value("document.getElementById('today').dataset.exact"), summary["today"]["cost_usd"])
    checks.equal("the conversations", browser.value("document.querySelectorAll('#conversations tbody tr').length"), 1)
    browser.value("""(() => { const form = document.querySelector('#budgets input[aria-label="Limit of global in dollars"]').form;
        form.querySelector('input').value = '0.25'; form.requestSubmit(); })()""")
    checks.true("the edited budget is told", browser.wait("document.getElementById('status').textContent !== ''"))
    for _ in range(50):
        if call("GET", "/v1/budgets/global")["limit_usd"] == "0.25":
            break
        time.sleep(0.1)
    checks.equal("the edited budget", call("GET", "/v1/budgets/global")["limit_usd"], "0.25")
    performance = call("GET", "/v1/performance")
    checks.equal("the models' times", browser.value("document.querySelectorAll('#latency-table tbody tr').length"), len(performance["data"]))
    saved = [part for part in summary["month"]["savings"]]
    checks.equal("the savings' parts", browser.value("document.querySelectorAll('#savings-table tbody tr').length"),
                 len(saved) + 2 if float(summary["month"]["baseline_usd"]) else 0)
    call("PUT", "/v1/budgets/global", {"usd": "0.0000001"})
    try:
        call("POST", "/v1/chat/completions", {"model": "auto", "messages": [{"role": "user", "content": "hi"}]})
        checks.true("a used up budget refuses", False)
    except urllib.error.HTTPError as error:
        checks.equal("a used up budget refuses", error.code, 429)
    checks.true("the alert is shown as it comes", browser.wait("document.querySelector('#alerts li')?.textContent.includes('global')"))
    checks.true("the keyboard finds its way", browser.value("document.querySelector('.skip').focus(), document.activeElement.className") == "skip")
    browser.value("document.querySelector('#conversations tbody tr:last-child button').click()")
    checks.true("a conversation opens", browser.wait("document.getElementById('detail').open"))
    checks.equal("its calls", browser.value("document.querySelectorAll('#detail-body tbody tr').length"), 1)
    for width in (390, 1280):
        for theme in ("light", "dark"):
            browser.send("Emulation.setDeviceMetricsOverride", width=width, height=900, deviceScaleFactor=1, mobile=False)
            browser.send("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": theme}])
            overflow = browser.value("document.documentElement.scrollWidth - document.documentElement.clientWidth")
            checks.equal(f"nothing sticks out at {width}, {theme}", overflow, 0)
    bad = [e for e in browser.events if e.get("method") in ("Runtime.exceptionThrown", "Log.entryAdded")
           and e["params"].get("entry", {}).get("level", "error") == "error"
           and "favicon" not in json.dumps(e)]
    checks.equal("errors in the console", bad, [])
    browser.session = None
    browser.send("Browser.close")
finally:
    server.terminate()
    checks.equal("the server ends well", server.wait(timeout=40), 0)
checks.finish()
