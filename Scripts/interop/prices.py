"""Differential test of prices: litellm's calculator against `farthing models price --jsonl`, over the whole list.

    prices.py BINARY

Every model that is priced by the token × {plain, cached, cache writes, context thresholds -1/0/+1, batch, flex,
priority, reasoning, audio, off-peak hours} must agree within 1e-12 USD, or a rule of price-disagreements.json says why
not and farthing's amount is what the entry says. The same release of litellm is used as the embedded list is from.
"""
import collections
import datetime
import json
import logging
import os
import pathlib
import re
import subprocess
import sys
import tempfile
from decimal import Decimal

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
BINARY = str(pathlib.Path(sys.argv[1]).resolve())
sys.path.insert(0, str(HERE))
import price_oracle  # noqa: E402

VERSION = re.search(r"litellm ([\d.]+)", (ROOT / "Sources/CPriceData/price-data.md").read_text())[1]
PACKAGE = ROOT / ".build" / f"interop-litellm-{VERSION}"
if not (PACKAGE / "litellm").is_dir():
    # Its dependencies are those of the litellm that is installed already.
    subprocess.run([sys.executable, "-m", "pip", "install", "-q", "--disable-pip-version-check", "--no-deps",
                    "--target", str(PACKAGE), f"litellm=={VERSION}"], check=True)
sys.path.insert(0, str(PACKAGE))
os.environ["LITELLM_LOCAL_MODEL_COST_MAP"] = "True"
import litellm  # noqa: E402
from litellm._internal_context import pinned_billing_time  # noqa: E402
from litellm.types.utils import (  # noqa: E402
    CacheCreationTokenDetails, CompletionTokensDetailsWrapper, PromptTokensDetailsWrapper, Usage)

litellm.suppress_debug_info = True
logging.getLogger("LiteLLM").setLevel(logging.CRITICAL)
TOLERANCE = Decimal("1e-12")
PEAK, OFF_PEAK = "2026-11-20T02:00:00Z", "2026-11-21T12:00:00Z"
SOURCE = PACKAGE / "litellm/model_prices_and_context_window_backup.json"
LISTED = json.loads(SOURCE.read_text())
EXACT = json.loads(SOURCE.read_text(), parse_float=Decimal)
MODELS = {k: v for k, v in LISTED.items() if isinstance(v, dict) and "litellm_provider" in v and k != "sample_spec"}
# For these two litellm's batch calculator signs in over the network; they are subscriptions without prices anyway.
SIGNS_IN = {"chatgpt", "github_copilot"}
TEXT = {"chat", "responses", "completion", "embedding"}


def provider(name):
    if name.startswith("vertex_ai-"):
        return "vertex_ai"
    return {"bedrock_converse": "bedrock", "fireworks_ai-embedding-models": "fireworks_ai"}.get(name, name)


def contexts(entry):
    starts = {tokens for tokens, _ in price_oracle.thresholds(entry)}
    starts |= {int(row["range"][0]) for row in entry.get("tiered_pricing") or [] if row.get("range") and row["range"][0]}
    return sorted(starts)


def cases(entry):
    """Names and usages; crossings of two modifiers only where the entry has prices for one of them."""
    answers = entry["mode"] != "embedding"
    base = {"prompt_tokens": 10007, "completion_tokens": 1000 if answers else 0}

    def case(name, **changes):
        yield name, {**base, **changes}

    yield from case("plain")
    yield from case("cached", cached_tokens=4001)
    yield from case("write-5m", cached_tokens=1000, cache_creation_5m_tokens=3001)
    yield from case("write-1h", cache_creation_1h_tokens=3001)
    has_12h = any("above_12hr" in key for key in entry)
    if has_12h:
        yield from case("write-12h", cache_creation_12h_tokens=3001)
    own = [t for t in ("flex", "priority", "balanced", "ultrafast") if any(k.endswith("_" + t) for k in entry)]
    for start in contexts(entry):
        for step in (-1, 0, 1):
            yield from case(f"threshold{step:+d}", prompt_tokens=start + step, cached_tokens=777)
        yield from case("long write-1h", prompt_tokens=start + 1, cache_creation_1h_tokens=777)
        for tier in ["batch", *own]:
            yield from case(f"long {tier}", prompt_tokens=start + 1, service_tier=tier)
    for tier in sorted({"batch", "flex", "priority", *own}):
        yield from case(tier, service_tier=tier)
    for tier in ["batch", *own]:
        yield from case(f"cached {tier}", cached_tokens=4001, service_tier=tier)
        if any("cache_creation" in key for key in entry):
            yield from case(f"write {tier}", cache_creation_5m_tokens=301, cache_creation_1h_tokens=3001, service_tier=tier)
    if answers:
        for tier in ["standard", "batch", *own]:
            yield from case(f"reasoning {tier}", reasoning_tokens=601, service_tier=tier)
        yield from case("audio", audio_input_tokens=501, audio_output_tokens=101)
        if "input_cost_per_audio_token" in entry or "output_cost_per_audio_token" in entry:
            yield from case("audio batch", audio_input_tokens=501, audio_output_tokens=101, service_tier="batch")
            yield from case("audio priority", audio_input_tokens=501, audio_output_tokens=101, service_tier="priority")


