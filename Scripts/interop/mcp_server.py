"""A server of the mcp package with a tool of every kind, a resource, a prompt, and a hook: `mcp_server.py stdio` or
`mcp_server.py PORT`."""
import asyncio
import sys
from typing import Any

from mcp.server.mcpserver import Context, Image, MCPServer
from mcp.server.stdio import stdio_server
from mcp.types import RequestParams

server = MCPServer("sums", version="1.0", instructions="Add with add.")


@server.tool()
def add(a: int, b: int) -> int:
    """Adds two numbers."""
    return a + b


@server.tool()
def picture() -> Image:
    """Gives a picture."""
    return Image(data=b"\x89PNG\r\n\x1a\n1234", format="png")


@server.tool()
def fail() -> str:
    """Fails."""
    raise ValueError("on purpose")


@server.tool()
async def count(to: int, context: Context) -> str:
    """Counts, and says how far it is."""
    for number in range(to):
        await context.report_progress(number + 1, to, f"at {number + 1}")
    return f"counted to {to}"


@server.resource("notes://today")
def today() -> str:
    """What is noted for today."""
    return "Buy milk."


@server.prompt()
def greet(name: str) -> str:
    """Greets somebody."""
    return f"Say hello to {name}."


class HookParams(RequestParams):
    point: str
    run: dict[str, Any]
    payload: Any


async def hook(context, params: HookParams) -> dict[str, Any]:
    if params.point == "tool_execute_before" and params.payload["arguments"].get("a") == 13:
        return {"refuse": "13 is unlucky"}
    if params.point == "tool_execute_after":
        text = params.payload["result"]["text"]
        return {"payload": {"result": {"text": f"{text} (seen by a hook)"}}}
    return {}


async def main() -> None:
    if sys.argv[1] != "stdio":
        await server.run_streamable_http_async(host="127.0.0.1", port=int(sys.argv[1]))
        return
    low = server._lowlevel_server
    low.add_request_handler("farthing/hook", HookParams, hook)
    points = [{"point": "tool_execute_before"}, {"point": "tool_execute_after"}]
    async with stdio_server() as (reading, writing):
        await low.run(reading, writing, low.create_initialization_options(
            experimental_capabilities={"farthing/hooks": {"hooks": points}}))


asyncio.run(main())
