"""Hooks in process and in a program of its own, beside the same exchange made by a parent written in Python."""
import json
import os
import subprocess
import sys
import time

folder = os.path.join(os.path.dirname(os.path.abspath(__file__)), "extension")
benchmark = os.path.join(os.path.dirname(sys.argv[2]), "extension-benchmark")
ours = json.loads(subprocess.run([benchmark, folder], check=True, capture_output=True, text=True).stdout)

child = subprocess.Popen(["/usr/bin/env", "python3", "-S", "-E", "main.py"], cwd=folder, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
times = []
for number in range(5000):
    begin = time.perf_counter()
    request = {"jsonrpc": "2.0", "id": number, "method": "farthing/hook", "params": {
        "point": "tool_execute_before", "run": {}, "payload": {"id": "1", "name": "shell", "arguments": {"command": "ls"}}}}
    child.stdin.write(json.dumps(request).encode() + b"\n")
    child.stdin.flush()
    assert json.loads(child.stdout.readline())["result"]["payload"]["name"] == "other"
    times.append((time.perf_counter() - begin) * 1e6)
child.stdin.close()
child.wait()
times.sort()
ours["python_parent_p50_us"] = round(times[len(times) // 2], 1)
ours["load"] = os.getloadavg()[0]
for key, value in ours.items():
    print(f"{key:24} {value}")
print(json.dumps(ours))
