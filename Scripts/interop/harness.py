"""What the interop scripts share: checks that count themselves, and a LiteLLM proxy with mock replies."""
import json
import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request


class Checks:
    """Counts checks; the closing line is what CI reads."""

    def __init__(self):
        self.passed = 0
        self.failed = 0

    def equal(self, what, found, wanted):
        if found == wanted:
            self.passed += 1
        else:
            self.failed += 1
            print(f"FAILED {what}: found {found!r}, wanted {wanted!r}")

    def true(self, what, condition, detail=""):
        if condition:
            self.passed += 1
        else:
            self.failed += 1
            print(f"FAILED {what}: {detail}")

    def finish(self):
        print(f"{self.passed} passed, {self.failed} failed")
        sys.exit(1 if self.failed else 0)


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


CONFIG = """
model_list:
  - model_name: mock-chat
    litellm_params:
      model: openai/gpt-4.1-mini
      api_key: unused
      mock_response: "The mock says hello, and counts to three: one, two, three."
  - model_name: mock-tools
    litellm_params:
      model: openai/gpt-4.1-mini
      api_key: unused
      mock_tool_calls: [{"id": "call_1", "type": "function", "function": {"name": "list_files", "arguments": "{}"}}]
      mock_response: "calling"
litellm_settings:
  drop_params: true
general_settings:
  master_key: sk-interop
"""


SETTINGS = """
providers:
  mock: {{dialect: openai, base_url: "http://127.0.0.1:{port}/v1", key_env: MOCK_KEY, locality: local}}
  mocka: {{dialect: anthropic, base_url: "http://127.0.0.1:{port}", key_env: MOCK_KEY, locality: local}}
prices:
  mock/mock-chat: {{input_cost_per_token: 0.000001, output_cost_per_token: 0.000002, max_input_tokens: 100000, max_output_tokens: 1000}}
  mock/mock-tools: {{input_cost_per_token: 0.000001, output_cost_per_token: 0.000002, max_input_tokens: 100000, max_output_tokens: 1000}}
  mocka/mock-chat: {{input_cost_per_token: 0.000003, output_cost_per_token: 0.000005, max_input_tokens: 100000, max_output_tokens: 1000}}
  mocka/mock-tools: {{input_cost_per_token: 0.000003, output_cost_per_token: 0.000005, max_input_tokens: 100000, max_output_tokens: 1000}}
models:
  chat: {{model: mock/mock-chat, parameters: {{stream: {stream}}}}}
loop: {{max_iterations: 2, repeated_calls: 3}}
"""


class Proxy:
    """A LiteLLM proxy on loopback with mock replies, for as long as the context lasts."""

    def __enter__(self):
        self.folder = tempfile.TemporaryDirectory()
        path = os.path.join(self.folder.name, "config.yaml")
        with open(path, "w") as f:
            f.write(CONFIG)
        self.port = free_port()
        binary = os.path.join(os.path.dirname(sys.executable), "litellm")
        environment = dict(os.environ, LITELLM_LOCAL_MODEL_COST_MAP="True", LITELLM_TELEMETRY="False")
        self.log = open(os.path.join(self.folder.name, "log"), "w+")
        self.process = subprocess.Popen(
            [sys.executable, binary, "--config", path, "--host", "127.0.0.1", "--port", str(self.port)],
            stdout=self.log, stderr=subprocess.STDOUT, env=environment)
        deadline = time.time() + 180
        while time.time() < deadline:
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{self.port}/health/liveliness", timeout=2).read()
                return self
            except OSError:
                if self.process.poll() is not None:
                    break
                time.sleep(0.3)
        self.log.seek(0)
        print(self.log.read()[-4000:])
        raise SystemExit("the proxy did not start")

    def __exit__(self, *_):
        self.process.kill()
        self.process.wait()
        self.log.close()
        self.folder.cleanup()


def environment(folder, **more):
    """A clean environment: no keys, a home of its own."""
    kept = {k: v for k, v in os.environ.items() if k in ("PATH", "LANG", "TERM", "SWIFT_BACKTRACE")}
    kept.update(HOME=folder, XDG_STATE_HOME=f"{folder}/state", XDG_CONFIG_HOME=f"{folder}/config")
    kept.update(more)
    return kept


def run_json(binary, arguments, env, cwd):
    """Runs `farthing run --json` and returns the exit code and the object."""
    done = subprocess.run([os.path.abspath(binary), "run", "--json", *arguments], env=env, cwd=cwd, text=True,
                          stdin=subprocess.DEVNULL, capture_output=True, timeout=120)
    try:
        return done.returncode, json.loads(done.stdout)
    except json.JSONDecodeError:
        print("stdout:", done.stdout[-2000:], "stderr:", done.stderr[-2000:])
        return done.returncode, {}
