import jax
import jax.numpy as jnp
from jax import lax


def newton_sqrt(a):
    def cond(state):
        x, i = state
        return (jnp.abs(x * x - a) > 1e-4) & (i < 20)

    def body(state):
        x, i = state
        return 0.5 * (x + a / x), i + 1
    return lax.while_loop(cond, body, (a, 0))


print(newton_sqrt(2.0), jax.jvp(lambda a: newton_sqrt(a)[0], (2.0,), (1.0,))[1])
print(jax.vmap(newton_sqrt)(jnp.array([1.0, 4.0, 9.0])))


def fib(n):
    return lax.fori_loop(0, n, lambda i, ab: (ab[1], ab[0] + ab[1]), (0, 1))[0]


print([int(fib(i)) for i in range(8)])
xs = jnp.array([3.0, 1.0, 2.0])
print(lax.cumsum(xs), lax.cummax(xs), lax.associative_scan(jnp.multiply, xs), lax.top_k(xs, 2))
print(lax.dynamic_slice(jnp.arange(10), (3,), (4,)), lax.dynamic_update_slice(jnp.zeros(5), jnp.ones(2), (1,)))
print(lax.select(xs > 1.5, xs, -xs), lax.clamp(1.5, xs, 2.5), lax.rsqrt(jnp.array(4.0)))
print(lax.reduce(xs, 0.0, lax.add, (0,)), lax.expand_dims(xs, (0,)).shape, lax.broadcast(xs, (2,)).shape)
img = jnp.arange(16.0).reshape(1, 1, 4, 4)
ker = jnp.ones((1, 1, 2, 2))
print(lax.conv_general_dilated(img, ker, (2, 2), "VALID")[0, 0], lax.conv(img, ker, (1, 1), "SAME").shape)
print(lax.reduce_window(img[0, 0], -jnp.inf, lax.max, (2, 2), (2, 2), "VALID"))
print(jax.grad(lambda k: lax.conv_general_dilated(img, k, (1, 1), "VALID").sum())(ker)[0, 0])
ema = lambda xs, a: lax.scan(lambda m, x: ((1 - a) * m + a * x,) * 2, xs[0], xs)[1]
print(ema(xs, 0.5), jax.grad(lambda a: ema(xs, a).sum())(0.5))
print(jnp.where(jnp.isnan(jnp.log(jnp.array(-1.0))), 0.0, 1.0), lax.sort(xs), jnp.argsort(xs))
