/// A small server in Python, without anything but its standard library, for the tests to put handlers into.
enum PythonServer {
    /// What every one begins with: `tools` and `hooks` are filled in by the test's own part, which ends with `serve()`.
    static let prelude = """
        import json, os, sys, time
        tools, hooks, settings = {}, {}, {}
        def send(message):
            sys.stdout.write(json.dumps(message) + "\\n")
            sys.stdout.flush()
        def answer(id, result): send({"jsonrpc": "2.0", "id": id, "result": result})
        def fail(id, text): send({"jsonrpc": "2.0", "id": id, "error": {"code": -32000, "message": text}})
        def text(value): return {"content": [{"type": "text", "text": str(value)}]}
        version = "2025-06-18"
        def serve():
            for line in sys.stdin:
                message = json.loads(line)
                method, id, params = message.get("method"), message.get("id"), message.get("params", {})
                if method == "initialize":
                    settings.update(params["capabilities"]["experimental"]["farthing/hooks"]["settings"])
                    answer(id, {"protocolVersion": version, "serverInfo": {"name": "test", "version": "1"},
                        "capabilities": {"tools": {}, "experimental": {"farthing/hooks": {
                            "hooks": [dict(point=p) for p in hooks]}}}})
                elif method == "tools/list":
                    answer(id, {"tools": [{"name": n, "description": f.__doc__ or "", "inputSchema": {"type": "object"}}
                        for n, f in tools.items()]})
                elif method == "tools/call":
                    try: answer(id, tools[params["name"]](params["arguments"]))
                    except Exception as error:
                        answer(id, dict(text(f"{type(error).__name__}: {error}"), isError=True))
                elif method == "farthing/hook":
                    try:
                        reply = hooks[params["point"]](params["payload"], params["run"])
                        if reply is not None: answer(id, reply)
                    except Exception as error: fail(id, str(error))
                elif method == "ping": answer(id, {})

        """
}
