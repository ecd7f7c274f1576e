"""Real clients from PyPI against a live server on the offline model: openai, anthropic, langchain-openai, litellm,
a Prometheus parser, and schemathesis over the OpenAPI document."""
import json
import os
import subprocess
import sys
import tempfile
import time
import urllib.request

from harness import Checks, free_port

binary = os.path.abspath(sys.argv[1])
checks = Checks()
home = tempfile.mkdtemp(prefix="farthing-interop-")
port = free_port()
url = f"http://127.0.0.1:{port}"
environment = {"HOME": home, "XDG_STATE_HOME": f"{home}/state", "PATH": os.environ["PATH"], "SWIFT_BACKTRACE": "enable=no"}
server = subprocess.Popen(
    [binary, "serve", "--port", str(port)], cwd=home, env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
server.stdout.readline()


def get(path):
    with urllib.request.urlopen(url + path) as answer:
        return answer.read().decode()


def openai_client():
    import openai

    client = openai.OpenAI(base_url=url + "/v1", api_key="none", admin_api_key="none", max_retries=0)
    answer = client.chat.completions.create(model="auto", messages=[{"role": "user", "content": "say hello"}])
    checks.true("openai: an answer", "hello" in answer.choices[0].message.content.lower(), answer)
    checks.true("openai: its usage", answer.usage.total_tokens > 0)
    chunks = list(client.chat.completions.create(
        model="auto", messages=[{"role": "user", "content": "say hello"}], stream=True,
        stream_options={"include_usage": True}))
    text = "".join(c.choices[0].delta.content or "" for c in chunks if c.choices)
    checks.equal("openai: streamed as whole", text, answer.choices[0].message.content)
    checks.equal("openai: streamed usage", chunks[-1].usage.total_tokens, answer.usage.total_tokens)
    tool = {"type": "function", "function": {"name": "look", "parameters": {"type": "object", "properties": {}}}}
    called = client.chat.completions.create(
        model="auto", messages=[{"role": "user", "content": 'use look {"at": 1}'}], tools=[tool])
    checks.equal("openai: a tool call", called.choices[0].message.tool_calls[0].function.name, "look")
    raw = client.chat.completions.with_raw_response.create(model="auto", messages=[{"role": "user", "content": "hi"}])
    checks.true("openai: cost in the header", float(raw.headers["x-cost-usd"]) > 0)
    checks.true("openai: models", "auto" in [m.id for m in client.models.list()])
    try:
        client.chat.completions.create(model="no-such-model", messages=[{"role": "user", "content": "hi"}])
        checks.true("openai: an unknown model", False, "was answered")
    except openai.NotFoundError as error:
        checks.equal("openai: an unknown model", error.code, "model_not_found")
    usage = getattr(getattr(getattr(client, "admin", None), "organization", None), "usage", None)
    if usage is not None:
        start = int(time.time()) - 3 * 86400
        rows = [row for bucket in usage.costs(start_time=start, limit=1, group_by=["line_item"]).data for row in bucket.results]
        checks.true("openai: a page of costs", isinstance(rows, list))
        for name, ask in (("costs", usage.costs), ("usage", usage.completions)):
            page, pages, rows = ask(start_time=start, limit=1, group_by=["project_id"]), 1, []
            rows += [row for bucket in page.data for row in bucket.results]
            while page.has_more and pages < 10:
                page, pages = ask(start_time=start, limit=1, group_by=["project_id"], page=page.next_page), pages + 1
                rows += [row for bucket in page.data for row in bucket.results]
            checks.equal(f"openai: pages of {name}", pages, 4)
            checks.true(f"openai: requests in the pages of {name}", sum(row.num_model_requests for row in rows) > 0, rows)
            if name == "costs":
                checks.true("openai: costs", sum(row.amount.value for row in rows) > 0, rows)


def anthropic_client():
    import anthropic

    client = anthropic.Anthropic(base_url=url, api_key="none", max_retries=0)
    question = dict(model="auto", max_tokens=200, messages=[{"role": "user", "content": "say hello"}])
    answer = client.messages.create(**question)
    checks.equal("anthropic: stop reason", answer.stop_reason, "end_turn")
    with client.messages.stream(**question) as stream:
        text = "".join(stream.text_stream)
        checks.equal("anthropic: usage", stream.get_final_message().usage.output_tokens, answer.usage.output_tokens)
    checks.equal("anthropic: streamed as whole", text, answer.content[0].text)
    try:
        client.messages.create(**{**question, "model": "no-such-model"})
        checks.true("anthropic: an unknown model", False, "was answered")
    except anthropic.NotFoundError:
        checks.true("anthropic: an unknown model", True)


def langchain_client():
    from langchain_openai import ChatOpenAI

    model = ChatOpenAI(model="auto", base_url=url + "/v1", api_key="none", max_retries=0)
    checks.true("langchain: an answer", "hello" in model.invoke("say hello").content.lower())
    checks.true("langchain: a stream", "hello" in "".join(c.content for c in model.stream("say hello")).lower())


def litellm_client():
    import litellm

    answer = litellm.completion(
        model="openai/auto", api_base=url + "/v1", api_key="none", messages=[{"role": "user", "content": "say hello"}])
    checks.true("litellm: an answer", "hello" in answer.choices[0].message.content.lower())


def prometheus():
    from prometheus_client.parser import text_string_to_metric_families

    families = {family.name: family for family in text_string_to_metric_families(get("/metrics"))}
    checks.true("prometheus: tokens", "gen_ai_client_token_usage" in families, sorted(families))
    checks.true("prometheus: local requests", families["cost_local_requests"].samples[0].value > 0)


def schemathesis():
    run = subprocess.run(
        [os.path.join(os.path.dirname(sys.executable), "schemathesis"), "run", url + "/openapi.json", "--checks",
         "not_a_server_error,status_code_conformance,content_type_conformance", "--max-examples", "8", "--seed", "7",
         "--exclude-path-regex", "^/v1/alerts/events$", "--phases", "examples,fuzzing", "--no-color"],
        capture_output=True, text=True, timeout=300, cwd=home)
    checks.true("schemathesis", run.returncode == 0, run.stdout[:5000] + run.stderr[-1000:])


try:
    for part in [openai_client, anthropic_client, langchain_client, litellm_client, prometheus, schemathesis]:
        try:
            part()
        except Exception as error:  # a client that breaks must not hide what the others find
            checks.true(part.__name__, False, repr(error)[:2000])
    checks.equal("costs add up", json.loads(get("/v1/costs/summary"))["total"]["failed"], 0)
finally:
    server.terminate()
    checks.equal("the server ends well", server.wait(timeout=40), 0)
checks.finish()
