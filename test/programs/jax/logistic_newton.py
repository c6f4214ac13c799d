import jax
import jax.numpy as jnp
import numpy as np

rng = np.random.default_rng(3)
X = np.c_[np.ones(50), rng.normal(size=(50, 2))].astype(np.float32)
true = np.array([0.5, 2.0, -1.0], dtype=np.float32)
y = (1 / (1 + np.exp(-X @ true)) > rng.uniform(size=50)).astype(np.float32)


def nll(w):
    z = X @ w
    return jnp.sum(jnp.logaddexp(0.0, z) - y * z) + 0.05 * jnp.dot(w, w)


w = jnp.zeros(3)
for i in range(5):
    g, H = jax.grad(nll)(w), jax.hessian(nll)(w)
    w = w - jnp.linalg.solve(H, g)
    print(i, f"{nll(w):.4f}", f"{jnp.abs(g).max():.3f}")
print(w.round(3))
cov = jnp.linalg.inv(jax.hessian(nll)(w))
print(jnp.sqrt(jnp.diag(cov)).round(3))
pred = (X @ w > 0).astype(jnp.int32)
print(int((pred == y).sum()), "of", len(y), "right")
