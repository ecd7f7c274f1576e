"""Servers of the mcp package from PyPI, over stdio and over HTTP, one of the revision without a greeting among them, as
extensions: their tools, a resource, a hook; in the sandbox of this machine. The built-in offline model calls a tool when it is told `use NAME {…}`."""
import json
import os
import socket
import subprocess
import sys
import tempfile
import time

from harness import Checks, environment, free_port, run_json

binary = os.path.abspath(sys.argv[1])
checks = Checks()
home = tempfile.mkdtemp(prefix="farthing-interop-")
work = os.path.join(home, "work")
os.mkdir(work)
here = os.path.dirname(os.path.abspath(__file__))
script = os.path.join(here, "mcp_server.py")
port, newest_port = free_port(), free_port()
servers = [
    subprocess.Popen([sys.executable, script, *words], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    for words in ([str(port)], [str(newest_port), "modern"])
]
deadline = time.time() + 60
for number in (port, newest_port):
    while time.time() < deadline:
        try:
            socket.create_connection(("127.0.0.1", number), 1).close()
            break
        except OSError:
            time.sleep(0.1)

settings = os.path.join(work, "farthing.yaml")
with open(settings, "w") as file:
    file.write(f"""
extensions:
  servers:
    sums:
      command: [{sys.executable}, {script}, stdio]
      hooks: [tool_execute_before, tool_execute_after]
      permissions: {{paths: {{read: [{here}]}}}}
    far: {{url: "http://127.0.0.1:{port}/mcp"}}
    newest: {{url: "http://127.0.0.1:{newest_port}/mcp"}}
""")
env = environment(home)


def ask(text):
    """What the tool answered that the model was told to use."""
    code, reply = run_json(binary, ["--config", settings, text], env, work)
    checks.equal(f"exit code of {text}", code, 0)
    calls = reply.get("tool_calls") or [{}]
    return calls[-1]


def words(call):
    return json.dumps(call)


try:
    for server in ("sums", "far", "newest"):
        seen = " (seen by a hook)"
        checks.true(f"{server}: a sum", "5" + seen in words(ask(f'use {server}__add {{"a": 2, "b": 3}}')), "")
        checks.true(f"{server}: a picture is named", "image/png" in words(ask(f"use {server}__picture {{}}")), "")
        checks.true(f"{server}: a failure", ask(f"use {server}__fail {{}}").get("is_error") is True, "")
        checks.true(f"{server}: progress", "counted to 3" in words(ask(f'use {server}__count {{"to": 3}}')), "")
        checks.true(
            f"{server}: a resource",
            "Buy milk." in words(ask(f'use {server}__read_resource {{"uri": "notes://today"}}')), "")
    refused = ask('use far__add {"a": 13, "b": 3}')
    checks.true("the hook of one server refuses a tool of the other", "13 is unlucky" in words(refused), words(refused))

    def extensions(*arguments):
        done = subprocess.run([binary, "extensions", *arguments, "--config", settings, "--json"], env=env, cwd=work,
                              text=True, capture_output=True, timeout=60)
        checks.equal(f"extensions {arguments[0]}: exit code", done.returncode, 0)
        return [json.loads(line) for line in done.stdout.splitlines()]

    listed = {entry["name"]: entry for entry in extensions("list")}
    checks.equal("listed", listed["sums"]["state"], "on")
    explained = extensions("explain", "tool_execute_after")[0]["extensions"]
    checks.true("explained", any(e["name"] == "sums" and e["state"] == "on" for e in explained), explained)
    extensions("disable", "sums", "--place", "user")
    checks.equal("switched off", {e["name"]: e for e in extensions("list")}["sums"]["state"], "off")
finally:
    for server in servers:
        server.kill()
        server.wait()
checks.finish()
