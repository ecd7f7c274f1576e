#!/usr/bin/env python3
"""Measures counting by `farthing tokens bench` beside tiktoken and others, on the same texts in one run.

    python3 -m venv v && v/bin/pip install tiktoken litellm rs-bpe splintr-rs tokie django
    v/bin/python Scripts/bench/tokens.py PATH-TO-FARTHING [PATH-TO-AGENT-BENCHMARK] [--encoding cl100k_base]
                                         [--ranks DIRECTORY] [--json FILE]

The texts come from installed packages: code from Python's own library, prose from its manual (pydoc topics), JSON
from litellm's data, many languages from Django's translations; cut into chunks of 0.3 to 40 kB with a fixed seed.
Rank files as in Scripts/interop/tokens.py. Each round measures every program once, one after the other, so that all
see the same machine; the best of the rounds counts. A peer that is not installed is left out. Peers are called from
Python once a chunk, which costs them about a microsecond each; single thread everywhere.

Then, of Farthing alone unless said: inputs of 1 MB that make a naive merge quadratic, the first count of a process
beside tiktoken's, and many texts on all cores. Prints tables, and last one line of JSON.
"""
import argparse, base64, glob, importlib.util, json, os, pydoc_data.topics, random, re, subprocess, sys, sysconfig
import tempfile, time

SIZE = 2_000_000
CL100K = (r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+"
          r"|\s+(?!\S)|\s+")


def folder(package):
    spec = importlib.util.find_spec(package)
    return os.path.dirname(spec.origin) if spec else None


def texts_of(paths):
    for path in paths:
        with open(path, encoding="utf-8", errors="ignore") as file:
            yield file.read()


def chunks(texts):
    rng = random.Random(7)
    found, size = [], 0
    for text in texts:
        start = 0
        while start < len(text) and size < SIZE:
            chunk = text[start:start + int(300 * (40_000 / 300) ** rng.random())]
            start += len(chunk)
            found.append(chunk)
            size += len(chunk.encode())
        if size >= SIZE:
            break
    return found


def corpora():
    rng = random.Random(11)
    library = sysconfig.get_path("stdlib")
    code = sorted(glob.glob(os.path.join(library, "*.py")) + glob.glob(os.path.join(library, "[a-z]*", "*.py")))
    rng.shuffle(code)
    result = {"code": chunks(texts_of(code)), "prose": chunks([pydoc_data.topics.topics[k] for k in sorted(pydoc_data.topics.topics)])}
    if folder("litellm"):
        data = sorted(p for p in glob.glob(os.path.join(folder("litellm"), "**", "*.json"), recursive=True)
                      if "tokenizer" not in p)
        result["json"] = chunks(texts_of(data))
    if folder("django"):
        files = sorted(glob.glob(os.path.join(folder("django"), "conf/locale/*/LC_MESSAGES/django.po")))
        rng.shuffle(files)
        strings = (re.findall(r'^(?:msgstr(?:\[\d\])? )?"(.+)"$', text.split("msgid", 2)[-1], re.M) for text in texts_of(files))
        # Of each file only the translations: lines that are not ASCII, and their neighbours in Latin scripts.
        result["many languages"] = chunks("\n".join(s.replace("\\n", "\n") for s in each) for each in strings)
    return {name: value for name, value in result.items() if value}


