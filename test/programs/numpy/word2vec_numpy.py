import numpy as np
from collections import defaultdict

corpus = "natural gradients follow the curve and natural steps follow the tape".split()
window, n, lr, epochs = 2, 5, 0.05, 8
counts = defaultdict(int)
for w in corpus:
    counts[w] += 1
vocab = sorted(counts)
index = {w: i for i, w in enumerate(vocab)}
V = len(vocab)


def onehot(word):
    v = np.zeros(V)
    v[index[word]] = 1
    return v


data = []
for i, w in enumerate(corpus):
    ctx = [onehot(corpus[j]) for j in range(i - window, i + window + 1) if j != i and 0 <= j < len(corpus)]
    data.append([onehot(w), ctx])
print(V, len(data), [len(c) for _, c in data])


def softmax(x):
    e = np.exp(x - np.max(x))
    return e / e.sum(axis=0)


np.random.seed(0)
W1, W2 = np.random.uniform(-0.8, 0.8, (V, n)), np.random.uniform(-0.8, 0.8, (n, V))
for epoch in range(epochs):
    loss = 0
    for t, ctx in data:
        h = W1.T @ t
        u = W2.T @ h
        y = softmax(u)
        EI = np.sum([np.subtract(y, w) for w in ctx], axis=0)
        dW2 = np.outer(h, EI)
        dW1 = np.outer(t, W2 @ EI)
        W1 = W1 - lr * dW1
        W2 = W2 - lr * dW2
        loss += -np.sum([u[int(np.argmax(w))] for w in ctx]) + len(ctx) * np.log(np.sum(np.exp(u)))
    if epoch % 2 == 1:
        print("Epoch:", epoch, "Loss: %.6f" % loss)


def similar(word, top):
    v = W1[index[word]]
    sims = {w: float(v @ W1[index[w]] / (np.linalg.norm(v) * np.linalg.norm(W1[index[w]]))) for w in vocab}
    return sorted(sims.items(), key=lambda kv: kv[1], reverse=True)[:top]


for w, s in similar("natural", 3):
    print(f"{w:<12}{s:+.4f}")
