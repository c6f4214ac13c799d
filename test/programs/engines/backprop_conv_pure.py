"""A 1-D convolution, pooling and dense layer trained with nothing but lists."""
import math
import random

random.seed(3)


def conv(x, k, b):
    return [sum(x[i + j] * k[j] for j in range(len(k))) + b for i in range(len(x) - len(k) + 1)]


def train(samples, epochs=30, lr=0.1):
    k, b = [random.uniform(-1, 1) for _ in range(3)], 0.0
    w, c = [random.uniform(-1, 1) for _ in range(2)], 0.0
    for epoch in range(epochs):
        total = 0.0
        for x, y in samples:
            z = conv(x, k, b)
            a = [max(0.0, v) for v in z]
            pools = [(i + j, a[i + j]) for i in range(0, len(a) - 1, 2) for j in [0 if a[i] >= a[i + 1] else 1]]
            h = [v for _, v in pools]
            p = 1 / (1 + math.exp(-(sum(wi * hi for wi, hi in zip(w, h)) + c)))
            total += -(y * math.log(p + 1e-12) + (1 - y) * math.log(1 - p + 1e-12))
            d = p - y
            dh = [d * wi for wi in w]
            w = [wi - lr * d * hi for wi, hi in zip(w, h)]
            c -= lr * d
            dk, db = [0.0] * 3, 0.0
            for (pos, _), g in zip(pools, dh):
                if z[pos] > 0:
                    for j in range(3):
                        dk[j] += g * x[pos + j]
                    db += g
            k = [ki - lr * gi for ki, gi in zip(k, dk)]
            b -= lr * db
        if epoch % 10 == 9:
            print(f"epoch {epoch + 1:2d} loss {total / len(samples):.5f}")
    return k, b, w, c


samples = [([0, 0, 1, 1, 0, 0], 1), ([1, 0, 0, 0, 0, 1], 0), ([0, 1, 1, 0, 0, 0], 1), ([1, 0, 1, 0, 1, 0], 0), ([0, 0, 0, 1, 1, 0], 1), ([0, 0, 0, 0, 0, 0], 0)]
k, b, w, c = train(samples)
print([round(v, 4) for v in k], round(b, 4), [round(v, 4) for v in w], round(c, 4))
