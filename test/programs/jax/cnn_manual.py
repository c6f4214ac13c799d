import jax
import jax.numpy as jnp
from jax import random, lax


def conv(x, w, stride=1):
    return lax.conv_general_dilated(x, w, (stride, stride), "SAME", dimension_numbers=("NHWC", "HWIO", "NHWC"))


def avg_pool(x, k=2):
    return lax.reduce_window(x, 0.0, lax.add, (1, k, k, 1), (1, k, k, 1), "VALID") / (k * k)


def init(key):
    k1, k2, k3 = random.split(key, 3)
    return {"c1": random.normal(k1, (3, 3, 1, 4)) * 0.3, "c2": random.normal(k2, (3, 3, 4, 8)) * 0.2, "w": random.normal(k3, (8 * 2 * 2, 3)) * 0.2, "b": jnp.zeros(3)}


def forward(p, x):
    x = avg_pool(jax.nn.relu(conv(x, p["c1"])))
    x = avg_pool(jax.nn.relu(conv(x, p["c2"])))
    return x.reshape(x.shape[0], -1) @ p["w"] + p["b"]


def loss(p, x, y):
    logits = forward(p, x)
    return -jnp.mean(jnp.sum(jax.nn.log_softmax(logits) * jax.nn.one_hot(y, 3), axis=-1))


params = init(random.PRNGKey(0))
x = random.normal(random.PRNGKey(1), (6, 8, 8, 1))
y = jnp.array([0, 1, 2, 0, 1, 2])
step = jax.jit(lambda p: jax.tree.map(lambda a, g: a - 0.3 * g, p, jax.grad(loss)(p, x, y)))
for i in range(6):
    params = step(params)
    if i % 2:
        print(i, f"{loss(params, x, y):.4f}")
print(forward(params, x).shape, {k: v.shape for k, v in params.items()})
