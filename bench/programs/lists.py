# Backpropagation through a 4-16-3 softmax classifier in lists and dicts alone.
import math
import random

random.seed(3)
inputs, hidden, classes = 4, 16, 3
parameters = {
    "W1": [[random.gauss(0, 0.5) for _ in range(inputs)] for _ in range(hidden)],
    "b1": [0.0] * hidden,
    "W2": [[random.gauss(0, 0.5) for _ in range(hidden)] for _ in range(classes)],
    "b2": [0.0] * classes,
}
data = [([random.random() for _ in range(inputs)], i % classes) for i in range(30)]


def affine(W, b, x):
    return [sum(w * v for w, v in zip(row, x)) + bias for row, bias in zip(W, b)]


def softmax(z):
    top = max(z)
    e = [math.exp(v - top) for v in z]
    s = sum(e)
    return [v / s for v in e]


losses = []
for epoch in range(20):
    total = 0.0
    for x, label in data:
        h = [math.tanh(v) for v in affine(parameters["W1"], parameters["b1"], x)]
        p = softmax(affine(parameters["W2"], parameters["b2"], h))
        total -= math.log(p[label])
        dz = [p[k] - (1.0 if k == label else 0.0) for k in range(classes)]
        dh = [0.0] * hidden
        for k in range(classes):
            for j in range(hidden):
                dh[j] += parameters["W2"][k][j] * dz[k]
                parameters["W2"][k][j] -= 0.1 * dz[k] * h[j]
            parameters["b2"][k] -= 0.1 * dz[k]
        for j in range(hidden):
            d = dh[j] * (1 - h[j] * h[j])
            for i in range(inputs):
                parameters["W1"][j][i] -= 0.1 * d * x[i]
            parameters["b1"][j] -= 0.1 * d
    losses.append(total / len(data))
print(losses[-1])
