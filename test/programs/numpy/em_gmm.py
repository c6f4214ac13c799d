import numpy as np

np.random.seed(7)
X = np.concatenate([np.random.normal(-2, 0.6, 40), np.random.normal(1.5, 1.0, 60)])


def gaussian(x, mu, sigma):
    return np.exp(-0.5 * ((x - mu) / sigma) ** 2) / (sigma * np.sqrt(2 * np.pi))


def em(X, k=2, iters=25):
    mu, sigma, pi = np.quantile(X, [0.25, 0.75]), np.full(k, X.std()), np.ones(k) / k
    history = []
    for it in range(iters):
        dens = pi * gaussian(X[:, None], mu, sigma)
        resp = dens / dens.sum(axis=1, keepdims=True)
        Nk = resp.sum(axis=0)
        mu = (resp * X[:, None]).sum(0) / Nk
        sigma = np.sqrt((resp * (X[:, None] - mu) ** 2).sum(0) / Nk)
        pi = Nk / len(X)
        history.append(np.log(dens.sum(1)).sum())
    return mu, sigma, pi, resp, history


mu, sigma, pi, resp, history = em(X)
print("mu", mu.round(4), "sigma", sigma.round(4), "pi", pi.round(4))
print("log likelihood %.4f -> %.4f" % (history[0], history[-1]), "monotone:", bool(np.all(np.diff(history) > -1e-9)))
labels = resp.argmax(axis=1)
print(np.bincount(labels), np.unique(labels, return_counts=True))
hist, edges = np.histogram(X, bins=5)
for h, a, b in zip(hist, edges[:-1], edges[1:]):
    print(f"[{a:6.2f}, {b:6.2f}) {'#' * h}")
print("%.3f %.3f" % (np.median(X), np.percentile(X, 90)), X.argmin(), X.clip(-1, 1).mean().round(4))
