"""Init/apply pairs: a tiny module system of closures, with a transformer block on top."""
import jax
import jax.numpy as jnp
from jax import random


def dense(n_in, n_out):
    def init(key):
        lim = (6 / (n_in + n_out)) ** 0.5
        return {"w": random.uniform(key, (n_in, n_out), minval=-lim, maxval=lim), "b": jnp.zeros((n_out,))}
    return init, lambda p, x: x @ p["w"] + p["b"]


def layer_norm(d, eps=1e-5):
    def apply(p, x):
        mean = x.mean(-1, keepdims=True)
        var = ((x - mean) ** 2).mean(-1, keepdims=True)
        return p["g"] * (x - mean) / jnp.sqrt(var + eps) + p["b"]
    return (lambda key: {"g": jnp.ones((d,)), "b": jnp.zeros((d,))}), apply


def attention(d, heads):
    parts = {n: dense(d, d) for n in "qkvo"}

    def init(key):
        return {n: f(k) for (n, (f, _)), k in zip(parts.items(), random.split(key, 4))}

    def apply(p, x):
        T = x.shape[0]
        q, k, v = (parts[n][1](p[n], x).reshape(T, heads, d // heads).transpose(1, 0, 2) for n in "qkv")
        scores = jnp.einsum("htd,hsd->hts", q, k) / jnp.sqrt(d // heads)
        mask = jnp.tril(jnp.ones((T, T), bool))
        weights = jax.nn.softmax(jnp.where(mask, scores, -1e9), axis=-1)
        out = jnp.einsum("hts,hsd->htd", weights, v).transpose(1, 0, 2).reshape(T, d)
        return parts["o"][1](p["o"], out)
    return init, apply


def serial(*layers):
    inits, applies = zip(*layers)

    def init(key):
        return [f(k) for f, k in zip(inits, random.split(key, len(inits)))]

    def apply(params, x):
        for f, p in zip(applies, params):
            x = f(p, x)
        return x
    return init, apply


def residual(layer):
    init, apply = layer
    return init, lambda p, x: x + apply(p, x)


gelu = (lambda key: (), lambda p, x: jax.nn.gelu(x))
d = 8
init, apply = serial(residual(serial(layer_norm(d), attention(d, 2))), residual(serial(layer_norm(d), dense(d, 16), gelu, dense(16, d))), dense(d, 5))
params = init(random.key(0))
print(jax.tree.map(jnp.shape, params)[2], sum(p.size for p in jax.tree.leaves(params)))
x = random.normal(random.key(1), (6, d))
labels = jnp.array([0, 1, 2, 3, 4, 0])


def loss(params):
    logp = jax.nn.log_softmax(apply(params, x))
    return -jnp.mean(logp[jnp.arange(6), labels])


for i in range(6):
    value, grads = jax.value_and_grad(loss)(params)
    params = jax.tree.map(lambda p, g: p - 0.2 * g, params, grads)
    print(i, f"{value:.4f}")
norm = jnp.sqrt(sum(jnp.vdot(g, g) for g in jax.tree.leaves(grads)))
print(f"{norm:.4f}")
