import jax
import jax.numpy as jnp
from jax import random, vmap, grad


def normalize(z):
    return z / jnp.linalg.norm(z, axis=-1, keepdims=True)


def info_nce(z1, z2, temperature=0.5):
    logits = normalize(z1) @ normalize(z2).T / temperature
    labels = jnp.arange(len(z1))
    logp = jax.nn.log_softmax(logits, axis=1)
    return -jnp.mean(jnp.take_along_axis(logp, labels[:, None], axis=1))


def triplet(a, p, n, margin=1.0):
    return jnp.mean(jnp.maximum(jnp.sum((a - p) ** 2, -1) - jnp.sum((a - n) ** 2, -1) + margin, 0.0))


def kl(p, q):
    return jnp.sum(p * (jnp.log(p) - jnp.log(q)), axis=-1)


k1, k2, k3 = random.split(random.key(7), 3)
x = random.normal(k1, (8, 5))
views = x + 0.1 * random.normal(k2, x.shape), x + 0.1 * random.normal(k3, x.shape)
W = random.normal(random.key(8), (5, 3)) * 0.5
loss = lambda W: info_nce(views[0] @ W, views[1] @ W)
for i in range(8):
    W = W - 1.0 * grad(loss)(W)
    if i % 2 == 1:
        print(i, f"{loss(W):.4f}")
print(f"{triplet(x[:3], views[0][:3], x[3:6]):.4f}")
teacher = jax.nn.softmax(x[:, :3] / 2.0)
student = lambda W: jnp.mean(vmap(kl)(teacher, jax.nn.softmax(x @ W)))
g = grad(student)(jnp.zeros((5, 3)))
print(g.shape, f"{student(jnp.zeros((5, 3))):.5f}", jnp.abs(g.sum(axis=1)).max() < 1e-6)
