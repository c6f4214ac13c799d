"""Layer classes with forward/backward and an optimizer, spiral data."""
import numpy as np


class Dense:
    def __init__(self, n_in, n_out, rng):
        self.W = rng.standard_normal((n_in, n_out)) * np.sqrt(2.0 / n_in)
        self.b = np.zeros(n_out)

    def forward(self, x):
        self.x = x
        return x @ self.W + self.b

    def backward(self, dout):
        self.dW = self.x.T @ dout
        self.db = dout.sum(axis=0)
        return dout @ self.W.T

    def params(self):
        return [(self.W, self.dW), (self.b, self.db)]


class ReLU:
    def forward(self, x):
        self.mask = x > 0
        return x * self.mask

    def backward(self, dout):
        return dout * self.mask

    def params(self):
        return []


class SoftmaxCrossEntropy:
    def forward(self, logits, labels):
        shifted = logits - logits.max(axis=1, keepdims=True)
        exp = np.exp(shifted)
        self.probs = exp / exp.sum(axis=1, keepdims=True)
        self.labels = labels
        return -np.mean(np.log(self.probs[np.arange(len(labels)), labels] + 1e-12))

    def backward(self):
        g = self.probs.copy()
        g[np.arange(len(self.labels)), self.labels] -= 1
        return g / len(self.labels)


class Momentum:
    def __init__(self, lr, mu=0.9):
        self.lr, self.mu, self.v = lr, mu, {}

    def step(self, layers):
        for i, layer in enumerate(layers):
            for j, (p, g) in enumerate(layer.params()):
                v = self.v.setdefault((i, j), np.zeros_like(p))
                v *= self.mu
                v -= self.lr * g
                p += v


def spiral(points, classes, rng):
    X = np.zeros((points * classes, 2))
    y = np.zeros(points * classes, dtype='uint8')
    for c in range(classes):
        ix = range(points * c, points * (c + 1))
        r = np.linspace(0.0, 1, points)
        t = np.linspace(c * 4, (c + 1) * 4, points) + rng.normal(size=points) * 0.2
        X[ix] = np.c_[r * np.sin(t), r * np.cos(t)]
        y[ix] = c
    return X, y


rng = np.random.default_rng(0)
X, y = spiral(20, 3, rng)
print(X.shape, y.dtype, np.bincount(y))
layers = [Dense(2, 24, rng), ReLU(), Dense(24, 3, rng)]
criterion, opt = SoftmaxCrossEntropy(), Momentum(0.5)
for epoch in range(101):
    out = X
    for layer in layers:
        out = layer.forward(out)
    loss = criterion.forward(out, y)
    grad = criterion.backward()
    for layer in reversed(layers):
        grad = layer.backward(grad)
    opt.step(layers)
    if epoch % 25 == 0:
        acc = (out.argmax(axis=1) == y).mean()
        print(f"epoch {epoch:3d}  loss {loss:.4f}  acc {acc:.2%}")
