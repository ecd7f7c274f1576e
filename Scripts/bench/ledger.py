"""Holding, settling and asking about money; and 100 calls at once against a cap that fits 20, beside LiteLLM's."""
import asyncio
import http.server
import json
import os
import re
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request

FARTHING = os.path.abspath(sys.argv[1])
BENCHMARK = os.path.join(os.path.dirname(os.path.abspath(sys.argv[2])), "ledger-benchmark")
ENTRIES = os.environ.get("BENCH_ENTRIES", "1000000")
CALLS, FITS, SECONDS = 100, 20, 0.2
PROMPT, ANSWER = 900, 100
PRICE = {"input_cost_per_token": 0.000001, "output_cost_per_token": 0.000002}
COST = PROMPT * PRICE["input_cost_per_token"] + ANSWER * PRICE["output_cost_per_token"]


class Provider(http.server.BaseHTTPRequestHandler):
    """Takes 200 ms and keeps the bill."""
    protocol_version = "HTTP/1.1"
    bill, lock = [], threading.Lock()

    def do_POST(self):
        body = json.loads(self.rfile.read(int(self.headers["content-length"])))
        time.sleep(SECONDS)
        answer = min(ANSWER, body.get("max_completion_tokens") or body.get("max_tokens") or ANSWER)
        with self.lock:
            self.bill.append(PROMPT * PRICE["input_cost_per_token"] + answer * PRICE["output_cost_per_token"])
        usage = {"prompt_tokens": PROMPT, "completion_tokens": answer, "total_tokens": PROMPT + answer}
        head = {"id": "c", "created": 1, "model": body["model"]}
        if body.get("stream"):
            chunk = {**head, "object": "chat.completion.chunk"}
            events = [{**chunk, "choices": [{"index": 0, "delta": {"role": "assistant", "content": "ok"},
                                             "finish_reason": None}]},
                      {**chunk, "choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}]},
                      {**chunk, "choices": [], "usage": usage}]
            text = "".join(f"data: {json.dumps(event)}\n\n" for event in events) + "data: [DONE]\n\n"
            kind = "text/event-stream"
        else:
            text = json.dumps({**head, "object": "chat.completion", "usage": usage, "choices": [
                {"index": 0, "message": {"role": "assistant", "content": "ok"}, "finish_reason": "stop"}]})
            kind = "application/json"
        self.send_response(200)
        self.send_header("content-type", kind)
        self.send_header("content-length", str(len(text)))
        self.end_headers()
        self.wfile.write(text.encode())

    def log_message(self, *_):
        pass


class Server(http.server.ThreadingHTTPServer):
    request_queue_size = 256
    daemon_threads = True


def ours(provider):
    with tempfile.TemporaryDirectory() as folder:
        with open(f"{folder}/farthing.yaml", "w") as file:
            file.write(f"""
providers: {{test: {{dialect: openai, base_url: "{provider}/v1", key_env: K, locality: cloud}}}}
prices: {{test/m: {{input_cost_per_token: 0.000001, output_cost_per_token: 0.000002, max_input_tokens: 100000, max_output_tokens: 16384}}}}
models: {{chat: {{model: test/m}}}}
budgets: {{global: {{usd: {COST * FITS:.6f}, on_exhausted: block}}, conversation: {{usd: 10}}}}
""")
        process = subprocess.Popen(
            [FARTHING, "serve", "--port", "0", "--config", f"{folder}/farthing.yaml"], cwd=folder, text=True,
            env={"HOME": folder, "K": "k", "PATH": os.environ["PATH"]}, stdout=subprocess.PIPE)
        try:
            url = re.search(r"http\S+", process.stdout.readline()).group()
            outcomes = []

            def ask():
                words = "word " * 850
                body = {"model": "test/m", "messages": [{"role": "user", "content": words}]}
                request = urllib.request.Request(
                    url + "/v1/chat/completions", json.dumps(body).encode(), {"content-type": "application/json"})
                try:
                    urllib.request.urlopen(request, timeout=120).read()
                    outcomes.append(200)
                except urllib.error.HTTPError as error:
                    outcomes.append(error.code)

            threads = [threading.Thread(target=ask) for _ in range(CALLS)]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
            return outcomes.count(200)
        finally:
            process.terminate()
            process.wait()


def litellm_sdk(provider):
    """Its SDK's own cap, `litellm.max_budget`, with the same calls at once."""
    try:
        os.environ["LITELLM_LOCAL_MODEL_COST_MAP"] = "True"
        import litellm
    except ImportError:
        return None
    litellm.suppress_debug_info = True
    litellm.register_model({"openai/m": {**PRICE, "litellm_provider": "openai", "mode": "chat",
                                         "max_output_tokens": 16384}})
    litellm.max_budget = COST * FITS

    async def ask():
        try:
            await litellm.acompletion(
                model="openai/m", api_base=provider + "/v1", api_key="k", num_retries=0,
                messages=[{"role": "user", "content": "word " * 850}])
            return True
        except litellm.BudgetExceededError:
            return False

    async def all_at_once():
        return await asyncio.gather(*[ask() for _ in range(CALLS)])

    return sum(asyncio.run(all_at_once()))


with tempfile.TemporaryDirectory(dir=os.environ.get("BENCH_FOLDER")) as folder:
    numbers = json.loads(
        subprocess.run([BENCHMARK, folder, ENTRIES], check=True, capture_output=True, text=True).stdout)
server = Server(("127.0.0.1", 0), Provider)
threading.Thread(target=server.serve_forever, daemon=True).start()
address = f"http://127.0.0.1:{server.server_address[1]}"
cap = COST * FITS
answered, spent = ours(address), sum(Provider.bill)
Provider.bill.clear()
theirs, their_spent = litellm_sdk(address), sum(Provider.bill)

print(f"reserve + settle, rules alone    {numbers['book_ns'] / 1000:8.1f} µs   in four scopes")
print(f"reserve + settle, journal in RAM {numbers['memory_us']:8.1f} µs   with the call's own rows")
for name in ("normal", "full"):
    print(f"{name:6} durability            {numbers[name + '_us']:9.1f} µs a call; {numbers[name + '_per_s']:9,.0f} "
          f"settled/s at 64 at once; at 500 calls/s p50 {numbers[name + '_p50_ms']:.2f}, "
          f"p99 {numbers[name + '_p99_ms']:.2f} ms")
print(f"costs --by model --since 30d     {numbers['costs_ms']:8.2f} ms   over {numbers['entries']:,.0f} entries of "
      f"{numbers['entry_bytes']:.0f} bytes, roll-ups included")
print(f"{CALLS} calls at once, cap fits {FITS}   Farthing answers {answered} for {spent / cap:.2f} × the cap"
      + ("" if theirs is None else f"; litellm.max_budget {theirs} for {their_spent / cap:.2f} × the cap"))
print(json.dumps({**numbers, "answered_of_20": answered, "spent_of_cap": round(spent / cap, 3),
                  "litellm_answered_of_20": theirs,
                  "litellm_spent_of_cap": None if theirs is None else round(their_spent / cap, 3)}))
