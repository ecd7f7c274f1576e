"""What a gateway adds: `farthing serve` with budgets, durable ledger, limits and metrics on, beside PyPI's tensorzero
(embedded gateway, observability off) and litellm[proxy] (one worker), in front of the same mock provider on loopback.
The load generator is wrk (Debian's package); what is open-loop is sent from here. All share the machine's cores."""
import asyncio
import contextlib
import json
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request

BINARY, BENCHMARK = os.path.abspath(sys.argv[1]), os.path.abspath(sys.argv[2])
SECONDS = int(os.environ.get("BENCH_SECONDS", "5"))
BODY = {"messages": [{"role": "user", "content": "Hello"}]}

TENSORZERO = """
import sys
from openai import OpenAI
from tensorzero import patch_openai_client
client = patch_openai_client(OpenAI(api_key="unused"), config_file=sys.argv[1], async_setup=False)
print("ready " + str(client.base_url).rstrip("/"), flush=True)
sys.stdin.read()
"""


# A provider that streams: a first word, then nothing for five milliseconds, then the rest. Whoever holds the first word
# back until more has come shows it.
STREAMS = """
import json, socket, threading, time
def chunk(delta, finish=None):
    event = "data: " + json.dumps({"id": "c", "object": "chat.completion.chunk", "created": 1, "model": "model",
        "choices": [{"index": 0, "delta": delta, "finish_reason": finish}]}) + "\\n\\n"
    return b"%x\\r\\n%s\\r\\n" % (len(event), event.encode())
usage = b'data: {"id":"c","object":"chat.completion.chunk","created":1,"model":"model","choices":[],' \\
    b'"usage":{"prompt_tokens":1000,"completion_tokens":8,"total_tokens":1008}}\\n\\ndata: [DONE]\\n\\n'
first = b"HTTP/1.1 200 OK\\r\\ncontent-type: text/event-stream\\r\\ntransfer-encoding: chunked\\r\\n\\r\\n" \\
    + chunk({"role": "assistant", "content": ""}) + chunk({"content": "One"})
rest = b"".join(chunk({"content": word}) for word in " two, three, four, five, six, seven.".split(",")) \\
    + chunk({}, "stop") + b"%x\\r\\n%s\\r\\n0\\r\\n\\r\\n" % (len(usage), usage)
def serve(connection):
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    reader = connection.makefile("rb")
    while line := reader.readline():
        length = 0
        while (line := reader.readline().lower()) != b"\\r\\n":
            if line.startswith(b"content-length:"):
                length = int(line.split(b":")[1])
        reader.read(length)
        connection.sendall(first)
        time.sleep(0.005)
        connection.sendall(rest)
listener = socket.create_server(("127.0.0.1", 0))
print("http://127.0.0.1:%d/v1" % listener.getsockname()[1], flush=True)
while True:
    threading.Thread(target=serve, args=[listener.accept()[0]], daemon=True).start()
"""


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def post(url, body, read, timeout=5):
    request = urllib.request.Request(url, json.dumps(body).encode(), {"content-type": "application/json"})
    with urllib.request.urlopen(request, timeout=timeout) as reply:
        return read(reply)


def content(reply):
    return json.load(reply)["choices"][0]["message"]["content"]


def first_answer(url, body, limit=60, read=content):
    """Waits until the gateway answers."""
    end = time.perf_counter() + limit
    while True:
        try:
            return post(url, body, read)
        except OSError:
            if time.perf_counter() > end:
                raise
            time.sleep(0.005)


def cpu_seconds(pid):
    with open(f"/proc/{pid}/stat") as f:
        fields = f.read().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def resident_mb(pid):
    with open(f"/proc/{pid}/status") as f:
        return int(re.search(r"VmRSS:\s+(\d+)", f.read()).group(1)) / 1024


def wrk(url, body, connections, folder):
    """Requests a second, and the median latency in milliseconds; None when any request failed."""
    script = f"{folder}/post.lua"
    with open(script, "w") as f:
        f.write(f"wrk.method = 'POST'\nwrk.headers['content-type'] = 'application/json'\nwrk.body = [[{json.dumps(body)}]]\n")
    out = subprocess.run(["wrk", "-t1", f"-c{connections}", f"-d{SECONDS}s", "--latency", "-s", script, url],
                         capture_output=True, text=True, check=True).stdout
    if "Non-2xx" in out or "Socket errors" in out:
        raise SystemExit(f"{url} failed under load:\n{out}")
    value, unit = re.search(r"50%\s+([\d.]+)(us|ms|s)", out).groups()
    median = float(value) * {"us": 0.001, "ms": 1, "s": 1000}[unit]
    return (float(re.search(r"Requests/sec:\s+([\d.]+)", out).group(1)), median,
            int(re.search(r"(\d+) requests in", out).group(1)))


