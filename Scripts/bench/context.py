"""How fast prompts are shortened without a model, on JSON and logs of tool results, beside peers from PyPI: toons (JSON
as TOON tables, written in Rust) and drain3 (templates of log lines). Single thread everywhere; the best of the rounds."""
import json
import os
import random
import subprocess
import sys
import tempfile
import time

benchmark = os.path.join(os.path.dirname(sys.argv[2]), "context-benchmark")
rng = random.Random(8)
WORDS = "alpha bravo delta gamma kappa omega river stone amber cedar maple harbour signal".split()


def records(count):
    return [{"id": 10_000 + i, "name": f"{rng.choice(WORDS)} {rng.choice(WORDS)}", "price": round(rng.random() * 900, 2),
             "in_stock": rng.random() < 0.8, "owner": {"city": rng.choice(WORDS).title(), "zip": f"{rng.randrange(99999):05}"},
             "tags": rng.sample(WORDS, 3), "note": None if rng.random() < 0.3 else " ".join(rng.choices(WORDS, k=9))}
            for i in range(count)]


def log(count):
    kinds = ["INFO worker[{}] finished job {} in {} ms", "WARN pool[{}] has {} of {} connections left",
             "INFO http[{}] GET /items/{} 200 {} bytes", "DEBUG cache[{}] evicted {} entries older than {} s"]
    lines = []
    for i in range(count):
        if rng.random() < 0.005:
            text = f"ERROR db[{rng.randrange(99)}] lost its connection to db-{rng.choice(WORDS)}.internal"
        else:
            text = rng.choice(kinds).format(rng.randrange(64), rng.randrange(10**6), rng.randrange(5000))
        lines.append(f"2026-05-{1 + i * 27 // count:02} {i % 24:02}:{i % 60:02}:{(i * 7) % 60:02}.{rng.randrange(1000):03} {text}")
    return "\n".join(lines)


def best(work, rounds=3):
    times = []
    for _ in range(rounds):
        begin = time.perf_counter()
        left = work()
        times.append(time.perf_counter() - begin)
    return min(times), left


def with_toons(texts):
    import toons
    return lambda: sum(len(toons.dumps(json.loads(text)).encode()) for text in texts)


def with_drain3(texts):
    from drain3 import TemplateMiner
    from drain3.template_miner_config import TemplateMinerConfig

    def work():
        left = 0
        for text in texts:
            miner = TemplateMiner(config=TemplateMinerConfig())
            for line in text.split("\n"):
                miner.add_log_message(line)
            left += sum(len(cluster.get_template()) + 8 for cluster in miner.drain.clusters)
        return left
    return work


corpora = {
    "json": ([json.dumps(records(n)) for n in (20, 50, 200, 1000, 4000) for _ in range(4)], "toons", with_toons),
    "json, indented": ([json.dumps(records(n), indent=2) for n in (20, 50, 200, 1000) for _ in range(4)], "toons", with_toons),
    "logs": ([log(n) for n in (50, 200, 1000, 5000, 20_000) for _ in range(2)], "drain3", with_drain3),
}
rows = []
with tempfile.TemporaryDirectory() as folder:
    for name, (texts, peer, work) in corpora.items():
        size = sum(len(text.encode()) for text in texts)
        path = os.path.join(folder, name)
        with open(path, "w") as file:
            file.writelines(json.dumps(text) + "\n" for text in texts)
        ours = json.loads(subprocess.run([benchmark, path], check=True, capture_output=True, text=True).stdout)[name]
        row = {"corpus": name, "mb": round(size / 1e6, 2), "farthing_mb_per_s": ours["mb_per_s"], "farthing_removed": ours["removed"]}
        try:
            seconds, left = best(work(texts))
            row |= {"peer": peer, "peer_mb_per_s": round(size / 1e6 / seconds, 2), "peer_removed": round(1 - left / size, 3)}
        except ImportError:
            pass  # A peer that is not installed is left out.
        rows.append(row)

print(f"{'prompt compression':20}{'MB':>7}{'farthing':>13}{'removed':>9}{'peer':>9}{'':>13}{'removed':>9}{'times':>8}")
for row in rows:
    line = f"{row['corpus']:20}{row['mb']:7.1f}{row['farthing_mb_per_s']:8.0f} MB/s{row['farthing_removed']:9.0%}"
    if "peer" in row:
        line += (f"{row['peer']:>9}{row['peer_mb_per_s']:8.1f} MB/s{row['peer_removed']:9.0%}"
                 f"{row['farthing_mb_per_s'] / row['peer_mb_per_s']:8.1f}")
    print(line)
print(json.dumps({"rows": rows, "load": os.getloadavg()[0]}))
