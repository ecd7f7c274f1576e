"""Streams opened and dropped at random, and idle event streams: descriptors, calls in flight and money held return to
where they began. 400 of them, or 10,000 with FARTHING_TESTS=full."""
import asyncio
import json
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
import urllib.request

from harness import Checks, free_port

binary = os.path.abspath(sys.argv[1])
checks = Checks()
full = os.environ.get("FARTHING_TESTS") == "full"
STREAMS, IDLE = (10_000, 1_000) if full else (400, 100)
SEED = int(os.environ.get("FARTHING_SEED", "11"))
home = tempfile.mkdtemp(prefix="farthing-leaks-")
resource.setrlimit(resource.RLIMIT_NOFILE, (resource.getrlimit(resource.RLIMIT_NOFILE)[1],) * 2)
EVENT = b'data: {"id":"r","object":"chat.completion.chunk","model":"small","choices":[{"index":0,"delta":{"content":"word "}}]}\n\n'


async def provider(reader, writer):
    """Streams a word now and then, for longer than anybody listens."""
    try:
        while True:
            head = await reader.readuntil(b"\r\n\r\n")
            length = [line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")]
            await reader.readexactly(int(length[0].split(b":")[1]) if length else 0)
            writer.write(b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n")
            for _ in range(600):
                writer.write(b"%x\r\n%s\r\n" % (len(EVENT), EVENT))
                await writer.drain()
                await asyncio.sleep(0.5)
    except (OSError, asyncio.IncompleteReadError):
        pass
    finally:
        writer.close()


async def drop(port, after, counts):
    """Opens a stream and goes away after so long, whatever has come by then."""
    body = json.dumps({"model": "auto", "stream": True, "messages": [{"role": "user", "content": "go on"}]}).encode()
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(b"POST /v1/chat/completions HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-length: %d\r\n\r\n%s" % (len(body), body))
    text = b""
    try:
        async with asyncio.timeout(after):
            while piece := await reader.read(65536):
                text += piece
                counts["most"] = max(counts["most"], counts["open"])
    except (TimeoutError, OSError):
        pass
    counts["begun"] += b"200 OK" in text
    counts["refused"] += b" 503 " in text or b" 429 " in text
    writer.transport.abort()


async def listen(port):
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(b"GET /v1/alerts/events HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n")
    await reader.readuntil(b"\r\n\r\n")
    return writer


def get(path):
    with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=60) as answer:
        return answer.read().decode()


def metric(name):
    return next(float(line.split()[-1]) for line in get("/metrics").splitlines() if line.split("{")[0].split(" ")[0] == name)


def state():
    with open(f"/proc/{server.pid}/status") as f:
        status = dict(line.split(":", 1) for line in f)
    return {"descriptors": len(os.listdir(f"/proc/{server.pid}/fd")), "threads": int(status["Threads"]),
            "resident": int(status["VmRSS"].split()[0]) // 1024}


async def settled(is_so):
    for _ in range(600):
        if is_so():
            return True
        await asyncio.sleep(0.2)
    return False


async def main():
    random.seed(SEED)
    before = state()
    counts = {"begun": 0, "refused": 0, "open": 0, "most": 0}

    longest = max(6, STREAMS / 400)

    async def one():
        await asyncio.sleep(random.uniform(0, longest / 3))
        counts["open"] += 1
        # A tenth are gone before anything can have come.
        await drop(port, random.choice([0.001] + [random.uniform(0.05, longest)] * 9), counts)
        counts["open"] -= 1

    began = time.time()
    await asyncio.gather(*(one() for _ in range(STREAMS)))
    print(f"{STREAMS} streams in {time.time() - began:.1f} s, seed {SEED}: {counts}; {state()}")
    checks.true("streams were begun", counts["begun"] > STREAMS / 10, counts)
    checks.equal("none was refused", counts["refused"], 0)
    checks.true("no call is in flight", await settled(lambda: metric("farthing_calls_in_flight") == 0))

    def budget():
        return json.loads(get("/v1/budgets/global"))

    checks.true("nothing is held", await settled(lambda: budget()["reserved_usd"] == "0"), budget())
    # The connections to the provider are kept for the next requests; the provider's idle ones are closed with it.
    providers.close()
    after = {}

    def returned():
        after.update(state())
        return after["descriptors"] <= before["descriptors"] + 70

    checks.true("descriptors", await settled(returned), f"{before} then {after}")
    checks.true("threads", after["threads"] <= before["threads"] + 8, f"{before} then {after}")
    if full:
        # What so many streams needed is handed back at the next look, ten seconds apart.
        limit = before["resident"] * 2 + 150
        checks.true("memory", await settled(lambda: state()["resident"] < limit), f"{before} then {state()}")
    print("before", before, "after", after, "in the end", state())

    idle = await asyncio.gather(*(listen(port) for _ in range(IDLE)))
    checks.true("idle streams", await settled(lambda: metric("farthing_alert_listeners") == IDLE))
    with open(f"/proc/{server.pid}/stat") as f:
        ticks = sum(map(int, f.read().rsplit(")", 1)[1].split()[11:13]))
    await asyncio.sleep(5)
    with open(f"/proc/{server.pid}/stat") as f:
        used = (sum(map(int, f.read().rsplit(")", 1)[1].split()[11:13])) - ticks) / os.sysconf("SC_CLK_TCK")
    print(f"{IDLE} idle streams: {state()}, {used:.2f} s of processor time in 5 s")
    for writer in idle:
        writer.transport.abort()
    checks.true("their listeners are gone", await settled(lambda: metric("farthing_alert_listeners") == 0))


async def run():
    global port, server, providers
    providers = await asyncio.start_server(provider, "127.0.0.1", 0, backlog=4096)
    address = providers.sockets[0].getsockname()[1]
    with open(f"{home}/farthing.yaml", "w") as f:
        f.write(f"""
providers: {{lab: {{dialect: openai, base_url: "http://127.0.0.1:{address}/v1", key_env: LAB_KEY, locality: local}}}}
prices: {{lab/small: {{input_cost_per_token: 0.000001, output_cost_per_token: 0.000002, max_input_tokens: 9000, max_output_tokens: 900}}}}
models: {{chat: {{model: lab/small}}}}
budgets: {{global: {{usd: 1000}}, conversation: {{usd: 1}}}}
""")
    port = free_port()
    environment = {"HOME": home, "XDG_STATE_HOME": f"{home}/state", "PATH": os.environ["PATH"], "SWIFT_BACKTRACE": "enable=no",
                   "LAB_KEY": "k"}
    server = subprocess.Popen(
        [binary, "serve", "--port", str(port), "--config", f"{home}/farthing.yaml", "--max-calls", str(STREAMS + 1)], cwd=home,
        env=environment, stdout=subprocess.PIPE, stderr=open(f"{home}/log", "w"))
    server.stdout.readline()
    try:
        await main()
    finally:
        server.terminate()
        checks.equal("the server ends well", server.wait(timeout=60), 0)


asyncio.run(run())
checks.finish()