def theirs(key, entry, usage, at):
    get = usage.get
    written = [get(f"cache_creation_{ttl}_tokens", 0) for ttl in ("5m", "1h", "12h")]
    details = CacheCreationTokenDetails(
        ephemeral_5m_input_tokens=written[0], ephemeral_1h_input_tokens=written[1],
        ephemeral_12h_input_tokens=written[2]) if sum(written) else None
    usage_object = Usage(
        prompt_tokens=usage["prompt_tokens"], completion_tokens=usage["completion_tokens"],
        total_tokens=usage["prompt_tokens"] + usage["completion_tokens"],
        prompt_tokens_details=PromptTokensDetailsWrapper(
            cached_tokens=get("cached_tokens", 0), cache_creation_tokens=sum(written),
            cache_creation_token_details=details, audio_tokens=get("audio_input_tokens", 0)),
        completion_tokens_details=CompletionTokensDetailsWrapper(
            reasoning_tokens=get("reasoning_tokens", 0), audio_tokens=get("audio_output_tokens", 0)))
    tier = get("service_tier", "standard")
    call = "aretrieve_batch" if tier == "batch" else "embedding" if entry["mode"] == "embedding" else "completion"
    with pinned_billing_time(datetime.datetime.fromisoformat(at)):
        prompt, completion = litellm.cost_per_token(
            model=key, custom_llm_provider=provider(entry["litellm_provider"]), usage_object=usage_object,
            service_tier=None if tier in ("standard", "batch") else tier, call_type=call)
    return Decimal(prompt) + Decimal(completion)


def rule(key, entry, name, usage, amount, reference):
    """The rule that covers a disagreement, or None."""
    batch = usage.get("service_tier") == "batch"
    text = entry["mode"] in TEXT
    if amount is None:
        if text and (entry.get("input_cost_per_token") or 0) >= 0.0005:
            return "per-thousand-taken-per-token"
        incomplete = price_oracle.cost(entry, {**usage, "service_tier": "standard"})
        return "unpriced-is-not-free" if incomplete is None or incomplete == 0 else None
    if key == "gemini-exp-1206" and reference == 0:
        return "unpriced-twin"
    if key == "perplexity/perplexity/sonar":
        return "perplexity-name-twice"
    if entry.get("input_cost_per_request"):
        return "request-fee"
    if batch and reference == 0:
        return "batch-tiered" if "tiered_pricing" in entry else "batch-not-found"
    if entry["litellm_provider"] == "perplexity" and not batch:
        return "perplexity-ignores-the-entry"
    if entry["litellm_provider"] == "fireworks_ai" and usage.get("service_tier") == "priority":
        return "fireworks-priority"
    if not batch:
        return None
    if "tiered_pricing" in entry:
        return "batch-tiered"
    if price_oracle.crossed(entry, usage["prompt_tokens"]):
        return "batch-long-context"
    if usage.get("cached_tokens") and "cache_read_input_token_cost" not in entry:
        return "batch-cached-billed-as-nothing"
    if usage.get("cache_creation_1h_tokens"):
        return "batch-cache-writes"
    if usage.get("audio_input_tokens"):
        return "batch-audio"
    if usage.get("reasoning_tokens") and "output_cost_per_reasoning_token" in entry:
        return "batch-reasoning"
    return None


def ask(questions, environment):
    lines = "\n".join(map(json.dumps, questions)) + "\n"
    run = subprocess.run([BINARY, "models", "price", "--jsonl"], input=lines, capture_output=True, text=True,
                         env=environment, check=True)
    return [json.loads(line) for line in run.stdout.splitlines()]