def huggingface_file(encoding, path):
    """The vocabulary as a tokenizer.json, the only form that tokie reads without a download."""
    ranks = encoding._mergeable_ranks
    printable = [*range(33, 127), *range(161, 173), *range(174, 256)]
    others = [b for b in range(256) if b not in printable]
    letters = {b: chr(b) for b in printable} | {b: chr(256 + i) for i, b in enumerate(others)}
    spell = lambda token: "".join(letters[b] for b in token)
    merges = []
    for token, _ in sorted(ranks.items(), key=lambda item: item[1]):
        parts = [token[i:i + 1] for i in range(len(token))]
        while len(parts) > 2:
            best = min(range(len(parts) - 1), key=lambda i: ranks.get(parts[i] + parts[i + 1], 1 << 30))
            parts[best:best + 2] = [parts[best] + parts[best + 1]]
        if len(parts) == 2:
            merges.append([spell(parts[0]), spell(parts[1])])
    split = {"type": "Split", "pattern": {"Regex": CL100K}, "behavior": "Removed", "invert": True}
    level = {"type": "ByteLevel", "add_prefix_space": False, "trim_offsets": True, "use_regex": False}
    with open(path, "w") as file:
        json.dump({
            "version": "1.0", "truncation": None, "padding": None, "added_tokens": [], "normalizer": None,
            "pre_tokenizer": {"type": "Sequence", "pretokenizers": [split, level]}, "post_processor": None,
            "decoder": level, "model": {
                "type": "BPE", "dropout": None, "unk_token": None, "continuing_subword_prefix": "",
                "end_of_word_suffix": "", "fuse_unk": False, "byte_fallback": False,
                "vocab": {spell(token): rank for token, rank in ranks.items()}, "merges": merges}}, file)


def peers(name, directory):
    import tiktoken
    encoding = tiktoken.get_encoding(name)
    found = {"tiktoken": lambda text: len(encoding.encode_ordinary(text))}
    if importlib.util.find_spec("rs_bpe") and name in ("cl100k_base", "o200k_base"):
        from rs_bpe import openai
        rs = getattr(openai, name)()
        found["rs-bpe"] = lambda text: rs.count(text)
    if importlib.util.find_spec("splintr"):
        import splintr
        fast = splintr.Tokenizer.from_pretrained(name)
        found["splintr"] = lambda text: len(fast.encode(text))
    if importlib.util.find_spec("tokie") and name == "cl100k_base":
        import tokie
        path = os.path.join(directory, "tokenizer.json")
        huggingface_file(encoding, path)
        counter = tokie.Tokenizer.from_json(path)
        found["tokie"] = lambda text: counter.count_tokens(text)
    return found


