import numpy as np

np.random.seed(12)
centers_true = np.array([[0, 0, 0], [5, 5, 0], [0, 5, 5]], dtype=float)
X = np.vstack([c + np.random.randn(20, 3) * 0.7 for c in centers_true])


def kmeans(X, k, iters=20, tol=1e-6):
    idx = np.random.choice(len(X), k, replace=False)
    C = X[idx].copy()
    for it in range(iters):
        d = ((X[:, None, :] - C[None]) ** 2).sum(-1)
        labels = d.argmin(1)
        new = np.array([X[labels == j].mean(0) if np.any(labels == j) else C[j] for j in range(k)])
        shift = np.abs(new - C).max()
        C = new
        if shift < tol:
            break
    return C, labels, d.min(1).sum(), it


C, labels, inertia, it = kmeans(X, 3)
print("iterations", it, "inertia %.4f" % inertia)
print(np.sort(np.bincount(labels)))
print(np.round(C[np.lexsort(C.T)], 3))

# PCA by the covariance matrix, power iteration for the leading components
Xc = X - X.mean(axis=0)
cov = Xc.T @ Xc / (len(X) - 1)
print(np.allclose(cov, np.cov(X, rowvar=False)))
components, values = [], []
A = cov.copy()
for _ in range(2):
    v = np.ones(3) / np.sqrt(3)
    for _ in range(200):
        v = A @ v
        v /= np.linalg.norm(v)
    lam = v @ A @ v
    A = A - lam * np.outer(v, v)
    components.append(v)
    values.append(lam)
W = np.stack(components)
Z = Xc @ W.T
print("explained: " + ", ".join(f"{lam / np.trace(cov):.1%}" for lam in values))
print(Z.shape, np.abs(np.corrcoef(Z.T)[0, 1]) < 1e-6)
