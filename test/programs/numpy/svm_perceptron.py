import numpy as np

rng = np.random.RandomState(1)
X = np.r_[rng.randn(15, 2) - [2, 2], rng.randn(15, 2) + [2, 2]]
Y = np.array([-1] * 15 + [1] * 15)


class Perceptron:
    def __init__(self, eta=0.1, n_iter=5):
        self.eta, self.n_iter = eta, n_iter

    def fit(self, X, y):
        self.w_ = np.zeros(1 + X.shape[1])
        self.errors_ = []
        for _ in range(self.n_iter):
            errors = 0
            for xi, target in zip(X, y):
                update = self.eta * (target - self.predict(xi))
                self.w_[1:] += update * xi
                self.w_[0] += update
                errors += int(update != 0.0)
            self.errors_.append(errors)
        return self

    def net_input(self, X):
        return np.dot(X, self.w_[1:]) + self.w_[0]

    def predict(self, X):
        return np.where(self.net_input(X) >= 0.0, 1, -1)


p = Perceptron().fit(X, Y)
print(p.errors_, p.w_.round(4), (p.predict(X) == Y).mean())


def hinge(w, b, C=1.0):
    margins = 1 - Y * (X @ w + b)
    active = margins > 0
    loss = 0.5 * w @ w + C * margins[active].sum()
    return loss, w - C * (Y[active, None] * X[active]).sum(0), -C * Y[active].sum()


w, b = np.zeros(2), 0.0
for t in range(1, 101):
    loss, gw, gb = hinge(w, b)
    w, b = w - 0.05 / t * gw, b - 0.05 / t * gb
    if t in (1, 10, 100):
        print(t, f"loss {loss:.4f} w {w.round(4)} b {b:.4f}")
print("support", np.sum(Y * (X @ w + b) < 1.0001), "accuracy", np.mean(np.sign(X @ w + b) == Y))


def rbf(A, B, gamma=0.5):
    return np.exp(-gamma * ((A[:, None] - B[None]) ** 2).sum(-1))


K = rbf(X, X)
alpha = np.zeros(len(X))
for _ in range(50):
    grad = 1 - Y * (K @ (alpha * Y))
    alpha = np.clip(alpha + 0.05 * grad, 0, 1)
print("kernel", (np.sign(K @ (alpha * Y)) == Y).all(), alpha.sum().round(4), np.count_nonzero(alpha > 1e-6))
dist = np.sqrt(((X[:, None] - X[None]) ** 2).sum(-1))
nn = np.argsort(dist + np.eye(30) * 1e9, axis=1)[:, :3]
votes = np.sign(Y[nn].sum(1))
print("3-nn", (votes == Y).mean(), nn[0])
