"""{{name}}: an extension of Farthing.

Farthing starts this program, writes one JSON object a line to its standard input and reads one a line from its standard
output: the Model Context Protocol. Anything for yourself goes to standard error; `farthing chat` shows it with
`/extensions {{name}}`.

There are two ways to take part:
  - a tool is something the model can call: see `greet`;
  - a hook changes what the agent does: see `politeness`. Every point is described in docs/hooks.

`farthing extensions test .` runs tests/*.yaml against a scripted model and compares what happened with tests/*.trace.
"""
import json
import sys

SETTINGS = {}  # what the user wrote under `extensions: settings: {{name}}:`, with the defaults of extension.yaml


def greet(arguments):
    """Greets a person by name."""
    return f"{SETTINGS.get('greeting', 'Hello')}, {arguments['name']}!"


# name -> (function, JSON Schema of its arguments). List the names in extension.yaml, too.
TOOLS = {
    "greet": (greet, {
        "type": "object",
        "properties": {"name": {"type": "string", "description": "Whom to greet"}},
        "required": ["name"],
    }),
}


def politeness(payload, run):
    """Adds a sentence to the system prompt: the payload is the list of its sections."""
    return {"payload": payload + [{"name": "{{name}}", "text": "Greet people with the tool {{name}}__greet."}]}


# point -> function(payload, run). It returns {"payload": the changed parts}, {"refuse": "why"} or {}.
HOOKS = {"system_prompt": politeness}


def handle(method, params):
    if method == "initialize":
        SETTINGS.update(params["capabilities"].get("experimental", {}).get("farthing/hooks", {}).get("settings", {}))
        return {
            "protocolVersion": "2025-06-18",  # the revision that this program speaks
            "serverInfo": {"name": "{{name}}", "version": "0.1.0"},
            "capabilities": {
                "tools": {},
                "experimental": {"farthing/hooks": {"hooks": [{"point": point} for point in HOOKS]}},
            },
        }
    if method == "tools/list":
        return {"tools": [
            {"name": name, "description": function.__doc__, "inputSchema": schema}
            for name, (function, schema) in TOOLS.items()
        ]}
    if method == "tools/call":
        function = TOOLS[params["name"]][0]
        return {"content": [{"type": "text", "text": function(params.get("arguments", {}))}]}
    if method == "farthing/hook":
        return HOOKS[params["point"]](params["payload"], params["run"])
    if method == "ping":
        return {}
    raise NotImplementedError(f"there is no method {method}")


for line in sys.stdin:
    request = json.loads(line)
    if "id" not in request:
        continue  # a notification: nobody waits for an answer
    reply = {"jsonrpc": "2.0", "id": request["id"]}
    try:
        reply["result"] = handle(request["method"], request.get("params", {}))
    except Exception as error:  # the agent goes on; the person sees one line
        code = -32601 if isinstance(error, NotImplementedError) else -32000
        reply["error"] = {"code": code, "message": f"{type(error).__name__}: {error}"}
    print(json.dumps(reply), flush=True)
