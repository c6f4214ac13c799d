"""Variational inference with the reparameterization trick, and a Metropolis chain with split keys."""
import jax
import jax.numpy as jnp
from jax import random
from jax.scipy.stats import norm

data = jnp.array([1.2, 0.7, 1.9, 1.4, 0.3])


def log_joint(theta):
    return norm.logpdf(theta, 0.0, 2.0) + norm.logpdf(data, theta, 1.0).sum()


def elbo(params, key, n=16):
    mu, log_sd = params
    eps = random.normal(key, (n,))
    theta = mu + jnp.exp(log_sd) * eps
    return jnp.mean(jax.vmap(log_joint)(theta) - norm.logpdf(theta, mu, jnp.exp(log_sd)))


params = jnp.array([0.0, 0.0])
key = random.PRNGKey(1)
g = jax.jit(jax.value_and_grad(elbo))
for i in range(20):
    key, sub = random.split(key)
    value, grads = g(params, sub)
    params = params + 0.05 * grads
    if i % 5 == 4:
        print(i, f"{value:.4f}", params.round(4))
var = 1 / (1 / 4 + len(data))
print("exact", round(var * float(data.sum()), 4), round(0.5 * float(jnp.log(var)), 4))


def metropolis(key, theta, steps):
    accepted = 0
    for _ in range(steps):
        key, k1, k2 = random.split(key, 3)
        proposal = theta + 0.5 * random.normal(k1)
        if jnp.log(random.uniform(k2)) < log_joint(proposal) - log_joint(theta):
            theta, accepted = proposal, accepted + 1
    return theta, accepted


theta, accepted = metropolis(random.PRNGKey(0), jnp.array(0.0), 20)
print(f"{theta:.4f}", accepted)
