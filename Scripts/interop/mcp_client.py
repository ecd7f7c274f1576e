"""The client of the mcp package from PyPI against extensions as `farthing extensions new` begins them, in every language:
an extension of ours is an MCP server like any other. And our own kit's test of each."""
import asyncio
import json
import os
import shutil
import subprocess
import sys
import tempfile
import warnings

from mcp import Client, MCPError, StdioServerParameters
from mcp_types import METHOD_NOT_FOUND

from harness import Checks, environment

binary = os.path.abspath(sys.argv[1])
checks = Checks()
home = tempfile.mkdtemp(prefix="farthing-interop-")
env = environment(home)
PROGRAMS = {"python": "python3", "bash": "bash", "javascript": "node", "swift": "swiftc"}


def farthing(*arguments):
    return subprocess.run([binary, "extensions", *arguments], env=env, cwd=home, text=True, capture_output=True,
                          timeout=600)


def command(folder):
    """What extension.yaml says that starts it."""
    for line in open(os.path.join(folder, "extension.yaml")):
        if line.startswith("command:"):
            return [word.strip() for word in line.split(":", 1)[1].strip().strip("[]").split(",")]
    raise SystemExit(f"{folder} has no command")


async def talk(language, folder):
    words = command(folder)
    server = StdioServerParameters(command=words[0], args=words[1:], cwd=folder, env=env)
    # `auto` asks as the newest revision wants it first, and has to find out that this one begins with a greeting.
    for mode in ("auto", "legacy"):
        async with Client(server, mode=mode, read_timeout_seconds=30) as client:
            name = f"{language}, {mode}"
            checks.equal(f"{name}: revision", client.protocol_version, "2025-06-18")
            checks.equal(f"{name}: who it is", client.server_info.name, "sample")
            hooks = client.server_capabilities.experimental["farthing/hooks"]["hooks"]
            checks.equal(f"{name}: hooks", [hook["point"] for hook in hooks], ["system_prompt"])
            tools = (await client.list_tools()).tools
            checks.equal(f"{name}: tools", [tool.name for tool in tools], ["greet"])
            checks.equal(f"{name}: what a tool takes", tools[0].input_schema["required"], ["name"])
            result = await client.call_tool("greet", {"name": 'Ada "the first"'})
            checks.equal(f"{name}: a call", result.content[0].text, 'Hello, Ada "the first"!')
            if mode == "legacy":
                with warnings.catch_warnings():
                    warnings.simplefilter("ignore")  # the newest revision has no ping any more; ours has
                    await client.send_ping()
            try:
                await client.list_prompts()
                checks.true(f"{name}: a method that is not there", False, "it answered")
            except MCPError as error:
                checks.equal(f"{name}: a method that is not there", error.code, METHOD_NOT_FOUND)
            # It goes on after that.
            again = await client.call_tool("greet", {"name": "Grace"})
            checks.equal(f"{name}: the next call", again.content[0].text, "Hello, Grace!")


try:
    for language, program in PROGRAMS.items():
        if shutil.which(program, path=env["PATH"]) is None:
            print(f"skipped: {program} is missing, so no extension in {language}")
            continue
        folder = os.path.join(home, language, "sample")
        os.mkdir(os.path.dirname(folder))
        made = subprocess.run([binary, "extensions", "new", "sample", "--language", language], env=env,
                              cwd=os.path.dirname(folder), text=True, capture_output=True, timeout=60)
        checks.equal(f"{language}: new", made.returncode, 0)
        tested = farthing("test", folder)
        checks.equal(f"{language}: its own test", tested.returncode, 0)
        asyncio.run(talk(language, folder))
finally:
    shutil.rmtree(home, ignore_errors=True)
checks.finish()
