#!/usr/bin/env python3
"""Writes Tests/TokenizationTests/Fixtures/*.json with the ids that tiktoken gives to our own texts.

    TIKTOKEN_CACHE_DIR=DIRECTORY-OF-RANK-FILES generate-token-fixtures.py

Needs `pip install tiktoken`. The rank files are those that generate-token-tables.py takes, under tiktoken's cache
keys. r50k_base is made from p50k_base, whose part below 50256 is the official file. The seed is fixed, so that the
same tiktoken gives the same files.
"""
import json, os, random, struct
import tiktoken

OUT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../Tests/TokenizationTests/Fixtures")
SEED = 20261121

TEXTS = [
    "", " ", "\n", "a", "Hello, world!", "The quick brown fox jumps over the lazy dog.",
    "We'll see; they've said it's what I'd do, but don't you're IT'S THEY'LL 'tis 'em O'Neil rock'n'roll",
    "don't've couldn't've y'all'd've 'sad 'llama 're 've 'M 'd. 's's's",
    "it\u017f 'ſ 'ſt don'ſ I'ſx", "x''s ''' ''t '\u2019t it\u2019s",
    "HTTPServer camelCase snake_case kebab-case SCREAMING_SNAKE XMLHttpRequest iPhone eBay aBcDeF ABCdefGHI",
    "0 1 12 123 1234 12345 123456 1234567 3.14159 1,000,000 0x1F 1e-9 2026-11-21T10:20:30Z ½ ² Ⅷ ٣٤٥٦ ५६७८",
    "a  b   c    d\t\te \t f\n\ng\r\nh\r\n\r\ni \n j  \n  k\n \n \nl   ",
    "\n  \n\t\n   x", "x  \n\n  y", "!\n\n!\r\n  a", "a\u00a0b\u00a0\u00a0c\u3000d\u2003\u2003e\u2028f\u0085g",
    "foo();\n// comment\n/* more */\n\n/path/to//file/", "{\n/\n//\r\n/x", "#!/bin/sh\nset -eu\n",
    "price: $12.99 (≈ €11,80) — 50 % off… “really”? «oui» ¿sí? 「はい」",
    "Grüße aus München, où l'été était très chaud; el niño comió piñas; žluťoučký kůň; İstanbul'da ığdır",
    "Съешь же ещё этих мягких французских булок, да выпей чаю.", "Ξεσκεπάζω την ψυχοφθόρα βδελυγμία.",
    "נמל הים העתיק, שלום עולם", "صِف خَلقَ خَودِ كَمِثلِ الشَمسِ إِذ بَزَغَت",
    "ऋषियों को सताने वाले दुष्ट राक्षसों के राजा रावण का सर्वनाश", "ความเจริญทางเศรษฐกิจของประเทศไทย",
    "我能吞下玻璃而不伤身体。今天天气很好,我们去公园散步吧!", "いろはにほへと ちりぬるを カタカナも漢字もある。",
    "키스의 고유조건은 입술끼리 만나야 하고 특별한 기술은 필요치 않다.", "Tiếng Việt có nhiều dấu thanh điệu",
    "e\u0301 n\u0303 \u0301x !\u0301 a\u0301\u0302\u0303b A\u0301B \u0301 1\u0301 ABC\u0301DEF",
    "ǅungla ǈubav ʰABC ABʰcd ʰ ªº ßẞ ŉ ﬁ", "😀 👍🏽 👩‍👩‍👧‍👦 🇨🇦🇯🇵 ❤️ 1️⃣ 🏴󠁧󠁢󠁥󠁮󠁧󠁿", "\u200b\u200d\ufeff\u00ad\u2060x",
    "\u0000\u0001\u001f\u007f\u0080 \ufffd\U0010ffff\ue000", "<|endoftext|> <|fim_prefix|> <|im_start|>",
    '{"id": 17, "name": "Zoë", "tags": ["a", "b\\n"], "nested": {"x": null, "y": [1.5, -2e10, true]}}',
    "| a | b |\n|---|---|\n| 1 | 2 |\n\n- [x] done\n- [ ] open\n\n```swift\nlet x = 1\n```\n",
    "def fibonacci(n: int) -> int:\n    \"\"\"Gives the n-th number.\"\"\"\n    a, b = 0, 1\n    for _ in range(n):\n"
    "        a, b = b, a + b\n    return a\n\n\nif __name__ == \"__main__\":\n    print([fibonacci(i) for i in range(10)])\n",
    "public func count(_ text: String) -> Int {\n\tguard !text.isEmpty else { return 0 }\n\treturn text.utf8.count / 4\n}\n",
    "SELECT u.id, COUNT(*) AS n FROM users u LEFT JOIN orders o ON o.user_id=u.id WHERE u.age>=18 GROUP BY 1;",
    "<div class=\"row\"><a href='https://example.com/?q=1&amp;p=2#frag'>link</a><!-- x --></div>",
    "for(int i=0;i<n;++i){if(a[i]!=b[i]){return-1;}}\treturn 0;", "c3VwZXItc2VjcmV0LWJhc2U2NC1ibG9i" * 4,
    "https://user:pass@example.co.uk:8080/a/b/c.html?x=%20&y=z", "deadbeef" * 12, "=" * 80, "-" * 33 + ">" * 5,
]
RUNS = ["a", "A", " ", "\n", "\t", "0", "é", "漢", "😀", "=", "ab", " a", "\r\n", " \n", "क्ष", "'s", "'S", "/", "\u3000", "\u0301"]
ALPHABETS = [
    "'sStTdDmMlLvVrReE ſ", "aAbB  \n\r\t/!'", "ʰªǅǄéÉ\u0301ߞ漢字あ ", " \u00a0\u3000\u2028\u0085\n\r\t\x0b\x0cx.",
    "0123456789٣²Ⅷ½ a.", "абвАБВ сло ,", "नमस्ते हि\u200d ", "😀👍🏽\u200d❤️ ab",
]