def adversaries():
    """Inputs of 1 MB, most of which are one piece or have no piece that comes twice."""
    rng = random.Random(3)
    size = 1_000_000
    whole = {"one letter": b"a", "spaces": b" ", "newlines": b"\n", "digits": b"1234567", "emoji": "😀👍🏽".encode(),
             "ideographs": "漢字文化".encode(), "marks": "a\u0301".encode()}
    result = {name: (part * size)[:size - size % len(part)] for name, part in whole.items()}
    result["random letters"] = bytes(rng.choice(b"abcdefghijklmnopqrstuvwxyz") for _ in range(size))
    result["random bytes"] = bytes(rng.randrange(256) for _ in range(size))
    result["mixed"] = b"".join(result[name][:size // 8] for name in list(result)[:8])
    return result


def bench(options, *arguments):
    return subprocess.run([options.farthing, "tokens", "bench", "--encoding", options.encoding, *arguments],
                          check=True, capture_output=True, text=True).stdout


def measure_adversaries(options, directory):
    rows = []
    for name, data in adversaries().items():
        path = os.path.join(directory, "adversary")
        with open(path, "wb") as file:
            file.write(data)
        seconds = min(json.loads(bench(options, "--json", "--seconds", "0.1", path))["seconds"] for _ in range(3))
        rows.append({"input": name, "bytes": len(data), "ms": round(seconds * 1000, 1)})
    return rows


def measure_first(options, directory):
    """Microseconds of the first count of a process, its tables included."""
    path = os.path.join(directory, "short")
    with open(path, "w") as file:
        file.write("Hello")
    ours = []
    for _ in range(7):
        found = re.search(r"first count after start (\d+) µs", bench(options, "--seconds", "0.001", path))
        ours.append(int(found.group(1)))
    code = ("import time, tiktoken; t = time.perf_counter();"
            f"len(tiktoken.get_encoding({options.encoding!r}).encode_ordinary('Hello, world! This is the first text.'));"
            "print((time.perf_counter() - t) * 1e6)")
    peers = [float(subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout)
             for _ in range(3)]
    return {"farthing_us": sorted(ours)[len(ours) // 2], "tiktoken_us": round(sorted(peers)[1])}


def measure_batches(options, directory):
    paths = []
    for corpus in corpora().values():
        for text in corpus:
            paths.append(os.path.join(directory, f"batch{len(paths)}"))
            with open(paths[-1], "w", encoding="utf-8", newline="") as file:
                file.write(text)
    return json.loads(subprocess.run([options.benchmark, "tokens", *paths], check=True, capture_output=True,
                                     text=True).stdout)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("farthing")
    parser.add_argument("benchmark", nargs="?", help="agent-benchmark, for many texts on all cores")
    parser.add_argument("--encoding", default="cl100k_base")
    parser.add_argument("--ranks")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--json")
    options = parser.parse_args()
    if os.environ.pop("PYTHONDONTWRITEBYTECODE", None) is not None:
        os.execv(sys.executable, [sys.executable, *sys.argv])  # with it set, peers measure twice as slow
    ranks = options.ranks or (folder("litellm") and os.path.join(folder("litellm"), "litellm_core_utils/tokenizers"))
    if not ranks:
        sys.exit("give --ranks, or install litellm, which carries the rank files")
    os.environ["TIKTOKEN_CACHE_DIR"] = ranks
    report = []
    with tempfile.TemporaryDirectory() as directory:
        counters = peers(options.encoding, directory)
        for corpus, texts in corpora().items():
            size = sum(len(text.encode()) for text in texts)
            paths = []
            for index, text in enumerate(texts):
                paths.append(os.path.join(directory, f"{index}.txt"))
                with open(paths[-1], "w", encoding="utf-8", newline="") as file:
                    file.write(text)
            best, tokens = {}, {}
            for _ in range(options.rounds):
                run = json.loads(bench(options, "--json", "--seconds", "0.5", *paths))
                best["farthing"] = max(best.get("farthing", 0), run["mb_per_s"])
                tokens["farthing"] = run["tokens"]
                for name, count in counters.items():
                    start = time.perf_counter()
                    tokens[name] = sum(map(count, texts))
                    rate = size / (time.perf_counter() - start) / 1e6
                    best[name] = max(best.get(name, 0), rate)
            for name, rate in best.items():
                report.append({"encoding": options.encoding, "corpus": corpus, "bytes": size, "chunks": len(texts),
                               "program": name, "tokens": tokens[name], "mb_per_s": round(rate, 1),
                               "times_tiktoken": round(rate / best["tiktoken"], 1),
                               "tokens_differ": tokens[name] - tokens["tiktoken"]})
        result = {"counting": report, "adversaries": measure_adversaries(options, directory),
                  "first_count": measure_first(options, directory)}
        if options.benchmark:
            result["batches"] = measure_batches(options, directory)
    print(f"{'corpus':16}{'program':12}{'MB/s':>8}{'x tiktoken':>12}{'tokens off':>12}")
    for row in report:
        print(f"{row['corpus']:16}{row['program']:12}{row['mb_per_s']:8.1f}{row['times_tiktoken']:12.1f}"
              f"{row['tokens_differ']:12}")
    print("1 MB each: " + ", ".join(f"{row['input']} {row['ms']:.0f} ms" for row in result["adversaries"]))
    print("first count of a process: farthing {farthing_us} µs, tiktoken {tiktoken_us} µs".format(**result["first_count"]))
    if options.benchmark:
        print("many texts: {one_core_mb_per_s} MB/s on one core, {all_cores_mb_per_s} MB/s on {cores}".format(
            **result["batches"]))
    print(json.dumps(result))
    if options.json:
        with open(options.json, "w") as file:
            json.dump(result, file, indent=1)


main()
