#!/usr/bin/env python3
"""Writes the price list that is compiled into farthing.

    Scripts/generate-price-snapshot.py model_prices_and_context_window.json --date 2026-11-18 --source "litellm 1.109.1 (PyPI)"

The input is a list in LiteLLM's schema (MIT licence, https://github.com/BerriAI/litellm). PyPI's litellm wheel carries
one: `pip download --no-deps litellm`, then unzip litellm/model_prices_and_context_window_backup.json. The output is
Sources/CPriceData/price-data.bin and price-data.md beside it. Sources/Money/List/PriceListFile.swift describes the
layout; PriceListEncoder.swift writes the same bytes, which Scripts/interop/prices.py checks.
"""

import argparse
import hashlib
import json
import pathlib
import struct
from decimal import Decimal

MAGIC = b"FARTHINGPRICES1\n"
HEADER_SIZE = 40
KEPT = {
    "litellm_provider", "mode", "max_input_tokens", "max_output_tokens", "max_tokens", "deprecation_date",
    "tiered_pricing", "off_peak_pricing", "provider_specific_entry", "search_context_cost_per_query",
    "web_search_billing_unit", "regional_processing_uplift_multiplier_eu", "regional_processing_uplift_multiplier_us",
    "regional_endpoint_uplift_multiplier", "free",
    "supports_vision", "supports_function_calling", "supports_parallel_function_calling", "supports_tool_choice",
    "supports_prompt_caching", "supports_reasoning", "supports_response_schema", "supports_audio_input",
    "supports_audio_output", "supports_pdf_input", "supports_video_input", "supports_web_search",
    "supports_system_messages", "supports_computer_use",
}  # fmt: skip
NOT_MODELS = {"sample_spec", "fallback_generalizations"}


class Literal(str):
    """A JSON number as its text."""


def keeps(field):
    return field in KEPT or ("cost" in field and not field.startswith(("input_dbu_cost", "output_dbu_cost")))


def leb128(value):
    out = bytearray()
    while value >= 0x80:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    out.append(value)
    return bytes(out)


def canonical(value):
    """Compact JSON, keys in byte order, numbers as they stood."""
    if isinstance(value, Literal):
        return str(value)
    if isinstance(value, dict):
        members = sorted(value.items(), key=lambda item: item[0].encode())
        return "{" + ",".join(f"{json.dumps(k, ensure_ascii=False)}:{canonical(v)}" for k, v in members) + "}"
    if isinstance(value, list):
        return "[" + ",".join(canonical(v) for v in value) + "]"
    return json.dumps(value, ensure_ascii=False)


def decimal(literal):
    """(digits, places) with literal = digits / 10**places and the fewest places; None when that does not fit."""
    sign, digits, exponent = Decimal(literal).as_tuple()
    number = int("".join(map(str, digits)))
    if number == 0:
        return 0, 0
    if sign:
        return None
    while exponent < 0 and number % 10 == 0:
        number //= 10
        exponent += 1
    if exponent > 0:
        number *= 10**exponent
        exponent = 0
    return (number, -exponent) if number < 1 << 63 and exponent > -255 else None


class Interner:
    def __init__(self, first=()):
        self.order = list(first)
        self.index = {}

    def __call__(self, text):
        if text not in self.index:
            self.index[text] = len(self.order)
            self.order.append(text)
        return self.index[text]


def value(item, strings):
    if isinstance(item, bool):
        return bytes([1 if item else 0])
    if isinstance(item, Literal):
        number = decimal(item)
        if number is not None:
            digits, places = number
            return bytes([3 if places else 2]) + leb128(digits) + (bytes([places]) if places else b"")
    elif isinstance(item, str):
        return b"\x04" + leb128(strings(item))
    return b"\x05" + leb128(strings(canonical(item)))


def fold(key):
    return bytes(b | 0x20 if 0x41 <= b <= 0x5A else b for b in key.encode())


def encode(models, header):
    fields, strings = Interner(), Interner(header)
    records = []
    for key in sorted(models, key=lambda k: (fold(k), k.encode())):
        kept = sorted((k.encode(), k, v) for k, v in models[key].items() if keeps(k) and v is not None)
        record = leb128(len(key.encode())) + key.encode() + leb128(len(kept))
        for _, name, item in kept:
            record += leb128(fields(name)) + value(item, strings)
        records.append(record)
    tables = [[t.encode() for t in fields.order], [t.encode() for t in strings.order], records]
    out = bytearray(MAGIC)
    out += struct.pack("<3I", *map(len, tables))
    position = HEADER_SIZE
    for table in tables:
        out += struct.pack("<I", position)
        position += (len(table) + 1) * 4
    for table in tables:
        for row in table:
            out += struct.pack("<I", position)
            position += len(row)
        out += struct.pack("<I", position)
    for table in tables:
        for row in table:
            out += row
    return bytes(out)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("list", type=pathlib.Path)
    parser.add_argument("--date", required=True, help="the list's date, YYYY-MM-DD")
    parser.add_argument("--source", required=True, help="where the list is from")
    root = pathlib.Path(__file__).resolve().parent.parent
    parser.add_argument("--out", type=pathlib.Path, default=root / "Sources/CPriceData/price-data.bin")
    arguments = parser.parse_args()
    source = arguments.list.read_bytes()
    listed = json.loads(source, parse_float=Literal, parse_int=Literal)
    models = {k: v for k, v in listed.items() if k not in NOT_MODELS and isinstance(v, dict)}
    digest = hashlib.sha256(source).hexdigest()
    blob = encode(models, [arguments.date, digest, arguments.source, "MIT"])
    arguments.out.write_bytes(blob)
    arguments.out.with_suffix(".md").write_text(
        f"""# The embedded price list

`price-data.bin` is written by `Scripts/generate-price-snapshot.py`; do not edit it.

- Source: {arguments.source}, `model_prices_and_context_window_backup.json`
- Date: {arguments.date}
- SHA-256 of the source file: `{digest}`
- Licence of the source: MIT, copyright (c) 2023 Berri AI, https://github.com/BerriAI/litellm
- Models: {len(models)}
- Size: {len(blob)} bytes
"""
    )
    print(f"{len(models)} models, {len(blob)} bytes")


if __name__ == "__main__":
    main()
