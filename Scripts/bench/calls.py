"""Pricing a call, admission by a rate limit, and a turn in memory, beside litellm.completion_cost in the same run."""
import json
import os
import subprocess
import sys
import time

BENCHMARK = os.path.join(os.path.dirname(os.path.abspath(sys.argv[2])), "call-benchmark")


def litellm_price_us():
    try:
        os.environ["LITELLM_LOCAL_MODEL_COST_MAP"] = "True"
        import litellm
        from litellm.types.utils import ModelResponse, PromptTokensDetailsWrapper, Usage
    except ImportError:
        return None
    usage = Usage(prompt_tokens=1500, completion_tokens=240, total_tokens=1740,
                  prompt_tokens_details=PromptTokensDetailsWrapper(cached_tokens=500))
    reply = ModelResponse(model="gpt-4o", usage=usage)
    litellm.completion_cost(completion_response=reply, model="gpt-4o")
    best = float("inf")
    for _ in range(5):
        start = time.perf_counter()
        for _ in range(500):
            litellm.completion_cost(completion_response=reply, model="gpt-4o")
        best = min(best, (time.perf_counter() - start) / 500 * 1e6)
    return best


ours = json.loads(subprocess.run([BENCHMARK], check=True, capture_output=True, text=True).stdout)
peer = litellm_price_us()
print(f"price of a call      {ours['price_ns']:8.0f} ns" + (f"   litellm.completion_cost {peer:.1f} µs, "
      f"{peer * 1000 / ours['price_ns']:,.0f} times as long" if peer else "   (litellm is not installed)"))
print(f"rate limit admission {ours['admission_ns']:8.0f} ns   admitted and settled, three limits, uncontended")
print(f"turn in memory       {ours['turn_p50_us']:8.1f} µs   p50, without network and disk")
print(json.dumps({**ours, "litellm_completion_cost_us": peer}))