def check_import(environment, folder):
    """`models update` must write what Scripts/generate-price-snapshot.py writes, and price like the embedded list."""
    update = subprocess.run([BINARY, "models", "update", "--from", str(SOURCE), "--json"], capture_output=True,
                            text=True, env=environment)
    if update.returncode:
        return [f"models update failed: {update.stdout}{update.stderr}"]
    report = json.loads(update.stdout)
    day = report["price_version"].rsplit("-", 1)[0]
    generated = pathlib.Path(folder) / "generated.bin"
    subprocess.run([sys.executable, str(ROOT / "Scripts/generate-price-snapshot.py"), str(SOURCE), "--date", day,
                    "--source", str(SOURCE), "--out", str(generated)], check=True, stdout=subprocess.DEVNULL)
    problems = []
    if pathlib.Path(report["stored"]).read_bytes() != generated.read_bytes():
        problems.append("models update and generate-price-snapshot.py write different bytes for the same list")
    if report["added"] or report["removed"] or report["changed"]:
        problems.append(f"the embedded list is not that of litellm {VERSION}: {update.stdout[:300]}")
    found = {(issue["model"], issue["kind"]) for issue in report["issues"]}
    for expected in [("azure_ai/jais-30b-chat", "implausible"), ("watsonx/core42/jais-13b-chat", "implausible"),
                     ("azure/eu/gpt-4o-2024-11-20", "cache_write_cheaper"), ("azure/eu/gpt-4o-mini", "one_sided")]:
        if expected not in found:
            problems.append(f"the import does not report {expected[1]} for {expected[0]}")
    return problems


def main():
    folder = tempfile.mkdtemp(prefix="farthing-prices-")
    environment = {**os.environ, "HOME": folder, "XDG_STATE_HOME": folder + "/state", "XDG_CONFIG_HOME": folder}
    os.chdir(folder)
    questions, references = [], []
    skipped = collections.Counter()
    for key, entry in MODELS.items():
        if entry.get("mode") not in TEXT:
            continue
        times = [PEAK, OFF_PEAK] if "off_peak_pricing" in entry else [PEAK]
        for at in times:
            for name, usage in cases(entry):
                batch = usage.get("service_tier") == "batch"
                if batch and (at == OFF_PEAK or entry["litellm_provider"] in SIGNS_IN):
                    continue
                try:
                    reference = theirs(key, entry, usage, at)
                except Exception as error:  # litellm cannot price it: nothing to compare with
                    skipped[type(error).__name__ + " for " + entry["litellm_provider"]] += 1
                    continue
                questions.append({"id": name, "model": key, "provider": entry["litellm_provider"], "at": at, "usage": usage})
                references.append(reference)
    answers = ask(questions, environment)
    rules = {r["id"]: r for r in json.loads((HERE / "price-disagreements.json").read_text())["rules"]}
    covered, agreed, failures = collections.Counter(), 0, []
    if len(answers) != len(questions):
        failures.append(f"{len(questions)} questions, {len(answers)} answers")
    for question, reference, answer in zip(questions, references, answers):
        key, name, usage = question["model"], question["id"], question["usage"]
        what = f"{key} {name}: farthing {answer.get('cost_usd')} {answer.get('state')}, litellm {reference:.15f}"
        if "error" in answer or answer["id"] != name:
            failures.append(f"{what}: {answer}")
            continue
        amount = None if answer["cost_usd"] is None else Decimal(answer["cost_usd"])
        if amount is not None and abs(amount - reference) <= TOLERANCE:
            agreed += 1
            continue
        covering = rule(key, MODELS[key], name, usage, amount, reference)
        if covering is None:
            failures.append(what + ": no rule covers it")
            continue
        expected = price_oracle.cost(EXACT[key], usage) if amount is not None else None
        if expected is not None and abs(amount - expected) > TOLERANCE:
            failures.append(f"{what}: by the rule {covering} it is {expected}")
            continue
        covered[covering] += 1
    for unused in rules.keys() - covered.keys():
        failures.append(f"the rule {unused} covers nothing any more: remove it")
    failures += check_import(environment, folder)
    for text in failures[:60]:
        print("FAILED", text)
    print(f"litellm {VERSION}: {len(MODELS)} models, {len(questions)} calls, {agreed} agree within {TOLERANCE} USD")
    for name, count in sorted(covered.items()):
        print(f"  {count:6} differ by rule: {name}")
    for name, count in sorted(skipped.items()):
        print(f"  {count:6} not compared: {name}")
    print(f"{agreed + sum(covered.values())} passed, {len(failures)} failed")
    sys.exit(1 if failures else 0)


if __name__ == "__main__":
    main()
