import jax
jax.config.update("jax_enable_x64", True)
import jax.numpy as jnp

x = jnp.array([0.1, 0.2, 0.3])
print(x.dtype, x.sum(), jnp.arange(3).dtype)


def f(x):
    return jnp.sum(jnp.exp(x) * jnp.cos(x)) / (1 + x[0] ** 2)


g = jax.grad(f)(x)
eps = 1e-6
for i in range(3):
    e = jnp.zeros(3).at[i].set(eps)
    num = (f(x + e) - f(x - e)) / (2 * eps)
    print(i, f"{g[i]:.8f}", bool(jnp.abs(num - g[i]) < 1e-8))
print(jax.hessian(f)(x).round(6))
A = jnp.array([[4.0, 1.0], [1.0, 3.0]])
logdet = lambda A: 2 * jnp.sum(jnp.log(jnp.diag(jnp.linalg.cholesky(A))))
print(jax.grad(logdet)(A).round(8), jnp.linalg.inv(A).round(8))
