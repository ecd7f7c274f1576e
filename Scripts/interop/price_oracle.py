"""The list's own grammar, read a second time: what a call costs by the entry as it stands, in exact decimals.

Where farthing and litellm's calculator disagree, farthing must agree with this, and a rule of price-disagreements.json
must say why litellm does not.
"""
import re
from decimal import Decimal

BASES = {
    "input": "input_cost_per_token",
    "output": "output_cost_per_token",
    "read": "cache_read_input_token_cost",
    "write5m": "cache_creation_input_token_cost",
}
WRITES = {"write1h": "cache_creation_input_token_cost_above_1hr", "write12h": "cache_creation_input_token_cost_above_12hr"}


def number(entry, key):
    value = entry.get(key)
    return None if value is None else Decimal(str(value))


def thresholds(entry):
    found = set()
    for key in entry:
        match = re.match(r"(?:in|out)put_cost_per_token_above_(\d+)(k?)_tokens|cache_\w+_token_cost\w*_above_(\d+)(k?)_tokens", key)
        if match:
            digits, kilo = (match[1], match[2]) if match[1] else (match[3], match[4])
            found.add((int(digits) * (1000 if kilo else 1), digits + kilo))
    return sorted(found)


def crossed(entry, prompt):
    inclusive = entry["litellm_provider"] == "xai"
    return [label for tokens, label in thresholds(entry) if prompt > tokens or (inclusive and prompt == tokens)]


def listed(entry, base, labels, suffix):
    """The price of the longest context crossed, of the tier before the standard one."""
    rate = number(entry, base + suffix)
    rate = number(entry, base) if rate is None else rate
    for label in labels:
        for key in (f"{base}_above_{label}_tokens{suffix}", f"{base}_above_{label}_tokens"):
            if number(entry, key) is not None:
                rate = number(entry, key)
                break
    return rate


def standard(entry, prompt, suffix=""):
    row = tier_row(entry, prompt)
    if row is not None:
        rates = {name: number(row, base) for name, base in BASES.items()}
        rates["output"] = rates["output"] if rates["output"] is not None else number(entry, BASES["output"])
        rates["reasoning"] = number(row, "output_cost_per_reasoning_token")
        rates["write1h"] = rates["write12h"] = None
        suffix = ""
    else:
        labels = crossed(entry, prompt)
        rates = {name: listed(entry, base, labels, suffix) for name, base in BASES.items()}
        if rates["read"] is None and rates["input"] is not None and entry["litellm_provider"] == "fireworks_ai":
            rates["read"] = number(entry, BASES["input"]) / 2
        for name, base in WRITES.items():
            rates[name] = next(
                (number(entry, f"{base}_above_{label}_tokens{suffix}") for label in reversed(labels)
                 if number(entry, f"{base}_above_{label}_tokens{suffix}") is not None),
                number(entry, base + suffix) if number(entry, base + suffix) is not None else number(entry, base),
            )
        rates["reasoning"] = number(entry, "output_cost_per_reasoning_token" + suffix)
        if rates["reasoning"] is None and (not suffix or number(entry, BASES["output"] + suffix) is None):
            rates["reasoning"] = number(entry, "output_cost_per_reasoning_token")
    audio = number(entry, "input_cost_per_audio_token" + suffix)
    rates["audio_in"] = number(entry, "input_cost_per_audio_token") if audio is None else audio
    rates["audio_out"] = number(entry, "output_cost_per_audio_token")
    for name, fallback in (("read", "input"), ("write5m", "input"), ("write1h", "write5m"), ("write12h", "write5m"),
                           ("audio_in", "input"), ("reasoning", "output"), ("audio_out", "output")):
        rates[name] = rates[fallback] if rates[name] is None else rates[name]
    return rates


def tier_row(entry, prompt):
    rows = [row for row in entry.get("tiered_pricing") or [] if row.get("range") and "input_cost_per_token" in row]
    if not rows:
        return None
    return next((row for row in rows if prompt <= row["range"][1]), rows[-1])


def batch(entry, prompt):
    base = standard(entry, prompt)
    short = standard(entry, 1)
    labels = crossed(entry, prompt)
    tiered = tier_row(entry, prompt) is not None

    def given(key, name):
        if tiered:
            return None
        for label in reversed(labels):
            if number(entry, f"{key}_above_{label}_tokens_batches") is not None:
                return number(entry, f"{key}_above_{label}_tokens_batches")
        flat = number(entry, key + "_batches")
        if flat is None or name not in base or base[name] == short[name]:
            return flat
        return max(flat, base[name] / 2)

    has = not tiered and number(entry, "input_cost_per_token_batches") is not None
    rates = {name: given(BASES[name], name) for name in ("input", "output", "read", "write5m")}
    for name in ("input", "output"):
        rates[name] = base[name] / 2 if rates[name] is None else rates[name]
    if rates["read"] is None:
        rates["read"] = rates["input"] if has else base["read"] / 2
    if rates["write5m"] is None:
        own = base["write5m"] != base["input"]
        rates["write5m"] = max(base["write5m"] / 2, rates["input"] if has else 0) if own else rates["input"]
    for name, key in WRITES.items():
        rates[name] = given(key, name)
        if rates[name] is None:
            rates[name] = max(base[name] / 2, rates["write5m"]) if base[name] != base["write5m"] else rates["write5m"]
    rates["reasoning"] = rates["output"] if base["reasoning"] == base["output"] else base["reasoning"] / 2
    for name, plain, key in (("audio_in", "input", "input_cost_per_audio_token_batches"),
                             ("audio_out", "output", "output_cost_per_audio_token_batches")):
        rates[name] = number(entry, key)
        if rates[name] is None:
            rates[name] = rates[plain] if base[name] == base[plain] else max(base[name] / 2, rates[plain])
    return rates


def cost(entry, usage):
    """The price of a usage in dollars, exactly; None when the entry has no complete price."""
    prompt = usage["prompt_tokens"]
    tier = usage.get("service_tier", "standard")
    one_side = standard(entry, prompt)
    if one_side["input"] is None or (one_side["output"] is None and entry.get("mode") != "embedding"):
        return None
    if one_side["output"] is None:
        entry = {**entry, "output_cost_per_token": 0}
    rates = batch(entry, prompt) if tier == "batch" else standard(entry, prompt, "" if tier == "standard" else "_" + tier)
    get = usage.get
    parts = {
        "read": get("cached_tokens", 0), "write5m": get("cache_creation_5m_tokens", 0),
        "write1h": get("cache_creation_1h_tokens", 0), "write12h": get("cache_creation_12h_tokens", 0),
        "audio_in": get("audio_input_tokens", 0),
    }
    parts["input"] = prompt - sum(parts.values())
    answer = {"reasoning": get("reasoning_tokens", 0), "audio_out": get("audio_output_tokens", 0)}
    parts["output"] = usage["completion_tokens"] - sum(answer.values())
    total = sum(count * rates[name] for name, count in {**parts, **answer}.items() if count)
    return total + (number(entry, "input_cost_per_request") or 0)
