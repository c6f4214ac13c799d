"""Optimizers written over pytrees, on Rosenbrock's valley."""
import jax
import jax.numpy as jnp
from typing import NamedTuple, Any


class AdamState(NamedTuple):
    step: Any
    mu: Any
    nu: Any


def adam(lr, b1=0.9, b2=0.999, eps=1e-8):
    def init(params):
        zeros = jax.tree.map(jnp.zeros_like, params)
        return AdamState(jnp.zeros([], jnp.int32), zeros, zeros)

    def update(grads, state, params):
        step = state.step + 1
        mu = jax.tree.map(lambda m, g: b1 * m + (1 - b1) * g, state.mu, grads)
        nu = jax.tree.map(lambda v, g: b2 * v + (1 - b2) * g ** 2, state.nu, grads)
        mhat = jax.tree.map(lambda m: m / (1 - b1 ** step), mu)
        vhat = jax.tree.map(lambda v: v / (1 - b2 ** step), nu)
        new = jax.tree.map(lambda p, m, v: p - lr * m / (jnp.sqrt(v) + eps), params, mhat, vhat)
        return new, AdamState(step, mu, nu)
    return init, update


def rosenbrock(p):
    return (1 - p["x"]) ** 2 + 100 * (p["y"] - p["x"] ** 2) ** 2


init, update = adam(0.05)
params = {"x": jnp.array(-1.0), "y": jnp.array(1.5)}
state = init(params)


@jax.jit
def step(params, state):
    value, grads = jax.value_and_grad(rosenbrock)(params)
    params, state = update(grads, state, params)
    return params, state, value


for i in range(30):
    params, state, value = step(params, state)
    if i % 15 == 14:
        print(i + 1, f"f={value:.4f} x={params['x']:.4f} y={params['y']:.4f} step={state.step}")
g = jax.grad(rosenbrock)(params)
print({k: round(float(v), 1) for k, v in g.items()})
