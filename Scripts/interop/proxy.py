"""`farthing run --json` against PyPI's LiteLLM proxy with mock replies, over both dialects, streaming and not."""
import sys
import tempfile
from decimal import Decimal

from harness import SETTINGS, Checks, Proxy, environment, run_json

TEXT = "The mock says hello, and counts to three: one, two, three."


def main():
    binary = sys.argv[1]
    checks = Checks()
    with Proxy() as proxy, tempfile.TemporaryDirectory() as folder:
        for stream in ("true", "false"):
            with open(f"{folder}/farthing.yaml", "w") as f:
                f.write(SETTINGS.format(port=proxy.port, stream=stream))
            env = environment(folder, MOCK_KEY="sk-interop")
            for provider, rates in (("mock", ("0.000001", "0.000002")), ("mocka", ("0.000003", "0.000005"))):
                name = f"{provider}, stream {stream}"
                code, out = run_json(binary, ["--model", f"{provider}/mock-chat", "Say hello"], env, folder)
                checks.equal(f"{name}: exit code", code, 0)
                checks.equal(f"{name}: text", out.get("text"), TEXT)
                usage = out.get("usage", {})
                checks.true(f"{name}: usage", usage.get("input_tokens", 0) > 0 and usage.get("output_tokens", 0) > 0, usage)
                if out.get("cost_state") == "reported":
                    # The proxy says itself what a streamed answer cost, at the price of the model it stands for.
                    rates = ("0.0000004", "0.0000016")
                else:
                    checks.equal(f"{name}: state", out.get("cost_state"), "computed")
                cost = usage.get("input_tokens", 0) * Decimal(rates[0]) + usage.get("output_tokens", 0) * Decimal(rates[1])
                checks.equal(f"{name}: cost", Decimal(out.get("cost_usd") or "-1"), cost)
                checks.equal(f"{name}: model", out.get("model"), f"{provider}/mock-chat")

                if provider == "mock" and stream == "false":
                    # The proxy's mock calls tools only here. It does so each time it is asked, so the loop's limit ends
                    # the turn; streamed and Anthropic tool calls are covered by the tests' own provider.
                    code, out = run_json(binary, ["--model", "mock/mock-tools", "List the files"], env, folder)
                    checks.equal(f"{name}: tools: exit code", code, 1)
                    checks.equal(f"{name}: tools: error", out.get("error", {}).get("type"), "too_many_iterations")
        code, out = run_json(binary, ["--model", "mock/nothing", "hi"], env, folder)
        checks.equal("unknown model: exit code", code, 4)
        checks.true("unknown model: names it", "nothing" in out.get("error", {}).get("message", ""), out)
        code, out = run_json(binary, ["hi"], environment(folder, MOCK_KEY="sk-wrong"), folder)
        checks.equal("wrong key: exit code", code, 4)
        # Without a database behind it the proxy answers an unknown key with 400.
        checks.true("wrong key: says so", out.get("error", {}).get("type") in ("authentication", "invalid_request"), out)
        checks.true("wrong key: not printed", "sk-wrong" not in str(out), out)
    checks.finish()


main()
