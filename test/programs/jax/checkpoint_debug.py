import jax
import jax.numpy as jnp
from jax import checkpoint, make_jaxpr


@jax.jit
def f(x):
    y = jnp.sin(x)
    jax.debug.print("y = {y}", y=y)
    return y ** 2


print(f(1.0))
h = checkpoint(lambda x: jnp.sin(jnp.sin(x)))
print(jax.grad(h)(0.5), jax.grad(lambda x: jnp.sin(jnp.sin(x)))(0.5))
v, pull = jax.vjp(lambda a, b: (a * b, a + b), 2.0, 3.0)
print(v, pull((1.0, 1.0)))
out, lin = jax.linearize(jnp.sin, 1.0)
print(out, lin(1.0), lin(2.0))
print(jax.eval_shape(lambda x: x @ x.T, jnp.ones((2, 3))).shape)
f1 = lambda x, y: x ** 2 + jnp.prod(y)
print(jax.grad(f1, argnums=1)(2.0, jnp.array([1.0, 2.0, 3.0])), jax.jacrev(lambda x: jnp.stack([x[0] * x[1], x[1] ** 2]))(jnp.array([2.0, 3.0])))
print(jax.grad(lambda x: jnp.linalg.norm(x))(jnp.array([3.0, 4.0])), jax.grad(lambda x: jnp.max(x))(jnp.array([1.0, 3.0, 3.0])), jax.grad(jnp.abs)(0.0), jax.grad(lambda x: jnp.sort(x)[0])(jnp.array([2.0, 1.0])))
print(jax.value_and_grad(lambda p: (p["a"] * 2).sum() + p["b"])({"a": jnp.ones(2), "b": 1.0}))
print(jax.grad(lambda x: jax.grad(lambda y: x * y ** 3)(2.0))(5.0), jax.hessian(lambda x: x[0] ** 2 * x[1])(jnp.array([1.0, 2.0])))
