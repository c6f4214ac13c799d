"""Bigram model by counting, smoothing and sampling: string processing without a framework."""
import math
import random
from collections import Counter, defaultdict
from itertools import islice

names = """ada alan barbara claude donald edsger frances grace
john ken leslie linus margaret niklaus radia sophie tim""".split()
print(len(names), min(map(len, names)), max(names, key=len))
counts = defaultdict(Counter)
for name in names:
    chars = ["."] + list(name) + ["."]
    for a, b in zip(chars, chars[1:]):
        counts[a][b] += 1
alphabet = sorted({c for n in names for c in n} | {"."})
stoi = {c: i for i, c in enumerate(alphabet)}
print("".join(alphabet), counts["a"].most_common(3), sum(len(c) for c in counts.values()))


def prob(a, b, k=1):
    return (counts[a][b] + k) / (sum(counts[a].values()) + k * len(alphabet))


def nll(words, k=1):
    total, n = 0.0, 0
    for w in words:
        for a, b in zip("." + w, w + "."):
            total -= math.log(prob(a, b, k))
            n += 1
    return total / n


for k in (0.1, 1, 10):
    print(f"k={k}: nll {nll(names, k):.4f} perplexity {math.exp(nll(names, k)):.3f}")
rng = random.Random(2024)


def sample():
    out, c = [], "."
    while True:
        c = rng.choices(alphabet, weights=[prob(c, b) for b in alphabet])[0]
        if c == "." or len(out) > 8:
            return "".join(out)
        out.append(c)


print([sample() for _ in range(5)])


def ngrams(text, n):
    its = [islice(text, i, None) for i in range(n)]
    return zip(*its)


print(Counter("".join(g) for n in names for g in ngrams(n, 3)).most_common(2))


def bpe_merges(words, steps):
    vocab = Counter(tuple(w) + ("</w>",) for w in words)
    merges = []
    for _ in range(steps):
        pairs = Counter()
        for w, f in vocab.items():
            for p in zip(w, w[1:]):
                pairs[p] += f
        best = max(pairs, key=lambda p: (pairs[p], p))
        merges.append("".join(best))
        new = Counter()
        for w, f in vocab.items():
            out, i = [], 0
            while i < len(w):
                if i < len(w) - 1 and (w[i], w[i + 1]) == best:
                    out.append(w[i] + w[i + 1])
                    i += 2
                else:
                    out.append(w[i])
                    i += 1
            new[tuple(out)] += f
        vocab = new
    return merges, vocab


merges, vocab = bpe_merges(names + ["alan", "ada"], 6)
print(merges)
print([" ".join(w) for w in list(vocab)[:3]])


def levenshtein(a, b):
    row = list(range(len(b) + 1))
    for i, ca in enumerate(a, 1):
        prev, row[0] = row[0], i
        for j, cb in enumerate(b, 1):
            prev, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, prev + (ca != cb))
    return row[-1]


print(sorted(names, key=lambda n: (levenshtein(n, "clara"), n))[:3])
tfidf = {w: Counter(w)[c] * math.log(len(names) / sum(c in n for n in names)) for w in ["ada"] for c in "a"}
print({k: round(v, 4) for k, v in tfidf.items()})
