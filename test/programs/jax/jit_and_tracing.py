import jax
import jax.numpy as jnp
from functools import partial

calls = []


@jax.jit
def f(x):
    calls.append(1)
    return 3 * x ** 2 + jnp.sin(x)


print(f(2.0), f(3.0), len(calls))


@partial(jax.jit, static_argnums=(1,))
def power(x, n):
    return x ** n if n > 0 else 1.0 / x ** (-n)


print(power(2.0, 3), power(2.0, -1))


def branch(x):
    return x if x > 0 else -x


try:
    jax.jit(branch)(1.0)
except jax.errors.TracerBoolConversionError as e:
    print("TracerBoolConversionError")
print(branch(jnp.array(-2.0)), jax.grad(branch)(-2.0))
print(jax.jit(lambda x: jnp.where(x > 0, x, -x))(jnp.array([-1.0, 2.0])))
g = jax.jit(jax.grad(lambda x: jnp.sum(jnp.exp(-x ** 2))))
print(g(jnp.array([0.5, -0.5])))
try:
    jax.grad(lambda x: x * 2)(jnp.arange(3.0))
except TypeError as e:
    print(str(e).split(".")[0])
try:
    jax.grad(lambda x: x * 2)(3)
except TypeError as e:
    print(str(e)[:70])
print(jnp.array(1) + jnp.array(2.5), (jnp.arange(3) / 2).dtype, (jnp.int32(1) + 1.5).dtype, jnp.float32(3).dtype)
print(jax.device_count() >= 1, jax.default_backend(), jnp.ones(2).block_until_ready())
x = jnp.arange(6).reshape(2, 3)
print(x.sum(axis=0), x.T.shape, x[:, ::-1], x[x > 2], jnp.concatenate([x, x], axis=1).shape)
