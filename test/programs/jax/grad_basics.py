import jax
import jax.numpy as jnp
from jax import grad, value_and_grad


def sum_of_squares(x):
    return jnp.sum(x ** 2)


x = jnp.asarray([1.0, 2.0, 3.0, 4.0])
print(sum_of_squares(x))
dx = grad(sum_of_squares)
print(dx(x))


def sum_squared_error(x, y):
    return jnp.sum((x - y) ** 2)


y = jnp.asarray([1.1, 2.1, 3.1, 4.1])
print(grad(sum_squared_error)(x, y))
print(grad(sum_squared_error, argnums=(0, 1))(x, y))
print(value_and_grad(sum_squared_error)(x, y))


def with_aux(x, y):
    return sum_squared_error(x, y), x - y


print(grad(with_aux, has_aux=True)(x, y))
f = lambda x: x ** 3 + 2 * x ** 2 - 3 * x + 1
dfdx = grad(f)
d2fdx = grad(dfdx)
d3fdx = grad(d2fdx)
d4fdx = grad(d3fdx)
print(dfdx(1.0), d2fdx(1.0), d3fdx(1.0), d4fdx(1.0))
g = jax.grad(jnp.tanh)
print(g(2.0), jax.grad(jax.grad(jnp.tanh))(2.0))
print(jnp.arange(3), jnp.zeros((2, 2)), jnp.linspace(0, 1, 3).dtype, type(x).__name__ != "")
print(x.at[1].set(10.0), x.at[1:3].add(1.0), x)
try:
    x[0] = 5
except TypeError as e:
    print(str(e)[:60])
