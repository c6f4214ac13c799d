import numpy as np


class Stump:
    def fit(self, X, y, w):
        best = np.inf
        for f in range(X.shape[1]):
            for thr in np.unique(X[:, f]):
                for sign in (1, -1):
                    pred = np.where(X[:, f] < thr, -sign, sign)
                    err = w[pred != y].sum()
                    if err < best - 1e-12:
                        best, self.f, self.thr, self.sign = err, f, thr, sign
        self.err = best
        return self

    def predict(self, X):
        return np.where(X[:, self.f] < self.thr, -self.sign, self.sign)


def adaboost(X, y, rounds):
    w = np.full(len(X), 1 / len(X))
    models = []
    for r in range(rounds):
        s = Stump().fit(X, y, w)
        alpha = 0.5 * np.log((1 - s.err) / max(s.err, 1e-10))
        w *= np.exp(-alpha * y * s.predict(X))
        w /= w.sum()
        models.append((alpha, s))
        print(f"round {r}: feature {s.f} < {s.thr:.3f} err {s.err:.4f} alpha {alpha:.4f}")
    return lambda Z: np.sign(sum(a * m.predict(Z) for a, m in models))


class GradientBoosting:
    def __init__(self, n=10, lr=0.3):
        self.n, self.lr, self.trees = n, lr, []

    def fit(self, x, y):
        self.base = y.mean()
        pred = np.full_like(y, self.base)
        for _ in range(self.n):
            resid = y - pred
            order = np.argsort(x, kind="stable")
            best = min(((((resid[order[:i]] - resid[order[:i]].mean()) ** 2).sum() + ((resid[order[i:]] - resid[order[i:]].mean()) ** 2).sum()), i) for i in range(1, len(x)))
            i = best[1]
            thr = x[order[i]]
            leaf = resid[order[:i]].mean(), resid[order[i:]].mean()
            self.trees.append((thr, leaf))
            pred += self.lr * np.where(x < thr, *leaf)
        return self

    def predict(self, x):
        return self.base + self.lr * sum(np.where(x < t, a, b) for t, (a, b) in self.trees)


rng = np.random.RandomState(3)
X = rng.uniform(-1, 1, (30, 2))
y = np.where(X[:, 0] + 0.5 * X[:, 1] > 0, 1, -1)
model = adaboost(X, y, 4)
print("accuracy", (model(X) == y).mean())
x = np.linspace(0, 6, 30)
t = np.sin(x)
gb = GradientBoosting(12).fit(x, t)
print(f"mse {np.mean((gb.predict(x) - t) ** 2):.5f}", len(gb.trees))