def random_texts(rng):
    def scalar():
        return chr(rng.choice([rng.randrange(32, 127), rng.randrange(0x250), rng.randrange(0xD800),
                               rng.randrange(0xE000, 0x110000)]))

    texts = ["".join(rng.choice(rng.choice(ALPHABETS)) for _ in range(rng.choice([5, 20, 70]))) for _ in range(60)]
    for alphabet in ALPHABETS:
        texts += ["".join(rng.choice(alphabet) for _ in range(rng.choice([4, 12, 30, 90]))) for _ in range(25)]
    texts += ["".join(scalar() for _ in range(rng.choice([3, 10, 40]))) for _ in range(60)]
    texts += ["".join(chr(rng.randrange(128)) for _ in range(rng.choice([10, 80, 200]))) for _ in range(60)]
    return texts


def digest(ids):
    """FNV-1a, 64 bits, over the ids as little-endian u32; shorter than the ids and enough to notice a difference."""
    value = 0xCBF29CE484222325
    for byte in struct.pack(f"<{len(ids)}I", *ids):
        value = ((value ^ byte) * 0x100000001B3) & 0xFFFFFFFFFFFFFFFF
    return f"{value:016x}"


def main():
    encodings = {name: tiktoken.get_encoding(name)
                 for name in ["cl100k_base", "o200k_base", "p50k_base", "p50k_edit", "o200k_harmony"]}
    p50k = encodings["p50k_base"]
    encodings["r50k_base"] = tiktoken.Encoding(
        "r50k_base", pat_str=p50k._pat_str, special_tokens={"<|endoftext|>": 50256},
        mergeable_ranks={token: rank for token, rank in p50k._mergeable_ranks.items() if rank < 50256})
    rng = random.Random(SEED)
    names = ["cl100k_base", "o200k_base", "p50k_base", "r50k_base"]
    texts = TEXTS + [run * n for run in RUNS for n in (2, 3, 7, 31, 100)] + random_texts(rng)
    rows = [[text] + [encodings[n].encode_ordinary(text) for n in names[:2]]
            + [digest(encodings[n].encode_ordinary(text)) for n in names[2:]] for text in texts]
    special = []
    for name, text in [("cl100k_base", "a<|endoftext|>b <|fim_prefix|>\n<|endofprompt|>"), ("o200k_base", "x <|endoftext|>"),
                       ("p50k_base", "<|endoftext|> \n<|endoftext|>"), ("p50k_edit", "a <|fim_middle|>b<|fim_suffix|>"),
                       ("o200k_harmony", "<|start|>assistant<|channel|>final<|message|>Hi <|return|><|reserved_200500|>"),
                       ("cl100k_base", "  <|endoftext|>  x<|endof<|endoftext|>|>")]:
        special.append([name, text, encodings[name].encode(text, allowed_special="all")])
    invalid = []
    for _ in range(120):
        data = bytearray("".join(rng.choice(rng.choice(ALPHABETS)) for _ in range(rng.choice([3, 12, 40]))).encode())
        for _ in range(rng.choice([1, 1, 2])):
            data[rng.randrange(len(data))] = rng.randrange(128, 256)
        name = rng.choice(names)
        invalid.append([name, bytes(data).hex(), encodings[name]._encode_bytes(bytes(data))])
    models = []
    for table in (tiktoken.model.MODEL_TO_ENCODING, {p + "x": e for p, e in tiktoken.model.MODEL_PREFIX_TO_ENCODING.items()}):
        models += [[model, tiktoken.encoding_name_for_model(model)] for model in table]
    os.makedirs(OUT, exist_ok=True)
    for name, value in [("texts", rows), ("special", special), ("invalid", invalid), ("models", models)]:
        with open(os.path.join(OUT, name + ".json"), "w") as file:
            file.write("[\n" + ",\n".join(json.dumps(row, separators=(",", ":")) for row in value) + "\n]\n")
    print(f"tiktoken {tiktoken.__version__}: {len(rows)} texts, {len(special)} special, {len(invalid)} invalid")


main()
