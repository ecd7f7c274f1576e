"""A server of the mcp package with a tool of every kind, a resource, a prompt, and a hook: `mcp_server.py stdio`,
`mcp_server.py PORT`, or `mcp_server.py PORT modern`, which knows nothing older than the revision of 2026-07-28."""
import asyncio
import json
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


def without_greeting(app):
    """The application as one that has no `initialize` any more."""
    async def wrapped(scope, receive, send):
        if scope["type"] != "http" or scope["method"] != "POST":
            return await app(scope, receive, send)
        body, more = b"", True
        while more:
            message = await receive()
            body, more = body + message.get("body", b""), message.get("more_body", False)
        request = json.loads(body)
        if request.get("method") == "initialize":
            error = {"jsonrpc": "2.0", "id": request["id"], "error": {"code": -32601, "message": "no such method"}}
            await send({"type": "http.response.start", "status": 404,
                        "headers": [(b"content-type", b"application/json")]})
            return await send({"type": "http.response.body", "body": json.dumps(error).encode()})
        parts = [{"type": "http.request", "body": body, "more_body": False}]

        async def replay():
            return parts.pop() if parts else await receive()
        return await app(scope, replay, send)
    return wrapped


async def main() -> None:
    if sys.argv[2:] == ["modern"]:
        import uvicorn
        app = without_greeting(server.streamable_http_app())
        await uvicorn.Server(
            uvicorn.Config(app, host="127.0.0.1", port=int(sys.argv[1]), log_level="error")).serve()
        return
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