async def open_loop(url, body, rate, seconds):
    """p99 in milliseconds of requests that are sent on time, whether or not the ones before were answered."""
    host, port, path = re.match(r"http://([^:/]+):(\d+)(/.*)", url).groups()
    data = json.dumps(body).encode()
    head = (f"POST {path} HTTP/1.1\r\nhost: {host}\r\ncontent-type: application/json\r\n"
            f"content-length: {len(data)}\r\n\r\n").encode()
    idle, latencies = [], []

    async def one(due):
        reader, writer = idle.pop() if idle else await asyncio.open_connection(host, int(port))
        writer.write(head + data)
        answer = (await reader.readuntil(b"\r\n\r\n")).lower()
        length = re.search(rb"content-length: (\d+)", answer)
        if length:
            await reader.readexactly(int(length.group(1)))
        else:
            while int(await reader.readline(), 16):
                await reader.readline()
            await reader.readline()
        assert b" 200 " in answer.split(b"\r\n")[0], answer
        latencies.append((time.perf_counter() - due) * 1000)
        idle.append((reader, writer))

    start = time.perf_counter() + 0.1
    async with asyncio.TaskGroup() as group:
        for index in range(rate * seconds):
            due = start + index / rate
            await asyncio.sleep(max(0, due - time.perf_counter()))
            group.create_task(one(due))
    latencies.sort()
    for _, writer in idle:
        writer.close()
    return latencies[len(latencies) * 99 // 100]


def first_token(url, body):
    """p50 and p99 in milliseconds from sending a request to the first word of its stream, at one connection."""
    host, port, path = re.match(r"http://([^:/]+):(\d+)(/.*)", url).groups()
    data = json.dumps(dict(body, stream=True)).encode()
    message = (f"POST {path} HTTP/1.1\r\nhost: {host}:{port}\r\ncontent-type: application/json\r\n"
               f"content-length: {len(data)}\r\n\r\n").encode() + data
    times = []
    with socket.create_connection((host, int(port))) as connection:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        start = time.perf_counter()
        while time.perf_counter() < start + SECONDS + 1:
            sent = time.perf_counter()
            connection.sendall(message)
            answer, first = b"", None
            while not (answer.endswith(b"\r\n\r\n") and b"\r\n0\r\n" in answer):  # trailers may come last
                piece = connection.recv(65536)
                if not piece:
                    raise SystemExit(f"{url} broke a stream off: {answer[-500:]!r}")
                answer += piece
                if first is None and b'"One"' in answer:
                    first = time.perf_counter() - sent
            if first is None or b"seven" not in answer:
                raise SystemExit(f"{url} does not stream: {answer[:500]!r}")
            if sent > start + 1:  # before that it warms up
                times.append(first * 1000)
    times.sort()
    return times[len(times) // 2], times[len(times) * 99 // 100]


@contextlib.contextmanager
def streaming_provider():
    child = subprocess.Popen([sys.executable, "-c", STREAMS], stdout=subprocess.PIPE, text=True)
    try:
        yield child.stdout.readline().strip()
    finally:
        child.kill()
        child.wait()


@contextlib.contextmanager
def farthing(mock, folder):
    port = free_port()
    with open(f"{folder}/farthing.yaml", "w") as f:
        f.write(f'providers: {{bench: {{dialect: openai, base_url: "{mock}", key_env: BENCH_KEY}}}}\n'
                "prices: {bench/model: {input_cost_per_token: 0.000001, output_cost_per_token: 0.000002, "
                "max_input_tokens: 100000, max_output_tokens: 1000}}\n"
                "models: {chat: {model: bench/model, limits: {requests: 100000000, input_tokens: 100000000000}}}\n"
                "budgets: {month: {usd: 1000000}, global: {usd: 1000000}}\n")
    env = {"PATH": os.environ["PATH"], "HOME": folder, "BENCH_KEY": "unused", "SWIFT_BACKTRACE": "enable=no"}
    child = subprocess.Popen([BINARY, "serve", "--port", str(port)], env=env, cwd=folder, stdout=subprocess.DEVNULL,
                             stderr=subprocess.DEVNULL)
    try:
        yield child.pid, f"http://127.0.0.1:{port}/v1/chat/completions", dict(BODY, model="bench/model")
    finally:
        child.terminate()
        child.wait()


@contextlib.contextmanager
def tensorzero(mock, folder):
    with open(f"{folder}/tensorzero.toml", "w") as f:
        f.write('[gateway]\nobservability.enabled = false\n\n[models.model]\nrouting = ["bench"]\n\n'
                '[models.model.providers.bench]\ntype = "openai"\nmodel_name = "model"\n'
                f'api_base = "{mock}/"\napi_key_location = "env::BENCH_KEY"\n')
    child = subprocess.Popen([sys.executable, "-W", "ignore", "-c", TENSORZERO, f"{folder}/tensorzero.toml"],
                             env=dict(os.environ, BENCH_KEY="unused"), stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                             stderr=subprocess.DEVNULL, text=True)
    try:
        for line in child.stdout:
            if line.startswith("ready "):
                break
        yield child.pid, line.split()[1] + "/chat/completions", dict(BODY, model="tensorzero::model_name::model")
    finally:
        child.kill()
        child.wait()


@contextlib.contextmanager
def litellm(mock, folder):
    port = free_port()
    with open(f"{folder}/litellm.yaml", "w") as f:
        json.dump({"model_list": [{"model_name": "model", "litellm_params": {
            "model": "openai/model", "api_base": mock, "api_key": "unused"}}]}, f)
    program = os.path.join(os.path.dirname(sys.executable), "litellm")
    child = subprocess.Popen([program, "--config", f"{folder}/litellm.yaml", "--host", "127.0.0.1", "--port", str(port)],
                             env=dict(os.environ, LITELLM_DANGEROUSLY_PERMIT_WEAK_OR_UNSET_MASTER_KEY="true"),
                             stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=folder)
    try:
        yield child.pid, f"http://127.0.0.1:{port}/chat/completions", dict(BODY, model="model")
    finally:
        child.kill()
        child.wait()


GATEWAYS = (farthing, tensorzero, litellm)


def measure(gateway, mock, direct):
    with tempfile.TemporaryDirectory() as folder:
        began = time.perf_counter()
        with gateway(mock, folder) as (pid, url, body):
            assert "seven" in first_answer(url, body)
            start = time.perf_counter() - began
            wrk(url, body, 1, folder)  # warms up
            one = wrk(url, body, 1, folder)
            cpu = cpu_seconds(pid)
            many = wrk(url, body, 32, folder)
            cpu = (cpu_seconds(pid) - cpu) * 1000 / many[2]
            p99 = asyncio.run(open_loop(url, body, 500, SECONDS)) if many[0] > 1000 else None
            return {"start_s": start, "added_p50_1_ms": one[1] - direct[0], "added_p50_32_ms": many[1] - direct[1],
                    "requests_per_s": many[0], "cpu_ms": cpu, "resident_mb": resident_mb(pid), "p99_500_ms": p99}


def measure_first_tokens(gateways):
    """What each gateway adds to the time to the first streamed token, p50 and p99."""
    rows = {}
    with streaming_provider() as provider:
        direct = first_token(f"{provider}/chat/completions", dict(BODY, model="model"))
        for gateway in gateways:
            with tempfile.TemporaryDirectory() as folder, gateway(provider, folder) as (_, url, body):
                first_answer(url, dict(body, stream=True), read=lambda reply: reply.read())
                found = first_token(url, body)
                rows[gateway.__name__] = {"added_first_token_p50_ms": found[0] - direct[0],
                                          "added_first_token_p99_ms": found[1] - direct[1]}
    return rows


def main():
    if not shutil.which("wrk"):
        raise SystemExit("bench: gateways needs wrk: apt-get install wrk")
    server = subprocess.Popen([BENCHMARK, "serve"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    mock = server.stdout.readline().strip()
    rows = {}
    try:
        with tempfile.TemporaryDirectory() as folder:
            target = f"{mock}/chat/completions"
            direct = [wrk(target, dict(BODY, model="model"), n, folder)[1] for n in (1, 32)]
        for gateway in GATEWAYS:
            rows[gateway.__name__] = measure(gateway, mock, direct)
    finally:
        server.stdin.close()
        server.wait()
    for name, row in measure_first_tokens(GATEWAYS).items():
        rows[name] |= row
    columns = [("start to answer", "start_s", 1000, " ms"), ("adds, 1 conn.", "added_p50_1_ms", 1, " ms"),
               ("adds, 32 conn.", "added_p50_32_ms", 1, " ms"), ("requests/s", "requests_per_s", 1, ""),
               ("CPU a request", "cpu_ms", 1, " ms"), ("resident", "resident_mb", 1, " MB"),
               ("p99 at 500/s", "p99_500_ms", 1, " ms"), ("1st token, p50", "added_first_token_p50_ms", 1, " ms"),
               ("1st token, p99", "added_first_token_p99_ms", 1, " ms")]
    print(f"{'':12}" + "".join(f"{title:>17}" for title, *_ in columns))
    for name, row in rows.items():
        cells = ["–" if row[key] is None else f"{row[key] * scale:,.{0 if scale == 1000 or unit in ('', ' MB') else 2}f}{unit}"
                 for _, key, scale, unit in columns]
        print(f"{name:12}" + "".join(f"{cell:>17}" for cell in cells))
    print(json.dumps(rows))


main()
