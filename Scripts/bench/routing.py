"""A routing decision as a whole and the scoring of messages, on one core, beside scikit-learn's hashed linear model in
the same run: word and word-pair hashing into 2^15 buckets and logistic regression, a message at a time and in one batch.
"""
import json
import os
import subprocess
import sys
import time

from sklearn.feature_extraction.text import HashingVectorizer
from sklearn.linear_model import SGDClassifier

benchmark = os.path.join(os.path.dirname(os.path.abspath(sys.argv[2])), "routing-benchmark")
ours = json.loads(subprocess.run([benchmark], check=True, capture_output=True, text=True).stdout)

words = "explain compare what is the of and lemma market river protein code test design list 42 why how".split()
texts = [" ".join(words[(i * 7 + j * 3) % len(words)] for j in range(6 + i * 13 % 105)) + "?" for i in range(512)]
vectors = HashingVectorizer(n_features=1 << 15, ngram_range=(1, 2))
model = SGDClassifier(loss="log_loss").fit(vectors.transform(texts), [i % 2 for i in range(512)])


def best(run):
    rates = []
    for _ in range(5):
        start = time.perf_counter()
        run()
        rates.append(len(texts) / (time.perf_counter() - start))
    return round(max(rates))


ours["sklearn_one_at_a_time_per_s"] = best(lambda: [model.predict_proba(vectors.transform([text])) for text in texts])
ours["sklearn_batch_per_s"] = best(lambda: model.predict_proba(vectors.transform(texts)))
ours["load"] = os.getloadavg()[0]
for key, value in ours.items():
    print(f"{key:30} {value:>12,}")
print(json.dumps(ours))
