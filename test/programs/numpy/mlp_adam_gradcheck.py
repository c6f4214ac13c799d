import numpy as np

rng = np.random.default_rng(42)


def init(sizes):
    return [{"W": rng.normal(0, np.sqrt(2 / a), (a, b)), "b": np.zeros((1, b))} for a, b in zip(sizes[:-1], sizes[1:])]


def forward(params, X):
    cache, A = [], X
    for i, p in enumerate(params):
        Z = A @ p["W"] + p["b"]
        cache.append((A, Z))
        A = np.tanh(Z) if i < len(params) - 1 else Z
    return A, cache


def loss_and_grads(params, X, Y):
    out, cache = forward(params, X)
    diff = out - Y
    loss = 0.5 * np.mean(np.sum(diff ** 2, axis=1))
    grads, dZ = [None] * len(params), diff / len(X)
    for i in reversed(range(len(params))):
        A, Z = cache[i]
        grads[i] = {"W": A.T @ dZ, "b": dZ.sum(axis=0, keepdims=True)}
        if i:
            dA = dZ @ params[i]["W"].T
            dZ = dA * (1 - np.tanh(cache[i - 1][1]) ** 2)
    return loss, grads


def grad_check(params, X, Y, eps=1e-5):
    _, grads = loss_and_grads(params, X, Y)
    worst = 0.0
    for p, g in zip(params, grads):
        for key in p:
            it = np.nditer(p[key], flags=["multi_index"]) if False else np.ndindex(p[key].shape)
            for ix in it:
                old = p[key][ix]
                p[key][ix] = old + eps
                hi, _ = loss_and_grads(params, X, Y)
                p[key][ix] = old - eps
                lo, _ = loss_and_grads(params, X, Y)
                p[key][ix] = old
                num = (hi - lo) / (2 * eps)
                worst = max(worst, abs(num - g[key][ix]) / max(1e-8, abs(num) + abs(g[key][ix])))
    return worst


X = rng.uniform(-1, 1, (20, 2))
Y = np.stack([X[:, 0] * X[:, 1], X.sum(1) ** 2], axis=1)
params = init([2, 4, 2])
print("gradient check below 1e-5:", grad_check(params, X, Y) < 1e-5)
m = [{k: np.zeros_like(v) for k, v in p.items()} for p in params]
v = [{k: np.zeros_like(w) for k, w in p.items()} for p in params]
for t in range(1, 61):
    loss, grads = loss_and_grads(params, X, Y)
    for p, g, mi, vi in zip(params, grads, m, v):
        for k in p:
            mi[k] = 0.9 * mi[k] + 0.1 * g[k]
            vi[k] = 0.999 * vi[k] + 0.001 * g[k] ** 2
            p[k] -= 0.02 * (mi[k] / (1 - 0.9 ** t)) / (np.sqrt(vi[k] / (1 - 0.999 ** t)) + 1e-8)
    if t % 15 == 0:
        print(f"{t:3d} {loss:.6f}")
