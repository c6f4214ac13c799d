# A character-level RNN after Karpathy's gist (min-char-rnn): NumPy, loops over time forwards and backwards.
import numpy as np

text = "the quick brown fox jumps over the lazy dog. pack my box with five dozen liquor jugs. " * 4
characters = sorted(set(text))
index = {ch: i for i, ch in enumerate(characters)}
V, H, T = len(characters), 48, 20
rng = np.random.default_rng(0)
Wxh = rng.normal(size=(H, V)) * 0.01
Whh = rng.normal(size=(H, H)) * 0.01
Why = rng.normal(size=(V, H)) * 0.01
bh, by = np.zeros((H, 1)), np.zeros((V, 1))
memory = [np.zeros_like(p) for p in (Wxh, Whh, Why, bh, by)]


def loss_and_gradients(inputs, targets, before):
    xs, hs, ps = {}, {-1: np.copy(before)}, {}
    loss = 0
    for t in range(len(inputs)):
        xs[t] = np.zeros((V, 1))
        xs[t][inputs[t]] = 1
        hs[t] = np.tanh(np.dot(Wxh, xs[t]) + np.dot(Whh, hs[t - 1]) + bh)
        y = np.dot(Why, hs[t]) + by
        ps[t] = np.exp(y) / np.sum(np.exp(y))
        loss += -np.log(ps[t][targets[t], 0])
    dWxh, dWhh, dWhy = np.zeros_like(Wxh), np.zeros_like(Whh), np.zeros_like(Why)
    dbh, dby = np.zeros_like(bh), np.zeros_like(by)
    dhnext = np.zeros_like(hs[0])
    for t in reversed(range(len(inputs))):
        dy = np.copy(ps[t])
        dy[targets[t]] -= 1
        dWhy += np.dot(dy, hs[t].T)
        dby += dy
        dh = np.dot(Why.T, dy) + dhnext
        raw = (1 - hs[t] * hs[t]) * dh
        dbh += raw
        dWxh += np.dot(raw, xs[t].T)
        dWhh += np.dot(raw, hs[t - 1].T)
        dhnext = np.dot(Whh.T, raw)
    gradients = [dWxh, dWhh, dWhy, dbh, dby]
    for g in gradients:
        np.clip(g, -5, 5, out=g)
    return loss, gradients, hs[len(inputs) - 1]


position, state = 0, np.zeros((H, 1))
for step in range(100):
    if position + T + 1 >= len(text):
        position, state = 0, np.zeros((H, 1))
    inputs = [index[ch] for ch in text[position : position + T]]
    targets = [index[ch] for ch in text[position + 1 : position + T + 1]]
    loss, gradients, state = loss_and_gradients(inputs, targets, state)
    for parameter, gradient, square in zip((Wxh, Whh, Why, bh, by), gradients, memory):
        square += gradient * gradient
        parameter += -0.01 * gradient / np.sqrt(square + 1e-8)
    position += T
print(loss)
