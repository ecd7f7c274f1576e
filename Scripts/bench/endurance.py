"""Many requests to `farthing serve` with budgets, durable ledger, limits, a key and metrics on: every one is answered, none
is missing in the ledger, the money adds up everywhere to what the answers said, nothing stays held, and memory, the
ledger's log and descriptors stay flat. 20,000 requests, or as many as ENDURANCE_REQUESTS says; one in ten is streamed."""
import collections
import json
import os
import re
import resource
import selectors
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
import urllib.request
from decimal import Decimal

BINARY, BENCHMARK = os.path.abspath(sys.argv[1]), os.path.abspath(sys.argv[2])
REQUESTS = int(os.environ.get("ENDURANCE_REQUESTS", "20000"))
CONNECTIONS = int(os.environ.get("ENDURANCE_CONNECTIONS", "32"))
SAMPLES = 20
failures = []


def check(what, holds, detail=""):
    if not holds:
        failures.append(what)
        print(f"FAILED {what}: {detail}")


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


class Client:
    """One connection that sends request after request and reads the answers."""

    def __init__(self, port, messages):
        self.socket = socket.create_connection(("127.0.0.1", port))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.messages = messages
        self.answer = b""

    def send(self, number):
        self.answer = b""
        self.streams = number % 10 == 9
        self.socket.sendall(self.messages[self.streams])

    def read(self):
        """The cost that the answer tells, once it is whole; None before."""
        piece = self.socket.recv(65536)
        if not piece:
            raise SystemExit(f"endurance: the server broke a connection off after {self.answer[-300:]!r}")
        self.answer += piece
        head, separator, body = self.answer.partition(b"\r\n\r\n")
        if not separator:
            return None
        if not head.startswith(b"HTTP/1.1 200 "):
            raise SystemExit(f"endurance: not answered: {self.answer[:2000]!r}")
        if self.streams:
            if not (body.endswith(b"\r\n\r\n") and b"\r\n0\r\n" in body):
                return None
            if b"data: [DONE]" not in body or b"seven" not in body or b'"error"' in body:
                raise SystemExit(f"endurance: a stream that is not whole: {self.answer[:2000]!r}")
            head = body[body.rindex(b"\r\n0\r\n"):]  # what it cost stands in the trailers
        elif len(body) < int(re.search(rb"content-length: (\d+)", head, re.I).group(1)):
            return None
        return re.search(rb"x-cost-usd: ([\d.]+)", head, re.I).group(1)


