"""The smallest extension: it renames every tool that is called."""
import json
import sys

for line in sys.stdin:
    message = json.loads(line)
    if message["method"] == "farthing/hook":
        result = {"payload": {"name": "other"}}
    elif message["method"] == "initialize":
        result = {"protocolVersion": "2025-06-18", "serverInfo": {"name": "bench", "version": "1"}, "capabilities": {
            "experimental": {"farthing/hooks": {"hooks": [{"point": "tool_execute_before"}]}}}}
    else:
        continue
    sys.stdout.write(json.dumps({"jsonrpc": "2.0", "id": message["id"], "result": result}) + "\n")
    sys.stdout.flush()
