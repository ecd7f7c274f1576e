#!/usr/bin/env python3
"""Compares `farthing tokens` with tiktoken on fresh random text.

    python3 -m venv v && v/bin/pip install tiktoken litellm
    v/bin/python Scripts/interop/tokens.py PATH-TO-FARTHING [--texts 4000] [--seed N] [--ranks DIRECTORY]

The rank files are taken from the installed litellm wheel (as TIKTOKEN_CACHE_DIR), or from --ranks. Prints the seed,
what differs, and last 'N passed, N failed'; exits with 1 when anything failed.
"""
import argparse, importlib.util, json, os, random, subprocess, sys

ENCODINGS = ["cl100k_base", "o200k_base", "o200k_harmony", "p50k_base", "p50k_edit", "r50k_base", "gpt2"]
ALPHABETS = [
    "'sStTdDmMlLvVrReE ſ", "aAbB  \n\r\t/!'", "ʰªǅǄéÉ\u0301ߞ漢字あ ", " \u00a0\u3000\u2028\u0085\n\r\t\x0b\x0cx.",
    "0123456789٣²Ⅷ½ a.", "абвАБВ сло ,", "नमस्ते हि\u200d ", "😀👍🏽\u200d❤️ ab", "한국어 시험 ,", "ไทยภาษา์ ",
]
WORDS = ["the", "don't", "I'LL", "HTTPServer", "camelCase", "x1234", "\n    ", "  ", "!=", "//", "\r\n", "  \n", "\t",
         "foo_bar", "don't've", "O'Neil", "'s", "{", "};\n", '"""', "...", "“quoted”", "naïve", "https://a.b/c?d=1"]


def random_text(rng):
    kind = rng.random()
    size = rng.choice([1, 3, 8, 20, 60, 200, 600])
    if kind < 0.5:
        letters = rng.choice(ALPHABETS) + (rng.choice(ALPHABETS) if rng.random() < 0.4 else "")
        return "".join(rng.choice(letters) for _ in range(size))
    if kind < 0.7:
        return "".join(chr(rng.choice([rng.randrange(32, 127), rng.randrange(0x250), rng.randrange(0xD800),
                                       rng.randrange(0xE000, 0x110000)])) for _ in range(size))
    if kind < 0.8:
        return "".join(chr(rng.randrange(128)) for _ in range(size))
    if kind < 0.9:
        return rng.choice(["a", " ", "\n", "0", "=", "漢", "😀", "ab", "\u0301", "é"]) * size
    return "".join(rng.choice(WORDS) + rng.choice(["", "", " "]) for _ in range(size))


def lines(farthing, verb, encoding, values, *options):
    result = subprocess.run(
        [farthing, "tokens", verb, "--jsonl", "--encoding", encoding, *options], text=True, capture_output=True,
        input="".join(json.dumps(value) + "\n" for value in values))
    if result.returncode:
        print(f"farthing tokens {verb} {encoding}: exit {result.returncode}: {result.stderr.strip()}")
        return [None] * len(values)
    return [json.loads(line) for line in result.stdout.split("\n") if line]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("farthing")
    parser.add_argument("--texts", type=int, default=4000)
    parser.add_argument("--seed", type=int, default=None)
    parser.add_argument("--ranks", default=None)
    options = parser.parse_args()
    ranks = options.ranks
    if ranks is None:
        litellm = importlib.util.find_spec("litellm")
        if litellm is None:
            sys.exit("give --ranks, or install litellm, which carries the rank files")
        ranks = os.path.join(os.path.dirname(litellm.origin), "litellm_core_utils", "tokenizers")
    os.environ["TIKTOKEN_CACHE_DIR"] = ranks
    import tiktoken

    seed = options.seed if options.seed is not None else random.SystemRandom().randrange(1 << 32)
    print(f"tiktoken {tiktoken.__version__}, seed {seed}")
    rng = random.Random(seed)
    texts = [random_text(rng) for _ in range(options.texts)]
    p50k = tiktoken.get_encoding("p50k_base")
    small = {token: rank for token, rank in p50k._mergeable_ranks.items() if rank < 50256}
    passed = failed = 0
    for name in ENCODINGS:
        if name in ("r50k_base", "gpt2"):
            peer = tiktoken.Encoding(name, pat_str=p50k._pat_str, mergeable_ranks=small,
                                     special_tokens={"<|endoftext|>": 50256})
        else:
            peer = tiktoken.get_encoding(name)
        special = sorted(peer.special_tokens_set)
        mixed = [text + rng.choice(special) + rng.choice(texts)[:40] for text in texts[:300]]
        expected = peer.encode_ordinary_batch(texts)
        checks = [
            ("encode", texts, expected, lines(options.farthing, "encode", name, texts)),
            ("count", texts, [len(ids) for ids in expected], lines(options.farthing, "count", name, texts)),
            ("decode", expected, texts, lines(options.farthing, "decode", name, expected)),
            ("encode --special allow", mixed, [peer.encode(text, allowed_special="all") for text in mixed],
             lines(options.farthing, "encode", name, mixed, "--special", "allow")),
        ]
        for verb, inputs, wanted, found in checks:
            if len(found) != len(wanted):
                print(f"{name} {verb}: {len(found)} answers to {len(wanted)} lines")
                found += [None] * (len(wanted) - len(found))
            for value, right, answer in zip(inputs, wanted, found):
                if right == answer:
                    passed += 1
                else:
                    failed += 1
                    if failed <= 10:
                        print(f"{name} {verb} {json.dumps(value)[:300]}: {str(answer)[:200]}, not {str(right)[:200]}")
    print(f"{passed} passed, {failed} failed")
    sys.exit(1 if failed else 0)


main()