def drive(port, key, sample):
    """Sends all requests; how often each cost was told, and the seconds it took."""
    def message(stream):
        data = json.dumps({"model": "bench/model", "stream": stream, "messages": [{"role": "user", "content": "Hello"}]})
        return (f"POST /v1/chat/completions HTTP/1.1\r\nhost: 127.0.0.1:{port}\r\nauthorization: Bearer {key}\r\n"
                f"content-type: application/json\r\ncontent-length: {len(data)}\r\n\r\n{data}").encode()

    messages = (message(False), message(True))
    costs = collections.Counter()
    sent = answered = 0
    began = time.perf_counter()
    with selectors.DefaultSelector() as selector:
        for _ in range(min(CONNECTIONS, REQUESTS)):
            client = Client(port, messages)
            selector.register(client.socket, selectors.EVENT_READ, client)
            client.send(sent)
            sent += 1
        while answered < REQUESTS:
            ready = selector.select(timeout=60)
            if not ready:
                raise SystemExit(f"endurance: no answer for a minute after {answered} answers")
            for found, _ in ready:
                cost = found.data.read()
                if cost is None:
                    continue
                costs[cost] += 1
                answered += 1
                if answered % max(1, REQUESTS // SAMPLES) == 0:
                    sample(answered, answered / (time.perf_counter() - began))
                if sent < REQUESTS:
                    found.data.send(sent)
                    sent += 1
                else:
                    selector.unregister(found.fileobj)
                    found.fileobj.close()
    return costs, time.perf_counter() - began


class Server:
    def __init__(self, mock, home):
        self.home, self.port = home, free_port()
        self.environment = {"PATH": os.environ["PATH"], "HOME": home, "XDG_STATE_HOME": f"{home}/state",
                            "BENCH_KEY": "unused", "SWIFT_BACKTRACE": "enable=no"}
        with open(f"{home}/farthing.yaml", "w") as f:
            f.write(f'providers: {{bench: {{dialect: openai, base_url: "{mock}", key_env: BENCH_KEY}}}}\n'
                    "prices: {bench/model: {input_cost_per_token: 0.000001, output_cost_per_token: 0.000002, "
                    "max_input_tokens: 100000, max_output_tokens: 1000}}\n"
                    "models: {chat: {model: bench/model, limits: {requests: 100000000, input_tokens: 100000000000}}}\n"
                    "budgets: {month: {usd: 1000000}, global: {usd: 1000000}, conversation: {usd: 1}}\n")
        # A key that is held to a rate, which is high enough never to refuse.
        made = {role: self.key(role, *more) for role, more in
                (("user", ["--usd", "1000000", "--requests-per-minute", "10000000"]), ("admin", []))}
        self.user, self.admin = made["user"], made["admin"]
        self.log = open(f"{home}/log", "w")
        self.child = subprocess.Popen([BINARY, "serve", "--port", str(self.port)], env=self.environment, cwd=home,
                                      stdout=subprocess.PIPE, stderr=self.log)
        self.child.stdout.readline()

    def key(self, role, *more):
        made = subprocess.run([BINARY, "keys", "create", role, "--role", role, *more, "--json"], env=self.environment,
                              cwd=self.home, capture_output=True, text=True, check=True)
        return json.loads(made.stdout)["key"]

    def get(self, path):
        request = urllib.request.Request(f"http://127.0.0.1:{self.port}{path}", headers={"authorization": f"Bearer {self.admin}"})
        with urllib.request.urlopen(request, timeout=60) as answer:
            return answer.read().decode()

    def json(self, path):
        return json.loads(self.get(path), parse_float=Decimal)

    def state(self):
        with open(f"/proc/{self.child.pid}/status") as f:
            status = dict(line.split(":", 1) for line in f)
        ledger = f"{self.home}/state/farthing/farthing.db"
        return {"resident_mb": int(status["VmRSS"].split()[0]) / 1024, "threads": int(status["Threads"]),
                "descriptors": len(os.listdir(f"/proc/{self.child.pid}/fd")),
                "log_mb": os.path.getsize(ledger + "-wal") / 1e6 if os.path.exists(ledger + "-wal") else 0.0,
                "ledger_mb": os.path.getsize(ledger) / 1e6}

    def stop(self):
        self.child.terminate()
        return self.child.wait(timeout=120)


def check_books(server, costs):
    """Everything that tells what was spent tells the same."""
    told = sum((Decimal(cost.decode()) * count for cost, count in costs.items()), Decimal(0))
    total = server.json("/v1/costs/summary")["total"]
    check("every answer has its entry", total["requests"] == REQUESTS, total)
    check("every entry succeeded", total["succeeded"] == REQUESTS and total["failed"] == total["cancelled"] == 0, total)
    check("the summary's sum", Decimal(total["cost_usd"]) == told, f"{total['cost_usd']} of {told}")
    start, page, entries, spent = int(time.time()) - 86400, "", 0, Decimal(0)
    while True:
        body = server.json(f"/v1/organization/costs?start_time={start}&bucket_width=1h&limit=5{page}")
        for bucket in body["data"]:
            entries += sum(row["num_model_requests"] for row in bucket["results"])
            spent += sum(Decimal(row["amount_usd"]) for row in bucket["results"])
        if not body["has_more"]:
            break
        page = f"&page={body['next_page']}"
    check("the pages of costs", (entries, spent) == (REQUESTS, told), f"{entries}, {spent} of {told}")
    for scope in ("global", "month", "key:user"):
        budget = server.json(f"/v1/budgets/{scope}")
        check(f"spent of the {scope} budget", Decimal(budget["spent_usd"]) == told, f"{budget['spent_usd']} of {told}")
        check(f"nothing held of the {scope} budget", Decimal(budget["reserved_usd"]) == 0, budget["reserved_usd"])
    metrics = server.get("/metrics")
    check("no call in flight", re.search(r"^farthing_calls_in_flight 0$", metrics, re.M))
    check("the metrics' count", f'slot="chat",outcome="succeeded"}} {REQUESTS}\n' in metrics)
    check("only answers of 200", not re.search(r'^farthing_http_requests_total\{status="(?!200)', metrics, re.M))
    return told


def main():
    resource.setrlimit(resource.RLIMIT_NOFILE, (resource.getrlimit(resource.RLIMIT_NOFILE)[1],) * 2)
    provider = subprocess.Popen([BENCHMARK, "serve"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    mock = provider.stdout.readline().strip()
    with tempfile.TemporaryDirectory() as home:
        server = Server(mock, home)
        samples = []

        def sample(answered, rate):
            state = server.state()
            samples.append(state)
            print(f"{answered:>9,} {rate:>7,.0f}/s  resident {state['resident_mb']:6.1f} MB  log {state['log_mb']:6.1f} MB  "
                  f"ledger {state['ledger_mb']:7.1f} MB  descriptors {state['descriptors']}  threads {state['threads']}",
                  flush=True)

        try:
            costs, seconds = drive(server.port, server.user, sample)
            told = check_books(server, costs)
        finally:
            check("the server ends well", server.stop() == 0)
            provider.stdin.close()
            provider.wait()
        with sqlite3.connect(f"{home}/state/farthing/farthing.db") as ledger:
            rows = ledger.execute("SELECT count(*), count(outcome) FROM attempt").fetchone()
            held = ledger.execute("SELECT count(*) FROM budget_hold").fetchone()[0]
        check("rows of the ledger", rows == (REQUESTS, REQUESTS), rows)
        check("no hold is left", held == 0, held)
        # The first quarter fills caches and pools. Pages of the ledger come and go with its checkpoints, so that what
        # grows shows in the least of the last quarter.
        resident = [state["resident_mb"] for state in samples]
        if REQUESTS >= 100_000:
            quarter = SAMPLES // 4
            most = max(resident[quarter:2 * quarter])
            check("memory is flat", min(resident[-quarter:]) <= most * 1.1, resident)
        check("the log is bounded", max(state["log_mb"] for state in samples) < 200, samples[-1])
        descriptors = [state["descriptors"] for state in samples[:-1]]
        check("descriptors are flat", max(descriptors) <= descriptors[0] + 8, descriptors)
        print(json.dumps({"requests": REQUESTS, "seconds": round(seconds, 1), "requests_per_s": round(REQUESTS / seconds),
                          "spent_usd": str(told), "resident_mb": [round(state["resident_mb"], 1) for state in samples],
                          "largest_log_mb": round(max(state["log_mb"] for state in samples), 1), "failed": failures}))
    sys.exit(1 if failures else 0)


main()
