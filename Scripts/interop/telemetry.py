"""What is sent to an OpenTelemetry collector, parsed with OpenTelemetry's own protocol buffers; and a trace that goes on
from a client through the server to the provider."""
import base64
import http.server
import json
import os
import subprocess
import sys
import tempfile
import threading
import urllib.request

from google.protobuf import json_format
from opentelemetry.proto.collector.metrics.v1.metrics_service_pb2 import ExportMetricsServiceRequest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

from harness import Checks, free_port

binary = os.path.abspath(sys.argv[1])
checks = Checks()
home = tempfile.mkdtemp(prefix="farthing-telemetry-")
posts, traceparents = [], []


class Handler(http.server.BaseHTTPRequestHandler):
    """The collector and the provider in one."""

    protocol_version = "HTTP/1.1"

    def do_POST(self):
        body = json.loads(self.rfile.read(int(self.headers["content-length"])))
        if self.path.startswith("/v1/chat"):
            traceparents.append(self.headers["traceparent"])
            answer = {"id": "r1", "object": "chat.completion", "model": "small-2026-01-01", "choices": [
                {"index": 0, "finish_reason": "stop", "message": {"role": "assistant", "content": "Hello."}}],
                "usage": {"prompt_tokens": 9, "completion_tokens": 2, "total_tokens": 11}}
        else:
            posts.append((self.path, self.headers["content-type"], self.headers["x-team"], body))
            answer = {}
        text = json.dumps(answer).encode()
        self.send_response(200)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    def log_message(self, *_):
        pass


def in_base64(value):
    """OTLP's JSON has ids in hexadecimal digits, where protocol buffers' own JSON has base64."""
    if isinstance(value, list):
        return [in_base64(item) for item in value]
    if not isinstance(value, dict):
        return value
    return {k: base64.b64encode(bytes.fromhex(v)).decode() if k in ("traceId", "spanId", "parentSpanId") else in_base64(v)
            for k, v in value.items()}


peer = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
threading.Thread(target=peer.serve_forever, daemon=True).start()
address = f"http://127.0.0.1:{peer.server_address[1]}"
with open(f"{home}/farthing.yaml", "w") as f:
    f.write(f"""
providers: {{lab: {{dialect: openai, base_url: "{address}/v1", key_env: LAB_KEY, locality: local}}}}
prices: {{lab/small: {{input_cost_per_token: 0.000001, output_cost_per_token: 0.000002, max_input_tokens: 9000, max_output_tokens: 900}}}}
models: {{chat: {{model: lab/small}}}}
""")
port = free_port()
environment = {
    "HOME": home, "XDG_STATE_HOME": f"{home}/state", "PATH": os.environ["PATH"], "SWIFT_BACKTRACE": "enable=no", "LAB_KEY": "k",
    "OTEL_EXPORTER_OTLP_ENDPOINT": address, "OTEL_EXPORTER_OTLP_HEADERS": "x-team=blue", "OTEL_SERVICE_NAME": "shop"}
server = subprocess.Popen(
    [binary, "serve", "--port", str(port), "--config", f"{home}/farthing.yaml"], cwd=home, env=environment, stdout=subprocess.PIPE,
    stderr=subprocess.DEVNULL)
server.stdout.readline()
try:
    request = urllib.request.Request(
        f"http://127.0.0.1:{port}/v1/chat/completions",
        json.dumps({"model": "auto", "messages": [{"role": "user", "content": "a secret question"}]}).encode(),
        {"traceparent": "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"})
    urllib.request.urlopen(request).read()
finally:
    server.terminate()
    checks.equal("the server ends well", server.wait(timeout=40), 0)

checks.true("json", all(kind == "application/json" for _, kind, _, _ in posts), posts)
checks.true("the header", posts and all(team == "blue" for _, _, team, _ in posts), posts)
checks.true("no prompt in it", "secret" not in json.dumps([body for _, _, _, body in posts]))
traces, metrics = ExportTraceServiceRequest(), ExportMetricsServiceRequest()
for path, _, _, body in posts:
    message = {"/v1/traces": traces, "/v1/metrics": metrics}[path]
    json_format.ParseDict(in_base64(body), message)  # refuses what the protocol does not know
spans = [span for r in traces.resource_spans for s in r.scope_spans for span in s.spans]
checks.equal("one span", [span.name for span in spans], ["chat small"])
span = spans[0]
attributes = {a.key: a.value.string_value or a.value.int_value or a.value.double_value for a in span.attributes}
checks.equal("its trace", span.trace_id.hex(), "4bf92f3577b34da6a3ce929d0e0e4736")
checks.equal("its parent", span.parent_span_id.hex(), "00f067aa0ba902b7")
checks.equal("the provider's parent", traceparents, [f"00-{span.trace_id.hex()}-{span.span_id.hex()}-01"])
checks.equal("tokens in", attributes.get("gen_ai.usage.input_tokens"), 9)
checks.equal("the model that answered", attributes.get("gen_ai.response.model"), "small-2026-01-01")
checks.equal("the server", (attributes.get("server.address"), attributes.get("server.port")), ("127.0.0.1", peer.server_address[1]))
checks.true("its times", 0 < span.start_time_unix_nano <= span.end_time_unix_nano)
resource = {a.key: a.value.string_value for a in traces.resource_spans[0].resource.attributes}
checks.equal("the service", resource.get("service.name"), "shop")
names = {m.name: m for r in metrics.resource_metrics for s in r.scope_metrics for m in s.metrics}
points = names["gen_ai.client.token.usage"].histogram.data_points
checks.equal("tokens", sorted(point.sum for point in points), [2.0, 9.0])
checks.true("buckets", all(sum(p.bucket_counts) == p.count and len(p.bucket_counts) == len(p.explicit_bounds) + 1 for p in points))
checks.true("durations", names["gen_ai.client.operation.duration"].histogram.data_points[0].count == 1)
checks.true("cost", abs(names["gen_ai.client.cost"].sum.data_points[0].as_double - 0.000013) < 1e-12)
checks.finish()
