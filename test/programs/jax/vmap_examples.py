import jax
import jax.numpy as jnp
from jax import vmap, grad

x = jnp.arange(5)
w = jnp.array([2., 3., 4.])


def convolve(x, w):
    output = []
    for i in range(1, len(x) - 1):
        output.append(jnp.dot(x[i - 1:i + 2], w))
    return jnp.array(output)


print(convolve(x, w))
xs, ws = jnp.stack([x, x]), jnp.stack([w, w])
print(vmap(convolve)(xs, ws))
print(vmap(convolve, in_axes=1, out_axes=1)(xs.T, ws.T).shape)
print(vmap(convolve, in_axes=[0, None])(xs, w))
print(jax.jit(vmap(convolve))(xs, ws)[0])
per_example = vmap(grad(lambda w, x, y: (jnp.dot(w, x) - y) ** 2), in_axes=(None, 0, 0))
print(per_example(jnp.array([1.0, -1.0]), jnp.array([[1.0, 2.0], [3.0, 4.0]]), jnp.array([0.0, 1.0])))
pairwise = vmap(vmap(lambda a, b: jnp.sum((a - b) ** 2), (None, 0)), (0, None))
p = jnp.array([[0., 0.], [1., 0.], [0., 2.]])
print(pairwise(p, p))
print(vmap(jnp.linalg.norm)(p), vmap(lambda t: {"s": t.sum(), "m": t.max()})(p)["m"])
print(vmap(lambda a, i: a[i])(p, jnp.array([0, 1, 1])))
print(vmap(lambda x: jnp.where(x > 0, jnp.sqrt(x), 0.0))(jnp.array([4.0, -1.0])))
print(jnp.vectorize(lambda a, b: jnp.dot(a, b), signature="(n),(n)->()")(p, p))
