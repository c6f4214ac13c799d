import numpy as np

rng = np.random.RandomState(10)
H, D, T = 4, 3, 5
W = rng.randn(4 * H, H + D) * 0.3
b = np.zeros((4 * H, 1))
sig = lambda x: 1 / (1 + np.exp(-x))


def step(x, h, c):
    z = np.vstack((h, x))
    a = W @ z + b
    f, i, o, g = sig(a[:H]), sig(a[H:2 * H]), sig(a[2 * H:3 * H]), np.tanh(a[3 * H:])
    c2 = f * c + i * g
    h2 = o * np.tanh(c2)
    return h2, c2, (z, f, i, o, g, c, c2)


def run(xs):
    h, c, caches = np.zeros((H, 1)), np.zeros((H, 1)), []
    for x in xs:
        h, c, cache = step(x, h, c)
        caches.append(cache)
    return h, caches


def backward(dh, caches):
    dW, db, dc = np.zeros_like(W), np.zeros_like(b), np.zeros((H, 1))
    for z, f, i, o, g, c, c2 in reversed(caches):
        t = np.tanh(c2)
        do = dh * t * o * (1 - o)
        dc = dc + dh * o * (1 - t ** 2)
        df, di, dg = dc * c * f * (1 - f), dc * g * i * (1 - i), dc * i * (1 - g ** 2)
        da = np.concatenate([df, di, do, dg])
        dW += da @ z.T
        db += da
        dh, dc = (W.T @ da)[:H], dc * f
    return dW, db


xs = [rng.randn(D, 1) for _ in range(T)]
target = rng.randn(H, 1)
for it in range(30):
    h, caches = run(xs)
    loss = 0.5 * ((h - target) ** 2).sum()
    dW, db = backward(h - target, caches)
    if it == 0:
        k = (2, 1)
        keep = W[k]
        W[k] = keep + 1e-5
        hi = 0.5 * ((run(xs)[0] - target) ** 2).sum()
        W[k] = keep - 1e-5
        lo = 0.5 * ((run(xs)[0] - target) ** 2).sum()
        W[k] = keep
        print("check", abs((hi - lo) / 2e-5 - dW[k]) < 1e-8)
    for p, g in ((W, dW), (b, db)):
        p -= 0.5 * np.clip(g, -1, 1)
    if it % 10 == 9:
        print(it + 1, f"{loss:.6f}")
print(h.ravel().round(3), target.ravel().round(3))
