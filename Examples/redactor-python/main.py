"""redactor: takes e-mail addresses and telephone numbers out of what the model sees.

The hook gets the whole request at before_main_llm_call and sends back the messages that it changed; what is stored and
shown stays as it was. Only the standard library is used.
"""
import json
import re
import sys

PATTERNS = [
    re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"),
    re.compile(r"(?<![\w.])\+?\d[\d ()/-]{7,}\d(?![\w.])"),
]
settings = {}


def redacted(text):
    for pattern in PATTERNS:
        text = pattern.sub(lambda _: settings.get("replacement", "[removed]"), text)
    return text


def redact_part(part):
    if part["type"] == "text":
        return {**part, "value": redacted(part["value"])}
    if part["type"] == "tool_result":
        return {**part, "value": {**part["value"], "text": redacted(part["value"]["text"])}}
    return part


def before_main_llm_call(call):
    messages = [
        {**message, "content": [redact_part(part) for part in message["content"]]}
        for message in call["request"]["messages"]
    ]
    if messages == call["request"]["messages"]:
        return {}
    return {"payload": {"request": {"messages": messages}}}


def handle(method, params):
    if method == "initialize":
        settings.update(params["capabilities"].get("experimental", {}).get("farthing/hooks", {}).get("settings", {}))
        return {
            "protocolVersion": params["protocolVersion"],
            "serverInfo": {"name": "redactor", "version": "1.0.0"},
            "capabilities": {"experimental": {"farthing/hooks": {"hooks": [
                {"point": "before_main_llm_call", "order": 900, "timeout_ms": 2000, "on_failure": "abort"},
            ]}}},
        }
    if method == "farthing/hook":
        return before_main_llm_call(params["payload"])
    return {}


for line in sys.stdin:
    request = json.loads(line)
    if "id" in request:
        result = handle(request["method"], request.get("params", {}))
        print(json.dumps({"jsonrpc": "2.0", "id": request["id"], "result": result}), flush=True)
