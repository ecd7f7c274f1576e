"""Process start to first answer, peak memory, and what a turn adds to the bare HTTP exchange: Farthing beside its
peers from PyPI, all against the same mock provider on loopback. Farthing's ledger is on."""
import json
import os
import subprocess
import sys
import tempfile
import time

BINARY, BENCHMARK = os.path.abspath(sys.argv[1]), os.path.abspath(sys.argv[2])
ROUNDS = 7

PEERS = {
    "agno": """
from agno.agent import Agent
from agno.models.openai import OpenAIChat
def noop() -> str:
    "Does nothing."
    return "done"
agent = Agent(model=OpenAIChat(id="model", base_url=URL, api_key="unused"), tools=[noop], telemetry=False)
def turn(text):
    return agent.run(text).content
""",
    "pydantic-ai": """
from pydantic_ai import Agent
from pydantic_ai.models.openai import OpenAIChatModel
from pydantic_ai.providers.openai import OpenAIProvider
agent = Agent(OpenAIChatModel("model", provider=OpenAIProvider(base_url=URL, api_key="unused")))
@agent.tool_plain
def noop() -> str:
    "Does nothing."
    return "done"
def turn(text):
    return agent.run_sync(text).output
""",
    "openai-agents": """
from agents import Agent, Runner, OpenAIChatCompletionsModel, function_tool, set_tracing_disabled
from openai import AsyncOpenAI
set_tracing_disabled(True)
@function_tool
def noop() -> str:
    "Does nothing."
    return "done"
model = OpenAIChatCompletionsModel("model", AsyncOpenAI(base_url=URL, api_key="unused"))
agent = Agent(name="a", model=model, tools=[noop])
def turn(text):
    return Runner.run_sync(agent, text).final_output
""",
    "langgraph": """
from langchain_openai import ChatOpenAI
from langgraph.prebuilt import create_react_agent
def noop() -> str:
    "Does nothing."
    return "done"
agent = create_react_agent(ChatOpenAI(model="model", base_url=URL, api_key="unused"), [noop])
def turn(text):
    return agent.invoke({"messages": [("user", text)]})["messages"][-1].content
""",
}

TIMER = """
import json, statistics, time
def median_us(text, count):
    for _ in range(5): turn(text)
    times = []
    for _ in range(count):
        t = time.perf_counter(); turn(text); times.append(time.perf_counter() - t)
    return statistics.median(times) * 1e6
import httpx
client = httpx.Client()
body = {"model": "model", "messages": [{"role": "user", "content": "Hello"}]}
def bare():
    client.post(URL + "/chat/completions", json=body, headers={"authorization": "Bearer unused"}).read()
def bare_us(count):
    for _ in range(20): bare()
    times = []
    for _ in range(count):
        t = time.perf_counter(); bare(); times.append(time.perf_counter() - t)
    return statistics.median(times) * 1e6
b = bare_us(200)
print(json.dumps({"turn_added_us": median_us("Hello", 60) - b, "three_tools_added_us": median_us("use tools", 30) - 4 * b}))
"""


def timed(command, env, cwd):
    """Median wall seconds and largest peak memory (MB) of whole processes."""
    walls, memory = [], 0
    for _ in range(ROUNDS):
        start = time.perf_counter()
        child = subprocess.Popen(command, env=env, cwd=cwd, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        out = child.stdout.read()
        _, status, usage = os.wait4(child.pid, 0)
        walls.append(time.perf_counter() - start)
        memory = max(memory, usage.ru_maxrss / 1024)
        if status or b"seven" not in out:
            return None, None
    return sorted(walls)[ROUNDS // 2], memory


def main():
    server = subprocess.Popen([BENCHMARK, "serve"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    url = server.stdout.readline().strip()
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        with open(f"{folder}/farthing.yaml", "w") as f:
            f.write(f'providers: {{bench: {{dialect: openai, base_url: "{url}", key_env: BENCH_KEY}}}}\n'
                    "prices: {bench/model: {input_cost_per_token: 0.000001, output_cost_per_token: 0.000002, "
                    "max_input_tokens: 100000, max_output_tokens: 1000}}\nmodels: {chat: {model: bench/model}}\n")
        env = {"PATH": os.environ["PATH"], "HOME": folder, "BENCH_KEY": "unused", "SWIFT_BACKTRACE": "enable=no"}
        subprocess.run([BINARY, "run", "Hello"], env=env, cwd=folder, stdout=subprocess.DEVNULL, check=True)
        wall, memory = timed([BINARY, "run", "Hello"], env, folder)
        ours = json.loads(subprocess.run([BENCHMARK, "turns", url], env=env, cwd=folder, capture_output=True,
                                         text=True, check=True).stdout)
        rows.append(("farthing", wall, memory, ours["turn_added_us"], ours["three_tools_added_us"]))
        for name, code in PEERS.items():
            script = f"URL = {url!r}\n{code}"
            peer_env = dict(os.environ, OPENAI_API_KEY="unused", PYTHONWARNINGS="ignore")
            wall, memory = timed([sys.executable, "-c", script + '\nprint(turn("Hello"))'], peer_env, folder)
            done = subprocess.run([sys.executable, "-c", script + TIMER], env=peer_env, cwd=folder, capture_output=True,
                                  text=True)
            found = json.loads(done.stdout.strip().splitlines()[-1]) if done.returncode == 0 else {}
            rows.append((name, wall, memory, found.get("turn_added_us"), found.get("three_tools_added_us")))
    hooks = json.loads(subprocess.run([BENCHMARK, "hooks"], capture_output=True, text=True, check=True).stdout)
    server.stdin.close()
    server.wait()

    def show(value, scale, digits):
        return "–" if value is None else f"{value * scale:,.{digits}f}"

    print(f"{'':15}{'start to answer':>17}{'peak memory':>13}{'turn adds':>12}{'3 tools add':>13}")
    for name, wall, memory, turn, tools in rows:
        print(f"{name:15}{show(wall, 1000, 0) + ' ms':>17}{show(memory, 1, 0) + ' MB':>13}"
              f"{show(turn, 0.001, 3) + ' ms':>12}{show(tools, 0.001, 3) + ' ms':>13}")
    print(f"hook dispatch {hooks['hook_ns_per_handler']:.0f} ns a handler")
    print(json.dumps({"rows": [dict(zip(("name", "start_s", "peak_mb", "turn_added_us", "three_tools_added_us"), r))
                               for r in rows], **hooks}))


main()
