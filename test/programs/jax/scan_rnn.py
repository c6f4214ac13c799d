import jax
import jax.numpy as jnp
from jax import lax, random
from functools import partial


def init(key, n_in, n_hidden, n_out):
    k1, k2, k3 = random.split(key, 3)
    return {"wx": random.normal(k1, (n_in, n_hidden)) * 0.3, "wh": random.normal(k2, (n_hidden, n_hidden)) * 0.3, "b": jnp.zeros(n_hidden), "wo": random.normal(k3, (n_hidden, n_out)) * 0.3}


def rnn(params, xs):
    def step(h, x):
        h = jnp.tanh(x @ params["wx"] + h @ params["wh"] + params["b"])
        return h, h @ params["wo"]
    h0 = jnp.zeros(params["b"].shape)
    return lax.scan(step, h0, xs)


def loss(params, xs, ys):
    _, preds = jax.vmap(rnn, in_axes=(None, 0))(params, xs)
    return jnp.mean((preds - ys) ** 2)


@partial(jax.jit, static_argnames=("lr",))
def update(params, xs, ys, lr):
    value, grads = jax.value_and_grad(loss)(params, xs, ys)
    return jax.tree.map(lambda p, g: p - lr * g, params, grads), value


t = jnp.linspace(0, 6, 9)
data = jnp.stack([jnp.sin(t + p) for p in (0.0, 0.5, 1.0)])[..., None]
xs, ys = data[:, :-1], data[:, 1:]
params = init(random.PRNGKey(0), 1, 6, 1)
for i in range(10):
    params, value = update(params, xs, ys, lr=0.3)
    if i % 3 == 0:
        print(i, f"{value:.5f}")
carry, out = lax.scan(lambda c, x: (c + x, c * x), 0.0, jnp.arange(5.0))
print(carry, out)
print(lax.scan(lambda c, _: (c * 2, c), 1, None, length=4))
print(lax.fori_loop(0, 5, lambda i, x: x + i, 0), lax.while_loop(lambda s: s[0] < 10, lambda s: (s[0] * 2, s[1] + 1), (1, 0)))
print(lax.cond(True, lambda x: x + 1, lambda x: x - 1, 3.0), lax.switch(2, [lambda x: x, lambda x: x * 2, lambda x: x * 3], 5.0))
print(jax.grad(lambda x: lax.fori_loop(0, 3, lambda i, y: y * x, 1.0))(2.0), lax.map(lambda v: v ** 2, jnp.arange(3)))
