import jax
import jax.numpy as jnp
from jax import random


def logp(x):
    return -0.5 * (x[0] ** 2 + (x[1] - x[0] ** 2) ** 2 / 0.5)


def leapfrog(x, p, eps, n):
    g = jax.grad(logp)
    p = p + 0.5 * eps * g(x)
    for i in range(n):
        x = x + eps * p
        if i < n - 1:
            p = p + eps * g(x)
    return x, p + 0.5 * eps * g(x)


key = random.PRNGKey(4)
x = jnp.zeros(2)
accepted = 0
for step in range(5):
    key, k1, k2 = random.split(key, 3)
    p = random.normal(k1, (2,))
    x2, p2 = leapfrog(x, p, 0.1, 4)
    dH = (logp(x2) - 0.5 * p2 @ p2) - (logp(x) - 0.5 * p @ p)
    if jnp.log(random.uniform(k2)) < dH:
        x, accepted = x2, accepted + 1
    print(step, x.round(3), f"{float(dH):.4f}")
print("accepted", accepted)
