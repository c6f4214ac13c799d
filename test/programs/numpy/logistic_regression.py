import numpy as np

rng = np.random.default_rng(7)


def sigmoid(z):
    return 1.0 / (1.0 + np.exp(-z))


class LogisticRegression:
    def __init__(self, lr=0.1, n_iter=200, l2=0.0):
        self.lr, self.n_iter, self.l2 = lr, n_iter, l2
        self.history = []

    def fit(self, X, y):
        n, d = X.shape
        self.w, self.b = np.zeros(d), 0.0
        for i in range(self.n_iter):
            p = sigmoid(X @ self.w + self.b)
            err = p - y
            self.w -= self.lr * (X.T @ err / n + self.l2 * self.w)
            self.b -= self.lr * err.mean()
            loss = -np.mean(y * np.log(p + 1e-15) + (1 - y) * np.log(1 - p + 1e-15))
            self.history.append(loss)
        return self

    def predict(self, X):
        return (sigmoid(X @ self.w + self.b) >= 0.5).astype(int)


X = np.vstack([rng.normal([-1, -1], 0.8, size=(40, 2)), rng.normal([1, 1.5], 0.9, size=(40, 2))])
y = np.concatenate([np.zeros(40), np.ones(40)])
order = rng.permutation(len(X))
X, y = X[order], y[order]
folds = np.array_split(np.arange(len(X)), 4)
scores = []
for k, test_idx in enumerate(folds):
    train_idx = np.concatenate([f for j, f in enumerate(folds) if j != k])
    model = LogisticRegression(lr=0.5, n_iter=80, l2=1e-3).fit(X[train_idx], y[train_idx])
    acc = np.mean(model.predict(X[test_idx]) == y[test_idx])
    scores.append(acc)
    print(f"fold {k}: acc={acc:.3f} loss {model.history[0]:.4f} -> {model.history[-1]:.4f}")
print("mean accuracy: {:.3f} +/- {:.3f}".format(np.mean(scores), np.std(scores)))
pred = model.predict(X)
confusion = np.zeros((2, 2), dtype=int)
for t, p in zip(y.astype(int), pred):
    confusion[t, p] += 1
print(confusion)
print(model.w.round(4), round(float(model.b), 4))
